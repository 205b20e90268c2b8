// Runs one try of a job and decides what becomes of the job: completed, tried again on its schedule, a dead letter, or back
// in its queue with no try used, where the queue is paused or the process stops.
import type { JobResult, JobWithMetadata, PgBoss } from 'pg-boss';
import type { z } from 'zod';
import { withLogFields, type Logger } from '../observability/logger.ts';
import { activeTraceId } from '../observability/telemetry.ts';
import { PermanentError, retryDelaysOf, WaitError, type JobContract } from './contract.ts';
import type { OutcomeCounter } from './outcomes.ts';
import type { Admission, Pauses } from './pauses.ts';
import { outputRule, requeueJob, type FailedTry, type Requeue } from './pgboss-tables.ts';
import { CLAIM_LIMIT, deadLetterQueue, HEARTBEAT_SECONDS } from './queues.ts';
import { retryDelaySeconds } from './retry-schedule.ts';
import { reasonOf } from '../observability/describe-error.ts';

export type JobHandler<Payload> = (payload: Payload, signal: AbortSignal) => Promise<void>;
export type DeadLetterHandler<Payload> = (payload: Payload, reason: string) => Promise<void>;

export interface Worker<Payload extends object> {
  readonly boss: PgBoss;
  readonly log: Logger;
  readonly pauses: Pauses;
  readonly outcomes: Pick<OutcomeCounter, 'add'>;
  readonly job: JobContract<Payload>;
  readonly handler: JobHandler<Payload>;
  readonly onDeadLetter: DeadLetterHandler<Payload>;
  /** The jobs that run in this process now, by id. */
  readonly running: Map<string, JobWithMetadata>;
  /** Aborts when the process begins to stop: nothing new starts. */
  readonly stopping: AbortSignal;
  /** Aborts when the process no longer waits for running jobs. */
  readonly stopped: AbortSignal;
}

/** Between two polls. LISTEN/NOTIFY wakes a worker at once; polling finds what a lost notification leaves. */
export const POLLING_SECONDS = 2;
/** How many pauses a job may begin before its tries count. Other jobs succeed between these pauses, so the job is at fault. */
const FORGIVEN_PAUSES = 5;
/** Failed tries that are stored with a job, and characters of the reason of each. */
const MAX_HISTORY = 10;
const MAX_REASON = 1000;

/** @returns the worker's id in pg-boss */
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
      batch.map((found) =>
        withLogFields({ job: job.name, jobId: found.id }, () => runClaimed(worker, found)),
      ),
    );
    // pg-boss waits before it fetches again, also where more jobs are queued.
    if (!worker.stopping.aborted) boss.notifyWorker(workerId);
    return results;
  });
  return workerId;
}

/** Checks a job that was just claimed, and runs it where it may run. */
async function runClaimed<Payload extends object>(
  worker: Worker<Payload>,
  found: JobWithMetadata,
): Promise<JobResult> {
  const { job, pauses } = worker;
  if (worker.stopping.aborted) return requeue(worker.boss, found, { seconds: 0 });
  const parsed = job.payload.safeParse(found.data);
  if (!parsed.success) return deadLetterUnreadable(worker, found, parsed.error);
  if (triesUsed(found) > retryDelaysOf(job).length) return deadLetterCutOff(worker, found, parsed.data);
  const admission = await pauses.admit(job.name);
  if (admission === 'paused') {
    const requeued = await requeue(worker.boss, found, { seconds: 0 });
    await pauses.wait(job.name, worker.stopping);
    return requeued;
  }
  return runTry(worker, found, parsed.data, admission);
}

async function runTry<Payload extends object>(
  worker: Worker<Payload>,
  found: JobWithMetadata,
  payload: Payload,
  admission: Admission,
): Promise<JobResult> {
  const { handler, running, stopped } = worker;
  running.set(found.id, found);
  const signal = AbortSignal.any([found.signal, stopped]);
  try {
    await handler(payload, signal);
    if (admission === 'probe') await endPause(worker);
    worker.outcomes.add(found.name, 'completed');
    const { history = [] } = outputRule.parse(found.output);
    return { id: found.id, status: 'completed', ...(history.length > 0 && { output: { history } }) };
  } catch (error) {
    // The try ran out of time, or another worker has the job, or it is requeued: it is decided already.
    if (signal.aborted) return alreadyDecided(found);
    if (error instanceof WaitError && (await pauseQueue(worker, found, error, admission)))
      return alreadyDecided(found);
    if (admission === 'probe' && !(error instanceof WaitError)) await endPause(worker);
    return await failTry(worker, found, payload, error);
  } finally {
    running.delete(found.id);
  }
}

/** @returns whether the job was requeued with no try used; false where the job itself is at fault */
async function pauseQueue<Payload extends object>(
  { boss, log, job, pauses }: Worker<Payload>,
  found: JobWithMetadata,
  error: WaitError,
  admission: Admission,
): Promise<boolean> {
  const { began, seconds } = await pauses.extend(job.name, error, admission);
  if (began) log.warn({ err: error, seconds }, 'queue paused');
  const stored = outputRule.parse(found.output);
  const pausesBegun = (stored.pausesBegun ?? 0) + (began && error.seconds === null ? 1 : 0);
  if (pausesBegun > FORGIVEN_PAUSES) return false;
  const output = { ...stored, reason: error.message, pausesBegun };
  // A second later than the pause ends, so that another job is the probe.
  await requeue(boss, found, { seconds: seconds + 1, output });
  return true;
}

async function endPause<Payload extends object>({ log, job, pauses }: Worker<Payload>): Promise<void> {
  await pauses.end(job.name);
  log.info('queue resumed after its pause');
}

async function failTry<Payload extends object>(
  worker: Worker<Payload>,
  found: JobWithMetadata,
  payload: Payload,
  error: unknown,
): Promise<JobResult> {
  const { boss, log, job, onDeadLetter } = worker;
  // Postgres stores neither NUL nor half a character.
  const reason = reasonOf(error).replaceAll('\0', '\uFFFD').toWellFormed();
  const tries = triesUsed(found) + 1;
  log.warn({ err: error, tries }, 'job failed');
  const delay = error instanceof PermanentError ? null : retryDelaySeconds(retryDelaysOf(job), tries);
  const history = historyWith(found, reason);
  worker.outcomes.add(job.name, delay === null ? 'dead' : 'retried');
  if (delay !== null)
    return requeue(boss, found, { seconds: delay, output: { reason, history }, usesTry: true });
  await onDeadLetter(payload, reason);
  return deadLetter(boss, found, { reason, tries, history });
}

const cut = (reason: string) => reason.slice(0, MAX_REASON).toWellFormed();

/** The failed tries of a job with the one that has just failed. */
function historyWith({ output, startedOn }: JobWithMetadata, reason: string): FailedTry[] {
  const { history = [] } = outputRule.parse(output);
  const failed = {
    startedAt: startedOn.toISOString(),
    endedAt: new Date().toISOString(),
    reason: cut(reason),
    traceId: activeTraceId() ?? null,
  };
  return [...history, failed].slice(-MAX_HISTORY);
}

async function deadLetterUnreadable<Payload extends object>(
  { boss, log }: Worker<Payload>,
  found: JobWithMetadata,
  { issues }: z.ZodError,
): Promise<JobResult> {
  log.error({ issues }, 'this version cannot read the payload');
  const faults = issues.map(({ path, message }) => `${['payload', ...path].join('.')}: ${message}`);
  return deadLetter(boss, found, { reason: faults.join('; '), tries: triesUsed(found) });
}

async function deadLetterCutOff<Payload extends object>(
  { boss, onDeadLetter }: Worker<Payload>,
  found: JobWithMetadata,
  payload: Payload,
): Promise<JobResult> {
  const { reason: last, message = last ?? 'unknown', history = [] } = outputRule.parse(found.output);
  const reason = `every try was cut off: its worker died, or its time ran out (${message})`;
  await onDeadLetter(payload, reason);
  return deadLetter(boss, found, { reason, tries: triesUsed(found), history });
}

/** A key has at most one dead letter, the newest. It replaces those before it, as a queued job does. */
async function deadLetter(
  boss: PgBoss,
  { id, name, singletonKey }: JobWithMetadata,
  output: { readonly reason: string; readonly tries: number; readonly history?: readonly FailedTry[] },
): Promise<JobResult> {
  if (singletonKey !== null) {
    const queue = deadLetterQueue(name);
    const older = await boss.findJobs(queue, { key: singletonKey, queued: true });
    const ids = older.map((letter) => letter.id);
    if (ids.length > 0) await boss.deleteJob(queue, ids);
  }
  return { id, status: 'deadletter', output };
}

/** Each claim increases `retryCount`. A claim that used no try increases `retryLimit` too. */
export function triesUsed({
  retryCount,
  retryLimit,
}: Pick<JobWithMetadata, 'retryCount' | 'retryLimit'>): number {
  return retryCount - Math.max(0, retryLimit - CLAIM_LIMIT);
}

/** Puts a job of this worker back into its queue. */
export async function requeue(
  boss: PgBoss,
  found: JobWithMetadata,
  options: Omit<Requeue, 'claimLimit'>,
): Promise<JobResult> {
  await requeueJob(boss.getDb(), found, { ...options, claimLimit: CLAIM_LIMIT });
  return alreadyDecided(found);
}

/** The result for a job that is no longer active: pg-boss then finds nothing to complete. */
function alreadyDecided({ id }: JobWithMetadata): JobResult {
  return { id, status: 'completed' };
}
