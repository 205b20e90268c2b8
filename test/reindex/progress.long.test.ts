// Watching runs: rate and time left, several processes, lost connections, and a thousand watchers for the cost of one.
import { afterEach, describe, expect, it } from 'vitest';
import { createApp } from '../../src/server/app.ts';
import { graphql } from '../../src/client/generated/index.ts';
import type { WatchedCountsSubscription } from '../../src/client/generated/graphql.ts';
import { createNotifications } from '../../src/database/notifications.ts';
import { PROGRESS_CHANNEL } from '../../src/reindex/progress-channel.ts';
import { readProgress } from '../../src/reindex/progress.ts';
import { createApiOver, type Api } from '../support/api.ts';
import { useVitae } from '../support/vitae.ts';

const WatchedCounts = graphql(`
  subscription WatchedCounts($runId: ID!) {
    reindexProgress(runId: $runId) {
      status
      processed
      ratePerSecond
      failures {
        edges {
          node {
            profileId
          }
        }
      }
    }
  }
`);
type Run = WatchedCountsSubscription['reindexProgress'];

const vitae = useVitae({ workers: false, environment: { LIMIT_SUBSCRIPTIONS: '1000' } });
afterEach(() => vitae.sql('DELETE FROM reindex_run'));

/** An active run with a failure. */
async function newRun(movingForSeconds = 60): Promise<string> {
  const movingSince = new Date(Date.now() - movingForSeconds * 1000);
  const counts = { total: 1000, upserted: 0, failed: 1 };
  const { id } = await vitae.db.reindexRun.create({
    data: { mode: 'FULL', batchSize: 100, status: 'RUNNING', ...counts, startedAt: movingSince, movingSince },
  });
  const failure = { profileId: '01a00000-0000-7000-8000-000000000001', code: 'REJECTED', reason: 'no' };
  await vitae.db.reindexFailure.create({ data: { runId: id, ...failure } });
  return id;
}

/** Changes the counts as a batch does, without a counted statement. */
async function advance(runId: string, upserted: number, status = 'RUNNING', notifies = true): Promise<void> {
  await vitae.sql(`UPDATE reindex_run SET upserted = $2, status = $3::reindex_status WHERE id = $1`, [
    runId,
    upserted,
    status,
  ]);
  if (notifies) await vitae.sql(`SELECT pg_notify('${PROGRESS_CHANNEL}', $1)`, [runId]);
}

interface Watcher {
  readonly seen: Run[];
  readonly done: Promise<void>;
}

function watch(runId: string, api: Api = vitae): Watcher {
  const seen: Run[] = [];
  const done = (async () => {
    for await (const { reindexProgress } of api.subscribe(WatchedCounts, { runId }, 'admin'))
      seen.push(reindexProgress);
  })();
  return { seen, done };
}

const allSee = (watchers: readonly Watcher[], processed: number) =>
  expect.poll(() => watchers.filter(({ seen }) => seen.at(-1)?.processed !== processed).length).toBe(0);

describe('the rate', () => {
  const finish = async (runId: string, batches: [secondsAgo: number, processed: number][]) => {
    for (const [secondsAgo, processed] of batches) {
      const finishedAt = new Date(Date.now() - secondsAgo * 1000);
      await vitae.db.reindexBatch.create({
        data: { runId, size: processed, processed, finishedAt, status: 'DONE' },
      });
    }
  };
  const read = async (runId: string) => {
    const { ratePerSecond, etaSeconds } = await readProgress(vitae.db, runId);
    return { ratePerSecond, etaSeconds };
  };

  it('covers the last ten seconds, and gives the time left', async () => {
    const runId = await newRun();
    expect(await read(runId)).toEqual({ ratePerSecond: null, etaSeconds: null });
    await finish(runId, [
      [30, 500],
      [11, 500],
      [8, 120],
      [1, 80],
    ]);
    await vitae.sql('UPDATE reindex_run SET upserted = 399 WHERE id = $1', [runId]);
    // 200 in ten seconds, and 600 are left.
    expect(await read(runId)).toEqual({ ratePerSecond: 20, etaSeconds: 30 });
  });

  it('is measured from when the run became active last', async () => {
    const runId = await newRun(4);
    // The first is from before a pause.
    await finish(runId, [
      [6, 500],
      [2, 100],
    ]);
    const { ratePerSecond } = await read(runId);
    expect(ratePerSecond).toBeGreaterThan(100 / 9);
    expect(ratePerSecond).toBeLessThanOrEqual(100 / 4);
  });

  it('is null for a run that is not active', async () => {
    const runId = await newRun();
    await finish(runId, [[1, 500]]);
    await advance(runId, 500, 'PAUSED');
    expect(await read(runId)).toEqual({ ratePerSecond: null, etaSeconds: null });
  });

  it('falls without a notification', async () => {
    const runId = await newRun();
    await finish(runId, [[9, 500]]);
    const watcher = watch(runId);
    await expect.poll(() => watcher.seen.at(0)?.ratePerSecond).toBe(50);
    await expect.poll(() => watcher.seen.at(-1)?.ratePerSecond).toBeNull();
    await advance(runId, 999, 'COMPLETED_WITH_FAILURES');
    await watcher.done;
  });
});

describe('a thousand watchers', () => {
  /** The statements for this many watchers of a run until its end, without those of sweeps. */
  async function statements(watchers: number): Promise<{ count: number; refreshes: number }> {
    const runId = await newRun();
    const from = performance.now();
    const sent = await vitae.countSql(async () => {
      const all = Array.from({ length: watchers }, () => watch(runId));
      await allSee(all, 1);
      for (const upserted of [10, 20, 30]) {
        await advance(runId, upserted);
        await allSee(all, upserted + 1);
      }
      await advance(runId, 999, 'COMPLETED_WITH_FAILURES');
      await Promise.all(all.map(({ done }) => done));
      for (const { seen } of all) {
        expect(seen.map(({ processed }) => processed)).toEqual([1, 11, 21, 31, 1000]);
        expect(seen.every(({ failures }) => failures.edges.length === 1)).toBe(true);
      }
    });
    // A refresh every two seconds: two statements, and one for the failures.
    const count = sent.filter((statement) => statement.includes('reindex_')).length;
    return { count, refreshes: 3 * Math.ceil((performance.now() - from) / 2000) };
  }

  it('need as many statements as one', async () => {
    const one = await statements(1);
    const thousand = await statements(1000);
    expect(one.count).toBeGreaterThan(5);
    expect(thousand.count).toBeLessThanOrEqual(one.count + thousand.refreshes);
  });

  it('see the current state of a run that ended and was retried', async () => {
    const runId = await newRun();
    await advance(runId, 999, 'COMPLETED_WITH_FAILURES', false);
    const ended = watch(runId);
    await ended.done;
    expect(ended.seen).toMatchObject([{ status: 'COMPLETED_WITH_FAILURES' }]);
    await advance(runId, 999, 'RUNNING', false);
    const again = watch(runId);
    await expect.poll(() => again.seen.at(0)?.status).toBe('RUNNING');
    await advance(runId, 1000, 'COMPLETED');
    await again.done;
    expect(again.seen.map(({ status }) => status)).toEqual(['RUNNING', 'COMPLETED']);
  });
});

describe('another process', () => {
  it('shows the same run, change by change', async () => {
    await using stack = new AsyncDisposableStack();
    const notifications = stack.adopt(await createNotifications(vitae.url, vitae.services.log), (opened) =>
      opened.close(),
    );
    const services = { ...vitae.services, notifications };
    const other = createApiOver(createApp({ ...vitae.appOptions, services }), vitae.tokens);
    const runId = await newRun();
    const watchers = [watch(runId), watch(runId, other)];
    await allSee(watchers, 1);
    for (const upserted of [100, 200]) {
      await advance(runId, upserted);
      await allSee(watchers, upserted + 1);
    }
    await advance(runId, 999, 'COMPLETED_WITH_FAILURES');
    for (const { seen, done } of watchers) {
      await done;
      expect(seen.map(({ processed }) => processed)).toEqual([1, 101, 201, 1000]);
    }
  });
});

describe('a lost LISTEN connection', () => {
  it('hides neither a change nor the end', async () => {
    const runId = await newRun();
    const watcher = watch(runId);
    await allSee([watcher], 1);
    for (const upserted of [10, 20]) {
      const killed = await vitae.sql(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE application_name = 'vitae-listen' AND datname = current_database()`,
      );
      expect(killed.length).toBeGreaterThan(0);
      await advance(runId, upserted);
      await allSee([watcher], upserted + 1);
    }
    await advance(runId, 999, 'COMPLETED_WITH_FAILURES', false);
    await watcher.done;
    expect(watcher.seen.at(-1)).toMatchObject({ status: 'COMPLETED_WITH_FAILURES' });
  });
});
