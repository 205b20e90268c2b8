// Splitting a run into batches: after a dispatcher is killed anywhere, the next one leaves no gap and doubles no batch.
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { dispatchRun } from '../../src/reindex/dispatch.ts';
import { CALLS_PER_PAGE } from '../../src/reindex/split.ts';
import { startRun } from '../../src/reindex/runs.ts';
import { expectIndexEqualsDatabase } from '../support/index-equals-database.ts';
import { deleteJobs, readJobs } from '../support/pgboss-tables.ts';
import { startVitae, useVitae } from '../support/vitae.ts';
import { markUpToDate } from '../indexing/up-to-date.ts';
import { BATCH, begin, dyingAt, expectBatches, killedDispatcher } from '../indexing/race-scenarios.ts';
import { eventually } from '../support/eventually.ts';

const ids = Array.from({ length: 33 }, (_, n) => `01a00000-0000-7000-8000-${String(n).padStart(12, '0')}`);

const vitae = useVitae({ workers: false });
beforeAll(async () => {
  await vitae.db.profile.createMany({
    data: ids.map((id, n) => ({ id, handle: `handle-${n}`, fullName: `Name ${n}` })),
  });
});
afterEach(async () => {
  await deleteJobs(vitae);
  // The next run must not wait for it.
  await vitae.sql('DELETE FROM reindex_run');
});

describe('a dispatcher', () => {
  it('splits a run into batches without a gap; the last has no upper bound', async () => {
    const runId = await begin(vitae);
    await dispatchRun(vitae.services, { runId });
    await expectBatches(vitae, runId, ids);
  });

  it.each([1, ids.length, ids.length - 1, 1000])('makes batches of %i', async (batchSize) => {
    const runId = await begin(vitae, batchSize);
    await dispatchRun(vitae.services, { runId });
    await expectBatches(vitae, runId, ids, batchSize);
  });

  // Ten batches are one transaction.
  it.each([1, 2, 10, 11, 12, 30, 31, ids.length])(
    'killed while it stores batch %i: the next one goes on',
    (batch) => killedDispatcher(vitae, { batch, ids }),
  );

  it('killed in every second transaction finishes in the end', async () => {
    const runId = await begin(vitae, 1);
    for (;;) {
      const done = await dispatchRun(
        { ...vitae.services, jobs: dyingAt(CALLS_PER_PAGE + 2, vitae.services.jobs) },
        { runId },
      ).then(
        () => true,
        () => false,
      );
      if (done) break;
    }
    await expectBatches(vitae, runId, ids, 1);
  });

  it('does nothing the second time', async () => {
    const runId = await begin(vitae);
    await dispatchRun(vitae.services, { runId });
    await dispatchRun(vitae.services, { runId });
    await expectBatches(vitae, runId, ids);
  });

  it('beside others of the same run doubles no batch', async () => {
    const runId = await begin(vitae);
    await Promise.all([1, 2, 3].map(() => dispatchRun(vitae.services, { runId })));
    // Each stops if another was faster; the next try goes on.
    await dispatchRun(vitae.services, { runId });
    await expectBatches(vitae, runId, ids);
  });

  it('that was replaced, and continues during a retry of its run, creates no batch', async () => {
    const runId = await begin(vitae);
    const held = new Client({ connectionString: vitae.url });
    await held.connect();
    await held.query('BEGIN');
    await held.query('LOCK TABLE profile IN ACCESS EXCLUSIVE MODE');
    const stale = dispatchRun(vitae.services, { runId });
    const run = () => vitae.db.reindexRun.findUniqueOrThrow({ where: { id: runId } });
    await eventually(async () => expect((await run()).status).toBe('RUNNING'));
    // In the meantime the run has ended, and one failed profile is retried.
    const failure = { runId, profileId: ids[3] ?? '', code: 'REJECTED', reason: 'refused' };
    await vitae.db.reindexFailure.create({ data: failure });
    const movingSince = new Date(Date.now() + 1000);
    const tried = { total: 33, dispatched: 33, upserted: 32, failed: 1, retrying: 1, movingSince };
    await vitae.db.reindexRun.update({ where: { id: runId }, data: tried });
    await held.query('COMMIT');
    await held.end();
    await stale;
    expect(await vitae.db.reindexBatch.count({ where: { runId } })).toBe(0);
    await dispatchRun(vitae.services, { runId });
    expect(await vitae.db.reindexBatch.findMany({ where: { runId } })).toMatchObject([{ size: 1 }]);
  });

  it('stops if its run is paused', async () => {
    const runId = await begin(vitae);
    await vitae.db.reindexRun.update({ where: { id: runId }, data: { status: 'PAUSED' } });
    await dispatchRun(vitae.services, { runId });
    expect(await vitae.db.reindexBatch.count({ where: { runId } })).toBe(0);
    await vitae.db.reindexRun.update({ where: { id: runId }, data: { status: 'RUNNING' } });
    await dispatchRun(vitae.services, { runId });
    await expectBatches(vitae, runId, ids);
  });
});

describe('a CHANGED run', () => {
  const start = () => startRun(vitae.services, { mode: 'CHANGED', batchSize: 1 });
  beforeAll(() => markUpToDate(vitae));
  afterAll(() => vitae.sql('DELETE FROM search_state'));

  it('counts unchanged pages directly, and makes jobs for the others only', async () => {
    const changed = ids[CALLS_PER_PAGE + 1] ?? '';
    await vitae.sql('UPDATE search_state SET revision = 0 WHERE profile_id = $1', [changed]);
    const runId = await start();
    await dispatchRun(vitae.services, { runId });
    const run = await vitae.db.reindexRun.findUniqueOrThrow({ where: { id: runId } });
    expect(run).toMatchObject({ status: 'RUNNING', total: 33, skipped: 23, pendingBatches: 1 });
    const batches = await vitae.db.reindexBatch.findMany({ where: { runId }, orderBy: { id: 'asc' } });
    expect(batches.map(({ status, size, processed }) => [status, size, processed])).toEqual([
      ['DONE', 10, 10],
      ['PENDING', 10, 0],
      ['DONE', 10, 10],
      ['DONE', 3, 3],
    ]);
    expect(batches.map(({ afterId }) => afterId)).toEqual([null, ids[9], ids[19], ids[29]]);
    expect(batches.map(({ upToId }) => upToId)).toEqual([ids[9], ids[19], ids[29], null]);
    expect(batches.every(({ status, finishedAt }) => (status === 'DONE') === (finishedAt !== null))).toBe(
      true,
    );
    expect(await readJobs(vitae, 'reindex-batch')).toMatchObject([{ data: { batchId: batches[1]?.id } }]);
    await vitae.sql('UPDATE search_state SET revision = 1');
  });

  it('ends in its dispatcher if nothing has changed, and starts the next run', async () => {
    const [runId, next] = [await start(), await start()];
    await deleteJobs(vitae);
    await dispatchRun(vitae.services, { runId });
    const run = await vitae.db.reindexRun.findUniqueOrThrow({ where: { id: runId } });
    expect(run).toMatchObject({ status: 'COMPLETED', total: 33, skipped: 33, pendingBatches: 0 });
    expect(run.finishedAt).not.toBeNull();
    expect(await readJobs(vitae)).toMatchObject([{ name: 'reindex-dispatch', data: { runId: next } }]);
  });

  it('counts each unchanged page once with several dispatchers', async () => {
    const runId = await start();
    await Promise.all([1, 2, 3].map(() => dispatchRun(vitae.services, { runId })));
    // Each stops if another was faster; the next try goes on.
    await dispatchRun(vitae.services, { runId });
    const run = await vitae.db.reindexRun.findUniqueOrThrow({ where: { id: runId } });
    expect(run).toMatchObject({ status: 'COMPLETED', total: 33, skipped: 33, dispatched: 33 });
    expect(await vitae.db.reindexBatch.count({ where: { runId } })).toBe(4);
  });
});

describe('a database without a profile', () => {
  it('has one batch of the whole range, since the index may hold documents', async () => {
    await using empty = await startVitae({ workers: false });
    const runId = await startRun(empty.services, {});
    await dispatchRun(empty.services, { runId });
    const batches = await empty.db.reindexBatch.findMany({ where: { runId } });
    expect(batches).toMatchObject([{ afterId: null, upToId: null, size: 0 }]);
    await empty.startWorkers();
    await empty.idle();
    expect(await empty.db.reindexRun.findUnique({ where: { id: runId } })).toMatchObject({
      status: 'COMPLETED',
      total: 0,
    });
  });
});

describe('a batch whose range has grown', () => {
  it('is split again, and every profile is counted once', async () => {
    await using grown = await startVitae({ workers: false });
    const insert = (from: number, to: number) =>
      grown.db.profile.createMany({
        data: ids.slice(from, to).map((id, n) => ({ id, handle: `g-${from + n}`, fullName: `Name ${n}` })),
      });
    await insert(0, 7);
    const runId = await startRun(grown.services, { mode: 'FULL', batchSize: BATCH });
    await dispatchRun(grown.services, { runId });
    // All are in the last batch, which has no upper bound.
    await insert(7, 33);
    await grown.startWorkers();
    await grown.idle();
    const run = await grown.db.reindexRun.findUniqueOrThrow({
      where: { id: runId },
      include: { batches: true },
    });
    expect(run).toMatchObject({ status: 'COMPLETED', total: 33, upserted: 33, pendingBatches: 0 });
    expect(run.batches.map(({ processed }) => processed).sort()).toEqual([3, 5, 5, 5, 5, 5, 5]);
    await expectIndexEqualsDatabase(grown);
  });

  it('because of orphans in the index is split again too', async () => {
    await using grown = await startVitae();
    const idRange = Number.parseInt('01a000000000', 16);
    await grown.search.write(
      ids.map((objectID) => ({ type: 'upsert', object: { objectID, idRange, version: 1 } })),
      { wait: true },
    );
    const runId = await startRun(grown.services, { mode: 'VERIFY', batchSize: BATCH });
    await grown.idle();
    expect(await grown.db.reindexRun.findUnique({ where: { id: runId } })).toMatchObject({
      status: 'COMPLETED',
      total: 33,
      removed: 33,
    });
    expect(await grown.db.reindexBatch.count({ where: { runId } })).toBe(Math.ceil(ids.length / BATCH));
    expect(await expectIndexEqualsDatabase(grown)).toBe(0);
  });
});
