// Handles the job that corrects one document: compares the profile with the index itself, not with what was pushed last, and
// writes what differs.
import { PermanentError } from '../jobs/contract.ts';
import { pushProfiles, type PushServices } from './push.ts';

export async function repairDocument(
  services: PushServices,
  { profileId }: { profileId: string },
): Promise<void> {
  const { failures } = await pushProfiles(services, [profileId], { mode: 'VERIFY' });
  if (failures[0]) throw new PermanentError(failures[0].reason);
}
