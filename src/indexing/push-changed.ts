// Handles the job of a changed profile: pushes the profile as it is now, not as it was when the job was enqueued.
import { PermanentError } from '../jobs/contract.ts';
import type { Jobs } from '../jobs/jobs.ts';
import { profileChanged } from '../profiles/changed-job.ts';
import { endOfBurst } from './bursts.ts';
import { countSearchable } from './searchable-times.ts';
import { pushProfiles, type PushServices } from './push.ts';

export async function pushChanged(
  services: PushServices & { readonly jobs: Jobs },
  { profileId }: { profileId: string },
): Promise<void> {
  const started = performance.now();
  const { startAfter, secondsSinceWrite } = await endOfBurst(services.db, profileId);
  if (startAfter) return services.jobs.enqueue(profileChanged, { profileId }, { startAfter });
  const { failures, upserted } = await pushProfiles(services, [profileId], { mode: 'CHANGED' });
  if (failures[0]) throw new PermanentError(failures[0].reason);
  if (upserted > 0 && secondsSinceWrite !== null)
    countSearchable(services.jobs, secondsSinceWrite + (performance.now() - started) / 1000);
}
