// Owns the lock that lets one process at a time start, join or stop the server of a folder.
// It is SQLite's lock on an empty file: the operating system gives it up when its holder dies, so it can never be stale.
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { DatabaseSync } from 'node:sqlite';
import { EmbeddedPostgresError } from './embedded-error.ts';

const PATIENCE_MS = 180_000;
const RETRY_MS = 25;
const SQLITE_BUSY = 5;

/** Runs `work` while no other process (nor another call in this one) runs theirs. */
export async function withFolderLock<Result>(folder: string, work: () => Promise<Result>): Promise<Result> {
  const file = path.join(folder, 'lock');
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    const deadline = Date.now() + PATIENCE_MS;
    while (!tryLock(database)) {
      if (Date.now() > deadline) {
        const message = `Another process has been starting or stopping the Postgres in ${folder} for ${PATIENCE_MS / 1000} seconds. End it, or see postgres.log there.`;
        throw new EmbeddedPostgresError('EMBEDDED_POSTGRES_LOCKED', message);
      }
      await delay(RETRY_MS);
    }
    return await work();
  } finally {
    database.close();
  }
}

function tryLock(database: DatabaseSync): boolean {
  try {
    database.exec('BEGIN EXCLUSIVE');
    return true;
  } catch (error) {
    if (error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY) return false;
    throw error;
  }
}
