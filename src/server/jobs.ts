// Lists every kind of job: its contract and how a worker starts on it. Handlers are loaded when a worker starts, so a process
// that only enqueues loads none of them.
import { auditRound } from '../audit/contract.ts';
import type { Retention } from '../config/retention.ts';
import type { Services } from '../graphql/context.ts';
import { analyticsDelivery } from '../indexing/analytics/delivery-job.ts';
import { translateSearchErrors } from '../indexing/job-errors.ts';
import type { PushServices } from '../indexing/push.ts';
import type { JobContract } from '../jobs/contract.ts';
import { bulkWritten } from '../profiles/bulk-written-job.ts';
import { profileChanged } from '../profiles/changed-job.ts';
import { profileRepair } from '../profiles/repair-job.ts';
import { retentionSweep } from '../retention/contract.ts';
import { reindexBatch, reindexDispatch, stalenessSweep, verifySchedule } from '../reindex/contracts.ts';

export type WorkerServices = PushServices & Pick<Services, 'jobs' | 'cache' | 'log'>;

interface WorkerOptions {
  /** When to verify the index: cron, five fields, UTC. Null: never. @default null */
  readonly verifySchedule?: string | null;
  /** How many profiles the audit compares in a minute. @default 0: it does not run */
  readonly auditPerMinute?: number;
  /** @default nothing is deleted for its age */
  readonly retention?: Retention;
}

interface JobKind {
  readonly contract: Omit<JobContract<object>, 'key'> & { readonly key?: unknown };
  readonly startWorker: (services: WorkerServices, options: WorkerOptions) => Promise<void>;
}

interface Handlers<Payload> {
  readonly run: (services: WorkerServices, payload: Payload, signal: AbortSignal) => Promise<void>;
  /** Runs before a job becomes a dead letter. */
  readonly onDeadLetter?: (services: WorkerServices, payload: Payload, reason: string) => Promise<void>;
  /** Enqueues the job with an empty payload: cron, five fields, UTC. Null removes the schedule. */
  readonly cron?: (options: WorkerOptions) => string | null;
}

const jobKinds: readonly JobKind[] = [
  kind(profileChanged, async () => ({
    run: (await import('../indexing/push-changed.ts')).pushChanged,
  })),
  kind(reindexDispatch, async () => {
    const { dispatchRun, failRun } = await import('../reindex/dispatch.ts');
    return { run: dispatchRun, onDeadLetter: failRun };
  }),
  kind(reindexBatch, async () => {
    const { runBatch, failBatch } = await import('../reindex/batch.ts');
    return { run: runBatch, onDeadLetter: failBatch };
  }),
  kind(stalenessSweep, async () => ({
    run: (await import('../indexing/staleness.ts')).sweepStale,
    cron: () => '* * * * *',
  })),
  kind(verifySchedule, async () => ({
    run: (await import('../reindex/schedule.ts')).startScheduledVerify,
    cron: (options) => options.verifySchedule ?? null,
  })),
  kind(retentionSweep, async ({ retention }) => {
    const { sweepRetention } = await import('../retention/sweep.ts');
    return {
      run: async (services) => retention && sweepRetention(services, retention),
      cron: () => (retention ? '17 * * * *' : null),
    };
  }),
  kind(profileRepair, async () => ({ run: (await import('../indexing/repair.ts')).repairDocument })),
  kind(auditRound, async ({ auditPerMinute = 0 }) => {
    const { runAudit } = await import('../audit/audit.ts');
    return {
      run: (services, _payload, signal) => runAudit(services, auditPerMinute, signal),
      cron: () => (auditPerMinute > 0 ? '* * * * *' : null),
    };
  }),
  kind(bulkWritten, async () => ({
    run: (await import('../reindex/bulk-run.ts')).startBulkRun,
  })),
  // Has a handler only where analytics have a target.
  {
    contract: analyticsDelivery,
    startWorker: async ({ analytics }) => analytics.startDelivery?.(),
  },
];

export const jobContracts = jobKinds.map(({ contract }) => contract);

/** Starts the workers of this process, one kind of job after the other. */
export async function startWorkers(services: WorkerServices, options: WorkerOptions = {}): Promise<void> {
  // Compares the database with the index. Where that fails, the first push does it.
  const { openTarget } = await import('../indexing/target.ts');
  await openTarget(services).catch((error: unknown) =>
    services.log.warn({ err: error }, 'The index could not be compared with the database'),
  );
  for (const { startWorker } of jobKinds) await startWorker(services, options);
}

function kind<Payload extends object>(
  contract: JobContract<Payload>,
  load: (options: WorkerOptions) => Promise<Handlers<Payload>>,
): JobKind {
  return {
    contract,
    async startWorker(services, options) {
      const { run, onDeadLetter, cron } = await load(options);
      await services.jobs.work(
        contract,
        (payload, signal) => translateSearchErrors(() => run(services, payload, signal)),
        onDeadLetter && ((payload, reason) => onDeadLetter(services, payload, reason)),
      );
      if (cron) await services.jobs.schedule(contract, cron(options), contract.payload.parse({}));
    },
  };
}
