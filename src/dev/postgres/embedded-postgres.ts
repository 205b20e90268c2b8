// The embedded Postgres: opens a folder, returns a url, and is released again. Several processes may share a folder: the first
// starts the server, the others join, the last one stops it. A killed process no longer counts. Errors are EmbeddedPostgresError.
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Logger } from 'pino';
import { lockFolder } from '../folder-lock.ts';
import { connectionUrl, DATABASE, existingCluster, openCluster } from './cluster.ts';
import { EmbeddedPostgresError } from './embedded-error.ts';
import { isUnleased, takeLease } from './lease.ts';
import { readPostmaster } from './postmaster-file.ts';
import { ensureServer, stopServer, type Settings } from './server.ts';

export interface EmbeddedPostgresOptions {
  /** Holds data, password and log. Made if it does not exist. */
  readonly folder: string;
  /** The port to start on; another one where it is taken. @default 54329 */
  readonly port?: number;
  /** Postgres settings that add to ours or replace them, used by the process that starts the server. @default none */
  readonly settings?: Settings;
  /** More flags for initdb. @default none */
  readonly initdbFlags?: readonly string[];
  readonly log?: Pick<Logger, 'info' | 'warn'>;
}

export interface EmbeddedPostgres {
  /** Of the database `vitae`, on loopback. Valid until `release`, also when the server dies and is restarted. */
  readonly url: string;
  /** The last process to release stops the server. May be called more than once. */
  release(): Promise<void>;
}

const USUAL_PORT = 54_329;
const LOCK_PATIENCE_MS = 180_000;

/** @throws EmbeddedPostgresError */
export async function openEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { port: wished = USUAL_PORT, settings = {}, initdbFlags = [], log } = options;
  const folder = path.resolve(options.folder);
  await mkdir(folder, { recursive: true });

  return withFolderLock(folder, async () => {
    const cluster = await openCluster(folder, initdbFlags);
    const port = await ensureServer(cluster, { port: wished, only: false }, settings);
    const leaseUrl = connectionUrl(cluster, port, 'postgres');
    // The url that we return names this port, so the server must come back on it.
    const revive = () =>
      withFolderLock(folder, async () => {
        await ensureServer(cluster, { port, only: true }, settings);
      });
    const lease = await takeLease(leaseUrl, revive, log);
    log?.info({ port, folder }, 'Embedded Postgres ready');

    let leaving: Promise<void> | null = null;
    const leave = async () => {
      await lease.giveUp();
      await withFolderLock(folder, async () => {
        if (!(await isUnleased(leaseUrl))) return;
        await stopServer(cluster);
        log?.info('Embedded Postgres stopped');
      });
    };
    return { url: connectionUrl(cluster, port, DATABASE), release: () => (leaving ??= leave()) };
  });
}

/** The url of the server that runs in this folder, for as long as other processes keep it; null where none runs. */
export async function runningEmbeddedUrl(folder: string): Promise<string | null> {
  if (!existsSync(folder)) return null;
  return withFolderLock(folder, async () => {
    const cluster = await existingCluster(folder);
    const port = cluster && (await readPostmaster(cluster.data))?.port;
    return port ? connectionUrl(cluster, port, DATABASE) : null;
  });
}

/** One process at a time starts, joins or stops the server of a folder. */
async function withFolderLock<Result>(folder: string, work: () => Promise<Result>): Promise<Result> {
  const lock = await lockFolder(folder, LOCK_PATIENCE_MS);
  if (lock === null) {
    const message = `Another process has been starting or stopping the Postgres in ${folder} for ${LOCK_PATIENCE_MS / 1000} seconds. End it, or see postgres.log there.`;
    throw new EmbeddedPostgresError('EMBEDDED_POSTGRES_LOCKED', message);
  }
  try {
    return await work();
  } finally {
    lock.release();
  }
}
