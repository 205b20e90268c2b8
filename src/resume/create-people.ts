// Creates the profiles of many new people in one transaction, with a statement for each table.
import { profileCompletionTag } from '../profiles/completion-tag.ts';
import { freeHandles } from '../profiles/handle.ts';
import { createProfiles, type WriteServices } from '../profiles/write.ts';
import { findPeople, lockPeople } from './identity.ts';
import { FoundMeanwhile, RESUME } from './import.ts';
import { insertPlans, type ImportPlan } from './plan.ts';

/**
 * All or none.
 * @param plans of different people
 * @returns the ids of the profiles, in the order of the plans
 * @throws FoundMeanwhile where another import has created one of them
 * @throws as `createProfiles`
 */
export async function createPeople(services: WriteServices, plans: readonly ImportPlan[]): Promise<string[]> {
  const identities = plans.map(({ identity }) => identity);
  const profileIds = await createProfiles(
    services,
    async (tx) => {
      await lockPeople(tx, identities);
      const found = (await findPeople(tx, identities)).find(({ kind }) => kind !== 'new');
      if (found) throw new FoundMeanwhile(found);
      const handles = await freeHandles(
        tx,
        plans.map(({ profile }) => profile.fullName),
      );
      return plans.map(({ profile }, index) => ({ ...profile, handle: handles[index] ?? '' }));
    },
    (tx, ids) =>
      insertPlans(
        tx,
        plans.map((plan, index) => ({ profileId: ids[index] ?? '', plan })),
      ),
    RESUME,
  );
  await services.invalidations.carryOut(profileIds.map(profileCompletionTag));
  return profileIds;
}
