// Watches a run through the API: the current state first, counts that never fall, and the end with the run.
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { graphql } from '../../src/client/generated/index.ts';
import type { RunFieldsFragment } from '../../src/client/generated/graphql.ts';
import { seedProfiles } from '../../src/dev/demo/seed.ts';
import { tapSearch } from '../indexing/search-faults.ts';
import { expectIndexEqualsDatabase } from '../support/index-equals-database.ts';
import { useVitae } from '../support/vitae.ts';
import { startRun } from './runs-of-tests.ts';

const WatchedRun = graphql(`
  subscription WatchedRun($runId: ID!) {
    reindexProgress(runId: $runId) {
      ...RunFields
    }
  }
`);

const COUNTS = ['processed', 'upserted', 'skipped', 'removed', 'failed'] as const;
const BATCH = 20;

const tap = tapSearch();
let count: number;
const vitae = useVitae({ wrapSearch: tap.wrapSearch });
beforeAll(async () => {
  await seedProfiles({ url: vitae.url, count: 200 });
  count = await vitae.db.profile.count({ where: { visibility: 'PUBLIC' } });
});
afterEach(() => tap.release());

interface Watcher {
  readonly seen: RunFieldsFragment[];
  readonly done: Promise<void>;
}

function watch(runId: string): Watcher {
  const seen: RunFieldsFragment[] = [];
  const done = (async () => {
    for await (const { reindexProgress } of vitae.subscribe(WatchedRun, { runId }, 'admin'))
      seen.push(reindexProgress);
  })();
  return { seen, done };
}

async function averageOf(runId: string): Promise<unknown> {
  const { data } = await vitae.send(
    'query ($runId: ID!) { reindexRun(id: $runId) { averagePerSecond } }',
    { runId },
    'admin',
  );
  return data?.['reindexRun'] && (data['reindexRun'] as { averagePerSecond: unknown }).averagePerSecond;
}

const hasSeen = (watcher: Watcher, min: number) =>
  expect.poll(() => watcher.seen.at(-1)?.processed ?? -1).toBeGreaterThanOrEqual(min);

/** A FULL run that cannot end, since the search server gets no write before `tap.release`. */
async function heldRun(): Promise<string> {
  tap.hold();
  return (await startRun(vitae, { mode: 'FULL', batchSize: BATCH })).id;
}

async function expectWhole({ seen, done }: Watcher): Promise<RunFieldsFragment> {
  await done;
  const last = seen.at(-1);
  if (!last) throw new Error('the subscription sent nothing');
  expect(last).toMatchObject({ status: 'COMPLETED', percentage: 100, ratePerSecond: null, etaSeconds: null });
  expect(last).toMatchObject({ mode: 'FULL', total: count, processed: count, upserted: count });
  expect(Date.parse(last.finishedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(last.startedAt ?? ''));
  const earlier = seen.slice(0, -1);
  for (const { status } of earlier) expect(['PENDING', 'RUNNING']).toContain(status);
  for (const [index, run] of seen.entries()) {
    for (const name of COUNTS) expect(run[name]).toBeGreaterThanOrEqual(seen[index - 1]?.[name] ?? 0);
    expect(run.percentage).toBeLessThanOrEqual(100);
  }
  return last;
}

describe('a run', () => {
  it('is shown to all its watchers from the current state to the end', async () => {
    const runId = await heldRun();
    const [first, second, latest] = [watch(runId), watch(runId), watch('latest')];
    for (const watcher of [first, second, latest]) await hasSeen(watcher, 0);
    expect(first.seen[0]?.processed).toBe(0);
    tap.release();
    const last = await expectWhole(first);
    expect(last.id).toBe(runId);
    expect(await expectWhole(second)).toEqual(last);
    expect(await expectWhole(latest)).toEqual(last);
    expect(await expectIndexEqualsDatabase(vitae)).toBe(count);
  });

  it('is shown in its current state to a watcher who comes later, with a rate', async () => {
    const runId = await heldRun();
    const early = watch(runId);
    await hasSeen(early, 0);
    // Two batches run at once. These two finish, the others are held.
    await expect.poll(() => tap.waiting).toBe(2);
    expect(await averageOf(runId)).toBeNull();
    tap.release();
    tap.hold();
    await hasSeen(early, 2 * BATCH);
    const late = watch(runId);
    await hasSeen(late, 2 * BATCH);
    expect(late.seen[0]?.processed).toBeGreaterThanOrEqual(2 * BATCH);
    expect(late.seen[0]?.status).toBe('RUNNING');
    expect(late.seen[0]?.ratePerSecond).toBeGreaterThan(0);
    expect(late.seen[0]?.etaSeconds).not.toBeNull();
    expect(await averageOf(runId)).toBeGreaterThan(0);
    tap.release();
    await expectWhole(early);
    await expectWhole(late);
  });

  it('is shown once, in its last state, to a watcher who comes after its end', async () => {
    const watcher = watch('latest');
    await expectWhole(watcher);
    expect(watcher.seen).toHaveLength(1);
  });

  it('goes on after a watcher leaves', async () => {
    const runId = await heldRun();
    for await (const { reindexProgress } of vitae.subscribe(WatchedRun, { runId }, 'admin')) {
      if (reindexProgress.status === 'RUNNING') break;
    }
    const watcher = watch(runId);
    await hasSeen(watcher, 0);
    tap.release();
    await expectWhole(watcher);
  });
});
