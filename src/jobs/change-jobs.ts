// Retries, discards and cancels the jobs that a filter matches, some at a time, each time in one transaction. What a worker has
// claimed meanwhile stays as it is.
import type { Db, PgBoss } from 'pg-boss';
import { MAX } from 'uuid';
import type { AnyJob } from './contract.ts';
import { enqueueAgain, inSeconds, RETRIES_PER_SECOND } from './dead-letters.ts';
import { readNow, startSooner, takeJobs, type Position } from './pgboss-tables.ts';
import { deadLetterQueue } from './queues.ts';
import {
  readJobs,
  SearchTooLongError,
  type JobFilter,
  type JobState,
  type StoredJob,
} from './stored-jobs.ts';
import type { Connections } from './transactions.ts';

export type JobAction = 'retry' | 'discard' | 'cancel';

export interface ChangedJobs {
  readonly changed: number;
  /** Those that match, and whose state does not allow it. */
  readonly unchanged: number;
  /** Whether all that match were looked at. */
  readonly isComplete: boolean;
  /** When the last of those that are retried starts. Null: all start now. */
  readonly lastStartsAt: Date | null;
}

/** How many are changed in one transaction. */
const CHUNK = 500;
const MAX_JOBS = 10_000;
const MAX_MS = 5000;

interface Chunk {
  readonly tx: Db;
  readonly job: AnyJob;
  readonly ids: readonly string[];
  /** How many jobs were changed before. */
  readonly before: number;
}
type Change = (boss: PgBoss, chunk: Chunk) => Promise<number>;

const CHANGES: Readonly<Record<JobAction, Partial<Record<JobState, Change>>>> = {
  retry: {
    dead: async (boss, { tx, job, ids, before }) => {
      const letters = await takeJobs(tx, deadLetterQueue(job.name), ids);
      return (await enqueueAgain(boss, tx, job, letters, before)).count;
    },
    cancelled: (boss, { tx, job, ids }) => affected(boss.resume(job.name, [...ids], { db: tx })),
    created: startNow,
    retry: startNow,
  },
  discard: {
    dead: async (_boss, { tx, job, ids }) => (await takeJobs(tx, deadLetterQueue(job.name), ids)).length,
    cancelled: (boss, { tx, job, ids }) => affected(boss.deleteJob(job.name, [...ids], { db: tx })),
    created: remove,
    retry: remove,
  },
  cancel: { created: cancel, retry: cancel, active: cancel },
};

function startNow(_boss: PgBoss, { tx, job, ids, before }: Chunk): Promise<number> {
  return startSooner(tx, job.name, ids, { before, perSecond: RETRIES_PER_SECOND });
}

async function remove(_boss: PgBoss, { tx, job, ids }: Chunk): Promise<number> {
  return job.isAwaited ? 0 : (await takeJobs(tx, job.name, ids)).length;
}

async function cancel(boss: PgBoss, { tx, job, ids }: Chunk): Promise<number> {
  return job.isAwaited ? 0 : affected(boss.cancel(job.name, [...ids], { db: tx }));
}

/** pg-boss does not declare it. */
async function affected(answer: Promise<object>): Promise<number> {
  const { affected: count } = (await answer) as { readonly affected: number };
  return count;
}

/**
 * The oldest first. What is enqueued meanwhile is left out.
 * @throws SearchTooLongError where nothing was changed
 */
export async function changeJobs(
  boss: PgBoss,
  connections: Connections,
  contracts: readonly AnyJob[],
  action: JobAction,
  filter: JobFilter,
): Promise<ChangedJobs> {
  const end = performance.now() + MAX_MS;
  const olderThan = { at: await readNow(connections.db), id: MAX };
  let [changed, seen] = [0, 0];
  let newerThan: Position | undefined;
  const result = (isComplete: boolean) => ({
    changed,
    unchanged: seen - changed,
    isComplete,
    lastStartsAt: action === 'retry' ? inSeconds(Math.floor((changed - 1) / RETRIES_PER_SECOND)) : null,
  });
  while (seen < MAX_JOBS && performance.now() < end) {
    const page = { olderThan, newerThan, oldestFirst: true, limit: CHUNK };
    const jobs = await unlessTooLong(readJobs(connections, contracts, filter, page), seen > 0);
    if (!jobs) return result(false);
    const before = changed;
    changed += await connections.inTransaction((tx) => changeSome(boss, tx, contracts, action, jobs, before));
    seen += jobs.length;
    newerThan = jobs.at(-1)?.position;
    if (jobs.length < CHUNK) return result(true);
  }
  return result(false);
}

/** @returns null where the search took too long, and that is no error */
async function unlessTooLong<Result>(search: Promise<Result>, isNoError: boolean): Promise<Result | null> {
  try {
    return await search;
  } catch (error) {
    if (isNoError && error instanceof SearchTooLongError) return null;
    throw error;
  }
}

async function changeSome(
  boss: PgBoss,
  tx: Db,
  contracts: readonly AnyJob[],
  action: JobAction,
  jobs: readonly StoredJob[],
  before: number,
): Promise<number> {
  let changed = 0;
  for (const job of contracts)
    for (const [state, change] of Object.entries(CHANGES[action])) {
      const ids = jobs.filter((one) => one.queue === job.name && one.state === state).map(({ id }) => id);
      if (ids.length > 0) changed += await change(boss, { tx, job, ids, before: before + changed });
    }
  return changed;
}
