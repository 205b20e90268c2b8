// An administrator pauses, resumes and cancels runs at any time; the counts stay exact.
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { seedProfiles } from '../../src/dev/demo/seed.ts';
import { reindexDispatch } from '../../src/reindex/contracts.ts';
import { expectIndexEqualsDatabase } from '../support/index-equals-database.ts';
import { startVitae, useVitae } from '../support/vitae.ts';
import { ended, readRun, startRun, steer, STEERING } from './runs-of-tests.ts';
import { tapSearch } from '../indexing/search-faults.ts';

const tap = tapSearch();
let count: number;
const vitae = useVitae({ wrapSearch: tap.wrapSearch });
beforeAll(async () => {
  await seedProfiles({ url: vitae.url, count: 100 });
  count = await vitae.db.profile.count({ where: { visibility: 'PUBLIC' } });
});
beforeEach(() => tap.release());

/** A run with a push in flight. */
async function runInTheMiddle(): Promise<string> {
  tap.hold();
  const { id } = await startRun(vitae, { mode: 'FULL', batchSize: 10 });
  await expect.poll(() => tap.waiting).toBeGreaterThan(0);
  await expect
    .poll(async () => (await vitae.db.reindexRun.findUnique({ where: { id } }))?.dispatchedAt)
    .not.toBeNull();
  return id;
}

describe('pause and resume', () => {
  it('finish the batches in flight, keep the others, and push each profile once', async () => {
    const id = await runInTheMiddle();
    expect(await steer(vitae, 'pause', id)).toMatchObject({ id, status: 'PAUSED' });
    tap.release();
    await vitae.idle();
    const paused = await readRun(vitae, id);
    expect(paused.status).toBe('PAUSED');
    expect(paused.processed).toBeGreaterThan(0);
    expect(paused.processed).toBeLessThan(count);
    await vitae.billedRecords();
    expect(await steer(vitae, 'resume', id)).toMatchObject({ status: 'PENDING' });
    expect(await ended(vitae, id)).toMatchObject({ status: 'COMPLETED', upserted: count, total: count });
    expect(await vitae.billedRecords()).toBe(count - paused.processed);
    await expectIndexEqualsDatabase(vitae);
  });

  it('work repeatedly', async () => {
    const id = await runInTheMiddle();
    for (let round = 0; round < 5; round += 1) {
      await steer(vitae, 'pause', id);
      await steer(vitae, 'resume', id);
    }
    tap.release();
    expect(await ended(vitae, id)).toMatchObject({ status: 'COMPLETED', upserted: count, total: count });
  });

  it('complete a run whose last batch ends while it is paused', async () => {
    tap.hold();
    const { id } = await startRun(vitae, { mode: 'FULL', batchSize: 1000 });
    await expect.poll(() => tap.waiting).toBe(1);
    await steer(vitae, 'pause', id);
    tap.release();
    expect(await ended(vitae, id)).toMatchObject({ status: 'COMPLETED', upserted: count });
  });
});

describe('cancel', () => {
  it('ends the run after the batches in flight, and keeps what it has done', async () => {
    const id = await runInTheMiddle();
    expect(await steer(vitae, 'cancel', id)).toMatchObject({ status: 'CANCELLED' });
    tap.release();
    const last = await ended(vitae, id);
    expect(last.status).toBe('CANCELLED');
    expect(last.processed).toBeLessThan(count);
    await expectIndexEqualsDatabase(vitae);
  });

  it('works for a paused run', async () => {
    const id = await runInTheMiddle();
    await steer(vitae, 'pause', id);
    await steer(vitae, 'cancel', id);
    tap.release();
    expect((await ended(vitae, id)).status).toBe('CANCELLED');
  });
});

describe('before a worker starts', () => {
  it('a run can be paused and resumed', async () => {
    await using quiet = await startVitae({ workers: false });
    await seedProfiles({ url: quiet.url, count: 10 });
    const { id, status } = await startRun(quiet);
    expect(status).toBe('PENDING');
    expect(await steer(quiet, 'pause', id)).toMatchObject({ status: 'PAUSED', processed: 0 });
    await quiet.startWorkers();
    await quiet.idle();
    expect((await readRun(quiet, id)).status).toBe('PAUSED');
    await steer(quiet, 'resume', id);
    expect((await ended(quiet, id)).status).toBe('COMPLETED');
    await expectIndexEqualsDatabase(quiet);
  });
});

describe('a run that awaits a confirmation', () => {
  const held = (status: 'PAUSED' | 'PENDING' | 'CANCELLED') =>
    vitae.db.reindexRun.create({
      data: {
        mode: 'FULL',
        batchSize: 10,
        total: 0,
        status,
        heldRemovals: 150,
        notice: 'It would remove 150',
      },
    });

  it('is not resumed, paused or retried; it is cancelled', async () => {
    const { id } = await held('PAUSED');
    expect((await readRun(vitae, id)).status).toBe('AWAITING_CONFIRMATION');
    for (const what of ['resume', 'pause', 'retry'] as const)
      await expect(steer(vitae, what, id)).rejects.toThrow('the run is AWAITING_CONFIRMATION; it must be');
    expect(await steer(vitae, 'cancel', id)).toMatchObject({ status: 'CANCELLED' });
    await expect(steer(vitae, 'confirm', id)).rejects.toThrow(
      'the run is CANCELLED; it must be AWAITING_CONFIRMATION',
    );
  });

  it('goes on once it is confirmed, and no longer says that it waits', async () => {
    const { id } = await held('PAUSED');
    expect(await steer(vitae, 'confirm', id)).toMatchObject({ status: 'PENDING', notice: null });
    expect(await ended(vitae, id)).toMatchObject({ status: 'COMPLETED', upserted: count, notice: null });
  });

  it('which the version before has resumed or cancelled has the status that it gave', async () => {
    const cancelled = await held('CANCELLED');
    expect((await readRun(vitae, cancelled.id)).status).toBe('CANCELLED');
    const resumed = await held('PENDING');
    await vitae.services.jobs.enqueue(reindexDispatch, { runId: resumed.id });
    expect(await ended(vitae, resumed.id)).toMatchObject({ status: 'COMPLETED', upserted: count });
  });
});

describe('an invalid request', () => {
  it.each([
    ['confirm', 'PAUSED'],
    ['confirm', 'PENDING'],
    ['confirm', 'COMPLETED'],
    ['pause', 'PAUSED'],
    ['resume', 'RUNNING'],
    ['pause', 'COMPLETED'],
    ['resume', 'COMPLETED'],
    ['cancel', 'COMPLETED'],
    ['pause', 'CANCELLED'],
    ['resume', 'CANCELLED'],
    ['cancel', 'CANCELLED'],
    ['resume', 'FAILED'],
    ['retry', 'COMPLETED'],
    ['retry', 'RUNNING'],
    ['retry', 'CANCELLED'],
  ] as const)('%s of a %s run is a conflict, and changes nothing', async (what, status) => {
    const row = await vitae.db.reindexRun.create({ data: { mode: 'FULL', batchSize: 10, total: 0, status } });
    const { errors } = await vitae.send(
      `mutation { ${STEERING[what]}(id: "${row.id}") { id } }`,
      {},
      'admin',
    );
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'CONFLICT', fields: [{ path: 'id' }] });
    expect(await vitae.db.reindexRun.findUnique({ where: { id: row.id } })).toEqual(row);
    // No later run must wait for it.
    await vitae.db.reindexRun.delete({ where: { id: row.id } });
  });

  it.each(['pause', 'resume', 'confirm', 'cancel', 'retry'] as const)('%s of a missing run', async (what) => {
    for (const id of ['01a00000-0000-7000-8000-000000000000', 'abc', '']) {
      const { errors } = await vitae.send(`mutation { ${STEERING[what]}(id: "${id}") { id } }`, {}, 'admin');
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'NOT_FOUND', fields: [{ path: 'id' }] });
    }
  });

  it.each([
    ['{ batchSize: 0 }', 'input.batchSize'],
    ['{ batchSize: 1001 }', 'input.batchSize'],
    ['{ batchSize: -1 }', 'input.batchSize'],
    ['{ filter: { afterId: "x" } }', 'input.filter.afterId'],
    ['{ filter: { upToId: "" } }', 'input.filter.upToId'],
    [
      '{ filter: { afterId: "01a00000-0000-7000-8000-000000000001", upToId: "01a00000-0000-7000-8000-000000000000" } }',
      'input.filter.upToId',
    ],
    ['{ filter: { completionBelow: 0 } }', 'input.filter.completionBelow'],
    ['{ filter: { completionBelow: 101 } }', 'input.filter.completionBelow'],
    ['{ filter: { updatedSince: "1969-12-31T23:59:59Z" } }', 'input.filter.updatedSince'],
  ])('%s starts no run', async (input, path) => {
    const before = await vitae.db.reindexRun.count();
    const { errors } = await vitae.send(`mutation { startReindex(input: ${input}) { id } }`, {}, 'admin');
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'INVALID_INPUT', fields: [{ path }] });
    expect(await vitae.db.reindexRun.count()).toBe(before);
  });
});
