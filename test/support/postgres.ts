// Owns Postgres for the test suite: one embedded server per run (vitest's globalSetup), one database per test file.
// Databases are copied from a template with all migrations applied, which takes milliseconds. A failed start fails the run.
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client, type QueryResult } from 'pg';
import { inject } from 'vitest';
import type { TestProject } from 'vitest/node';
import { openEmbeddedPostgres, type EmbeddedPostgres } from '../../src/dev/postgres/embedded-postgres.ts';
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
  /** Ends the server, `fast` as an operator does or by a `crash`, and resolves when it is there again, on the same port. */
  readonly restart: (how: 'fast' | 'crash') => Promise<void>;
  readonly stop: () => Promise<void>;
}

export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/**
 * Nothing is kept, so nothing is synced to disk.
 * @param settings more of Postgres's, or others: without `synchronous_commit` a crash forgets what was committed. @default none
 */
export async function startTestPostgres(
  settings: Readonly<Record<string, string>> = {},
): Promise<TestPostgres> {
  const folder = await mkdtemp(path.join(tmpdir(), 'vitae-test-'));
  const all = {
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    max_connections: '300',
    ...settings,
  };
  const removeFolder = () => rm(folder, { recursive: true, force: true });
  let postgres: EmbeddedPostgres;
  try {
    postgres = await openEmbeddedPostgres({ folder, port: 0, settings: all, initdbFlags: ['--no-sync'] });
  } catch (error) {
    await removeFolder();
    throw error;
  }
  const stop = async () => {
    await postgres.release();
    await removeFolder();
  };
  const restart = async (how: 'fast' | 'crash') => {
    const before = await startOf(postgres.url);
    const [pid] = (await readFile(path.join(folder, 'data', 'postmaster.pid'), 'utf8')).split('\n');
    // https://www.postgresql.org/docs/18/server-shutdown.html
    process.kill(Number(pid), how === 'fast' ? 'SIGINT' : 'SIGQUIT');
    // Whoever holds a lease on an embedded server revives it.
    while ((await startOf(postgres.url).catch(() => before)) === before) await delay(50);
  };
  try {
    await execute(postgres.url, `CREATE DATABASE ${TEMPLATE}`);
    if (existsSync(defaultMigrationsFolder)) await migrate({ url: withDatabase(postgres.url, TEMPLATE) });
    return { url: postgres.url, restart, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A database of the caller's own, migrated and without rows. @param server its url. @default the run's */
export async function createTestDatabase(server = inject('postgresUrl')): Promise<TestDatabase> {
  return createDatabaseFrom(TEMPLATE, server);
}

/** One without any table. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  return createDatabaseFrom('template0', inject('postgresUrl'));
}

async function createDatabaseFrom(template: string, server: string): Promise<TestDatabase> {
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
    await delay(50);
  }
  await execute(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
}

/** vitest's globalSetup; what it returns is the teardown. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const postgres = await startTestPostgres();
  project.provide('postgresUrl', postgres.url);
  return postgres.stop;
}

/** When the server was started, in microseconds. */
async function startOf(url: string): Promise<unknown> {
  const { rows } = await execute(url, `SELECT extract(epoch FROM pg_postmaster_start_time()) AS start`);
  return (rows as { start: unknown }[])[0]?.start;
}

function withDatabase(url: string, database: string): string {
  const result = new URL(url);
  result.pathname = `/${database}`;
  return result.href;
}

async function execute(url: string, sql: string): Promise<QueryResult> {
  const client = new Client({ connectionString: url });
  // A server that goes away rejects the query as well.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await client.query(sql);
  } finally {
    await client.end();
  }
}
