// Owns Postgres for the test suite: one embedded server per run (vitest's globalSetup), one database per test file.
// Databases are copied from a template with all migrations applied, which takes milliseconds. A failed start fails the run.
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client, type QueryResult } from 'pg';
import { inject } from 'vitest';
import type { TestProject } from 'vitest/node';
import {
  openEmbeddedPostgres,
  type EmbeddedPostgres,
} from '../../src/database/embedded/embedded-postgres.ts';
import { defaultMigrationsFolder } from '../../src/database/migrate/migration-folder.ts';
import { migrate } from '../../src/database/migrate/migrate.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Of the run's server; its database is empty and nobody's. */
    postgresUrl: string;
  }
}

const TEMPLATE = 'vitae_template';

export interface TestPostgres {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/** Nothing is kept, so nothing is synced to disk. */
export async function startTestPostgres(): Promise<TestPostgres> {
  const folder = await mkdtemp(path.join(tmpdir(), 'vitae-test-'));
  const settings = {
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    max_connections: '300',
  };
  const removeFolder = () => rm(folder, { recursive: true, force: true });
  let postgres: EmbeddedPostgres;
  try {
    postgres = await openEmbeddedPostgres({ folder, port: 0, settings, initdbFlags: ['--no-sync'] });
  } catch (error) {
    await removeFolder();
    throw error;
  }
  const stop = async () => {
    await postgres.release();
    await removeFolder();
  };
  try {
    await execute(postgres.url, `CREATE DATABASE ${TEMPLATE}`);
    if (existsSync(defaultMigrationsFolder)) await migrate({ url: withDatabase(postgres.url, TEMPLATE) });
    return { url: postgres.url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A database of the caller's own, migrated and without rows. */
export async function createTestDatabase(): Promise<TestDatabase> {
  return createDatabaseFrom(TEMPLATE);
}

/** One without any table. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  return createDatabaseFrom('template0');
}

async function createDatabaseFrom(template: string): Promise<TestDatabase> {
  const server = inject('postgresUrl');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await execute(server, `CREATE DATABASE ${name} TEMPLATE ${template}`);
  return {
    url: withDatabase(server, name),
    drop: () => drop(server, name),
  };
}

/** Pools that were told to end are given a moment: a connection cut while it ends is an error that nobody can catch. */
async function drop(server: string, name: string): Promise<void> {
  for (let looks = 0; looks < 20; looks += 1) {
    const { rowCount } = await execute(server, `SELECT FROM pg_stat_activity WHERE datname = '${name}'`);
    if (rowCount === 0) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await execute(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
}

/** vitest's globalSetup; what it returns is the teardown. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const postgres = await startTestPostgres();
  project.provide('postgresUrl', postgres.url);
  return postgres.stop;
}

function withDatabase(url: string, database: string): string {
  const result = new URL(url);
  result.pathname = `/${database}`;
  return result.href;
}

async function execute(url: string, sql: string): Promise<QueryResult> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await client.query(sql);
  } finally {
    await client.end();
  }
}
