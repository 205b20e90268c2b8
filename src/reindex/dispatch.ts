// Makes a run active and splits it into batches. A page of batches, their jobs and the run's cursor are stored in one
// transaction: a dispatcher that is killed goes on after the last page, with no batch lost or doubled.
import { writable, type RunRow } from '../database/client.ts';
import type { Services } from '../graphql/context.ts';
import type { KeyRange } from '../indexing/iterate.ts';
import { findChanged } from '../indexing/state.ts';
import { currentTarget } from '../indexing/target.ts';
import { mayStart } from './active-run.ts';
import { reindexBatch } from './contracts.ts';
import { prepareRun } from './prepare.ts';
import { notifyProgress } from './progress-channel.ts';
import { completedBatch, endIfDone, endRun, hasEnded, readLocked, type RunServices } from './runs.ts';
import { selectIds } from './selection.ts';
import { batchSizeOf, CALLS_PER_PAGE, createBatch, modeOf, splitRange, type BatchRange } from './split.ts';

/** Resuming a run may enqueue thousands of batches. */
const TIMEOUT_MS = 120_000;

type DispatchServices = RunServices & Pick<Services, 'search'>;

export async function dispatchRun(services: DispatchServices, { runId }: { runId: string }): Promise<void> {
  const active = await activateRun(services, runId);
  if (!active || active.dispatchedAt) return;
  const run = await prepareRun(services, active);
  if (!run) return;
  const { upToId, batchSize } = run;
  let afterId = run.cursor;
  // One page is held back, because only the last page gets the run's own upper bound.
  let held: readonly string[] = [];
  for await (const page of selectIds(services.db, run, { afterId, upToId }, CALLS_PER_PAGE * batchSize)) {
    const end = held.at(-1);
    if (end !== undefined) {
      if (!(await createBatches(services, run, { ids: held, afterId, upToId: end, last: false }))) return;
      afterId = end;
    }
    held = page;
  }
  await createBatches(services, run, { ids: held, afterId, upToId, last: true });
}

/** @returns the run if it is active now; null if it must wait, was paused or has ended */
async function activateRun({ db, jobs }: RunServices, runId: string): Promise<RunRow | null> {
  return writable(db).$transaction(
    async (tx) => {
      const run = await readLocked(tx, runId);
      // Active already: its dispatcher was killed.
      if (run?.status === 'RUNNING') return run;
      if (run?.status !== 'PENDING' || !(await mayStart(tx, runId))) return null;
      // Batches that were left when the run was paused.
      const pending = { where: { runId, status: 'PENDING' as const }, select: { id: true } };
      for (const { id } of await tx.reindexBatch.findMany(pending))
        await jobs.enqueue(reindexBatch, { batchId: id }, { tx });
      const now = new Date();
      const data = { status: 'RUNNING' as const, startedAt: run.startedAt ?? now, movingSince: now };
      await notifyProgress(tx, runId);
      return tx.reindexRun.update({ where: { id: runId }, data });
    },
    { timeout: TIMEOUT_MS },
  );
}

interface Page extends KeyRange {
  /** All ids in the range now, in order. */
  readonly ids: readonly string[];
  /** Whether it is the last page of the run. */
  readonly last: boolean;
}

/**
 * Splits a page into batches. If a CHANGED run finds nothing changed in it, the batches are stored as done, without jobs. A
 * retry always creates jobs, because its batches also correct the count of failures.
 * @returns whether to go on
 */
async function createBatches(services: DispatchServices, run: RunRow, page: Page): Promise<boolean> {
  const { ids } = page;
  const isUnchanged =
    modeOf(run) === 'CHANGED' &&
    run.retrying === 0 &&
    (await findChanged(services.db, ids, await currentTarget(services))).length === 0;
  const ranges = splitRange(ids, page, batchSizeOf(run));
  return storeBatches(services, run, { ranges, last: page.last, isUnchanged });
}

interface NewBatches {
  /** In order, without a gap. */
  readonly ranges: readonly [BatchRange, ...BatchRange[]];
  readonly last: boolean;
  readonly isUnchanged: boolean;
}

/**
 * @param before the run when its ids were read
 * @returns whether to go on; false if the run was paused, cancelled or dispatched by another worker in the meantime
 */
async function storeBatches(
  { db, jobs }: RunServices,
  before: RunRow,
  { ranges, last, isUnchanged }: NewBatches,
): Promise<boolean> {
  const { id: runId } = before;
  return writable(db).$transaction(async (tx) => {
    const run = await readLocked(tx, runId);
    if (run?.status !== 'RUNNING' || run.dispatchedAt || run.cursor !== ranges[0].afterId) return false;
    // Stopped and active again in the meantime. If that is a retry, it covers other ids.
    if (run.movingSince?.getTime() !== before.movingSince?.getTime()) return false;
    for (const range of ranges) {
      if (isUnchanged)
        await tx.reindexBatch.create({ data: { runId, ...range, ...completedBatch(range.size) } });
      else await createBatch(tx, jobs, runId, range);
    }
    const size = ranges.reduce((sum, range) => sum + range.size, 0);
    const dispatched = run.dispatched + size;
    const updated = await tx.reindexRun.update({
      where: { id: runId },
      data: {
        cursor: ranges.at(-1)?.upToId ?? null,
        ...(isUnchanged
          ? { skipped: { increment: size } }
          : { pendingBatches: { increment: ranges.length } }),
        // The total is an estimate until the last page, then the sum of all batches.
        ...(run.retrying === 0 && { dispatched, total: last ? dispatched : Math.max(run.total, dispatched) }),
        ...(last && { dispatchedAt: new Date() }),
      },
    });
    await endIfDone(tx, jobs, updated);
    await notifyProgress(tx, runId);
    return true;
  });
}

/** Ends the run as FAILED, after the last try of its dispatcher. */
export async function failRun(
  { db, jobs }: RunServices,
  { runId }: { runId: string },
  error: string,
): Promise<void> {
  await writable(db).$transaction(async (tx) => {
    const run = await readLocked(tx, runId);
    if (!run || hasEnded(run.status)) return;
    await endRun(tx, jobs, run, { status: 'FAILED', error });
    await notifyProgress(tx, runId);
  });
}
