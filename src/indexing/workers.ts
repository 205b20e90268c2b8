// Owns which jobs a worker process does, and what becomes of errors: those that no retry can mend go to the dead letters
// at once, all others come back on the schedule.
import { PermanentError } from '../jobs/contract.ts';
import type { Jobs } from '../jobs/jobs.ts';
import { profileChanged } from '../profiles/changed-job.ts';
import { SearchError } from '../search/errors.ts';
import { giveUpBatch, runBatch } from './batch.ts';
import { reindexBatch, reindexDispatch, stalenessSweep } from './contracts.ts';
import { dispatchRun, giveUpDispatch } from './dispatch.ts';
import { pushProfiles, type PushServices } from './push.ts';
import { sweepStale } from './staleness.ts';

export const indexingJobs = [profileChanged, reindexDispatch, reindexBatch, stalenessSweep] as const;

const EVERY_MINUTE = '* * * * *';

export async function startWorkers(services: PushServices & { readonly jobs: Jobs }): Promise<void> {
  const { jobs } = services;
  await jobs.work(profileChanged, (payload) => classed(() => pushOne(services, payload)));
  await jobs.work(
    reindexDispatch,
    (payload) => dispatchRun(services, payload),
    (payload, reason) => giveUpDispatch(services, payload, reason),
  );
  await jobs.work(
    reindexBatch,
    (payload) => classed(() => runBatch(services, payload)),
    (payload, reason) => giveUpBatch(services, payload, reason),
  );
  await jobs.work(stalenessSweep, () => sweepStale(services));
  await jobs.schedule(stalenessSweep, EVERY_MINUTE, {});
}

/** The profile as it is now, not as it was when the job was enqueued. */
async function pushOne(services: PushServices, { profileId }: { profileId: string }): Promise<void> {
  const { failures } = await pushProfiles(services, [profileId], { mode: 'CHANGED' });
  if (failures[0]) throw new PermanentError(failures[0].reason);
}

const PERMANENT: readonly string[] = ['FORBIDDEN', 'NOT_FOUND', 'REJECTED', 'RECORD_TOO_LARGE'];

async function classed(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof SearchError && PERMANENT.includes(error.code)) {
      throw new PermanentError(error.message, { cause: error });
    }
    throw error;
  }
}
