// Opens pg-boss for the rest of Vitae: enqueues inside a caller's transaction, runs workers, reads the queues, and stops
// without losing a job. Lost connections are logged, then restored.
import { setTimeout as sleep } from 'node:timers/promises';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { fromPrisma, PgBoss, systemClock, type Clock, type JobWithMetadata } from 'pg-boss';
import type { Logger } from '../observability/logger.ts';
import type { AnyJob, JobContract } from './contract.ts';
import { changeJobs, type ChangedJobs, type JobAction } from './change-jobs.ts';
import { createDeadLetters, type DeadLetters } from './dead-letters.ts';
import { countOutcomes, type OutcomeCounter, type Outcomes } from './outcomes.ts';
import { createPauses, endPause, pauseByHand } from './pauses.ts';
import { readInstances, type InstanceStatus } from './instances.ts';
import { ofBoss, ofPrisma, type TransactionLike, type Transactor } from './transactions.ts';
import { readJobs, type JobFilter, type Page, type StoredJob } from './stored-jobs.ts';
import { readSchedules, type Schedule } from './schedules.ts';
import { createQueues, readQueues, type JobRetention, type QueueStatus } from './queues.ts';
import { POLLING_SECONDS, requeue, startWorker, type DeadLetterHandler, type JobHandler } from './worker.ts';

export interface EnqueueOptions {
  /** The job exists if and only if this transaction commits. */
  readonly tx?: TransactionLike;
  /** When the job is due. @default now */
  readonly startAfter?: Date;
  /** Runs before the other jobs of its queue. A delayed job of the same key becomes due now. @default false */
  readonly urgent?: boolean;
}

export interface Jobs {
  /** What `createJobs` was called with. */
  readonly contracts: readonly AnyJob[];
  readonly deadLetters: DeadLetters;
  /** Jobs in every state, also dead letters, the newest first. @throws SearchTooLongError */
  find(filter: JobFilter, page: Page): Promise<StoredJob[]>;
  /** Changes the jobs that match, for some seconds at most. @throws SearchTooLongError, and then none was changed */
  change(action: JobAction, filter: JobFilter): Promise<ChangedJobs>;
  /** @throws ZodError where the payload does not fit the contract */
  enqueue<Payload extends object>(
    job: JobContract<Payload>,
    payload: Payload,
    options?: EnqueueOptions,
  ): Promise<void>;
  /**
   * Enqueues a job for each payload, in one statement. It joins no job of its key that waits: then both run, one after the other.
   * @throws ZodError where a payload does not fit the contract
   */
  enqueueMany<Payload extends object>(
    job: JobContract<Payload>,
    payloads: readonly Payload[],
    options?: Pick<EnqueueOptions, 'tx' | 'urgent'>,
  ): Promise<void>;
  /** Starts workers on a queue in this process. The signal aborts when the try's time runs out or Vitae stops. */
  work<Payload extends object>(
    job: JobContract<Payload>,
    handler: JobHandler<Payload>,
    /** Runs before a job becomes a dead letter. @default nothing */
    onDeadLetter?: DeadLetterHandler<Payload>,
  ): Promise<void>;
  /**
   * Enqueues the job by cron, once for all processes.
   * @param cron five fields, UTC; null removes the schedule
   */
  schedule<Payload extends object>(
    job: JobContract<Payload>,
    cron: string | null,
    payload: Payload,
  ): Promise<void>;
  /** When the jobs that run by cron are enqueued. */
  schedules(): Promise<Schedule[]>;
  /** The processes that run, or ran a few minutes ago, the oldest first. */
  instances(): Promise<InstanceStatus[]>;
  /** No job of the queue starts until `resume`, in any process. Those that run finish. */
  pause(queue: AnyJob, reason: string): Promise<void>;
  /** Ends a pause, also one that an error began. */
  resume(queue: AnyJob): Promise<void>;
  /** Counts and pauses, in the order of the contracts. */
  queues(): Promise<QueueStatus[]>;
  /** What became of the tries of this process since its start, by queue. */
  outcomes(): Outcomes;
  /** Waits at most `timeoutMs` for running jobs, then requeues them with no try used. @default 10 seconds */
  stop(timeoutMs?: number): Promise<void>;
}

export interface JobsOptions {
  readonly url: string;
  /** For LISTEN, which a pooler in transaction mode loses. @default url */
  readonly listenUrl?: string;
  readonly log: Logger;
  /** Whether this process checks heartbeats, runs cron and cleans up. Workers do. */
  readonly supervise: boolean;
  /** The name of this process among the instances, such as its role. @default none */
  readonly instanceName?: string;
  /** How many jobs of a queue run at once in this process, by the queue's name. @default the contract's */
  readonly concurrency?: Readonly<Record<string, number>>;
  /** How long jobs are kept. Holds for jobs that are enqueued from now on. */
  readonly retention?: JobRetention;
  /** @default the system's */
  readonly clock?: Clock;
  /** The most connections to Postgres. @default 10 */
  readonly poolSize?: number;
  /** Reads queues, and reads and changes dead letters, so that a request ends its statements. @default pg-boss' own */
  readonly requests?: Transactor;
}

const MONITOR_SECONDS = 5;
/** How often jobs are deleted that have been kept long enough. */
const DELETION_SECONDS = 3600;
/** By how much the clocks of this process and of Postgres may differ. */
const CLOCK_SKEW_MS = 5;
/** A process counts as silent after three of these. */
const INSTANCE_HEARTBEAT_SECONDS = 5;
/** The time to requeue what still runs at a stop. */
const REQUEUE_MS = 1000;

export async function createJobs(contracts: readonly AnyJob[], options: JobsOptions): Promise<Jobs> {
  const names = contracts.map(({ name }) => name);
  const boss = await startBoss(options);
  for (const contract of contracts) await createQueues(boss, contract, options.retention);
  const outcomes = countOutcomes();
  const workers = createWorkers(boss, options, outcomes);
  const requests = options.requests ? ofPrisma(options.requests) : ofBoss(boss.getDb());
  return {
    contracts,
    deadLetters: createDeadLetters(boss, requests),
    find: (filter, page) => readJobs(requests, contracts, filter, page),
    change: (action, filter) => changeJobs(boss, requests, contracts, action, filter),

    async enqueue(job, payload, options = {}) {
      await enqueue(boss, job, job.payload.parse(payload), options);
      if (options.startAfter) workers.wakeAt(job.name, options.startAfter);
    },

    async enqueueMany(job, payloads, { tx, urgent = false } = {}) {
      const inserted = payloads.map((payload) => {
        const data = job.payload.parse(payload);
        return { data, ...(job.key && { singletonKey: job.key(data) }), ...(urgent && { priority: 1 }) };
      });
      await boss.insert(job.name, inserted, tx && { db: fromPrisma(tx) });
    },

    work: workers.start,

    async schedule(job, cron, payload) {
      const data = job.payload.parse(payload);
      if (cron === null) await boss.unschedule(job.name);
      else await boss.schedule(job.name, cron, data, { tz: 'UTC' });
    },

    schedules: () => readSchedules(boss, names),

    instances: () => readInstances(requests.db),

    pause: ({ name }, reason) => pauseByHand(requests.db, name, reason),
    resume: ({ name }) => endPause(requests.db, name),

    queues: () => readQueues(requests.db, names),

    outcomes: () => outcomes.read(),

    stop: workers.stop,
  };
}

async function enqueue<Payload extends object>(
  boss: PgBoss,
  job: JobContract<Payload>,
  data: Payload,
  { tx, startAfter, urgent = false }: EnqueueOptions,
): Promise<void> {
  const due = startAfter ?? (urgent ? '0' : undefined);
  const options = {
    ...(tx && { db: fromPrisma(tx) }),
    ...(due !== undefined && { startAfter: due }),
    ...(urgent && { priority: 1 }),
  };
  if (!job.key) {
    await boss.send(job.name, data, options);
    return;
  }
  const keyed = { ...options, singletonKey: job.key(data) };
  // It stores nothing where another job of the key was enqueued meanwhile and has started already.
  for (let stored = 0; stored === 0;) stored = (await boss.upsert(job.name, data, keyed)).jobs.length;
}

interface Workers {
  readonly start: Jobs['work'];
  wakeAt(queue: string, moment: Date): void;
  readonly stop: Jobs['stop'];
}

/** The workers of this process, and the jobs that they run. */
function createWorkers(
  boss: PgBoss,
  { log, concurrency = {}, clock = systemClock }: JobsOptions,
  outcomes: OutcomeCounter,
): Workers {
  const pauses = createPauses(boss.getDb(), clock);
  const running = new Map<string, JobWithMetadata>();
  const workerIds = new Map<string, string[]>();
  const stopping = new AbortController();
  const stopped = new AbortController();

  return {
    async start(job, handler, onDeadLetter = () => Promise.resolve()) {
      const signals = { stopping: stopping.signal, stopped: stopped.signal };
      const worker = { boss, log, pauses, outcomes, job, handler, onDeadLetter, running, ...signals };
      const count = concurrency[job.name] ?? job.concurrency ?? 1;
      const ids = workerIds.get(job.name) ?? [];
      workerIds.set(job.name, ids);
      for (let started = 0; started < count; started += 1) ids.push(await startWorker(worker));
    },

    /** pg-boss sends no notification when a delayed job becomes due, and the next poll may be later. */
    wakeAt(queue, moment) {
      const delay = moment.getTime() - Date.now();
      const wake = () => {
        if (!stopping.signal.aborted) workerIds.get(queue)?.forEach((id) => boss.notifyWorker(id));
      };
      if (delay < POLLING_SECONDS * 1000) setTimeout(wake, Math.max(0, delay) + CLOCK_SKEW_MS).unref();
    },

    async stop(timeoutMs = 10_000) {
      stopping.abort();
      const done = new AbortController();
      const late = sleep(timeoutMs, undefined, { signal: done.signal }).then(requeueAll, () => undefined);
      await boss.stop({ graceful: true, timeout: timeoutMs + REQUEUE_MS });
      done.abort();
      await late;
    },
  };

  async function requeueAll(): Promise<void> {
    for (const job of running.values()) {
      await requeue(boss, job, { seconds: 0 }).catch((error: unknown) =>
        log.warn({ err: error, job: job.name, id: job.id }, 'job not requeued; its heartbeat will time out'),
      );
    }
    stopped.abort(new Error('Vitae stops'));
  }
}

async function startBoss(options: JobsOptions): Promise<PgBoss> {
  const { log, supervise, clock, poolSize = 10 } = options;
  const boss = new PgBoss({
    connectionString: options.url,
    application_name: 'vitae-jobs',
    ...(options.instanceName !== undefined && { instanceName: options.instanceName }),
    instanceHeartbeatSeconds: INSTANCE_HEARTBEAT_SECONDS,
    max: poolSize,
    useListenNotify: true,
    // A job continues the trace it was enqueued in. Only trace ids are propagated: baggage may hold anything.
    openTelemetry: { propagateContext: true, propagator: new W3CTraceContextPropagator() },
    supervise,
    schedule: supervise,
    superviseIntervalSeconds: MONITOR_SECONDS,
    monitorIntervalSeconds: MONITOR_SECONDS,
    maintenanceIntervalSeconds: DELETION_SECONDS,
    ...(clock && { clock }),
  });
  boss.on('error', (error) => log.error({ err: error }, 'pg-boss'));
  boss.on('warning', (warning) => log.warn({ warning }, 'pg-boss'));
  if (options.listenUrl !== undefined) listenAt(boss, options.listenUrl);
  await boss.start();
  return boss;
}

/** pg-boss has one connection string. Its LISTEN connection gets another one. */
function listenAt(boss: PgBoss, connectionString: string): void {
  const db = boss.getDb() as Listening;
  const listening = Object.create(db, {
    config: { value: { ...db.config, connectionString } },
  }) as Listening;
  db.listen = db.listen.bind(listening);
}

type BossDatabase = ReturnType<PgBoss['getDb']>;

/** What pg-boss' own pool has. */
interface Listening extends BossDatabase {
  readonly config: Readonly<Record<string, unknown>>;
  listen: NonNullable<BossDatabase['listen']>;
}
