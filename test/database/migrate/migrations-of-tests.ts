// A database without tables and a folder of migrations, new for each test.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { migrate, type MigrateOptions } from '../../../src/database/migrate/migrate.ts';
import type { MigrationError } from '../../../src/database/migrate/migration-error.ts';
import { query } from '../../dev/postgres/holders.ts';
import { createEmptyDatabase, type TestDatabase } from '../../support/postgres.ts';

export interface Migrations {
  readonly url: string;
  readonly folder: string;
  /** Writes a migration, or replaces it. */
  readonly write: (name: string, sql: string) => Promise<void>;
  readonly remove: (name: string) => Promise<void>;
  /** Applies what is not applied yet. */
  readonly run: (options?: Partial<MigrateOptions>) => ReturnType<typeof migrate>;
  /** The error of a run that must fail. */
  readonly failure: () => Promise<MigrationError>;
  /** The names of the tables, in order. */
  readonly tables: () => Promise<string[]>;
  /** The rows that record what was applied. */
  readonly history: () => Promise<{ migration_name: string }[]>;
}

export function useMigrations(): Migrations {
  let database: TestDatabase;
  let folder: string;
  beforeEach(async () => {
    database = await createEmptyDatabase();
    folder = await mkdtemp(path.join(tmpdir(), 'vitae-migrations-'));
  });
  afterEach(async () => {
    await database.drop();
    await rm(folder, { recursive: true });
  });
  const run: Migrations['run'] = (options) => migrate({ url: database.url, folder, ...options });
  return {
    get url() {
      return database.url;
    },
    get folder() {
      return folder;
    },
    async write(name, sql) {
      await mkdir(path.join(folder, name), { recursive: true });
      await writeFile(path.join(folder, name, 'migration.sql'), sql);
    },
    remove: (name) => rm(path.join(folder, name), { recursive: true }),
    run,
    failure: () =>
      run().then(
        () => Promise.reject(new Error('it migrated')),
        (error: unknown) => error as MigrationError,
      ),
    async tables() {
      const sql = `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1`;
      return (await query<{ name: string }>(database.url, sql)).map(({ name }) => name);
    },
    history: () =>
      query(database.url, 'SELECT * FROM _prisma_migrations ORDER BY started_at, migration_name'),
  };
}
