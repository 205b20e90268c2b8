// Postgres for the tests: one embedded server per run (vitest's globalSetup), one database per test file. Each database is a copy
// of a template with all migrations, which takes milliseconds.
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client, escapeLiteral, type QueryResult } from 'pg';
import { inject } from 'vitest';
import type { TestProject } from 'vitest/node';
import { openEmbeddedPostgres, type EmbeddedPostgres } from '../../src/dev/postgres/embedded-postgres.ts';
import { defaultMigrationsFolder } from '../../src/database/migrate/migration-folder.ts';
import { migrate } from '../../src/database/migrate/migrate.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Of the run's server. Its own database stays empty. */
    postgresUrl: string;
  }
}

const TEMPLATE = 'vitae_template';

export interface TestPostgres {
  readonly url: string;
  /** Stops the server, `fast` or by a `crash`, and resolves when it is up again on the same port. */
  readonly restart: (how: 'fast' | 'crash') => Promise<void>;
  readonly stop: () => Promise<void>;
  /** Kills the server and removes its folder before it returns. */
  readonly kill: () => void;
}

export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/**
 * Starts a server that does not sync to disk.
 * @param settings in addition or instead. With `synchronous_commit` off, a crash loses commits. @default none
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
  const kill = () => {
    process.kill(postmasterPid(folder), 'SIGQUIT');
    // Blocks until Postgres has stopped writing: an exit handler cannot wait for an event.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  };
  const restart = async (how: 'fast' | 'crash') => {
    const before = await startOf(postgres.url);
    // https://www.postgresql.org/docs/18/server-shutdown.html
    process.kill(postmasterPid(folder), how === 'fast' ? 'SIGINT' : 'SIGQUIT');
    // A holder of a lease starts the server again.
    while ((await startOf(postgres.url).catch(() => before)) === before) await delay(50);
  };
  try {
    await execute(postgres.url, `CREATE DATABASE ${TEMPLATE}`);
    if (existsSync(defaultMigrationsFolder)) await migrate({ url: withDatabase(postgres.url, TEMPLATE) });
    return { url: postgres.url, restart, stop, kill };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** An empty, migrated database. @param server URL. @default the run's server */
export async function createTestDatabase(server = inject('postgresUrl')): Promise<TestDatabase> {
  return createDatabaseFrom(TEMPLATE, server);
}

/** A database without tables. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  return createDatabaseFrom('template0', inject('postgresUrl'));
}

/** A superuser of the run's server. What it owns must be dropped before it. */
export async function createRole(password: string): Promise<{ name: string; drop(): Promise<void> }> {
  const server = inject('postgresUrl');
  const name = `role_${randomUUID().replaceAll('-', '')}`;
  await execute(server, `CREATE ROLE ${name} LOGIN SUPERUSER PASSWORD ${escapeLiteral(password)}`);
  return {
    name,
    async drop() {
      await execute(server, `DROP ROLE ${name}`);
    },
  };
}

async function createDatabaseFrom(template: string, server: string): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await execute(server, `CREATE DATABASE ${name} TEMPLATE ${template}`);
  return {
    url: withDatabase(server, name),
    drop: () => drop(server, name),
  };
}

/** Waits for closing pools first: a connection that is cut while it closes throws an error that cannot be caught. */
async function drop(server: string, name: string): Promise<void> {
  for (let tries = 0; tries < 20; tries += 1) {
    const { rowCount } = await execute(server, `SELECT FROM pg_stat_activity WHERE datname = '${name}'`);
    if (rowCount === 0) break;
    await delay(50);
  }
  await execute(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
}

/** vitest's globalSetup. Returns the teardown. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const postgres = await startTestPostgres();
  project.provide('postgresUrl', postgres.url);
  // On Ctrl-C vitest exits without the teardown.
  process.once('exit', postgres.kill);
  return async () => {
    process.off('exit', postgres.kill);
    await postgres.stop();
  };
}

function postmasterPid(folder: string): number {
  return Number(readFileSync(path.join(folder, 'data', 'postmaster.pid'), 'utf8').split('\n')[0]);
}

/** When the server started. */
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
  // The query rejects too if the server ends.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await client.query(sql);
  } finally {
    await client.end();
  }
}
