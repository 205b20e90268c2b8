// Owns the connection to pg-boss: one queue and one dead-letter queue per contract, sending inside a caller's
// transaction, working with retries. A handler that throws is retried on the schedule; a payload that does not parse
// and a PermanentError go to the dead letters at once. Lost connections are logged and outlived.
import { fromPrisma, PgBoss, type JobResult, type JobWithMetadata } from 'pg-boss';
import { z } from 'zod';
import type { Logger } from '../logger.ts';
import { PermanentError, type AnyJob, type JobContract } from './contract.ts';
import { RETRY_LIMIT, retryDelaySeconds } from './retry-schedule.ts';

type TransactionLike = Parameters<typeof fromPrisma>[0];

export interface EnqueueOptions {
  /** The job exists if and only if this transaction commits. */
  readonly tx?: TransactionLike;
  /** Not before this moment. @default now */
  readonly startAfter?: Date;
}

export type JobHandler<Payload> = (payload: Payload, signal: AbortSignal) => Promise<void>;
export type GivenUp<Payload> = (payload: Payload, reason: string) => Promise<void>;

export interface Jobs {
  /** @throws ZodError where the payload does not fit the contract */
  enqueue<Payload extends object>(
    job: JobContract<Payload>,
    payload: Payload,
    options?: EnqueueOptions,
  ): Promise<void>;
  /** Starts working on a queue in this process. The signal aborts when the try has run out of time or Vitae stops. */
  work<Payload extends object>(
    job: JobContract<Payload>,
    handler: JobHandler<Payload>,
    /** Told before a job goes to the dead letters. @default nothing */
    givenUp?: GivenUp<Payload>,
  ): Promise<void>;
  /** Enqueues the job by cron, once for all processes. @param cron five fields, UTC */
  schedule<Payload extends object>(job: JobContract<Payload>, cron: string, payload: Payload): Promise<void>;
  /** How many jobs are not finished yet, by state, of this queue. */
  counts(job: AnyJob): Promise<{ queued: number; active: number; dead: number }>;
  /** Lets running jobs finish, at most `timeoutMs`, then hands the rest back. @default 10 seconds */
  stop(timeoutMs?: number): Promise<void>;
}

const countsRule = z.object({ queued: z.number(), active: z.number(), dead: z.number() });

export interface JobsOptions {
  readonly url: string;
  readonly log: Logger;
  /** Whether this process watches over queues (heartbeats, cron, clean-up): workers do. */
  readonly supervise: boolean;
}

/** A worker that died is noticed within the heartbeat plus one look of the monitor: 20 seconds. */
const HEARTBEAT_SECONDS = 15;
const MONITOR_SECONDS = 5;
/** The floor under LISTEN/NOTIFY, which wakes a worker at once. */
const POLLING_SECONDS = 2;
/** Its jobs then start again at once: that a worker died is no reason to wait. A failure sets its own delay. */
const LOST_RETRY_SECONDS = 1;

export async function createJobs(contracts: readonly AnyJob[], options: JobsOptions): Promise<Jobs> {
  const { log, supervise } = options;
  const boss = new PgBoss({
    connectionString: options.url,
    application_name: 'vitae-jobs',
    useListenNotify: true,
    supervise,
    schedule: supervise,
    superviseIntervalSeconds: MONITOR_SECONDS,
    monitorIntervalSeconds: MONITOR_SECONDS,
  });
  boss.on('error', (error) => log.error({ err: error }, 'pg-boss'));
  boss.on('warning', (warning) => log.warn({ warning }, 'pg-boss'));
  await boss.start();
  for (const contract of contracts) await createQueues(boss, contract);

  return {
    async enqueue(job, payload, { tx, startAfter } = {}) {
      const data = job.payload.parse(payload);
      const db = tx && fromPrisma(tx);
      const common = { ...(db && { db }), ...(startAfter && { startAfter }) };
      if (job.key) await boss.upsert(job.name, data, { ...common, singletonKey: job.key(data) });
      else await boss.send(job.name, data, common);
    },

    async work(job, handler, givenUp = () => Promise.resolve()) {
      const worker = { boss, log, job, handler, givenUp };
      for (let started = 0; started < (job.concurrency ?? 1); started += 1) await startWorker(worker);
    },

    async schedule(job, cron, payload) {
      await boss.schedule(job.name, cron, job.payload.parse(payload), { tz: 'UTC' });
    },

    async counts(job) {
      // pg-boss' own statistics may be a minute old.
      const { rows } = await boss.getDb().executeSql(
        `SELECT count(*) FILTER (WHERE name = $1 AND state IN ('created', 'retry'))::int AS queued,
          count(*) FILTER (WHERE name = $1 AND state = 'active')::int AS active,
          count(*) FILTER (WHERE name = $2 AND state = 'created')::int AS dead
        FROM pgboss.job WHERE name IN ($1, $2)`,
        [job.name, deadLetterQueue(job.name)],
      );
      return countsRule.parse(rows[0]);
    },

    async stop(timeoutMs = 10_000) {
      await boss.stop({ graceful: true, timeout: timeoutMs });
    },
  };
}

export function deadLetterQueue(name: string): string {
  return `${name}.dead`;
}

async function createQueues(boss: PgBoss, job: AnyJob): Promise<void> {
  const deadLetter = deadLetterQueue(job.name);
  await boss.createQueue(deadLetter);
  await boss.createQueue(job.name, {
    // One at a time per key, and what comes while it runs waits for it.
    policy: job.key ? 'singleton' : 'standard',
    deadLetter,
    notify: true,
    retryLimit: RETRY_LIMIT,
    retryDelay: LOST_RETRY_SECONDS,
    heartbeatSeconds: HEARTBEAT_SECONDS,
    expireInSeconds: job.expireInSeconds ?? 900,
  });
}

interface Worker<Payload extends object> {
  readonly boss: PgBoss;
  readonly log: Logger;
  readonly job: JobContract<Payload>;
  readonly handler: JobHandler<Payload>;
  readonly givenUp: GivenUp<Payload>;
}

/** pg-boss waits between two fetches, also where more is queued: a worker that has just done a job wakes itself. */
async function startWorker<Payload extends object>(worker: Worker<Payload>): Promise<void> {
  const { boss, job } = worker;
  const options = {
    includeMetadata: true,
    perJobResults: true,
    pollingIntervalSeconds: POLLING_SECONDS,
    notifyPollingIntervalSeconds: POLLING_SECONDS,
    heartbeatRefreshSeconds: HEARTBEAT_SECONDS / 3,
  } as const;
  const workerId = await boss.work(job.name, options, async (batch: JobWithMetadata[]) => {
    const results = await Promise.all(batch.map((found) => attempt(worker, found)));
    boss.notifyWorker(workerId);
    return results;
  });
}

/** One try of one job, and what pg-boss is to do with it afterwards. */
async function attempt<Payload extends object>(
  { boss, log, job, handler, givenUp }: Worker<Payload>,
  found: JobWithMetadata,
): Promise<JobResult> {
  const parsed = job.payload.safeParse(found.data);
  if (!parsed.success) {
    log.error(
      { job: job.name, id: found.id, issues: parsed.error.issues },
      'a payload that this version cannot read',
    );
    return { id: found.id, status: 'deadletter', output: { reason: `payload: ${parsed.error.message}` } };
  }
  try {
    await handler(parsed.data, found.signal);
    return { id: found.id, status: 'completed' };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    log.warn({ err: error, job: job.name, id: found.id, tries: found.retryCount + 1 }, 'a job failed');
    const delay = error instanceof PermanentError ? null : retryDelaySeconds(found.retryCount + 1);
    if (delay === null) {
      await givenUp(parsed.data, reason);
      return { id: found.id, status: 'deadletter', output: { reason } };
    }
    // pg-boss only knows delays that double. So the job is failed here, and its retry then moved to its time.
    await boss.fail(job.name, { id: found.id, retryCount: found.retryCount }, { reason });
    await boss.update(job.name, undefined, { id: found.id, startAfter: delay });
    return { id: found.id, status: 'completed' };
  }
}
