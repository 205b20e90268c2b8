// Indexes one batch of a run. Its counts are written in the transaction of the push, so each batch counts once. A batch whose
// last try failed is counted as failed, so that its run can end.
import { writable, type Prisma, type RunRow, type Transaction } from '../database/client.ts';
import { findOrphans, indexedIds } from '../indexing/indexed.ts';
import { pushProfiles, readsIndex, type PushResult, type PushServices } from '../indexing/push.ts';
import { failureOf } from '../indexing/record-fault.ts';
import { findChanged } from '../indexing/state.ts';
import { currentTarget } from '../indexing/target.ts';
import type { Jobs } from '../jobs/jobs.ts';
import { notifyProgress } from './progress-channel.ts';
import { completedBatch, endIfDone, lockRun, type RunServices } from './runs.ts';
import { filtersRows, selectIds } from './selection.ts';
import { batchSizeOf, createBatch, modeOf, splitRange } from './split.ts';

type BatchRow = Prisma.ReindexBatchModel & { readonly run: Prisma.ReindexRunModel };

type BatchServices = PushServices & RunServices;

/** A batch is split again if it has more ids than this times its planned size, or pushes more than this times one call. */
const MAX_GROWTH = 2;
/** A VERIFY keeps its differences until it has found so many. */
const MAX_VERIFIED = 10_000;

export async function runBatch(services: BatchServices, { batchId }: { batchId: string }): Promise<void> {
  const batch = await services.db.reindexBatch.findFirst({ where: { id: batchId }, include: { run: true } });
  if (batch?.status !== 'PENDING' || batch.run.status !== 'RUNNING') return;
  const { run } = batch;
  const { ids, unknownIds } = await readBatch(services, batch);
  const isTooLarge = ids.length > MAX_GROWTH * batchSizeOf(run);
  const mode = modeOf(run);
  const toPush =
    mode === 'CHANGED' && !isTooLarge
      ? await findChanged(services.db, ids, await currentTarget(services))
      : ids;
  if (isTooLarge || toPush.length > MAX_GROWTH * run.batchSize) {
    if (await splitBatch(services, batch, ids)) await runBatch(services, { batchId });
    return;
  }
  const unchanged = ids.length - toPush.length;
  await pushProfiles(services, toPush, {
    mode,
    unknownIds,
    onPushed: (tx, result) =>
      completeBatch(tx, services.jobs, batch, { ...result, skipped: result.skipped + unchanged }),
  });
}

/** The ids of the batch, in order: those in the database, and in VERIFY and DRY_RUN those in the index. */
async function readBatch({ db, search }: BatchServices, batch: BatchRow) {
  const { run } = batch;
  const ids = new Set<string>();
  // One page is enough unless the batch has grown.
  for await (const page of selectIds(db, run, batch, MAX_GROWTH * batchSizeOf(run) + 1))
    for (const id of page) ids.add(id);
  let unknownIds: readonly string[] = [];
  if (readsIndex(modeOf(run)) && !filtersRows(run) && run.retrying === 0) {
    for await (const id of indexedIds(search, batch)) ids.add(id);
    // In a full run the first batch also removes what no key range contains.
    if (batch.afterId === null && run.upToId === null) {
      const orphans = await findOrphans(search, db);
      for (const id of orphans.profileIds) ids.add(id);
      unknownIds = orphans.unknownIds;
    }
  }
  return { ids: [...ids].sort(), unknownIds };
}

/**
 * Splits a batch that has grown into batches of one bulk call each: profiles were added, many have changed, or the index
 * holds documents without a profile. The batch keeps the first part.
 * @param ids all ids of the batch, in order
 * @returns false if another worker has changed the batch
 */
async function splitBatch(
  { db, jobs }: RunServices,
  { run, ...batch }: BatchRow,
  ids: readonly string[],
): Promise<boolean> {
  const { id, runId, size, upToId } = batch;
  const [kept, ...others] = splitRange(ids, batch, run.batchSize);
  return writable(db).$transaction(
    async (tx) => {
      await lockRun(tx, runId);
      const { count } = await tx.reindexBatch.updateMany({
        where: { id, status: 'PENDING', size, upToId },
        data: { size: kept.size, upToId: kept.upToId },
      });
      if (count === 0) return false;
      for (const range of others) await createBatch(tx, jobs, runId, range);
      const more = { increment: ids.length - size };
      await tx.reindexRun.update({
        where: { id: runId },
        data: { pendingBatches: { increment: others.length }, total: more, dispatched: more },
      });
      await notifyProgress(tx, runId);
      return true;
    },
    { timeout: 120_000 },
  );
}

/** Counts the whole batch as failed, after its last try. */
export async function failBatch(
  { db, jobs }: RunServices,
  { batchId }: { batchId: string },
  reason: string,
): Promise<void> {
  const batch = await db.reindexBatch.findFirst({ where: { id: batchId }, include: { run: true } });
  if (batch?.status !== 'PENDING') return;
  const ids: string[] = [];
  for await (const page of selectIds(db, batch.run, batch)) ids.push(...page);
  const failures = ids.map((profileId) => failureOf(profileId, 'BATCH_FAILED', reason));
  const result = { upserted: 0, skipped: 0, removed: 0, differences: [], failures };
  await writable(db).$transaction((tx) => completeBatch(tx, jobs, batch, result));
}

/** Marks the batch as done and adds its counts to the run. Does nothing if another worker has completed it. */
async function completeBatch(
  tx: Transaction,
  jobs: Jobs,
  batch: BatchRow,
  result: PushResult,
): Promise<void> {
  const { id, runId, size } = batch;
  const { upserted, skipped, removed, failures, differences } = result;
  const processed = upserted + skipped + removed + failures.length;
  await lockRun(tx, runId);
  const { count } = await tx.reindexBatch.updateMany({
    where: { id, status: 'PENDING' },
    data: completedBatch(processed),
  });
  if (count === 0) return;
  const isRetry = batch.run.retrying > 0;
  if (isRetry) await tx.reindexFailure.deleteMany({ where: { runId, profileId: inRange(batch) } });
  if (failures.length > 0)
    await tx.reindexFailure.createMany({ data: failures.map((failure) => ({ runId, ...failure })) });
  // Profiles were added or removed since the batch was created. The total counts what was processed.
  const grown = { increment: processed - size };
  const retried = isRetry ? processed : 0;
  const run = await tx.reindexRun.update({
    where: { id: runId },
    data: {
      upserted: { increment: upserted },
      skipped: { increment: skipped },
      removed: { increment: removed },
      failed: { increment: failures.length - retried },
      retrying: { decrement: retried },
      total: grown,
      dispatched: grown,
      pendingBatches: { decrement: 1 },
    },
  });
  if (differences.length > 0 && keepsDifferences(run, result))
    await tx.reindexDifference.createMany({ data: differences.map((found) => ({ runId, ...found })) });
  await endIfDone(tx, jobs, run);
  await notifyProgress(tx, runId);
}

/** A DRY_RUN is started for them; a VERIFY that fills an index would keep millions. @param run with the counts of the batch */
function keepsDifferences({ mode, upserted, removed }: RunRow, batch: PushResult): boolean {
  const before = upserted + removed - batch.upserted - batch.removed;
  return mode === 'DRY_RUN' || (mode === 'VERIFY' && before < MAX_VERIFIED);
}

function inRange({ afterId, upToId }: BatchRow) {
  return { ...(afterId && { gt: afterId }), ...(upToId && { lte: upToId }) };
}
