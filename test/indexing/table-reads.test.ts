// A push reads only the rows of its own profiles. If each batch read a whole table, the time of a run would grow with the square
// of its size.
import { beforeAll, expect, it } from 'vitest';
import type { BuiltDocument } from '../../src/indexing/document.ts';
import { markTransitions, lockStates, findChanged, writeStates } from '../../src/indexing/state.ts';
import { useVitae } from '../support/vitae.ts';
import { markUpToDate } from './up-to-date.ts';

/** So many that the planner does not prefer a sequential scan. */
const PROFILES = 20_000;
const BATCH = 500;

let ids: string[];
const vitae = useVitae({ workers: false });
beforeAll(async () => {
  await insertProfiles('01900000', 'person');
  await vitae.sql(
    `INSERT INTO search_state (profile_id, indexed, document_hash) SELECT id, true, 'a hash' FROM profile`,
  );
  await vitae.sql('ANALYZE profile, search_state');
  const rows = await vitae.sql<{ id: string }>('SELECT id FROM profile ORDER BY id OFFSET 7000 LIMIT $1', [
    BATCH,
  ]);
  ids = rows.map(({ id }) => id);
});

/** Profiles without sections. @param from prefix of their ids @param name prefix of their handles */
const insertProfiles = (from: string, name: string) =>
  vitae.sql(
    `INSERT INTO profile (id, handle, full_name, updated_at)
      SELECT ($2 || '-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, $3 || '-' || n, 'A person', now()
      FROM generate_series(1, $1::int) AS n`,
    [PROFILES, from, name],
  );

const pushed = (objectID: string): BuiltDocument => ({
  document: { objectID, revision: 2 },
  hash: 'another hash',
  bytes: 1,
  nextChangeAt: null,
  createdAt: new Date(),
});

it.each([1, BATCH])('a push of %i profiles does not scan a table', async (count) => {
  const some = ids.slice(0, count);
  await vitae.db.$transaction(async (tx) => {
    await markTransitions({ db: tx, search: vitae.search }, some);
    expect((await lockStates(tx, some, 0)).size).toBe(count);
    await writeStates(tx, { upserts: some.map(pushed), rebuilt: [], removals: [] }, 0);
    expect(await findChanged(tx, some, 0)).toEqual(some);
    const read = await tx.$queryRaw<{ name: string; rows: number }[]>`
      SELECT relname AS name, seq_tup_read::int AS rows FROM pg_stat_xact_user_tables
      WHERE relname IN ('profile', 'search_state') ORDER BY relname`;
    expect(read.map(({ name }) => name)).toEqual(['profile', 'search_state']);
    for (const { name, rows } of read) expect(rows, name).toBeLessThan(BATCH);
    const states = await lockStates(tx, some, 0);
    expect(some.filter((id) => states.get(id)?.documentHash === 'another hash')).toEqual(some);
  });
});

it('findChanged looks up each profile by its keys, also with outdated statistics', async () => {
  for (const table of ['profile', 'search_state'])
    await vitae.sql(`ALTER TABLE ${table} SET (autovacuum_enabled = false)`);
  await insertProfiles('02000000', 'later');
  await markUpToDate(vitae);
  const rows = await vitae.sql<{ id: string }>(
    `SELECT id FROM profile WHERE handle LIKE 'later-%' ORDER BY id LIMIT $1`,
    [BATCH],
  );
  const later = rows.map(({ id }) => id);
  await vitae.db.$transaction(async (tx) => {
    const fetched = async () => {
      const [found] = await tx.$queryRaw<[{ rows: number }]>`
        SELECT sum(idx_tup_fetch + seq_tup_read)::int AS rows FROM pg_stat_xact_user_tables
        WHERE relname IN ('profile', 'search_state')`;
      return found.rows;
    };
    const before = await fetched();
    expect(await findChanged(tx, later, 0)).toEqual([]);
    expect((await fetched()) - before).toBeLessThan(3 * BATCH);
  });
});
