// The doctor on Postgres: what it tells of the server, the role, the migrations and the workers.
import { Client } from 'pg';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { readConfig } from '../../src/config/config.ts';
import type { Finding } from '../../src/doctor/finding.ts';
import { checkMigrations } from '../../src/doctor/migrations.ts';
import { openPostgresCheck } from '../../src/doctor/postgres.ts';
import { checkWorkers } from '../../src/doctor/workers.ts';
import { createEmptyDatabase, createTestDatabase } from '../support/postgres.ts';

let url: string;
beforeEach(async () => {
  const database = await createTestDatabase();
  onTestFinished(() => database.drop());
  url = database.url;
});

async function openAt(databaseUrl: string) {
  const check = await openPostgresCheck(readConfig({ DATABASE_URL: databaseUrl }));
  onTestFinished(() => check[Symbol.asyncDispose]());
  return check;
}

async function run(sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(sql);
  await client.end();
}

const statesOf = (findings: readonly Finding[]) => findings.map(({ check, state }) => `${check} ${state}`);

it('a server in order, with all migrations', async () => {
  const { client, findings } = await openAt(url);
  expect(statesOf(findings)).toEqual(['postgres ok']);
  expect(findings[0]?.message).toMatch(
    /^version 18\S* at 127\.0\.0\.1:\d+, database "\w+" of \d+ [kM]B, as "vitae"$/,
  );
  if (!client) throw new Error('there is no client');
  expect(statesOf(await checkMigrations(client))).toEqual(['migrations ok']);
});

it('a server that is away or refuses: with the variable', async () => {
  const changes: readonly Partial<URL>[] = [{ port: '1' }, { password: 'hidden' }];
  for (const changed of changes) {
    const { client, findings } = await openAt(Object.assign(new URL(url), changed).href);
    expect(client).toBeNull();
    expect(statesOf(findings)).toEqual(['postgres failure']);
    expect(JSON.stringify(findings)).toContain('DATABASE_URL');
    expect(JSON.stringify(findings)).not.toContain('hidden');
  }
});

it('a role with too few rights: with what a superuser types', async () => {
  await run(`CREATE ROLE doctor_weak LOGIN PASSWORD 'weak'`);
  const { findings } = await openAt(
    Object.assign(new URL(url), { username: 'doctor_weak', password: 'weak' }).href,
  );
  expect(statesOf(findings)).toEqual(['postgres ok', 'postgres failure']);
  expect(findings[1]?.next).toMatch(/ALTER DATABASE "\w+" OWNER TO "doctor_weak"/);
  await openAt(url).then(({ client }) => client?.query('DROP ROLE doctor_weak'));
});

it.each([
  [
    'one that is not applied yet',
    'DELETE FROM _prisma_migrations WHERE migration_name = (SELECT max(migration_name) FROM _prisma_migrations)',
    'warning',
    /^not applied: \d+_\w+$/,
  ],
  [
    'one of a newer version',
    `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at) VALUES ('x', 'x', '9999_next', now())`,
    'warning',
    /newer version: 9999_next/,
  ],
  ['one that was edited', `UPDATE _prisma_migrations SET checksum = 'x'`, 'failure', /was edited/],
])('migrations: %s', async (_what, sql, state, words) => {
  await run(sql);
  const { client } = await openAt(url);
  if (!client) throw new Error('there is no client');
  const findings = await checkMigrations(client);
  expect(findings).toMatchObject([{ state, message: expect.stringMatching(words) as string }]);
  expect(findings[0]?.next).not.toBeNull();
});

it('an empty database, which it leaves empty', async () => {
  const empty = await createEmptyDatabase();
  onTestFinished(() => empty.drop());
  const { client } = await openAt(empty.url);
  if (!client) throw new Error('there is no client');
  expect(statesOf(await checkMigrations(client))).toEqual(['migrations warning']);
  expect(statesOf(await checkWorkers(client))).toEqual(['workers warning']);
  const { rows } = await client.query(`SELECT 1 FROM pg_class WHERE relnamespace = 'public'::regnamespace`);
  expect(rows).toEqual([]);
});
