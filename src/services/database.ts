// Migrates Postgres and connects the clients to it.
import type { Config } from '../config/config.ts';
import { createDatabase, type Database } from '../database/client.ts';
import { migrate } from '../database/migrate/migrate.ts';
import { INSTALL_TRIGGERS } from '../profiles/undeclared-writes.ts';
import type { Logger } from '../observability/logger.ts';
import { connectionFault, openPostgres, type OpenPostgres } from './postgres.ts';

export interface OpenDatabase extends Pick<OpenPostgres, 'url' | 'directUrl'> {
  /** Of jobs. */
  readonly db: Database;
  /** Of requests. Postgres ends its statements a little after their request, also when this process is frozen. */
  readonly requestDb: Database;
  close(): Promise<void>;
}

/** The process itself cancels in time; Postgres where it does not. */
const STATEMENT_GRACE_MS = 2000;

/** @param opened released by `close`, and where this fails. @default the configured one, or the embedded one */
export async function openDatabase(
  config: Config,
  log: Logger,
  opened?: OpenPostgres,
): Promise<OpenDatabase> {
  const server = opened ?? (await openPostgres(config, log));
  try {
    const { applied } = await migrate({ url: server.directUrl, log, after: INSTALL_TRIGGERS });
    if (applied.length > 0) log.info({ applied }, 'Migrated the database');
  } catch (error) {
    await server.release();
    throw connectionFault(error, config) ?? error;
  }
  const { url, directUrl, pooled } = server;
  const options = { pooled, refuseUndeclared: !config.production };
  const db = createDatabase(url, options);
  const requestDb = createDatabase(url, {
    ...options,
    statementMs: Math.ceil(config.api.limits.executionMs) + STATEMENT_GRACE_MS,
  });
  return {
    db,
    requestDb,
    url,
    directUrl,
    async close() {
      await Promise.all([db.$disconnect(), requestDb.$disconnect()]);
      await server.release();
    },
  };
}
