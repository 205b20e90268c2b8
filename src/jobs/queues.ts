// Creates the queues in pg-boss, two per contract: the jobs and their dead letters. Reads their counts. An existing queue is
// updated to the contract, except for its policy, which pg-boss fixes at creation.
import type { PgBoss } from 'pg-boss';
import type { AnyJob } from './contract.ts';
import { readPauses, type Pause } from './pauses.ts';
import { readJobCounts, type JobCounts, type Sql } from './pgboss-tables.ts';

/** A worker that died is noticed within the heartbeat plus one round of the monitor: 20 seconds. */
export const HEARTBEAT_SECONDS = 15;
/** The job of a worker that died starts again at once. A failure sets a delay of its own. */
const LOST_RETRY_SECONDS = 1;
/** More claims than any job ever gets. So only the worker makes dead letters, never pg-boss. */
export const CLAIM_LIMIT = 1_000_000;
const DAY_SECONDS = 24 * 3600;

/** Days. */
export interface JobRetention {
  /** Of a job that has ended. @default 7 */
  readonly jobs?: number;
  /** Of a job that waits, and of a dead letter. @default 365 */
  readonly deadLetters?: number;
}

export function deadLetterQueue(name: string): string {
  return `${name}.dead`;
}

export async function createQueues(
  boss: PgBoss,
  job: AnyJob,
  { jobs = 7, deadLetters = 365 }: JobRetention = {},
): Promise<void> {
  const deadLetter = deadLetterQueue(job.name);
  const kept = { deleteAfterSeconds: jobs * DAY_SECONDS, retentionSeconds: deadLetters * DAY_SECONDS };
  const { keepEndedSeconds = Infinity } = job;
  await boss.createQueue(deadLetter, kept);
  await boss.updateQueue(deadLetter, kept);
  const options = {
    ...kept,
    deleteAfterSeconds: Math.min(kept.deleteAfterSeconds, keepEndedSeconds),
    deadLetter,
    notify: true,
    retryLimit: CLAIM_LIMIT,
    retryDelay: LOST_RETRY_SECONDS,
    heartbeatSeconds: HEARTBEAT_SECONDS,
    expireInSeconds: job.expireInSeconds ?? 900,
  };
  // `singleton`: one active job per key. A job that is enqueued meanwhile waits for it.
  await boss.createQueue(job.name, { ...options, policy: job.key ? 'singleton' : 'standard' });
  await boss.updateQueue(job.name, options);
}

export interface QueueStatus extends JobCounts {
  readonly pause: Pause | null;
}

/** @returns in the order of the names */
export async function readQueues(db: Sql, names: readonly string[]): Promise<QueueStatus[]> {
  const [counts, pauses] = await Promise.all([
    readJobCounts(db, names, names.map(deadLetterQueue)),
    readPauses(db),
  ]);
  return counts.map((row) => ({ ...row, pause: pauses.get(row.name) ?? null }));
}
