// Owns the connection to pg-boss as the rest of Vitae relies on it: sending inside a caller's transaction, working, the
// state of the queues, and a stop that loses nothing. Lost connections are logged and outlived.
import { setTimeout as sleep } from 'node:timers/promises';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { fromPrisma, PgBoss, type Clock, type JobWithMetadata } from 'pg-boss';
import type { Logger } from '../observability/logger.ts';
import type { AnyJob, JobContract } from './contract.ts';
import { createDeadLetters, type DeadLetters } from './dead-letters.ts';
import { createPauses } from './pauses.ts';
import { readInstances, type InstanceStatus } from './instances.ts';
import { createQueues, readQueues, type QueueStatus } from './queues.ts';
import { handBack, POLLING_SECONDS, startWorker, type GivenUp, type JobHandler } from './worker.ts';

type TransactionLike = Parameters<typeof fromPrisma>[0];

export interface EnqueueOptions {
  /** The job exists if and only if this transaction commits. */
  readonly tx?: TransactionLike;
  /** Not before this moment. @default now */
  readonly startAfter?: Date;
  /** Somebody waits for it: it goes before the others of its queue, and one of its key that is delayed is due now. @default false */
  readonly urgent?: boolean;
}

export interface Jobs {
  /** The queues there are, by the contracts this process was started with. */
  readonly contracts: readonly AnyJob[];
  readonly deadLetters: DeadLetters;
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
  /**
   * Enqueues the job by cron, once for all processes, until it is scheduled otherwise.
   * @param cron five fields, UTC; null takes the schedule away
   */
  schedule<Payload extends object>(
    job: JobContract<Payload>,
    cron: string | null,
    payload: Payload,
  ): Promise<void>;
  /** The processes that are there, or were a moment ago, the oldest first. */
  instances(): Promise<InstanceStatus[]>;
  /** How the queues stand, in the order of the contracts. */
  queues(): Promise<QueueStatus[]>;
  /** Lets running jobs finish, at most `timeoutMs`, then hands the rest back, with no try used up. @default 10 seconds */
  stop(timeoutMs?: number): Promise<void>;
}

export interface JobsOptions {
  readonly url: string;
  readonly log: Logger;
  /** Whether this process watches over queues (heartbeats, cron, clean-up): workers do. */
  readonly supervise: boolean;
  /** What this process is called among the instances, such as its role. @default nothing */
  readonly instanceName?: string;
  /** How many jobs of a queue run at once in this process, by the queue's name. @default what the contract says */
  readonly concurrency?: Readonly<Record<string, number>>;
  /** @default the system's */
  readonly clock?: Clock;
  /** The most connections to Postgres. @default 10 */
  readonly poolSize?: number;
}

const MONITOR_SECONDS = 5;
/** A little, between here and Postgres. */
const CLOCKS_DIFFER_MS = 5;
/** A process that was killed is missed after three of these. */
const INSTANCE_HEARTBEAT_SECONDS = 5;
/** What a stop needs to hand back what still runs. */
const HAND_BACK_MS = 1000;

export async function createJobs(contracts: readonly AnyJob[], options: JobsOptions): Promise<Jobs> {
  const { log, supervise, concurrency = {}, clock, poolSize = 10 } = options;
  const names = contracts.map(({ name }) => name);
  const boss = new PgBoss({
    connectionString: options.url,
    application_name: 'vitae-jobs',
    ...(options.instanceName !== undefined && { instanceName: options.instanceName }),
    instanceHeartbeatSeconds: INSTANCE_HEARTBEAT_SECONDS,
    max: poolSize,
    useListenNotify: true,
    // A job's trace goes on where it was enqueued. Trace ids only: baggage may hold anything.
    openTelemetry: { propagateContext: true, propagator: new W3CTraceContextPropagator() },
    supervise,
    schedule: supervise,
    superviseIntervalSeconds: MONITOR_SECONDS,
    monitorIntervalSeconds: MONITOR_SECONDS,
    ...(clock && { clock }),
  });
  boss.on('error', (error) => log.error({ err: error }, 'pg-boss'));
  boss.on('warning', (warning) => log.warn({ warning }, 'pg-boss'));
  await boss.start();
  for (const contract of contracts) await createQueues(boss, contract);
  const pauses = createPauses(boss.getDb());
  const running = new Map<string, JobWithMetadata>();
  const workerIds = new Map<string, string[]>();
  const stopping = new AbortController();
  const stopped = new AbortController();

  return {
    contracts,
    deadLetters: createDeadLetters(boss),

    async enqueue(job, payload, { tx, startAfter, urgent = false } = {}) {
      const data = job.payload.parse(payload);
      const db = tx && fromPrisma(tx);
      const due = startAfter ?? (urgent ? '0' : undefined);
      const common = {
        ...(db && { db }),
        ...(due !== undefined && { startAfter: due }),
        ...(urgent && { priority: 1 }),
      };
      if (job.key) await boss.upsert(job.name, data, { ...common, singletonKey: job.key(data) });
      else await boss.send(job.name, data, common);
      if (startAfter) wakeAt(job.name, startAfter);
    },

    async work(job, handler, givenUp = () => Promise.resolve()) {
      const signals = { stopping: stopping.signal, stopped: stopped.signal };
      const worker = { boss, log, pauses, job, handler, givenUp, running, ...signals };
      const workers = concurrency[job.name] ?? job.concurrency ?? 1;
      const ids = workerIds.get(job.name) ?? [];
      workerIds.set(job.name, ids);
      for (let started = 0; started < workers; started += 1) ids.push(await startWorker(worker));
    },

    async schedule(job, cron, payload) {
      const data = job.payload.parse(payload);
      if (cron === null) await boss.unschedule(job.name);
      else await boss.schedule(job.name, cron, data, { tz: 'UTC' });
    },

    instances: () => readInstances(boss),

    queues: () => readQueues(boss.getDb(), names),

    async stop(timeoutMs = 10_000) {
      stopping.abort();
      const done = new AbortController();
      const late = sleep(timeoutMs, undefined, { signal: done.signal }).then(handBackAll, () => undefined);
      await boss.stop({ graceful: true, timeout: timeoutMs + HAND_BACK_MS });
      done.abort();
      await late;
    },
  };

  /** A job that is due in a moment is not announced when it is, and the next look at its queue may be long after. */
  function wakeAt(queue: string, moment: Date): void {
    const delay = moment.getTime() - Date.now();
    const wake = () => {
      if (!stopping.signal.aborted) workerIds.get(queue)?.forEach((id) => boss.notifyWorker(id));
    };
    if (delay < POLLING_SECONDS * 1000) setTimeout(wake, Math.max(0, delay) + CLOCKS_DIFFER_MS).unref();
  }

  async function handBackAll(): Promise<void> {
    for (const job of running.values()) {
      await handBack(boss.getDb(), job, { seconds: 0 }).catch((error: unknown) =>
        log.warn({ err: error, job: job.name, id: job.id }, 'a job was not handed back; it is taken over'),
      );
    }
    stopped.abort(new Error('Vitae stops'));
  }
}
