// Opens the configured Postgres or the embedded one. The embedded one is started, or joined where it runs already.
// `openDatabase` migrates it and returns a client. Closing leaves an embedded server running for other processes.
import path from 'node:path';
import type { Config } from '../config/config.ts';
import { createDatabase, type Database } from '../database/client.ts';
import { migrate } from '../database/migrate/migrate.ts';
import { INSTALL_TRIGGERS } from '../profiles/undeclared-writes.ts';
import type { Logger } from '../observability/logger.ts';

export interface OpenDatabase {
  /** Of jobs. */
  readonly db: Database;
  /** Of requests. Postgres ends its statements a little after their request, also when this process is frozen. */
  readonly requestDb: Database;
  readonly url: string;
  close(): Promise<void>;
}

/** The process itself cancels in time; Postgres where it does not. */
const STATEMENT_GRACE_MS = 2000;

export async function openDatabase(config: Config, log: Logger): Promise<OpenDatabase> {
  const server = await openPostgres(config, log);
  try {
    const { applied } = await migrate({ url: server.url, log, after: INSTALL_TRIGGERS });
    if (applied.length > 0) log.info({ applied }, 'Migrated the database');
  } catch (error) {
    await server.release();
    throw error;
  }
  const refuseUndeclared = !config.production;
  const db = createDatabase(server.url, { refuseUndeclared });
  const requestDb = createDatabase(server.url, {
    refuseUndeclared,
    statementMs: Math.ceil(config.api.limits.executionMs) + STATEMENT_GRACE_MS,
  });
  return {
    db,
    requestDb,
    url: server.url,
    async close() {
      await Promise.all([db.$disconnect(), requestDb.$disconnect()]);
      await server.release();
    },
  };
}

/** Changes nothing in the database. */
export async function openPostgres(
  config: Config,
  log: Logger,
): Promise<{ readonly url: string; release(): Promise<void> }> {
  if (config.databaseUrl) return { url: config.databaseUrl, release: () => Promise.resolve() };
  const { openEmbeddedPostgres } = await import('../dev/postgres/embedded-postgres.ts');
  return openEmbeddedPostgres({ folder: embeddedFolder(config), log });
}

/** The URL of the configured Postgres, or of the embedded one if it runs. Starts nothing. */
export async function runningDatabaseUrl(config: Config): Promise<string | null> {
  if (config.databaseUrl) return config.databaseUrl;
  const { runningEmbeddedUrl } = await import('../dev/postgres/embedded-postgres.ts');
  return runningEmbeddedUrl(embeddedFolder(config));
}

const embeddedFolder = (config: Config) => path.join(config.dataDir, 'postgres');
