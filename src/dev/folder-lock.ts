// Locks a folder for one process at a time. The lock is SQLite's, on an empty file in the folder: the operating system
// releases it when its holder dies, so it is never stale.
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { DatabaseSync } from 'node:sqlite';

const RETRY_MS = 25;
const SQLITE_BUSY = 5;

/** A database that is garbage collected is closed, and would release its lock. */
const held = new Set<DatabaseSync>();

export interface FolderLock {
  release(): void;
}

/**
 * Excludes other processes, and other calls in this one. Held until `release` or the end of the process.
 * @param folder must exist
 * @returns null where another holder still has it after `patienceMs`
 */
export async function lockFolder(folder: string, patienceMs: number): Promise<FolderLock | null> {
  const database = new DatabaseSync(path.join(folder, 'folder.lock'), { timeout: 0 });
  const deadline = Date.now() + patienceMs;
  try {
    while (!tryLock(database)) {
      if (Date.now() > deadline) {
        database.close();
        return null;
      }
      await delay(RETRY_MS);
    }
  } catch (error) {
    database.close();
    throw error;
  }
  held.add(database);
  return {
    release() {
      held.delete(database);
      database.close();
    },
  };
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
