// Owns one batch of a run: it brings its key range into line with one bulk call, and is counted once, in the transaction
// that also says what the index was told. A batch that used up its tries is counted as failed, so that its run can end.
import type { Prisma, Transaction } from '../database/client.ts';
import { isUuid } from '../graphql/uuid.ts';
import type { SearchGateway } from '../search/gateway.ts';
import { idRange } from './document.ts';
import { iterateUserIds, type KeyRange } from './iterate.ts';
import { notifyProgress } from './progress-channel.ts';
import { pushProfiles, type PushResult, type PushServices } from './push.ts';
import { endIfDone } from './runs.ts';

type BatchRow = Prisma.ReindexBatchModel;

export async function runBatch(services: PushServices, { batchId }: { batchId: string }): Promise<void> {
  const batch = await services.db.reindexBatch.findUnique({ where: { id: batchId }, include: { run: true } });
  if (batch?.status !== 'PENDING' || batch.run.status !== 'RUNNING') return;
  const ids = new Set<string>();
  for await (const page of iterateUserIds(services.db, batch)) for (const id of page) ids.add(id);
  if (batch.run.mode === 'VERIFY') for await (const id of indexedIds(services.search, batch)) ids.add(id);
  await pushProfiles(services, [...ids], {
    mode: batch.run.mode,
    settle: (tx, result) => settle(tx, batch, result),
  });
}

/** The batch's tries are used up: what it should have done is counted as failed. */
export async function giveUpBatch(
  { db }: Pick<PushServices, 'db'>,
  { batchId }: { batchId: string },
  reason: string,
) {
  const batch = await db.reindexBatch.findUnique({ where: { id: batchId } });
  if (batch?.status !== 'PENDING') return;
  const ids = [];
  for await (const page of iterateUserIds(db, batch)) ids.push(...page);
  const failures = ids.map((profileId) => ({ profileId, code: 'BATCH_FAILED', reason }));
  await db.$transaction((tx) => settle(tx, batch, { upserted: 0, skipped: 0, removed: 0, failures }));
}

async function settle(tx: Transaction, { id, runId, size }: BatchRow, result: PushResult): Promise<void> {
  const { upserted, skipped, removed, failures } = result;
  const processed = upserted + skipped + removed + failures.length;
  const done = { status: 'DONE' as const, processed, finishedAt: new Date() };
  const { count } = await tx.reindexBatch.updateMany({ where: { id, status: 'PENDING' }, data: done });
  // Another worker was faster, after this one was taken for dead.
  if (count === 0) return;
  if (failures.length > 0) {
    await tx.reindexFailure.createMany({
      data: failures.map((failure) => ({ runId, ...failure })),
      skipDuplicates: true,
    });
  }
  // Profiles came or went since the range was cut: the total follows what was really looked at.
  const grown = processed - size;
  const run = await tx.reindexRun.update({
    where: { id: runId },
    data: {
      upserted: { increment: upserted },
      skipped: { increment: skipped },
      removed: { increment: removed },
      failed: { increment: failures.length },
      total: { increment: grown },
      dispatched: { increment: grown },
      pendingBatches: { decrement: 1 },
    },
  });
  await endIfDone(tx, run);
  await notifyProgress(tx, runId);
}

/** The ids that the index itself holds in this range. */
async function* indexedIds(search: SearchGateway, { afterId, upToId }: KeyRange): AsyncGenerator<string> {
  const from = afterId === null ? null : `idRange >= ${idRange(afterId)}`;
  const to = upToId === null ? null : `idRange <= ${idRange(upToId)}`;
  const filters = [from, to].filter((part) => part !== null).join(' AND ');
  for await (const { objectID } of search.browse({
    ...(filters && { filters }),
    attributesToRetrieve: ['objectID'],
  })) {
    // What cannot be a profile's id is not ours, and no row can be locked for it.
    if (!isUuid(objectID) || objectID !== objectID.toLowerCase()) continue;
    // Several ids may share their first 48 bits.
    if ((afterId === null || objectID > afterId) && (upToId === null || objectID <= upToId)) yield objectID;
  }
}
