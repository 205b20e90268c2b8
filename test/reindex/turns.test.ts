// One run is active at a time. The others wait, and the next starts when the active run stops for any reason.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { reindexDispatch } from '../../src/reindex/contracts.ts';
import { dispatchRun, failRun } from '../../src/reindex/dispatch.ts';
import { startRun as startDirectly, pauseRun } from '../../src/reindex/runs.ts';
import { startNextRun } from '../../src/reindex/active-run.ts';
import { seedProfiles } from '../../src/dev/demo/seed.ts';
import { expectIndexEqualsDatabase } from '../support/index-equals-database.ts';
import { deleteJobs } from '../support/pgboss-tables.ts';
import { startVitae, type Vitae } from '../support/vitae.ts';
import { ended, readRun, startRun, steer } from './runs-of-tests.ts';
import { tapSearch } from '../indexing/search-faults.ts';
import { PATIENCE_MS } from '../support/eventually.ts';

describe('with workers', () => {
  const tap = tapSearch();
  let vitae: Vitae;
  let count: number;
  beforeAll(async () => {
    vitae = await startVitae({ wrapSearch: tap.wrapSearch });
    await seedProfiles({ url: vitae.url, count: 60 });
    count = await vitae.db.profile.count({ where: { visibility: 'PUBLIC' } });
  });
  afterAll(() => vitae.close());
  afterEach(() => tap.release());

  /** An active run with a push in flight, and a run that has tried to start. */
  async function activeAndWaiting(): Promise<[string, string]> {
    tap.hold();
    const active = await startRun(vitae, { mode: 'FULL', batchSize: 10 });
    await expect.poll(() => tap.waiting).toBe(2);
    const waiting = await startRun(vitae, { mode: 'FULL', batchSize: 10 });
    await expect.poll(() => vitae.openJobs('reindex-dispatch')).toBe(0);
    expect(await readRun(vitae, waiting.id)).toMatchObject({ status: 'PENDING', startedAt: null });
    expect(await vitae.db.reindexBatch.count({ where: { runId: waiting.id } })).toBe(0);
    return [active.id, waiting.id];
  }

  it('the next run starts when the active run completes', async () => {
    const [first, second] = await activeAndWaiting();
    tap.release();
    const [one, two] = [await ended(vitae, first), await ended(vitae, second)];
    expect(one).toMatchObject({ status: 'COMPLETED', upserted: count });
    expect(two).toMatchObject({ status: 'COMPLETED', upserted: count });
    expect(Date.parse(two.startedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(one.finishedAt ?? ''));
    await expectIndexEqualsDatabase(vitae);
  });

  it('the next run starts when the active run is cancelled', async () => {
    const [first, second] = await activeAndWaiting();
    await steer(vitae, 'cancel', first);
    await expect.poll(async () => (await readRun(vitae, second)).status).toBe('RUNNING');
    tap.release();
    expect(await ended(vitae, second)).toMatchObject({ status: 'COMPLETED', upserted: count });
  });

  it('the next run starts while the active run is paused; once resumed, that one waits', async () => {
    const [first, second] = await activeAndWaiting();
    await steer(vitae, 'pause', first);
    await expect.poll(async () => (await readRun(vitae, second)).status).toBe('RUNNING');
    expect(await steer(vitae, 'resume', first)).toMatchObject({ status: 'PENDING' });
    await expect.poll(() => vitae.openJobs('reindex-dispatch')).toBe(0);
    expect((await readRun(vitae, first)).status).toBe('PENDING');
    tap.release();
    expect(await ended(vitae, second)).toMatchObject({ status: 'COMPLETED', upserted: count });
    expect(await ended(vitae, first)).toMatchObject({ status: 'COMPLETED', upserted: count, total: count });
    await expectIndexEqualsDatabase(vitae);
  });

  it('a waiting run can be paused, resumed and cancelled without an effect on others', async () => {
    const [first, second] = await activeAndWaiting();
    const third = await startRun(vitae, { mode: 'CHANGED' });
    await steer(vitae, 'pause', second);
    await steer(vitae, 'resume', second);
    await steer(vitae, 'cancel', second);
    tap.release();
    expect((await ended(vitae, first)).status).toBe('COMPLETED');
    expect((await ended(vitae, third.id)).status).toBe('COMPLETED');
    expect(await ended(vitae, second)).toMatchObject({ status: 'CANCELLED', processed: 0 });
  });
});

describe('without workers', () => {
  let vitae: Vitae;
  beforeAll(async () => {
    vitae = await startVitae({ workers: false });
    await seedProfiles({ url: vitae.url, count: 5 });
  });
  afterAll(() => vitae.close());
  afterEach(() => vitae.sql('DELETE FROM reindex_run'));

  const statusOf = async (id: string) => (await vitae.db.reindexRun.findUnique({ where: { id } }))?.status;
  const dispatch = (runId: string) => dispatchRun(vitae.services, { runId });
  /** Takes the queued dispatch jobs. @returns their runs */
  const queued = async () =>
    (await deleteJobs(vitae, { queue: 'reindex-dispatch' })).map(
      (payload) => reindexDispatch.payload.parse(payload).runId,
    );

  it('runs start in order of their creation', async () => {
    const ids = [
      await startDirectly(vitae.services),
      await startDirectly(vitae.services),
      await startDirectly(vitae.services),
    ];
    const [first = '', second = '', third = ''] = ids;
    await dispatch(first);
    await dispatch(third);
    await dispatch(second);
    expect(await Promise.all(ids.map(statusOf))).toEqual(['RUNNING', 'PENDING', 'PENDING']);
    await queued();
    await pauseRun(vitae.services, first);
    expect(await queued()).toEqual([second]);
  });

  it('the next run starts when a run fails', async () => {
    const [first, second] = [await startDirectly(vitae.services), await startDirectly(vitae.services)];
    await dispatch(first);
    await queued();
    await failRun(vitae.services, { runId: first }, 'out of tries');
    expect(await statusOf(first)).toBe('FAILED');
    expect(await queued()).toEqual([second]);
    await dispatch(second);
    expect(await statusOf(second)).toBe('RUNNING');
  });

  it('a run that tries to start while the active run ends is not forgotten', async () => {
    const first = await startDirectly(vitae.services);
    await dispatch(first);
    await queued();
    let second = '';
    let starting = Promise.resolve();
    await vitae.db.$transaction(
      async (tx) => {
        await tx.reindexRun.update({ where: { id: first }, data: { status: 'COMPLETED' } });
        // There is no next run yet.
        await startNextRun(tx, vitae.services.jobs);
        second = await startDirectly(vitae.services);
        await queued();
        // It sees the first run as active until the transaction commits.
        starting = dispatch(second);
        await expect
          .poll(() => vitae.sql(`SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND NOT granted`))
          .toHaveLength(1);
      },
      { timeout: PATIENCE_MS },
    );
    await starting;
    expect(await statusOf(second)).toBe('RUNNING');
  });
});
