// Owns the embedded Postgres as its users see it: open a folder, get a url, release it. Several processes may share a folder.
// The first starts the server, the others join, the last to leave stops it. Killed holders count as gone; errors are EmbeddedPostgresError.
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Logger } from 'pino';
import { connectionUrl, DATABASE, openCluster } from './cluster.ts';
import { withFolderLock } from './folder-lock.ts';
import { isUnleased, takeLease } from './lease.ts';
import { ensureServer, stopServer, type Settings } from './server.ts';

export interface EmbeddedPostgresOptions {
  /** Everything is kept here: data, password, log. Made if it is not there. */
  readonly folder: string;
  /** The port to start on if it is free; otherwise another one. @default 54329 */
  readonly port?: number;
  /** Postgres settings beside or instead of ours, for whoever starts the server. @default none */
  readonly settings?: Settings;
  /** More flags for initdb. @default none */
  readonly initdbFlags?: readonly string[];
  readonly log?: Pick<Logger, 'info' | 'warn'>;
}

export interface EmbeddedPostgres {
  /** Of the database `vitae`, on loopback. It stays valid until `release`, also when the server dies and is revived. */
  readonly url: string;
  /** Leaves; whoever leaves last stops the server, whoever started it. May be called more than once. */
  release(): Promise<void>;
}

const USUAL_PORT = 54_329;

/** @throws EmbeddedPostgresError */
export async function openEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { port: wished = USUAL_PORT, settings = {}, initdbFlags = [], log } = options;
  const folder = path.resolve(options.folder);
  await mkdir(folder, { recursive: true });

  return withFolderLock(folder, async () => {
    const cluster = await openCluster(folder, initdbFlags);
    const port = await ensureServer(cluster, { port: wished, only: false }, settings);
    const leaseUrl = connectionUrl(cluster, port, 'postgres');
    // Our url names this port, so a server that died comes back on it or not at all.
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
