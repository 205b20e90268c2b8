// Seeding in bulk, on a real Postgres: the rows are those that were generated, and a second seeding continues.
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { afterEach, expect, it } from 'vitest';
import { copyLine } from '../../../src/dev/demo/copy-text.ts';
import { personRows } from './person-rows.ts';
import { seedProfiles } from '../../../src/dev/demo/seed.ts';
import { sections } from '../../../src/sections/registry.ts';
import { createTestDatabase, type TestDatabase } from '../../support/postgres.ts';

const NOW = new Date('2026-11-24T12:00:00Z');
const open: TestDatabase[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((database) => database.drop()));
});

async function database() {
  const made = await createTestDatabase();
  open.push(made);
  return made.url;
}

async function query<Row extends pg.QueryResultRow>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

const KINDS = ['profile', ...sections.map(({ name }) => name)];

type Stored = Readonly<Record<string, unknown>>;

/** The rows of a table by field, in the order of the people and their lists. */
async function stored(url: string, kind: string): Promise<Stored[]> {
  const table = kind.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const own = table === 'profile' ? 'id' : 'profile_id';
  const sql = `SELECT to_jsonb(t) AS row FROM ${table} t ORDER BY ${own}, to_jsonb(t)->>'id'`;
  return (await query<{ row: Stored }>(url, sql)).map(({ row }) => comparable(row));
}

/** Without what is null. Times as numbers, since JSON and Postgres format them differently. */
function comparable(row: Stored): Stored {
  const camelCase = (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  const filled = Object.entries(row).filter(([, value]) => value !== null);
  const fields = filled.map(([name, value]) => [camelCase(name), value] as const);
  return Object.fromEntries(
    fields.map(([name, value]) => [name, name.endsWith('At') ? Date.parse(String(value)) : value]),
  );
}

it('stores what is generated, value for value, in chunks and in one', async () => {
  for (const chunkSize of [7, 4000]) {
    const url = await database();
    await seedProfiles({ url, count: 40, chunkSize, now: NOW });
    const people = Array.from({ length: 40 }, (_, index) => personRows(index + 1, NOW));
    for (const kind of KINDS) {
      const expected = people.flatMap((person) => person[kind] ?? []);
      expect(expected).not.toEqual([]);
      expect(await stored(url, kind)).toEqual(expected.map(comparable));
    }
  }
});

it('continues after the highest number, with the same people as in one seeding', async () => {
  const [once, twice] = [await database(), await database()];
  await seedProfiles({ url: once, count: 60, now: NOW });
  await seedProfiles({ url: twice, count: 41, chunkSize: 20, now: NOW });
  await seedProfiles({ url: twice, count: 19, now: NOW });
  for (const kind of KINDS) expect(await stored(twice, kind)).toEqual(await stored(once, kind));
});

it('reports its progress to the end', async () => {
  const seen: number[] = [];
  const onProgress = (done: number) => seen.push(done);
  await seedProfiles({ url: await database(), count: 25, chunkSize: 10, now: NOW, onProgress });
  expect(seen).toEqual([10, 20, 25]);
});

it('runs two concurrent seedings one after the other', async () => {
  const url = await database();
  await Promise.all([seedProfiles({ url, count: 30 }), seedProfiles({ url, count: 50 })]);
  expect(await query(url, 'SELECT count(*)::int, max(import_key) FROM profile')).toMatchObject([
    { count: 80 },
  ]);
});

it('keeps the whole chunks before one that fails', async () => {
  const url = await database();
  // The handle of the number 11 is taken, so the second chunk cannot go in.
  const taken = String(personRows(11, NOW)['profile']?.[0]?.['handle']);
  await query(
    url,
    `INSERT INTO profile (id, handle, full_name, updated_at) VALUES (gen_random_uuid(), '${taken}', 'Taken', now())`,
  );
  await expect(seedProfiles({ url, count: 15, chunkSize: 10, now: NOW })).rejects.toThrow(
    /profile_handle_key/,
  );
  expect(await query(url, `SELECT count(*)::int FROM profile WHERE import_key LIKE 'seed:%'`)).toEqual([
    { count: 10 },
  ]);
  expect(
    await query(url, 'SELECT count(*)::int FROM bio WHERE profile_id NOT IN (SELECT id FROM profile)'),
  ).toEqual([{ count: 0 }]);
});

it('stores no chunk after one that fails, though another connection has it', async () => {
  const url = await database();
  const taken = String(personRows(1, NOW)['profile']?.[0]?.['handle']);
  await query(
    url,
    `INSERT INTO profile (id, handle, full_name, updated_at) VALUES (gen_random_uuid(), '${taken}', 'Taken', now())`,
  );
  await expect(seedProfiles({ url, count: 30, chunkSize: 5, now: NOW })).rejects.toThrow(
    /profile_handle_key/,
  );
  expect(await query(url, `SELECT count(*)::int FROM profile WHERE import_key LIKE 'seed:%'`)).toEqual([
    { count: 0 },
  ]);
});

it('stores the same by a role that must have its foreign keys checked', async () => {
  const [url, other] = [await database(), await database()];
  const role = `seeder_${process.pid}`;
  await query(url, `CREATE ROLE ${role} LOGIN PASSWORD 'seeder'`);
  try {
    await query(url, `GRANT ALL ON ALL TABLES IN SCHEMA public TO ${role}`);
    const limited = new URL(url);
    limited.username = role;
    limited.password = 'seeder';
    await seedProfiles({ url: limited.href, count: 20, now: NOW });
    await seedProfiles({ url: other, count: 20, now: NOW });
    for (const kind of KINDS) expect(await stored(url, kind)).toEqual(await stored(other, kind));
  } finally {
    await query(url, `DROP OWNED BY ${role}; DROP ROLE ${role}`);
  }
});

it('every row refers to a profile that is stored', async () => {
  const url = await database();
  await seedProfiles({ url, count: 50, chunkSize: 20, now: NOW });
  for (const { name } of sections) {
    const table = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    const sql = `SELECT count(*)::int FROM ${table} WHERE profile_id NOT IN (SELECT id FROM profile)`;
    expect(await query(url, sql), name).toEqual([{ count: 0 }]);
  }
});

it('escapes the characters that are special in COPY', async () => {
  const text = 'a\tb\nc\rd\\e\\N "f" {g},h é 😀';
  const url = await database();
  await query(url, 'CREATE TABLE written (one text, two text[], three text)');
  const fields = { first: ['one', 'three'], second: ['two'] };
  const line = copyLine(fields, { one: text }, { two: [text, '', 'NULL', '\\', '"'] });
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await new Promise<void>((resolve, reject) => {
    client
      .query(copyFrom('COPY written (one, three, two) FROM STDIN'))
      .on('finish', resolve)
      .on('error', reject)
      .end(line);
  });
  await client.end();
  expect(await query(url, 'SELECT * FROM written')).toEqual([
    { one: text, two: [text, '', 'NULL', '\\', '"'], three: null },
  ]);
});
