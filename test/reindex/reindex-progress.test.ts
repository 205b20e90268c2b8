// Owns a run as an administrator watches it: the state as it is first, counts that never go back, the end with the run, and
// then an index that equals the database.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { graphql } from '../../src/client/generated/index.ts';
import type { WatchedRunSubscription } from '../../src/client/generated/graphql.ts';
import { seedProfiles } from '../../src/dev/demo/seed.ts';
import { expectIndexEqualsDatabase } from '../support/index-equals-database.ts';
import { startVitae, type Vitae } from '../support/vitae.ts';

const StartWatchedRun = graphql(`
  mutation StartWatchedRun($input: StartReindexInput) {
    startReindex(input: $input) {
      id
      status
      total
    }
  }
`);

const WatchedRun = graphql(`
  subscription WatchedRun($runId: ID!) {
    reindexProgress(runId: $runId) {
      ...RunFields
    }
  }
`);

type Run = WatchedRunSubscription['reindexProgress'];
const COUNTS = ['processed', 'upserted', 'skipped', 'removed', 'failed'] as const;
const PROFILES = 2500;

let vitae: Vitae;
beforeAll(async () => {
  vitae = await startVitae();
  await seedProfiles({ url: vitae.url, count: PROFILES });
});
afterAll(() => vitae.close());

async function start(
  input: { mode?: 'CHANGED' | 'FULL' | 'VERIFY' | 'DRY_RUN'; batchSize?: number } | null,
): Promise<string> {
  return (await vitae.query(StartWatchedRun, { input }, 'admin')).startReindex.id;
}

async function watch(runId: string): Promise<Run[]> {
  const seen: Run[] = [];
  for await (const { reindexProgress } of vitae.subscribe(WatchedRun, { runId }, 'admin'))
    seen.push(reindexProgress);
  return seen;
}

function expectWhole(seen: readonly Run[], status = 'COMPLETED'): Run {
  const last = seen.at(-1);
  if (!last) throw new Error('the subscription said nothing');
  expect(last).toMatchObject({ status, percentage: 100, ratePerSecond: null, etaSeconds: null });
  expect(last.processed).toBe(last.total);
  expect(last.upserted + last.skipped + last.removed + last.failed).toBe(last.total);
  expect(Date.parse(last.finishedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(last.startedAt ?? ''));
  // One at the end, and none after it.
  expect(seen.filter(({ status: s }) => s === status)).toHaveLength(1);
  for (const [index, run] of seen.entries()) {
    const before = seen[index - 1];
    for (const count of COUNTS) expect(run[count]).toBeGreaterThanOrEqual(before?.[count] ?? 0);
    expect(run.percentage).toBeLessThanOrEqual(100);
    if (status !== run.status) expect(['PENDING', 'RUNNING']).toContain(run.status);
  }
  return last;
}

describe('a run over thousands of profiles', () => {
  it('is watched from its start to its end by all who watch it, and then the index equals the database', async () => {
    const publicCount = await vitae.db.profile.count({ where: { visibility: 'PUBLIC' } });
    expect(publicCount).toBeGreaterThan(2000);
    const runId = await start({ mode: 'FULL', batchSize: 50 });
    const [first, second, latest] = await Promise.all([watch(runId), watch(runId), watch('latest')]);
    const last = expectWhole(first);
    expect(last).toMatchObject({ id: runId, mode: 'FULL', total: publicCount, upserted: publicCount });
    expect(expectWhole(second)).toEqual(last);
    expect(expectWhole(latest)).toEqual(last);
    // The state as it was first, not the next change.
    expect(first[0]?.processed).toBeLessThan(publicCount);
    expect(first.length).toBeGreaterThan(3);
    expect(first.some(({ ratePerSecond, etaSeconds }) => ratePerSecond !== null && etaSeconds !== null)).toBe(
      true,
    );
    expect(await expectIndexEqualsDatabase(vitae)).toBe(publicCount);
  });

  it('shows who comes in the middle the state of that moment', async () => {
    const runId = await start({ mode: 'FULL', batchSize: 50 });
    const seen: Run[] = [];
    for await (const { reindexProgress } of vitae.subscribe(WatchedRun, { runId }, 'admin')) {
      seen.push(reindexProgress);
      if (reindexProgress.processed > 0 && reindexProgress.status === 'RUNNING') {
        const late = await watch(runId);
        expect(late[0]?.processed).toBeGreaterThanOrEqual(reindexProgress.processed);
        expectWhole(late);
      }
    }
    expectWhole(seen);
  });

  it('shows who comes after its end one state, the last', async () => {
    const seen = await watch('latest');
    expect(seen).toHaveLength(1);
    expectWhole(seen);
  });

  it('goes on when a watcher leaves', async () => {
    const runId = await start({ mode: 'FULL', batchSize: 50 });
    for await (const { reindexProgress } of vitae.subscribe(WatchedRun, { runId }, 'admin')) {
      if (reindexProgress.processed > 0) break;
    }
    expectWhole(await watch(runId));
  });

  it('of nothing changed pushes nothing', async () => {
    await vitae.billedRecords();
    const last = expectWhole(await watch(await start(null)));
    expect(last).toMatchObject({ mode: 'CHANGED', upserted: 0, removed: 0, skipped: last.total });
    expect(await vitae.billedRecords()).toBe(0);
  });

  it.each(['VERIFY', 'DRY_RUN'] as const)('of nothing changed pushes nothing, as %s', async (mode) => {
    await vitae.billedRecords();
    const last = expectWhole(await watch(await start({ mode })));
    expect(last).toMatchObject({ mode, upserted: 0, removed: 0, skipped: last.total });
    expect(await vitae.billedRecords()).toBe(0);
  });

  it('of one changed among thousands pushes exactly that one', async () => {
    await vitae.sql(
      `UPDATE profile SET full_name = 'The Only One', revision = revision + 1
        WHERE id = (SELECT id FROM profile WHERE visibility = 'PUBLIC' ORDER BY handle LIMIT 1)`,
    );
    await vitae.billedRecords();
    const last = expectWhole(await watch(await start(null)));
    expect(last).toMatchObject({ upserted: 1, removed: 0, skipped: last.total - 1 });
    expect(last.total).toBeGreaterThan(2000);
    expect(await vitae.billedRecords()).toBe(1);
    await expectIndexEqualsDatabase(vitae);
  });
});
