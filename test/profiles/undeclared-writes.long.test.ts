// What is written to profiles and sections past the write path is followed up: a new revision, the index job, the invalidation.
// The tables come from the catalogue of Postgres, so a new section is covered.
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { profileChanged } from '../../src/profiles/changed-job.ts';
import { followUndeclaredWrites, INSTALL_TRIGGERS } from '../../src/profiles/undeclared-writes.ts';
import { writeProfile } from '../../src/profiles/write.ts';
import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from '../../src/database/generated/prisma/client.ts';
import { createDatabase } from '../../src/database/client.ts';
import { loadCompletions } from '../completion/load-completions.ts';
import { readersIn } from '../graphql/invalidation/evidence.ts';
import { expectIndexEqualsDatabase } from '../support/index-equals-database.ts';
import { makeFilledProfile, mutated } from '../support/mutations.ts';
import { startVitae, type Vitae } from '../support/vitae.ts';

let vitae: Vitae;
/** A connection of somebody else: nothing on it is declared. */
let past: pg.Client;
/** Two filled profiles, new for each test. */
let one: string;
let other: string;
/** A profile with every section, and a resume. */
let model: string;

beforeAll(async () => {
  vitae = await startVitae({ sweeps: false });
  past = new pg.Client({ connectionString: vitae.url, application_name: 'somebody else' });
  await past.connect();
  model = (await makeFilledProfile(vitae, 'Model One')).id;
  await vitae.db.keptResume.create({
    data: { profileId: model, content: {}, hash: 'one', name: 'Model One' },
  });
  await vitae.db.formerHandle.create({ data: { profileId: model, handle: 'model-before' } });
});
afterAll(async () => {
  await past.end();
  await vitae.close();
});
beforeEach(async () => {
  one = await person();
  other = await person();
  await vitae.idle();
});

/** A copy of the model by SQL, which takes no time, and in the index. */
async function person(): Promise<string> {
  const id = uuidv7();
  for (const { table, column } of await coveredTables()) {
    const own = {
      [column]: id,
      ...(table === 'profile' && { handle: `past-${id}`, import_key: null }),
      ...(table === 'former_handle' && { handle: `before-${id}` }),
    };
    await vitae.sql(
      `INSERT INTO ${table} SELECT copy.* FROM ${table} AS row, jsonb_populate_record(row,
         CASE WHEN to_jsonb(row) ? 'id' THEN jsonb_build_object('id', gen_random_uuid()) ELSE '{}' END || $2) AS copy
       WHERE row.${column} = $1`,
      [model, own],
    );
  }
  await vitae.services.jobs.enqueue(profileChanged, { profileId: id });
  return id;
}

const noted = () =>
  vitae.sql<{ id: string; table: string }>(
    'SELECT DISTINCT profile_id AS id, table_name AS table FROM undeclared_write ORDER BY 1, 2',
  );
const revisions = async () =>
  new Map((await vitae.db.profile.findMany()).map(({ id, revision }) => [id, revision]));

/** Runs `work` and follows it up; checks that exactly these profiles have a new revision, and that nothing old is left. */
async function expectFollowed(ids: readonly string[], work: () => Promise<unknown>): Promise<void> {
  const before = await revisions();
  const computed = await loadCompletions(vitae.services, [...before.keys()]);
  // A completion that is computed from here on has a later time.
  const latest = Math.max(...[...computed.values()].map(({ computedAt }) => computedAt.getTime()));
  await vi.waitUntil(() => Date.now() > latest, { interval: 1 });
  await work();
  expect([...new Set((await noted()).map(({ id }) => id))].sort()).toEqual([...ids].sort());
  await followUndeclaredWrites(vitae.services);
  expect(await noted()).toEqual([]);
  const after = await revisions();
  for (const [id, revision] of after)
    expect(revision - (before.get(id) ?? revision), id).toBe(before.has(id) && ids.includes(id) ? 1 : 0);
  const served = await loadCompletions(vitae.services, [...before.keys()]);
  const isNew = (id: string) =>
    served.get(id)?.computedAt.getTime() !== computed.get(id)?.computedAt.getTime();
  expect([...before.keys()].filter(isNew).sort()).toEqual(ids.filter((id) => before.has(id)).sort());
  await vitae.idle();
  await expectIndexEqualsDatabase(vitae);
}

interface Covered {
  readonly table: string;
  readonly column: string;
}
/** The profiles, and every table that refers to them. */
const coveredTables = () =>
  vitae.sql<Covered & pg.QueryResultRow>(
    `SELECT 'profile' AS table, 'id' AS column UNION ALL
     SELECT conrelid::regclass::text, attname::text FROM pg_constraint
       JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]
      WHERE contype = 'f' AND confrelid = 'profile'::regclass`,
  );

describe('a write past the write path', () => {
  it('is noted on every table that a section is read from', async () => {
    const { profile } = await mutated(vitae, 'createProfile', { input: { fullName: 'Empty' } }, 'admin');
    const readers = await readersIn(vitae.db, [model, profile?.id ?? '']);
    const covered = (await coveredTables()).map(({ table }) => table);
    expect(covered).toEqual(expect.arrayContaining([...readers.keys()]));
    expect(covered.length).toBeGreaterThan(9);
  });

  it('to any of these tables is followed up: UPDATE, DELETE, INSERT', async () => {
    for (const { table, column } of await coveredTables()) {
      const where = `WHERE ${column} = '${one}'`;
      await expectFollowed([one], () => past.query(`UPDATE ${table} SET ${column} = ${column} ${where}`));
      let rows: unknown[] = [];
      await expectFollowed([one], async () => {
        const deleted = await past.query<{ row: unknown }>(
          `DELETE FROM ${table} AS gone ${where} RETURNING to_jsonb(gone) AS row`,
        );
        rows = deleted.rows.map(({ row }) => row);
      });
      expect(rows.length, table).toBeGreaterThan(0);
      await expectFollowed([one], () =>
        past.query(`INSERT INTO ${table} SELECT * FROM jsonb_populate_recordset(NULL::${table}, $1)`, [
          JSON.stringify(rows),
        ]),
      );
      // The rows of the sections went with the profile.
      if (table === 'profile') one = await person();
    }
  });

  it('that moves a row is followed up for both profiles', async () => {
    await past.query('DELETE FROM bio WHERE profile_id = $1', [other]);
    await followUndeclaredWrites(vitae.services);
    await expectFollowed([one, other], () =>
      past.query('UPDATE bio SET profile_id = $2 WHERE profile_id = $1', [one, other]),
    );
  });

  it('that changes the id of a profile is followed up for both ids', async () => {
    const id = uuidv7();
    await expectFollowed([one, id], () => past.query('UPDATE profile SET id = $2 WHERE id = $1', [one, id]));
    expect(await vitae.search.getObject(one)).toBeNull();
  });

  it('that is rolled back leaves nothing', async () => {
    await past.query('BEGIN; DELETE FROM bio; ROLLBACK');
    expect(await noted()).toEqual([]);
  });

  it.each<[string, (id: string) => Promise<unknown>]>([
    [
      'MERGE',
      (id) =>
        past.query(`MERGE INTO bio USING (SELECT '${id}'::uuid AS id) AS new ON profile_id = new.id
        WHEN MATCHED THEN UPDATE SET summary = 'Merged.'`),
    ],
    [
      'INSERT … ON CONFLICT',
      (id) =>
        past.query(`INSERT INTO bio (profile_id, summary, updated_at) VALUES ('${id}', 'New.', now())
        ON CONFLICT (profile_id) DO UPDATE SET summary = excluded.summary`),
    ],
    [
      'COPY',
      async (id) => {
        const copy = past.query(
          copyFrom('COPY skill (id, profile_id, ordinal, name, updated_at) FROM STDIN'),
        );
        await pipeline(Readable.from([`${uuidv7()}\t${id}\t7\tCopied\t2026-01-01\n`]), copy);
      },
    ],
    [
      'a migration that changes rows and its table',
      (id) =>
        past.query(`BEGIN; ALTER TABLE bio ADD COLUMN motto TEXT; UPDATE bio SET motto = 'New' WHERE profile_id = '${id}';
        ALTER TABLE bio DROP COLUMN motto; COMMIT`),
    ],
    [
      'Prisma Studio, which is a Prisma client of its own',
      async (id) => {
        const studio = new PrismaClient({ adapter: new PrismaPg({ connectionString: vitae.url }) });
        await studio.bio.update({ where: { profileId: id }, data: { summary: 'By Studio.' } });
        await studio.$disconnect();
      },
    ],
    [
      'pg_restore --data-only, or psql with a dump',
      async (id) => {
        await past.query(`DELETE FROM skill WHERE profile_id = '${id}'`);
        await followUndeclaredWrites(vitae.services);
        const restoring = new pg.Client({ connectionString: vitae.url, application_name: 'pg_restore' });
        await restoring.connect();
        await restoring.query(`SET check_function_bodies = false; SET row_security = off;
          SELECT pg_catalog.set_config('search_path', '', false)`);
        const copy = restoring.query(
          copyFrom('COPY public.skill (id, profile_id, ordinal, name, updated_at) FROM stdin'),
        );
        await pipeline(Readable.from([`${uuidv7()}\t${id}\t0\tRestored\t2026-01-01\n`]), copy);
        await restoring.end();
      },
    ],
    ['a function', (id) => past.query(`DO $$ BEGIN DELETE FROM language WHERE profile_id = '${id}'; END $$`)],
    [
      'a connection that declares another profile',
      (id) =>
        past.query(`BEGIN; SELECT set_config('vitae.declared', '${other}', true);
        DELETE FROM bio WHERE profile_id = '${id}'; COMMIT`),
    ],
    [
      'a replication role',
      (id) =>
        past.query(`BEGIN; SET LOCAL session_replication_role = replica;
        DELETE FROM bio WHERE profile_id = '${id}'; COMMIT`),
    ],
    [
      'a connection without a search path, as pg_restore has',
      (id) =>
        past.query(
          `BEGIN; SET LOCAL search_path = ''; DELETE FROM public.bio WHERE profile_id = '${id}'; COMMIT`,
        ),
    ],
    [
      'a connection with a table of the same name as the outbox',
      (id) =>
        past.query(`BEGIN; CREATE TEMP TABLE undeclared_write (LIKE public.undeclared_write) ON COMMIT DROP;
        DELETE FROM bio WHERE profile_id = '${id}'; COMMIT`),
    ],
    [
      'a role that may write the section only',
      async (id) => {
        const role = `editor_${String(process.pid)}`;
        await past.query(`CREATE ROLE ${role}; GRANT SELECT, DELETE ON bio TO ${role}`);
        try {
          await past.query(
            `BEGIN; SET LOCAL ROLE ${role}; DELETE FROM bio WHERE profile_id = '${id}'; COMMIT`,
          );
        } finally {
          await past.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
        }
      },
    ],
    [
      'a trigger of the database, after a declared write of another profile',
      async (id) => {
        await past.query(`
        CREATE FUNCTION copy_city() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN UPDATE location SET city = 'Elsewhere' WHERE profile_id = '${id}'; RETURN NULL; END $$;
        CREATE TRIGGER copy_city AFTER DELETE ON photo FOR EACH ROW EXECUTE FUNCTION copy_city()`);
        const db = createDatabase(vitae.url);
        await writeProfile({ ...vitae.writes, db }, other, (tx) =>
          tx.photo.deleteMany({ where: { profileId: other } }),
        );
        await db.$disconnect();
        await past.query('DROP FUNCTION copy_city CASCADE');
      },
    ],
  ])('by %s is followed up', async (_, write) => {
    await write(one);
    const before = (await revisions()).get(one) ?? 0;
    expect((await noted()).map(({ id }) => id)).toEqual([one]);
    await followUndeclaredWrites(vitae.services);
    expect((await revisions()).get(one)).toBe(before + 1);
    await vitae.idle();
    await expectIndexEqualsDatabase(vitae);
  });

  it('is logged with its tables and applications', async () => {
    await past.query('DELETE FROM bio WHERE profile_id = $1', [one]);
    await followUndeclaredWrites(vitae.services);
    const lines = vitae.logged.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.at(-1)).toMatchObject({
      msg: 'Profiles were written past the API; followed up',
      rows: 1,
      profiles: 1,
      tables: ['bio'],
      applications: ['somebody else'],
    });
  });

  it('of a profile that another transaction has locked is followed up later, and delays no other', async () => {
    const before = await revisions();
    await past.query('DELETE FROM bio WHERE profile_id = ANY($1)', [[one, other]]);
    await past.query('BEGIN');
    await past.query('SELECT FROM profile WHERE id = $1 FOR UPDATE', [one]);
    await followUndeclaredWrites(vitae.services);
    expect((await noted()).map(({ id }) => id)).toEqual([one]);
    expect((await revisions()).get(other)).toBe((before.get(other) ?? 0) + 1);
    await past.query('COMMIT');
    await followUndeclaredWrites(vitae.services);
    expect(await noted()).toEqual([]);
    expect((await revisions()).get(one)).toBe((before.get(one) ?? 0) + 1);
  });

  it('is followed up once by two processes', async () => {
    const before = await revisions();
    await past.query('DELETE FROM bio WHERE profile_id = ANY($1)', [[one, other]]);
    await Promise.all([followUndeclaredWrites(vitae.services), followUndeclaredWrites(vitae.services)]);
    expect(await noted()).toEqual([]);
    for (const id of [one, other]) expect((await revisions()).get(id)).toBe((before.get(id) ?? 0) + 1);
  });
});

describe('the triggers', () => {
  const install = async () =>
    (await past.query<{ made: string[] }>(`${INSTALL_TRIGGERS} AS made`)).rows[0]?.made;

  it('of a new table that refers to profiles are made at the next start', async () => {
    await past.query(`CREATE TABLE certificate (holder uuid REFERENCES profile (id), name text)`);
    expect(await install()).toEqual(['certificate']);
    await expectFollowed([one], () => past.query(`INSERT INTO certificate VALUES ($1, 'First aid')`, [one]));
    await past.query('DROP TABLE certificate');
  });

  it('are made again where they were disabled, as pg_restore --disable-triggers does', async () => {
    await past.query('ALTER TABLE bio DISABLE TRIGGER ALL; ALTER TABLE bio ENABLE TRIGGER ALL');
    expect(await install()).toEqual(['bio']);
  });

  it('wait for no writer where none is missing', async () => {
    const writer = new pg.Client({ connectionString: vitae.url });
    await writer.connect();
    await writer.query('BEGIN; LOCK TABLE profile, bio IN ROW EXCLUSIVE MODE');
    await past.query(`SET lock_timeout = '1ms'`);
    expect(await install()).toEqual([]);
    await past.query('RESET lock_timeout');
    await writer.end();
  });
});

// Last: it leaves no photo.
it('a TRUNCATE is followed up for every profile that had rows', async () => {
  const all = (await vitae.sql<{ id: string }>('SELECT DISTINCT profile_id AS id FROM photo')).map(
    ({ id }) => id,
  );
  await expectFollowed(all, () => past.query('TRUNCATE photo'));
});
