// Owns the queues as pg-boss keeps them, a queue and its dead letters per contract, and how they stand. What a version
// says of a queue holds for the queue of an older one too, but for its policy, which pg-boss fixes when it is made.
import type { Db, PgBoss } from 'pg-boss';
import { z } from 'zod';
import type { AnyJob } from './contract.ts';
import type { Pause } from './pauses.ts';

/** A worker that died is noticed within the heartbeat plus one look of the monitor: 20 seconds. */
export const HEARTBEAT_SECONDS = 15;
/** Its jobs then start again at once: that a worker died is no reason to wait. A failure sets its own delay. */
const LOST_RETRY_SECONDS = 1;
/** Above any number of claims that a job is really given up after: so pg-boss never gives one up without telling us. */
export const CLAIM_LIMIT = 1_000_000;
/** Ten years: a dead letter stays until somebody decides what becomes of it. */
const DEAD_LETTER_SECONDS = 10 * 365 * 24 * 3600;

export function deadLetterQueue(name: string): string {
  return `${name}.dead`;
}

export async function createQueues(boss: PgBoss, job: AnyJob): Promise<void> {
  const deadLetter = deadLetterQueue(job.name);
  const kept = { retentionSeconds: DEAD_LETTER_SECONDS };
  await boss.createQueue(deadLetter, kept);
  await boss.updateQueue(deadLetter, kept);
  const options = {
    deadLetter,
    notify: true,
    retryLimit: CLAIM_LIMIT,
    retryDelay: LOST_RETRY_SECONDS,
    heartbeatSeconds: HEARTBEAT_SECONDS,
    expireInSeconds: job.expireInSeconds ?? 900,
  };
  // One at a time per key, and what comes while it runs waits for it.
  await boss.createQueue(job.name, { ...options, policy: job.key ? 'singleton' : 'standard' });
  await boss.updateQueue(job.name, options);
}

export interface QueueStatus {
  readonly name: string;
  /** Due, and not yet taken by a worker. */
  readonly waiting: number;
  /** For later: between two tries, or taken back from the dead letters and not yet due. */
  readonly delayed: number;
  readonly active: number;
  readonly deadLetters: number;
  /** When the oldest job that waits or is delayed was enqueued. */
  readonly oldestJobAt: Date | null;
  readonly pause: Pause | null;
}

const count = z.number().int();
const statusRule = z.object({
  name: z.string(),
  waiting: count,
  delayed: count,
  active: count,
  deadLetters: count,
  oldestJobAt: z.date().nullable(),
  pause: z.object({ since: z.coerce.date(), until: z.coerce.date(), reason: z.string() }).nullable(),
});

/** pg-boss' own statistics may be a minute old; these are not. */
export async function readQueues(
  db: Pick<Db, 'executeSql'>,
  names: readonly string[],
): Promise<QueueStatus[]> {
  const { rows } = await db.executeSql(
    `SELECT q.name, live.*, dead.*, CASE WHEN p.queue IS NOT NULL THEN
        jsonb_build_object('since', p.since, 'until', p.until, 'reason', p.reason) END AS pause
      FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS q (name, dead, place)
      CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE state < 'active' AND start_after <= pgboss.job_now())::int AS waiting,
          count(*) FILTER (WHERE state < 'active' AND start_after > pgboss.job_now())::int AS delayed,
          count(*) FILTER (WHERE state = 'active')::int AS active,
          min(created_on) FILTER (WHERE state < 'active') AS "oldestJobAt"
        FROM pgboss.job WHERE name = q.name AND state < 'completed') live
      CROSS JOIN LATERAL (
        SELECT count(*)::int AS "deadLetters" FROM pgboss.job WHERE name = q.dead AND state < 'active') dead
      LEFT JOIN queue_pause p ON p.queue = q.name AND p.until > pgboss.job_now()
      ORDER BY place`,
    [names, names.map(deadLetterQueue)],
  );
  return z.array(statusRule).parse(rows);
}
