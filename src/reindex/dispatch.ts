// Owns how a run gets its turn and is cut into batches. Some batches, their jobs and the cursor are one transaction: killed
// at any point, the next try goes on after the last batch, with none lost and none doubled. The ranges leave no gap, and the
// last is open to the run's end, so that every id that could be in the index belongs to exactly one batch. A CHANGED run may
// find nothing to do in a range: that batch is done at once.
import type { Prisma, Transaction } from '../database/client.ts';
import type { SearchGateway } from '../search/gateway.ts';
import { reindexBatch } from './contracts.ts';
import type { KeyRange } from '../indexing/iterate.ts';
import { notifyProgress } from './progress-channel.ts';
import { doneWith, endIfDone, endRun, hasEnded, lockRun, readLocked, type RunServices } from './runs.ts';
import { selectIds } from './selection.ts';
import { outOfLine } from '../indexing/state.ts';
import { takesTurn } from './turn.ts';
import { liftVersions } from '../indexing/versions.ts';

type RunRow = Prisma.ReindexRunModel;

export interface DispatchServices extends RunServices {
  readonly search: SearchGateway;
}

interface Cut extends KeyRange {
  /** How many ids the range holds now. */
  readonly size: number;
}

/** Ids are read and recorded for so many bulk calls at once. */
export const CALLS_AT_ONCE = 10;

/** Profiles that a batch of the run is cut for. What has not changed is found by one query, so CHANGED takes more of them. */
export function cutSizeOf({ mode, batchSize }: Pick<RunRow, 'mode' | 'batchSize'>): number {
  return mode === 'CHANGED' ? CALLS_AT_ONCE * batchSize : batchSize;
}

/** A transaction may have thousands of batches to do with. */
const TIMEOUT_MS = 120_000;

export async function dispatchRun(services: DispatchServices, { runId }: { runId: string }): Promise<void> {
  const run = await admit(services, runId);
  if (!run || run.dispatchedAt) return;
  if (run.mode === 'VERIFY') await liftVersions(services);
  const { upToId, batchSize } = run;
  let afterId = run.cursor;
  // Only the last range takes the open end, and which is the last shows when no page comes: so one page is held back.
  let held: readonly string[] = [];
  for await (const page of selectIds(services.db, run, { afterId, upToId }, CALLS_AT_ONCE * batchSize)) {
    const end = held.at(-1);
    if (end !== undefined) {
      if (!(await handOn(services, run, { ids: held, afterId, upToId: end, last: false }))) return;
      afterId = end;
    }
    held = page;
  }
  await handOn(services, run, { ids: held, afterId, upToId, last: true });
}

interface Page extends KeyRange {
  /** All that the range holds now, in order. */
  readonly ids: readonly string[];
  /** Whether it is the last of the run. */
  readonly last: boolean;
}

/**
 * Cuts a page into batches. In a CHANGED run most are all in line, which takes one query to see, and no job. A retry leaves
 * also that to a batch, which takes back what was counted as failed.
 * @returns whether to go on
 */
async function handOn(services: RunServices, run: RunRow, { ids, last, ...range }: Page): Promise<boolean> {
  const isInLine =
    run.mode === 'CHANGED' && run.retrying === 0 && (await outOfLine(services.db, ids)).length === 0;
  const cuts = cutUp(ids, range, cutSizeOf(run));
  return record(services, run, { cuts, last, isInLine });
}

/** Ranges of so many of these ids, which together are the whole range: one, where there are no ids. */
function cutUp(
  ids: readonly string[],
  { afterId, upToId }: KeyRange,
  size: number,
): readonly [Cut, ...Cut[]] {
  const cut = (start: number): Cut => {
    const end = start + size;
    return {
      afterId: start === 0 ? afterId : (ids[start - 1] ?? null),
      upToId: end >= ids.length ? upToId : (ids[end - 1] ?? null),
      size: ids.slice(start, end).length,
    };
  };
  const cuts: [Cut, ...Cut[]] = [cut(0)];
  for (let start = size; start < ids.length; start += size) cuts.push(cut(start));
  return cuts;
}

interface Cuts {
  /** One after the other. */
  readonly cuts: readonly [Cut, ...Cut[]];
  readonly last: boolean;
  /** Whether there is nothing to do in them. */
  readonly isInLine: boolean;
}

/** @returns the run where it may move, and null where it has to wait, was paused or has ended */
async function admit({ db, jobs }: RunServices, runId: string): Promise<RunRow | null> {
  return db.$transaction(
    async (tx) => {
      const run = await readLocked(tx, runId);
      // One whose dispatcher was killed has its turn already.
      if (run?.status === 'RUNNING') return run;
      if (run?.status !== 'PENDING' || !(await takesTurn(tx, runId))) return null;
      // What a pause has left lying.
      const waiting = { where: { runId, status: 'PENDING' as const }, select: { id: true } };
      for (const { id } of await tx.reindexBatch.findMany(waiting))
        await jobs.enqueue(reindexBatch, { batchId: id }, { tx });
      const now = new Date();
      const data = { status: 'RUNNING' as const, startedAt: run.startedAt ?? now, movingSince: now };
      await notifyProgress(tx, runId);
      return tx.reindexRun.update({ where: { id: runId }, data });
    },
    { timeout: TIMEOUT_MS },
  );
}

/**
 * @param admitted the run as its ids were read
 * @returns whether to go on: not where it was paused, cancelled or dispatched by another meanwhile
 */
async function record(
  { db, jobs }: RunServices,
  admitted: RunRow,
  { cuts, last, isInLine }: Cuts,
): Promise<boolean> {
  const { id: runId } = admitted;
  return db.$transaction(async (tx) => {
    const run = await readLocked(tx, runId);
    if (run?.status !== 'RUNNING' || run.dispatchedAt || run.cursor !== cuts[0].afterId) return false;
    // It was stopped meanwhile and moves again: in a retry, its ids are others.
    if (run.movingSince?.getTime() !== admitted.movingSince?.getTime()) return false;
    for (const cut of cuts) {
      if (isInLine) await tx.reindexBatch.create({ data: { runId, ...cut, ...doneWith(cut.size) } });
      else await createBatch(tx, { jobs, runId, cut });
    }
    const size = cuts.reduce((sum, cut) => sum + cut.size, 0);
    const dispatched = run.dispatched + size;
    const recorded = await tx.reindexRun.update({
      where: { id: runId },
      data: {
        cursor: cuts.at(-1)?.upToId ?? null,
        ...(isInLine ? { skipped: { increment: size } } : { pendingBatches: { increment: cuts.length } }),
        // The total is an estimate until all is cut; from then on it is what the batches hold.
        ...(run.retrying === 0 && { dispatched, total: last ? dispatched : Math.max(run.total, dispatched) }),
        ...(last && { dispatchedAt: new Date() }),
      },
    });
    await endIfDone(tx, jobs, recorded);
    await notifyProgress(tx, runId);
    return true;
  });
}

interface NewBatch extends Pick<RunServices, 'jobs'> {
  readonly runId: string;
  readonly cut: Cut;
}

async function createBatch(tx: Transaction, { jobs, runId, cut }: NewBatch): Promise<void> {
  const { afterId, upToId, size } = cut;
  const { id } = await tx.reindexBatch.create({ data: { runId, afterId, upToId, size } });
  await jobs.enqueue(reindexBatch, { batchId: id }, { tx });
}

/**
 * Cuts a batch again, into such as one call takes, whose range holds far more than it was cut for: profiles were added, or
 * many have changed, or the index holds what the database does not. It keeps the first part.
 * @param ids all that it holds, in order
 * @returns false where another was faster
 */
export async function cutAgain(
  { db, jobs }: RunServices,
  batch: Prisma.ReindexBatchModel,
  { ids, batchSize }: { ids: readonly string[]; batchSize: number },
): Promise<boolean> {
  const { id, runId, size, upToId } = batch;
  const [kept, ...others] = cutUp(ids, batch, batchSize);
  return db.$transaction(
    async (tx) => {
      await lockRun(tx, runId);
      const { count } = await tx.reindexBatch.updateMany({
        where: { id, status: 'PENDING', size, upToId },
        data: { size: kept.size, upToId: kept.upToId },
      });
      if (count === 0) return false;
      for (const cut of others) await createBatch(tx, { jobs, runId, cut });
      const more = ids.length - size;
      await tx.reindexRun.update({
        where: { id: runId },
        data: {
          pendingBatches: { increment: others.length },
          total: { increment: more },
          dispatched: { increment: more },
        },
      });
      return true;
    },
    { timeout: TIMEOUT_MS },
  );
}

/** The dispatcher's tries are used up: the run cannot go on, and says why. */
export async function giveUpDispatch(
  { db, jobs }: RunServices,
  { runId }: { runId: string },
  error: string,
): Promise<void> {
  await db.$transaction(async (tx) => {
    const run = await readLocked(tx, runId);
    if (!run || hasEnded(run.status)) return;
    await endRun(tx, jobs, run, { status: 'FAILED', error });
    await notifyProgress(tx, runId);
  });
}
