// The sweep deletes old rows, keeps what is still needed, and leaves nothing of a deleted profile.
import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import type { Analytics } from '../../src/indexing/analytics/analytics.ts';
import { profileChanged } from '../../src/profiles/changed-job.ts';
import { sweepRetention } from '../../src/retention/sweep.ts';
import { tapSearch } from '../indexing/search-faults.ts';
import { runToEnd } from '../reindex/runs-of-tests.ts';
import { expectIndexEqualsDatabase } from '../support/index-equals-database.ts';
import { makeFilledProfile, mutated } from '../support/mutations.ts';
import { deleteJobs, insertDeadLetter } from '../support/pgboss-tables.ts';
import { eventually } from '../support/eventually.ts';
import { useVitae } from '../support/vitae.ts';

const DAYS = { events: 30, runs: 30 };
const tap = tapSearch();
const vitae = useVitae({ wrapSearch: tap.wrapSearch });
afterEach(() => tap.release());

const sweep = (analytics: Analytics = vitae.services.analytics) =>
  sweepRetention({ ...vitae.services, analytics }, DAYS);

async function newProfile(fullName: string): Promise<string> {
  const { profile } = await mutated(vitae, 'createProfile', { input: { fullName } }, 'admin');
  return profile?.id ?? '';
}
const deleteProfile = (profileId: string) => mutated(vitae, 'deleteProfile', { profileId }, 'admin');
const stateOf = (profileId: string) => vitae.db.searchState.findUnique({ where: { profileId } });
const agePushes = (days: number) =>
  vitae.sql(`UPDATE search_state SET pushed_at = pushed_at - $1 * interval '1 day'`, [days]);

describe('an analytics event', () => {
  /** Delivers nothing. */
  const delivering: Analytics = { track: () => Promise.resolve(), startDelivery: () => Promise.resolve() };
  const EVENTS: readonly (readonly [what: string, happened: number, delivered: number | null])[] = [
    ['old and delivered long ago', 60, 31],
    ['old and delivered lately', 60, 29],
    ['old and not delivered', 31, null],
    ['new and delivered', 2, 1],
    ['new and not delivered', 29, null],
  ];

  it.each([
    ['with a target', delivering, [1, 2, 3, 4]],
    ['without a target', undefined, [1, 3, 4]],
  ])('is kept %s while it is new or waits for its delivery', async (_when, analytics, kept) => {
    await vitae.sql('DELETE FROM analytics_event');
    for (const [what, happened, delivered] of EVENTS)
      await vitae.sql(
        `INSERT INTO analytics_event (id, name, profile_id, occurred_at, delivered_at)
          VALUES ($1, $2, $1, now() - $3::float8 * interval '1 day', now() - $4::float8 * interval '1 day')`,
        [randomUUID(), what, happened, delivered],
      );
    await sweep(analytics);
    const left = await vitae.db.analyticsEvent.findMany({ select: { name: true } });
    expect(left.map(({ name }) => name).sort()).toEqual(kept.map((at) => EVENTS[at]?.[0]).sort());
  });

  it('is deleted with thousands of others', async () => {
    await vitae.sql(
      `INSERT INTO analytics_event (id, name, profile_id, occurred_at)
        SELECT gen_random_uuid(), 'created', gen_random_uuid(), now() - interval '31 days' FROM generate_series(1, 2500)`,
    );
    await sweep();
    expect(await vitae.db.analyticsEvent.count({ where: { name: 'created' } })).toBe(0);
  });
});

describe('the search state', () => {
  it('of a deleted profile goes a day after its document', async () => {
    const [gone, there] = [await newProfile('Gone'), await newProfile('There')];
    await vitae.idle();
    await deleteProfile(gone);
    await vitae.idle();
    await sweep();
    expect(await stateOf(gone)).toMatchObject({ indexed: false, tracked: false });
    await agePushes(1.01);
    await sweep();
    expect(await stateOf(gone)).toBeNull();
    expect(await stateOf(there)).toMatchObject({ indexed: true });
    await expectIndexEqualsDatabase(vitae);
  });

  it.each([
    ['its document may still be there', 'indexed = true'],
    ['its exit is not tracked', 'tracked = true'],
    ['it was removed today', 'pushed_at = now()'],
  ])('of a deleted profile stays while %s', async (_why, change) => {
    const id = randomUUID();
    await vitae.sql(
      `INSERT INTO search_state (profile_id, pushed_at) VALUES ($1, now() - interval '9 days')`,
      [id],
    );
    await vitae.sql(`UPDATE search_state SET ${change} WHERE profile_id = $1`, [id]);
    await sweep();
    expect(await stateOf(id)).not.toBeNull();
    await vitae.sql('DELETE FROM search_state WHERE profile_id = $1', [id]);
  });

  it('of a private profile stays', async () => {
    const id = await newProfile('Private');
    await mutated(vitae, 'updateProfile', { profileId: id, input: { visibility: 'PRIVATE' } }, 'admin');
    await vitae.idle();
    await agePushes(9);
    await sweep();
    expect(await stateOf(id)).toMatchObject({ indexed: false });
  });

  it('goes with thousands of others, among those of private profiles', async () => {
    const before = await vitae.db.searchState.count();
    await vitae.sql(
      `INSERT INTO search_state (profile_id) SELECT gen_random_uuid() FROM generate_series(1, 2500)`,
    );
    await sweep();
    expect(await vitae.db.searchState.count()).toBe(before);
  });

  it('that a push holds stays, and the push leaves no orphan', async () => {
    const id = await newProfile('Held');
    await vitae.idle();
    tap.hold();
    await deleteProfile(id);
    await expect.poll(() => tap.waiting).toBe(1);
    await sweep();
    expect(await stateOf(id)).toMatchObject({ tracked: true });
    tap.release();
    await vitae.idle();
    expect(await vitae.search.getObject(id)).toBeNull();
    await expectIndexEqualsDatabase(vitae);
  });

  it('is made anew for a profile that is created again under its id, whose entry is tracked again', async () => {
    const id = await newProfile('First Life');
    await vitae.idle();
    await deleteProfile(id);
    await vitae.idle();
    await agePushes(2);
    await sweep();
    expect(await stateOf(id)).toBeNull();
    await mutated(vitae, 'createProfile', { input: { fullName: 'Second Life' } }, id);
    await vitae.idle();
    expect(await vitae.search.getObject(id)).toMatchObject({ fullName: 'Second Life' });
    const events = await vitae.db.analyticsEvent.findMany({
      where: { profileId: id },
      orderBy: { occurredAt: 'asc' },
    });
    expect(events.map(({ name }) => name)).toEqual(['created', 'deleted', 'created']);
    await expectIndexEqualsDatabase(vitae);
  });
});

describe('a run', () => {
  const endedDaysAgo = (id: string, days: number) =>
    vitae.sql(`UPDATE reindex_run SET finished_at = now() - $2 * interval '1 day' WHERE id = $1`, [id, days]);
  const FINDINGS = ['reindex_batch', 'reindex_failure', 'reindex_difference'];
  async function findings(runId: string) {
    const counts = await Promise.all(
      FINDINGS.map((table) =>
        vitae.sql<{ count: number }>(`SELECT count(*)::int FROM ${table} WHERE run_id = $1`, [runId]),
      ),
    );
    return counts.map(([row]) => row?.count);
  }

  it('that ended long ago is deleted with all that it found', async () => {
    const [old, recent] = [await runToEnd(vitae, { mode: 'FULL' }), await runToEnd(vitae, { mode: 'FULL' })];
    await vitae.sql(
      `INSERT INTO reindex_batch (id, run_id, size, status) SELECT gen_random_uuid(), $1, 1, 'DONE' FROM generate_series(1, 2500)`,
      [old.id],
    );
    await vitae.sql(
      `INSERT INTO reindex_failure (run_id, profile_id, code, reason) SELECT $1, gen_random_uuid(), 'REJECTED', 'long' FROM generate_series(1, 2000)`,
      [old.id],
    );
    await vitae.sql(
      `INSERT INTO reindex_difference (id, run_id, object_id, kind) SELECT gen_random_uuid(), $1, 'x', 'ORPHAN' FROM generate_series(1, 1001)`,
      [old.id],
    );
    await endedDaysAgo(old.id, 31);
    await endedDaysAgo(recent.id, 29);
    await sweep();
    expect(await vitae.db.reindexRun.findMany({ select: { id: true } })).toEqual([{ id: recent.id }]);
    expect(await findings(old.id)).toEqual([0, 0, 0]);
    expect((await findings(recent.id))[0]).toBeGreaterThan(0);
  });

  it.each(['PENDING', 'RUNNING', 'PAUSED'] as const)(
    'that is %s stays, however old it is',
    async (status) => {
      const { id } = await runToEnd(vitae, { mode: 'FULL' });
      await endedDaysAgo(id, 99);
      await vitae.sql(`UPDATE reindex_run SET status = $2::reindex_status WHERE id = $1`, [id, status]);
      await sweep();
      expect(await vitae.db.reindexRun.findUnique({ where: { id } })).not.toBeNull();
      await vitae.db.reindexRun.delete({ where: { id } });
    },
  );
});

describe('what the audit found', () => {
  it('is deleted long after it was mended, and its counts after as long', async () => {
    const daysAgo = (days: number) => new Date(Date.now() - days * 24 * 3600 * 1000);
    const found = (objectId: string, endedAt: Date | null) => {
      const seen = { firstSeenAt: daysAgo(99), lookedAt: daysAgo(0), confirmedAt: daysAgo(99) };
      return { kind: 'DOCUMENT_MISSING' as const, objectId, ...seen, endedAt };
    };
    await vitae.db.auditDifference.createMany({
      data: [found('old', daysAgo(31)), found('recent', daysAgo(29)), found('still there', null)],
    });
    await vitae.db.auditTally.createMany({ data: [{ hour: daysAgo(31) }, { hour: daysAgo(29) }] });
    await sweep();
    const left = await vitae.db.auditDifference.findMany({ orderBy: { objectId: 'asc' } });
    expect(left.map(({ objectId }) => objectId)).toEqual(['recent', 'still there']);
    expect(await vitae.db.auditTally.count()).toBe(1);
  });
});

it('a deleted profile leaves nothing in any table', async () => {
  const filled = await makeFilledProfile(vitae, 'Leaves Nothing');
  const content = { basics: { name: 'Leaves Nothing' } };
  await vitae.db.keptResume.create({
    data: { profileId: filled.id, content, hash: 'one', name: 'Leaves Nothing' },
  });
  await vitae.idle();
  const run = await runToEnd(vitae, { mode: 'DRY_RUN' });
  await vitae.sql(`INSERT INTO reindex_failure VALUES ($1, $2, 'REJECTED', 'of Leaves Nothing')`, [
    run.id,
    filled.id,
  ]);
  await vitae.sql(
    `INSERT INTO reindex_difference (id, run_id, object_id, kind) VALUES (gen_random_uuid(), $1, $2, 'DIFFERENT')`,
    [run.id, filled.id],
  );
  await insertDeadLetter(vitae, profileChanged.name, {
    payload: { profileId: filled.id },
    key: filled.id,
    output: { reason: 'of Leaves Nothing' },
  });
  expect(await tablesWith(filled.id)).toEqual(
    expect.arrayContaining([
      'public.profile',
      'public.search_state',
      'public.analytics_event',
      expect.stringMatching(/^pgboss\b/),
    ]),
  );
  await deleteProfile(filled.id);
  await vitae.idle();
  expect(await vitae.search.getObject(filled.id)).toBeNull();
  await vitae.sql(`UPDATE analytics_event SET occurred_at = occurred_at - interval '31 days'`);
  await vitae.sql(`UPDATE reindex_run SET finished_at = finished_at - interval '31 days'`);
  await vitae.sql(`UPDATE administrator_action SET at = at - interval '31 days'`);
  await agePushes(31);
  await sweep();
  await deleteJobs(vitae, { state: 'completed' });
  // pg-boss keeps the keys of active jobs until its monitor's next round.
  await eventually(async () => expect(await tablesWith(filled.id)).toEqual([]));
  expect(await tablesWith('Leaves Nothing')).toEqual([]);
});

/** The tables with this text in any column. */
async function tablesWith(text: string): Promise<string[]> {
  const tables = await vitae.sql<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname IN ('public', 'pgboss') ORDER BY 1`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const rows = await vitae.sql(`SELECT FROM ${name} AS row WHERE strpos(row::text, $1) > 0 LIMIT 1`, [
      text,
    ]);
    if (rows.length > 0) found.push(name);
  }
  return found;
}
