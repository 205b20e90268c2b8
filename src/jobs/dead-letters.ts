// Reads, retries and discards dead letters: jobs that used up their tries, or that no retry can fix. A retry is one
// transaction: the job is in its queue again, or it is still a dead letter, never both.
import type { Db, PgBoss } from 'pg-boss';
import { z } from 'zod';
import type { AnyJob } from './contract.ts';
import {
  deleteQueuedKeys,
  outputRule,
  readDeadLetterRows,
  readNow,
  readQueuedKeys,
  takeJobs,
  takeOldestJobs,
  type DeadLetterPage,
  type Position,
  type Sql,
  type TakenJob,
} from './pgboss-tables.ts';
import { deadLetterQueue } from './queues.ts';
import type { Connections } from './transactions.ts';

export interface DeadLetter {
  readonly id: string;
  readonly queue: string;
  /** The message of the last error. */
  readonly reason: string;
  readonly tries: number;
  /** When the job was enqueued. */
  readonly createdAt: Date;
  /** When it became a dead letter. */
  readonly failedAt: Date;
  /** As it is stored. This version may not be able to read it. */
  readonly payload: unknown;
}

export interface ListedDeadLetter extends DeadLetter {
  readonly position: Position;
}

export interface Retried {
  readonly count: number;
  /** When the last of them starts: ten start each second. Null where all start now. */
  readonly lastStartsAt: Date | null;
}

export interface DeadLetters {
  page(job: AnyJob, page: DeadLetterPage): Promise<ListedDeadLetter[]>;
  find(job: AnyJob, id: string): Promise<DeadLetter | null>;
  /**
   * Enqueues them again, with all their tries. Ten start each second, so that many retries do not overload what refused
   * them. A dead letter whose key is queued already is dropped: that job covers it.
   * @param ids null: all that are dead letters now
   * @throws UnknownDeadLetterError, and then none was retried
   */
  retry(job: AnyJob, ids: readonly string[] | null): Promise<Retried>;
  /** @returns how many @throws UnknownDeadLetterError, and then none was discarded */
  discard(job: AnyJob, ids: readonly string[]): Promise<number>;
  /** Discards those with these keys, where there are any. */
  discardKeys(job: AnyJob, keys: readonly string[]): Promise<void>;
}

export class UnknownDeadLetterError extends Error {
  readonly code = 'UNKNOWN_DEAD_LETTER';
  readonly id: string;
  constructor(id: string) {
    super(`there is no dead letter with the id ${id}`);
    this.name = 'UnknownDeadLetterError';
    this.id = id;
  }
}

export const RETRIES_PER_SECOND = 10;
/** How many are retried in one transaction. */
const CHUNK = 1000;

const rowRule = z.object({
  id: z.string(),
  data: z.unknown(),
  output: z.unknown(),
  createdOn: z.date(),
  sourceOutput: z.unknown(),
  sourceRetryCount: z.number().nullable(),
  sourceCreatedOn: z.date().nullable(),
});

export function createDeadLetters(boss: PgBoss, requests: Connections): DeadLetters {
  const { db, inTransaction } = requests;
  return {
    async page({ name }, page) {
      const rows = await readDeadLetterRows(db, deadLetterQueue(name), page);
      return rows.map((row) => {
        const letter = deadLetterOf(name, row);
        return { ...letter, position: { at: row.at, id: letter.id } };
      });
    },

    async find({ name }, id) {
      const [found] = await boss.findJobs(deadLetterQueue(name), { id, queued: true, db });
      return found ? deadLetterOf(name, found) : null;
    },

    retry: (job, ids) => (ids ? retrySome(boss, requests, job, ids) : retryAll(boss, requests, job)),

    discardKeys: ({ name }, keys) => deleteQueuedKeys(boss.getDb(), deadLetterQueue(name), keys),

    discard: ({ name }, ids) => inTransaction(async (tx) => (await take(tx, name, ids)).length),
  };
}

function deadLetterOf(queue: string, row: unknown): DeadLetter {
  const { id, data, output, createdOn, sourceOutput, sourceRetryCount, sourceCreatedOn } = rowRule.parse(row);
  const { reason, message, tries } = outputRule.parse(sourceOutput ?? output);
  return {
    id,
    queue,
    reason: reason ?? message ?? 'unknown',
    tries: tries ?? (sourceRetryCount ?? 0) + 1,
    createdAt: sourceCreatedOn ?? createdOn,
    failedAt: createdOn,
    payload: data,
  };
}

function retrySome(
  boss: PgBoss,
  { inTransaction }: Connections,
  job: AnyJob,
  ids: readonly string[],
): Promise<Retried> {
  return inTransaction(async (tx) => enqueueAgain(boss, tx, job, await take(tx, job.name, ids), 0));
}

/** A job that fails again meanwhile is not retried a second time. */
async function retryAll(boss: PgBoss, { db, inTransaction }: Connections, job: AnyJob): Promise<Retried> {
  const upTo = await readNow(db);
  let all: Retried = { count: 0, lastStartsAt: null };
  for (;;) {
    const chunk = await inTransaction(async (tx) => {
      const letters = await takeOldestJobs(tx, deadLetterQueue(job.name), { upTo, limit: CHUNK });
      return enqueueAgain(boss, tx, job, letters, all.count);
    });
    all = { count: all.count + chunk.count, lastStartsAt: chunk.lastStartsAt ?? all.lastStartsAt };
    if (chunk.count < CHUNK) return all;
  }
}

/** @param before how many were enqueued before these, and start before them */
export async function enqueueAgain(
  boss: PgBoss,
  tx: Db,
  { name }: AnyJob,
  letters: readonly TakenJob[],
  before: number,
): Promise<Retried> {
  const keys = letters.flatMap(({ singletonKey }) => singletonKey ?? []);
  const covered = await readQueuedKeys(tx, name, keys);
  const jobs = letters
    .filter(({ singletonKey: key }) => key === null || (!covered.has(key) && covered.add(key)))
    .map(({ data, singletonKey }, index) => ({
      ...(data !== null && { data }),
      ...(singletonKey !== null && { singletonKey }),
      startAfter: `${Math.floor((before + index) / RETRIES_PER_SECOND)}`,
    }));
  if (jobs.length > 0) await boss.insert(name, jobs, { db: tx });
  const seconds = Number(jobs.at(-1)?.startAfter ?? 0);
  return {
    count: letters.length,
    lastStartsAt: seconds === 0 ? null : new Date(Date.now() + seconds * 1000),
  };
}

/** Removes them from the dead letters. @throws UnknownDeadLetterError */
async function take(tx: Sql, name: string, ids: readonly string[]): Promise<TakenJob[]> {
  const taken = await takeJobs(tx, deadLetterQueue(name), ids);
  const found = new Set(taken.map(({ id }) => id));
  const missing = ids.find((id) => !found.has(id.toLowerCase()));
  if (missing !== undefined) throw new UnknownDeadLetterError(missing);
  return taken;
}
