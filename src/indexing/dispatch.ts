// Owns how a run gets its turn and is cut into batches. Each batch, its job and the cursor are one transaction: killed at
// any point, the next try goes on after the last batch, with none lost and none doubled. The ranges leave no gap, and the
// last is open to the run's end, so that every id that could be in the index belongs to exactly one batch.
import type { Prisma, Transaction } from '../database/client.ts';
import type { SearchGateway } from '../search/gateway.ts';
import { reindexBatch } from './contracts.ts';
import type { KeyRange } from './iterate.ts';
import { notifyProgress } from './progress-channel.ts';
import { endRun, hasEnded, lockRun, type RunServices } from './runs.ts';
import { selectIds } from './selection.ts';
import { takesTurn } from './turn.ts';
import { liftVersions } from './versions.ts';

type RunRow = Prisma.ReindexRunModel;

export interface DispatchServices extends RunServices {
  readonly search: SearchGateway;
}

interface Cut extends KeyRange {
  /** How many ids the range holds now. */
  readonly size: number;
  readonly last: boolean;
}

/** Thousands of batches may wait in a run that was paused. */
const TIMEOUT_MS = 120_000;

export async function dispatchRun(services: DispatchServices, { runId }: { runId: string }): Promise<void> {
  const run = await admit(services, runId);
  if (!run || run.dispatchedAt) return;
  if (run.mode === 'VERIFY') await liftVersions(services);
  const { upToId, batchSize } = run;
  let afterId = run.cursor;
  // Only the last range takes the open end, and which is the last shows when no page comes: so one page is held back.
  let held: readonly string[] = [];
  for await (const page of selectIds(services.db, run, { afterId, upToId }, batchSize)) {
    const end = held.at(-1);
    if (end !== undefined) {
      if (!(await record(services, runId, { afterId, upToId: end, size: held.length, last: false }))) return;
      afterId = end;
    }
    held = page;
  }
  await record(services, runId, { afterId, upToId, size: held.length, last: true });
}

/** @returns the run where it may move, and null where it has to wait, was paused or has ended */
async function admit({ db, jobs }: RunServices, runId: string): Promise<RunRow | null> {
  return db.$transaction(
    async (tx) => {
      const run = await lockRun(tx, runId);
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

/** @returns whether to go on: not where the run was paused, cancelled or dispatched by another meanwhile */
async function record({ db, jobs }: RunServices, runId: string, cut: Cut): Promise<boolean> {
  return db.$transaction(async (tx) => {
    const run = await lockRun(tx, runId);
    if (run?.status !== 'RUNNING' || run.dispatchedAt || run.cursor !== cut.afterId) return false;
    await createBatch(tx, { jobs, runId, cut });
    await tx.reindexRun.update({
      where: { id: runId },
      data: {
        cursor: cut.upToId,
        pendingBatches: { increment: 1 },
        ...(run.retrying === 0 && grown(run, cut)),
        ...(cut.last && { dispatchedAt: new Date() }),
      },
    });
    await notifyProgress(tx, runId);
    return true;
  });
}

/** The total is an estimate until all is cut; from then on it is what the batches hold. */
function grown(run: RunRow, { size, last }: Cut) {
  const dispatched = run.dispatched + size;
  return { dispatched, total: last ? dispatched : Math.max(run.total, dispatched) };
}

interface NewBatch extends Pick<RunServices, 'jobs'> {
  readonly runId: string;
  readonly cut: Omit<Cut, 'last'>;
}

async function createBatch(tx: Transaction, { jobs, runId, cut }: NewBatch): Promise<void> {
  const { afterId, upToId, size } = cut;
  const { id } = await tx.reindexBatch.create({ data: { runId, afterId, upToId, size } });
  await jobs.enqueue(reindexBatch, { batchId: id }, { tx });
}

/**
 * Cuts a batch again whose range holds far more than it was cut for: profiles were added, or the index holds what the
 * database does not. It keeps the first part.
 * @param ids all that it holds, in order
 * @returns the ids of the part that it keeps; null where another was faster
 */
export async function cutAgain(
  { db, jobs }: RunServices,
  batch: Prisma.ReindexBatchModel,
  { ids, batchSize }: { ids: readonly string[]; batchSize: number },
): Promise<readonly string[] | null> {
  const { id, runId, size, upToId } = batch;
  const kept = ids.slice(0, batchSize);
  return db.$transaction(async (tx) => {
    await lockRun(tx, runId);
    const { count } = await tx.reindexBatch.updateMany({
      where: { id, status: 'PENDING', size, upToId },
      data: { size: kept.length, upToId: kept.at(-1) ?? null },
    });
    if (count === 0) return null;
    let created = 0;
    for (let start = batchSize; start < ids.length; start += batchSize, created += 1) {
      const part = ids.slice(start, start + batchSize);
      const isLast = start + batchSize >= ids.length;
      const cut = {
        afterId: ids[start - 1] ?? null,
        upToId: isLast ? upToId : (part.at(-1) ?? null),
        size: part.length,
      };
      await createBatch(tx, { jobs, runId, cut });
    }
    const more = ids.length - size;
    await tx.reindexRun.update({
      where: { id: runId },
      data: {
        pendingBatches: { increment: created },
        total: { increment: more },
        dispatched: { increment: more },
      },
    });
    return kept;
  });
}

/** The dispatcher's tries are used up: the run cannot go on, and says why. */
export async function giveUpDispatch(
  { db, jobs }: RunServices,
  { runId }: { runId: string },
  error: string,
): Promise<void> {
  await db.$transaction(async (tx) => {
    const run = await lockRun(tx, runId);
    if (!run || hasEnded(run.status)) return;
    await endRun(tx, jobs, run, { status: 'FAILED', error });
    await notifyProgress(tx, runId);
  });
}
