// Owns how a run is cut into batches. Each batch, its job and the cursor are one transaction: killed at any point, the
// next try goes on after the last batch, with none lost and none doubled. The ranges leave no gap, and the last is open
// to the run's end, so that every id that could be in the index belongs to exactly one batch.
import { reindexBatch } from './contracts.ts';
import { iterateUserIds, type KeyRange } from './iterate.ts';
import { notifyProgress } from './progress-channel.ts';
import { hasEnded, lockRun, type RunServices } from './runs.ts';

interface Cut extends KeyRange {
  /** How many ids the range holds now. */
  readonly size: number;
  readonly last: boolean;
}

export async function dispatchRun(services: RunServices, { runId }: { runId: string }): Promise<void> {
  const run = await services.db.reindexRun.findUnique({ where: { id: runId } });
  if (!run || run.dispatchedAt) return;
  const { upToId, batchSize } = run;
  let afterId = run.cursor;
  // Only the last range takes the open end, and which is the last shows when no page comes: so one page is held back.
  let held: readonly string[] = [];
  for await (const page of iterateUserIds(services.db, { afterId, upToId }, batchSize)) {
    const end = held.at(-1);
    if (end !== undefined) {
      if (!(await record(services, runId, { afterId, upToId: end, size: held.length, last: false }))) return;
      afterId = end;
    }
    held = page;
  }
  await record(services, runId, { afterId, upToId, size: held.length, last: true });
}

/** @returns whether to go on: not where the run was paused, cancelled or dispatched by another meanwhile */
async function record(
  { db, jobs }: RunServices,
  runId: string,
  { afterId, upToId, size, last }: Cut,
): Promise<boolean> {
  return db.$transaction(async (tx) => {
    const run = await lockRun(tx, runId);
    if (!run || run.dispatchedAt || run.cursor !== afterId) return false;
    if (run.status !== 'PENDING' && run.status !== 'RUNNING') return false;
    const batch = await tx.reindexBatch.create({ data: { runId, afterId, upToId, size } });
    await jobs.enqueue(reindexBatch, { batchId: batch.id }, { tx });
    const now = new Date();
    const dispatched = run.dispatched + size;
    await tx.reindexRun.update({
      where: { id: runId },
      data: {
        status: 'RUNNING',
        startedAt: run.startedAt ?? now,
        cursor: upToId,
        dispatched,
        // An estimate until all is cut; from then on what the batches hold.
        total: last ? dispatched : Math.max(run.total, dispatched),
        pendingBatches: { increment: 1 },
        ...(last && { dispatchedAt: now }),
      },
    });
    await notifyProgress(tx, runId);
    return true;
  });
}

/** The dispatcher's tries are used up: the run cannot go on, and says why. */
export async function giveUpDispatch(
  { db }: Pick<RunServices, 'db'>,
  { runId }: { runId: string },
  error: string,
) {
  await db.$transaction(async (tx) => {
    const run = await lockRun(tx, runId);
    if (!run || hasEnded(run.status)) return;
    await tx.reindexRun.update({
      where: { id: runId },
      data: { status: 'FAILED', error, finishedAt: new Date() },
    });
    await notifyProgress(tx, runId);
  });
}
