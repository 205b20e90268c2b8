// Owns how every entry, server or command, gets to its database: the configured one, or the embedded one that is started
// here or joined where it runs already; migrated in either case. `close` leaves an embedded one running for others.
import path from 'node:path';
import type { Config } from '../config/config.ts';
import { createDatabase, type Database } from '../database/client.ts';
import { openEmbeddedPostgres } from '../dev/postgres/embedded-postgres.ts';
import { migrate } from '../database/migrate/migrate.ts';
import type { Logger } from '../observability/logger.ts';

export interface OpenDatabase {
  readonly db: Database;
  readonly url: string;
  close(): Promise<void>;
}

export async function openDatabase(config: Config, log: Logger): Promise<OpenDatabase> {
  const server = config.databaseUrl
    ? { url: config.databaseUrl, release: () => Promise.resolve() }
    : await openEmbeddedPostgres({ folder: path.join(config.dataDir, 'postgres'), log });
  try {
    const { applied } = await migrate({ url: server.url, log });
    if (applied.length > 0) log.info({ applied }, 'migrated the database');
  } catch (error) {
    await server.release();
    throw error;
  }
  const db = createDatabase(server.url);
  return {
    db,
    url: server.url,
    async close() {
      await db.$disconnect();
      await server.release();
    },
  };
}
