// Deletes ended runs with their batches, differences and failures. A step locks the run and checks it again, since an
// administrator may retry the failures of an ended run; what is left of them stays equal to its count.
import { writable, type DatabaseLike, type Transaction } from '../database/client.ts';
import { hasEnded, readLocked } from '../reindex/runs.ts';
import { BATCH, inBatches } from './batches.ts';

/** @param before when it ended, at the latest @returns how many runs were deleted */
export async function pruneRuns(db: DatabaseLike, before: Date): Promise<number> {
  const ended = await db.reindexRun.findMany({
    where: { finishedAt: { lt: before } },
    orderBy: { finishedAt: 'asc' },
    select: { id: true },
    take: BATCH,
  });
  for (const { id } of ended)
    await inBatches(() => writable(db).$transaction((tx) => pruneStep(tx, id, before)));
  return ended.length;
}

/** @returns BATCH if there is more to delete */
async function pruneStep(tx: Transaction, runId: string, before: Date): Promise<number> {
  const run = await readLocked(tx, runId);
  if (!run?.finishedAt || run.finishedAt >= before || !hasEnded(run.status)) return 0;
  const deleted = [
    await tx.$executeRaw`DELETE FROM reindex_batch WHERE ctid = ANY(ARRAY(
      SELECT ctid FROM reindex_batch WHERE run_id = ${runId}::uuid LIMIT ${BATCH}))`,
    await tx.$executeRaw`DELETE FROM reindex_difference WHERE ctid = ANY(ARRAY(
      SELECT ctid FROM reindex_difference WHERE run_id = ${runId}::uuid LIMIT ${BATCH}))`,
    await pruneFailures(tx, runId),
  ];
  if (deleted.some((count) => count === BATCH)) return BATCH;
  await tx.reindexRun.delete({ where: { id: runId } });
  return 0;
}

async function pruneFailures(tx: Transaction, runId: string): Promise<number> {
  const count = await tx.$executeRaw`DELETE FROM reindex_failure WHERE ctid = ANY(ARRAY(
    SELECT ctid FROM reindex_failure WHERE run_id = ${runId}::uuid LIMIT ${BATCH}))`;
  const fewer = { decrement: count };
  await tx.reindexRun.update({
    where: { id: runId },
    data: { failed: fewer, total: fewer, dispatched: fewer },
  });
  return count;
}
