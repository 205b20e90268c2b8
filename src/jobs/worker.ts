// Owns one try of one job, and what becomes of the job afterwards. Done; tried again on the schedule; given up, at once
// where no try can mend it; or back in its queue with no try used up, where the queue is paused or the process stops.
import type { Db, JobResult, JobWithMetadata, PgBoss } from 'pg-boss';
import { z } from 'zod';
import { withLogFields, type Logger } from '../observability/logger.ts';
import { PermanentError, WaitError, type JobContract } from './contract.ts';
import type { Admission, Pauses } from './pauses.ts';
import { CLAIM_LIMIT, deadLetterQueue, HEARTBEAT_SECONDS } from './queues.ts';
import { RETRY_LIMIT, retryDelaySeconds } from './retry-schedule.ts';

export type JobHandler<Payload> = (payload: Payload, signal: AbortSignal) => Promise<void>;
export type GivenUp<Payload> = (payload: Payload, reason: string) => Promise<void>;

export interface Worker<Payload extends object> {
  readonly boss: PgBoss;
  readonly log: Logger;
  readonly pauses: Pauses;
  readonly job: JobContract<Payload>;
  readonly handler: JobHandler<Payload>;
  readonly givenUp: GivenUp<Payload>;
  /** What runs in this process now, by id. */
  readonly running: Map<string, JobWithMetadata>;
  /** Aborts when the process begins to stop: nothing more is waited for. */
  readonly stopping: AbortSignal;
  /** Aborts when it waits no longer for what runs. */
  readonly stopped: AbortSignal;
}

/** The floor under LISTEN/NOTIFY, which wakes a worker at once. */
export const POLLING_SECONDS = 2;
/** A job that began this many pauses, after each of which others got through, is at fault itself: its tries count. */
const PAUSES_FORGIVEN = 5;

/** pg-boss waits between two fetches, also where more is queued: a worker that has just done a job wakes itself. */
export async function startWorker<Payload extends object>(worker: Worker<Payload>): Promise<string> {
  const { boss, job } = worker;
  const options = {
    includeMetadata: true,
    perJobResults: true,
    pollingIntervalSeconds: POLLING_SECONDS,
    notifyPollingIntervalSeconds: POLLING_SECONDS,
    heartbeatRefreshSeconds: HEARTBEAT_SECONDS / 3,
  } as const;
  const workerId = await boss.work(job.name, options, async (batch: JobWithMetadata[]) => {
    const results = await Promise.all(
      batch.map((found) => withLogFields({ job: job.name, jobId: found.id }, () => attempt(worker, found))),
    );
    if (!worker.stopping.aborted) boss.notifyWorker(workerId);
    return results;
  });
  return workerId;
}

async function attempt<Payload extends object>(
  worker: Worker<Payload>,
  found: JobWithMetadata,
): Promise<JobResult> {
  const { log, job, pauses, handler, running } = worker;
  // Fetched while the process was told to stop: it would only have to be handed back later.
  if (worker.stopping.aborted) {
    await handBack(worker.boss.getDb(), found, { seconds: 0 });
    return settled(found);
  }
  const parsed = job.payload.safeParse(found.data);
  if (!parsed.success) {
    const { issues } = parsed.error;
    log.error({ issues }, 'a payload that this version cannot read');
    const faults = issues.map(({ path, message }) => `${['payload', ...path].join('.')}: ${message}`);
    return bury(worker, found, faults.join('; '));
  }
  if (triesUsed(found) > RETRY_LIMIT) {
    const { reason: last, message = last } = rememberedBy(found);
    const reason = `every try was cut off: its worker died, or its time ran out (${message ?? 'unknown'})`;
    await worker.givenUp(parsed.data, reason);
    return bury(worker, found, reason);
  }
  const admission = await pauses.admit(job.name);
  if (admission === 'paused') {
    await handBack(worker.boss.getDb(), found, { seconds: 0 });
    await pauses.wait(job.name, worker.stopping);
    return settled(found);
  }
  running.set(found.id, found);
  const signal = AbortSignal.any([found.signal, worker.stopped]);
  try {
    await handler(parsed.data, signal);
    if (admission === 'first') await resume(worker);
    return { id: found.id, status: 'completed' };
  } catch (error) {
    // Its time ran out, or it was taken over or handed back: what becomes of it is no longer decided here.
    if (signal.aborted) return settled(found);
    return await failed(worker, found, parsed.data, { error, admission });
  } finally {
    running.delete(found.id);
  }
}

interface Failure {
  readonly error: unknown;
  readonly admission: Admission;
}

async function failed<Payload extends object>(
  worker: Worker<Payload>,
  found: JobWithMetadata,
  payload: Payload,
  { error, admission }: Failure,
): Promise<JobResult> {
  const { boss, log, job, pauses } = worker;
  const db = boss.getDb();
  const reason = error instanceof Error ? error.message : String(error);
  if (error instanceof WaitError) {
    const { began, seconds } = await pauses.set(job.name, error, admission);
    if (began) log.warn({ err: error, seconds }, 'a queue is paused');
    const pausesBegun = (rememberedBy(found).pausesBegun ?? 0) + (began && error.seconds === null ? 1 : 0);
    if (pausesBegun <= PAUSES_FORGIVEN) {
      // Behind the others, so that another job goes first.
      await handBack(db, found, { seconds: seconds + 1, output: { reason, pausesBegun } });
      return settled(found);
    }
  } else if (admission === 'first') await resume(worker);
  const tries = triesUsed(found) + 1;
  log.warn({ err: error, tries }, 'a job failed');
  const delay = error instanceof PermanentError ? null : retryDelaySeconds(tries);
  if (delay === null) {
    await worker.givenUp(payload, reason);
    return bury(worker, found, reason, tries);
  }
  await handBack(db, found, { seconds: delay, output: { reason }, usesTry: true });
  return settled(found);
}

async function resume<Payload extends object>({ log, job, pauses }: Worker<Payload>): Promise<void> {
  await pauses.lift(job.name);
  log.info('a queue goes on after its pause');
}

/** To the dead letters. There is one per key, the newest: it stands for those before it, as a queued job does. */
async function bury<Payload extends object>(
  { boss, job }: Worker<Payload>,
  { id, singletonKey, ...found }: JobWithMetadata,
  reason: string,
  tries = triesUsed(found),
): Promise<JobResult> {
  if (singletonKey !== null) {
    await boss
      .getDb()
      .executeSql(`DELETE FROM pgboss.job WHERE name = $1 AND singleton_key = $2 AND state < 'active'`, [
        deadLetterQueue(job.name),
        singletonKey,
      ]);
  }
  return { id, status: 'deadletter', output: { reason, tries } };
}

/** Each claim counts one up, and each that used no try moves the limit with it: so their difference counts the tries. */
function triesUsed({ retryCount, retryLimit }: Pick<JobWithMetadata, 'retryCount' | 'retryLimit'>): number {
  return retryCount - Math.max(0, retryLimit - CLAIM_LIMIT);
}

/** What the try before has left: `reason` and `pausesBegun` where it was ours to say, `message` where it was pg-boss. */
const memoryRule = z
  .object({
    reason: z.string().optional(),
    message: z.string().optional(),
    pausesBegun: z.number().optional(),
  })
  .catch({});

function rememberedBy({ output }: JobWithMetadata): z.infer<typeof memoryRule> {
  return memoryRule.parse(output);
}

interface HandBack {
  /** Until it is due. */
  readonly seconds: number;
  /** What is remembered of this try. @default what was before */
  readonly output?: object;
  /** @default false */
  readonly usesTry?: boolean;
}

/** Only where this claim still holds: another worker's is left alone. */
export async function handBack(
  db: Pick<Db, 'executeSql'>,
  { id, name, retryCount }: JobWithMetadata,
  { seconds, output, usesTry = false }: HandBack,
): Promise<void> {
  // pg-boss itself only knows delays that double, and tries that count.
  await db.executeSql(
    `UPDATE pgboss.job SET state = 'retry', heartbeat_on = NULL, output = coalesce($5::jsonb, output),
      start_after = pgboss.job_now() + $4 * interval '1 second',
      keep_until = keep_until + (pgboss.job_now() + $4 * interval '1 second' - start_after),
      retry_limit = greatest(retry_limit, $6::int) + $7::int
    WHERE name = $1 AND id = $2 AND retry_count = $3 AND state = 'active'`,
    [name, id, retryCount, seconds, output && JSON.stringify(output), CLAIM_LIMIT, usesTry ? 0 : 1],
  );
}

/** What pg-boss is told of a job that is no longer its worker's: it finds nothing to complete. */
function settled({ id }: JobWithMetadata): JobResult {
  return { id, status: 'completed' };
}
