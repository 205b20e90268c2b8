// Owns one batch of a run: it brings its key range into line, and is counted once, in the transaction that also says what
// the index was told. A batch that used up its tries is counted as failed, so that its run can end.
import type { Prisma, Transaction } from '../database/client.ts';
import type { Jobs } from '../jobs/jobs.ts';
import { cutAgain, cutSizeOf } from './dispatch.ts';
import { findStrays, indexedIds } from '../indexing/indexed.ts';
import { notifyProgress } from './progress-channel.ts';
import { pushProfiles, readsIndex, type PushResult, type PushServices } from '../indexing/push.ts';
import { failureOf } from '../indexing/record-fault.ts';
import { doneWith, endIfDone, lockRun, type RunServices } from './runs.ts';
import { filtersRows, selectIds } from './selection.ts';
import { outOfLine } from '../indexing/state.ts';

type BatchRow = Prisma.ReindexBatchModel & { readonly run: Prisma.ReindexRunModel };

export type BatchServices = PushServices & RunServices;

/** A batch that holds more than so many times what it was cut for, or has to push so much more than one call, is cut again. */
const MAX_GROWTH = 2;

export async function runBatch(services: BatchServices, { batchId }: { batchId: string }): Promise<void> {
  const batch = await services.db.reindexBatch.findUnique({ where: { id: batchId }, include: { run: true } });
  if (batch?.status !== 'PENDING' || batch.run.status !== 'RUNNING') return;
  const { run } = batch;
  const { ids, strangers } = await look(services, batch);
  const isGrown = ids.length > MAX_GROWTH * cutSizeOf(run);
  const toPush = run.mode === 'CHANGED' && !isGrown ? await outOfLine(services.db, ids) : ids;
  if (isGrown || toPush.length > MAX_GROWTH * run.batchSize) {
    if (await cutAgain(services, batch, { ids, batchSize: run.batchSize }))
      await runBatch(services, { batchId });
    return;
  }
  const inLine = ids.length - toPush.length;
  await pushProfiles(services, toPush, {
    mode: run.mode,
    strangers,
    settle: (tx, result) => settle(tx, services.jobs, batch, { ...result, skipped: result.skipped + inLine }),
  });
}

/** What the batch is to look at, in order: what the database knows of, and where the mode says so what the index holds. */
async function look({ db, search }: BatchServices, batch: BatchRow) {
  const { run } = batch;
  const ids = new Set<string>();
  // A whole batch in one page, unless it has grown.
  for await (const page of selectIds(db, run, batch, MAX_GROWTH * cutSizeOf(run) + 1))
    for (const id of page) ids.add(id);
  let strangers: readonly string[] = [];
  if (readsIndex(run.mode) && !filtersRows(run) && run.retrying === 0) {
    for await (const id of indexedIds(search, batch)) ids.add(id);
    // What lies in no range belongs to the first batch of a run over all.
    if (batch.afterId === null && run.upToId === null) {
      const strays = await findStrays(search, db);
      for (const id of strays.profileIds) ids.add(id);
      strangers = strays.objectIds;
    }
  }
  return { ids: [...ids].sort(), strangers };
}

/** The batch's tries are used up: what it should have done is counted as failed. */
export async function giveUpBatch(
  { db, jobs }: RunServices,
  { batchId }: { batchId: string },
  reason: string,
): Promise<void> {
  const batch = await db.reindexBatch.findUnique({ where: { id: batchId }, include: { run: true } });
  if (batch?.status !== 'PENDING') return;
  const ids: string[] = [];
  for await (const page of selectIds(db, batch.run, batch)) ids.push(...page);
  const failures = ids.map((profileId) => failureOf(profileId, 'BATCH_FAILED', reason));
  const nothing = { upserted: 0, skipped: 0, removed: 0, differences: [] };
  await db.$transaction((tx) => settle(tx, jobs, batch, { ...nothing, failures }));
}

async function settle(tx: Transaction, jobs: Jobs, batch: BatchRow, result: PushResult): Promise<void> {
  const { id, runId, size } = batch;
  const { upserted, skipped, removed, failures, differences } = result;
  const processed = upserted + skipped + removed + failures.length;
  await lockRun(tx, runId);
  const { count } = await tx.reindexBatch.updateMany({
    where: { id, status: 'PENDING' },
    data: doneWith(processed),
  });
  // Another worker was faster, after this one was taken for dead.
  if (count === 0) return;
  const isRetry = batch.run.retrying > 0;
  if (isRetry) await tx.reindexFailure.deleteMany({ where: { runId, profileId: inRange(batch) } });
  if (failures.length > 0)
    await tx.reindexFailure.createMany({ data: failures.map((failure) => ({ runId, ...failure })) });
  if (differences.length > 0)
    await tx.reindexDifference.createMany({ data: differences.map((found) => ({ runId, ...found })) });
  // Profiles came or went since the range was cut: the total follows what was really looked at.
  const grown = processed - size;
  const retried = isRetry ? processed : 0;
  const run = await tx.reindexRun.update({
    where: { id: runId },
    data: {
      upserted: { increment: upserted },
      skipped: { increment: skipped },
      removed: { increment: removed },
      failed: { increment: failures.length - retried },
      retrying: { decrement: retried },
      total: { increment: grown },
      dispatched: { increment: grown },
      pendingBatches: { decrement: 1 },
    },
  });
  await endIfDone(tx, jobs, run);
  await notifyProgress(tx, runId);
}

function inRange({ afterId, upToId }: BatchRow) {
  return { ...(afterId && { gt: afterId }), ...(upToId && { lte: upToId }) };
}
