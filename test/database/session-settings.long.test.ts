// A role, a database or the server may have settings by which Vitae would read or write something else. Its connections bring their
// own, also through a pooler in transaction mode where one takes them; what they cannot bring is refused at the start.
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/config/config.ts';
import { createDatabase } from '../../src/database/client.ts';
import { checkPooling } from '../../src/services/postgres.ts';
import { eventually } from '../support/eventually.ts';
import { startPgBouncer, withoutPgBouncer, type TestPgBouncer } from '../support/pgbouncer.ts';
import { createRole, createTestDatabase, type TestDatabase } from '../support/postgres.ts';

let database: TestDatabase;
let role: Awaited<ReturnType<typeof createRole>>;
let admin: Client;
/** As the role. */
let url: string;
beforeAll(async () => {
  database = await createTestDatabase();
  role = await createRole('role-password');
  url = Object.assign(new URL(database.url), { username: role.name, password: 'role-password' }).href;
  admin = new Client({ connectionString: database.url });
  await admin.connect();
});
afterEach(() => admin.query(`ALTER ROLE ${role.name} RESET ALL`));
afterAll(async () => {
  await admin.end();
  await role.drop();
  await database.drop();
});

const set = (setting: string) => admin.query(`ALTER ROLE ${role.name} SET ${setting}`);

const WRITTEN = new Date('2024-07-01T12:34:56.789Z');
const OTHER_TIMES = [
  "TimeZone = 'Asia/Kathmandu'",
  "TimeZone = 'America/New_York'",
  "DateStyle = 'SQL, DMY'",
];

/** Through both statements of Prisma and of ours. */
async function expectRightTimes(url: string, pooled: boolean): Promise<void> {
  const db = createDatabase(url, { pooled });
  try {
    await db.auditTally.create({ data: { hour: WRITTEN, comparisons: 0, after5s: 0, after60s: 0 } });
    const { rows } = await admin.query<{ hour: Date }>('SELECT hour FROM audit_tally');
    expect(rows).toEqual([{ hour: WRITTEN }]);
    expect(await db.auditTally.findMany({ select: { hour: true } })).toEqual(rows);
    expect(await db.$queryRaw`SELECT hour FROM audit_tally WHERE hour = ${WRITTEN}`).toEqual(rows);
    expect(await db.$transaction((tx) => tx.$queryRaw`SELECT hour FROM audit_tally`)).toEqual(rows);
  } finally {
    await admin.query('DELETE FROM audit_tally');
    await db.$disconnect();
  }
}

it.each(OTHER_TIMES)('times are those of the rows where the role has %s', async (setting) => {
  await set(setting);
  await expectRightTimes(url, false);
});

describe.skipIf(withoutPgBouncer())('through PgBouncer in transaction mode', () => {
  let pooler: TestPgBouncer;
  beforeAll(async () => {
    pooler = await startPgBouncer(url, 'transaction', 1);
    return () => pooler.stop();
  });

  /** The pooler keeps its connection with the settings of before, and fails a statement that finds it cut. */
  async function setAndCut(setting: string): Promise<void> {
    await set(setting);
    await admin.query(
      `SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE usename = '${role.name}'`,
    );
    await eventually(async () => {
      const client = new Client({ connectionString: pooler.through(url) });
      await client.connect();
      await client.query('SELECT 1').finally(() => client.end());
    });
  }

  it.each(OTHER_TIMES)('times are those of the rows where the role has %s', async (setting) => {
    await set(setting);
    await admin.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '${role.name}'`,
    );
    await expectRightTimes(pooler.through(url), true);
  });

  it('a setting that the pooler does not take is refused at the start', async () => {
    await setAndCut('search_path = pg_catalog');
    await expect(checkPooling(pooler.through(url), database.url)).rejects.toThrow(
      /- DATABASE_URL: .*search_path/,
    );
  });
});

it('no bound, path or isolation of the role holds for statements past a pooler', async () => {
  const settings = {
    search_path: 'pg_catalog',
    default_transaction_isolation: 'serializable',
    statement_timeout: '50ms',
    lock_timeout: '50ms',
    idle_in_transaction_session_timeout: '50ms',
    array_nulls: 'off',
  };
  for (const [name, value] of Object.entries(settings)) await set(`${name} = '${value}'`);
  const db = createDatabase(url);
  const of = (name: string) => db.$queryRaw`SELECT current_setting(${name}) AS value`;
  expect(await Promise.all(Object.keys(settings).map(of))).toEqual(
    ['public', 'read committed', '0', '0', '0', 'on'].map((value) => [{ value }]),
  );
  await db.$disconnect();
});

it.each([
  ['search_path', 'pg_catalog'],
  ['DateStyle', 'German'],
  ['session_replication_role', 'replica'],
  ['default_transaction_isolation', 'serializable'],
  ['vitae.declared', '*'],
])('a start with %s = %s is refused, with the setting and the mend', async (name, value) => {
  await set(`${name} = '${value}'`);
  const refused: unknown = await checkPooling(url, url).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(ConfigError);
  expect((refused as ConfigError).faults).toEqual([
    expect.stringMatching(
      new RegExp(
        `^DATABASE_URL: Postgres at \\S+ has ${name} set to ".*${value.replace('*', '\\*')}.*ALTER ROLE`,
      ),
    ),
  ]);
});

it('a start with settings that change nothing is not refused', async () => {
  for (const setting of ["DateStyle = 'ISO, DMY'", "TimeZone = 'Europe/Berlin'", "statement_timeout = '30s'"])
    await set(setting);
  await set('search_path = public, pg_catalog');
  expect(await checkPooling(url, url)).toBe(false);
});
