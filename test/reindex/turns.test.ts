// Owns that one run moves at a time: the others wait, and each is called when the one before it stops, however it stops.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { dispatchRun, failRun } from '../../src/reindex/dispatch.ts';
import { startRun as startInside, pauseRun } from '../../src/reindex/runs.ts';
import { startNextRun } from '../../src/reindex/active-run.ts';
import { seedProfiles } from '../../src/dev/demo/seed.ts';
import { expectIndexEqualsDatabase } from '../support/index-equals-database.ts';
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

  /** One in the middle of its push, and one that has looked whether it is its turn. */
  async function oneMovesOneWaits(): Promise<[string, string]> {
    tap.hold();
    const moving = await startRun(vitae, { mode: 'FULL', batchSize: 10 });
    await expect.poll(() => tap.waiting).toBe(2);
    const waiting = await startRun(vitae, { mode: 'FULL', batchSize: 10 });
    await expect.poll(() => vitae.openJobs('reindex-dispatch')).toBe(0);
    expect(await readRun(vitae, waiting.id)).toMatchObject({ status: 'PENDING', startedAt: null });
    expect(await vitae.db.reindexBatch.count({ where: { runId: waiting.id } })).toBe(0);
    return [moving.id, waiting.id];
  }

  it('one that waits goes on when the one before has completed', async () => {
    const [first, second] = await oneMovesOneWaits();
    tap.release();
    const [one, two] = [await ended(vitae, first), await ended(vitae, second)];
    expect(one).toMatchObject({ status: 'COMPLETED', upserted: count });
    expect(two).toMatchObject({ status: 'COMPLETED', upserted: count });
    expect(Date.parse(two.startedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(one.finishedAt ?? ''));
    await expectIndexEqualsDatabase(vitae);
  });

  it('one that waits goes on when the one before is cancelled', async () => {
    const [first, second] = await oneMovesOneWaits();
    await steer(vitae, 'cancel', first);
    await expect.poll(async () => (await readRun(vitae, second)).status).toBe('RUNNING');
    tap.release();
    expect(await ended(vitae, second)).toMatchObject({ status: 'COMPLETED', upserted: count });
  });

  it('one that waits goes on while the one before is paused, which then waits in its turn', async () => {
    const [first, second] = await oneMovesOneWaits();
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

  it('one that waits can be paused, resumed and cancelled, and the others do not mind', async () => {
    const [first, second] = await oneMovesOneWaits();
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
  /** The runs whose job lies in the queue. */
  const called = async () => {
    const rows = await vitae.sql<{ id: string }>(
      `DELETE FROM pgboss.job WHERE name = 'reindex-dispatch' RETURNING data->>'runId' AS id`,
    );
    return rows.map(({ id }) => id);
  };

  it('they are called in the order in which they were started', async () => {
    const ids = [
      await startInside(vitae.services),
      await startInside(vitae.services),
      await startInside(vitae.services),
    ];
    const [first = '', second = '', third = ''] = ids;
    await dispatch(first);
    await dispatch(third);
    await dispatch(second);
    expect(await Promise.all(ids.map(statusOf))).toEqual(['RUNNING', 'PENDING', 'PENDING']);
    await called();
    await pauseRun(vitae.services, first);
    expect(await called()).toEqual([second]);
  });

  it('a run whose dispatcher gives up lets the next one go', async () => {
    const [first, second] = [await startInside(vitae.services), await startInside(vitae.services)];
    await dispatch(first);
    await called();
    await failRun(vitae.services, { runId: first }, 'worn out');
    expect(await statusOf(first)).toBe('FAILED');
    expect(await called()).toEqual([second]);
    await dispatch(second);
    expect(await statusOf(second)).toBe('RUNNING');
  });

  it('one that asks while the other is just ending is not overlooked', async () => {
    const first = await startInside(vitae.services);
    await dispatch(first);
    await called();
    let second = '';
    let asking = Promise.resolve();
    await vitae.db.$transaction(
      async (tx) => {
        await tx.reindexRun.update({ where: { id: first }, data: { status: 'COMPLETED' } });
        // There is no next one yet.
        await startNextRun(tx, vitae.services.jobs);
        second = await startInside(vitae.services);
        await called();
        // To this one the first still moves, until the transaction commits.
        asking = dispatch(second);
        await expect
          .poll(() => vitae.sql(`SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND NOT granted`))
          .toHaveLength(1);
      },
      { timeout: PATIENCE_MS },
    );
    await asking;
    expect(await statusOf(second)).toBe('RUNNING');
  });
});
