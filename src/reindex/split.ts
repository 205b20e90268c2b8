// Splits a key range into batches and stores them. The batches leave no gap, so every id that the index may hold belongs to
// exactly one of them.
import type { RunRow, Transaction } from '../database/client.ts';
import type { KeyRange } from '../indexing/iterate.ts';
import type { Jobs } from '../jobs/jobs.ts';
import { reindexBatch } from './contracts.ts';

export interface BatchRange extends KeyRange {
  /** The number of ids in the range now. */
  readonly size: number;
}

/** The dispatcher reads ids for this many bulk calls at a time. */
export const CALLS_PER_PAGE = 10;

/** What the batches of a run do. A CHANGED run into an index that no run has filled yet reads it, as VERIFY does. */
export function modeOf({ mode, fills }: Pick<RunRow, 'mode' | 'fills'>): RunRow['mode'] {
  return fills ? 'VERIFY' : mode;
}

/** Profiles per batch. CHANGED has larger batches, since one query finds what has changed. */
export function batchSizeOf(run: Pick<RunRow, 'mode' | 'fills' | 'batchSize'>): number {
  const { batchSize } = run;
  return modeOf(run) === 'CHANGED' ? CALLS_PER_PAGE * batchSize : batchSize;
}

/** Ranges of `size` ids each, which together are the whole range. One range if there are no ids. */
export function splitRange(
  ids: readonly string[],
  { afterId, upToId }: KeyRange,
  size: number,
): readonly [BatchRange, ...BatchRange[]] {
  const rangeFrom = (start: number): BatchRange => {
    const end = start + size;
    return {
      afterId: start === 0 ? afterId : (ids[start - 1] ?? null),
      upToId: end >= ids.length ? upToId : (ids[end - 1] ?? null),
      size: ids.slice(start, end).length,
    };
  };
  const ranges: [BatchRange, ...BatchRange[]] = [rangeFrom(0)];
  for (let start = size; start < ids.length; start += size) ranges.push(rangeFrom(start));
  return ranges;
}

/** Stores a batch and its job. */
export async function createBatch(
  tx: Transaction,
  jobs: Jobs,
  runId: string,
  { afterId, upToId, size }: BatchRange,
): Promise<void> {
  const { id } = await tx.reindexBatch.create({ data: { runId, afterId, upToId, size } });
  await jobs.enqueue(reindexBatch, { batchId: id }, { tx });
}
