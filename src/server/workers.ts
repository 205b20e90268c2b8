// Owns which jobs a worker process does.
import { analyticsDelivery } from '../indexing/analytics/delivery.ts';
import { PermanentError } from '../jobs/contract.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Logger } from '../observability/logger.ts';
import { profileChanged } from '../profiles/changed-job.ts';
import { giveUpBatch, runBatch } from '../reindex/batch.ts';
import { endOfBurst } from '../indexing/bursts.ts';
import { reindexBatch, reindexDispatch, stalenessSweep, verifySchedule } from '../reindex/contracts.ts';
import { dispatchRun, giveUpDispatch } from '../reindex/dispatch.ts';
import { classed } from '../indexing/job-errors.ts';
import { pushProfiles, type PushServices } from '../indexing/push.ts';
import { verifyUnlessUnderWay } from '../reindex/schedule.ts';
import { sweepStale } from '../indexing/staleness.ts';

export const indexingJobs = [
  profileChanged,
  reindexDispatch,
  reindexBatch,
  stalenessSweep,
  verifySchedule,
  analyticsDelivery,
] as const;

const EVERY_MINUTE = '* * * * *';

export interface WorkerServices extends PushServices {
  readonly jobs: Jobs;
  readonly log: Logger;
}

export interface WorkerOptions {
  /** When to verify the index: cron, five fields, UTC. Null: only when somebody asks. @default null */
  readonly verifySchedule?: string | null;
}

export async function startWorkers(services: WorkerServices, options: WorkerOptions = {}): Promise<void> {
  const { jobs } = services;
  await jobs.work(profileChanged, (payload) => classed(() => pushOne(services, payload)));
  await jobs.work(
    reindexDispatch,
    (payload) => classed(() => dispatchRun(services, payload)),
    (payload, reason) => giveUpDispatch(services, payload, reason),
  );
  await jobs.work(
    reindexBatch,
    (payload) => classed(() => runBatch(services, payload)),
    (payload, reason) => giveUpBatch(services, payload, reason),
  );
  await jobs.work(stalenessSweep, () => sweepStale(services));
  await jobs.schedule(stalenessSweep, EVERY_MINUTE, {});
  await jobs.work(verifySchedule, () => verifyUnlessUnderWay(services));
  await jobs.schedule(verifySchedule, options.verifySchedule ?? null, {});
  await services.analytics.startDelivery?.();
}

/** The profile as it is now, not as it was when the job was enqueued. */
async function pushOne(services: WorkerServices, { profileId }: { profileId: string }): Promise<void> {
  const startAfter = await endOfBurst(services.db, profileId);
  if (startAfter) return services.jobs.enqueue(profileChanged, { profileId }, { startAfter });
  const { failures } = await pushProfiles(services, [profileId], { mode: 'CHANGED' });
  if (failures[0]) throw new PermanentError(failures[0].reason);
}
