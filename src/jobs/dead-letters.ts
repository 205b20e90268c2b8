// Reads, retries and discards dead letters: jobs that used up their tries, or that no retry can fix. A retry is one
// transaction: the job is in its queue again, or it is still a dead letter, never both.
import type { Db, PgBoss } from 'pg-boss';
import type { AnyJob } from './contract.ts';
import {
  deleteQueuedKeys,
  readNow,
  readQueuedKeys,
  takeJobs,
  takeOldestJobs,
  type Position,
  type Sql,
  type TakenJob,
} from './pgboss-tables.ts';
import { deadLetterQueue } from './queues.ts';
import { readDeadJobs, type DeadJob, type Page } from './stored-jobs.ts';
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
  page(job: AnyJob, page: Page): Promise<ListedDeadLetter[]>;
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

export function createDeadLetters(boss: PgBoss, requests: Connections): DeadLetters {
  const { db, inTransaction } = requests;
  return {
    page: async (job, page) => (await readDeadJobs(db, job, page)).map(deadLetterOf),

    async find(job, id) {
      const [found] = await readDeadJobs(db, job, { limit: 1 }, [id]);
      return found ? deadLetterOf(found) : null;
    },

    retry: (job, ids) => (ids ? retrySome(boss, requests, job, ids) : retryAll(boss, requests, job)),

    discardKeys: ({ name }, keys) => deleteQueuedKeys(boss.getDb(), deadLetterQueue(name), keys),

    discard: ({ name }, ids) => inTransaction(async (tx) => (await take(tx, name, ids)).length),
  };
}

function deadLetterOf({ id, queue, reason, tries, createdAt, failedAt, payload, position }: DeadJob) {
  return { id, queue, reason: reason ?? 'unknown', tries, createdAt, failedAt, payload, position };
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
  return { count: letters.length, lastStartsAt: inSeconds(Number(jobs.at(-1)?.startAfter ?? 0)) };
}

/** @returns null for now */
export function inSeconds(seconds: number): Date | null {
  return seconds > 0 ? new Date(Date.now() + seconds * 1000) : null;
}

/** Removes them from the dead letters. @throws UnknownDeadLetterError */
async function take(tx: Sql, name: string, ids: readonly string[]): Promise<TakenJob[]> {
  const taken = await takeJobs(tx, deadLetterQueue(name), ids);
  const found = new Set(taken.map(({ id }) => id));
  const missing = ids.find((id) => !found.has(id.toLowerCase()));
  if (missing !== undefined) throw new UnknownDeadLetterError(missing);
  return taken;
}
