// Creates the profiles of many new people in one transaction, with a statement for each table.
import type { Transaction } from '../database/client.ts';
import { profileCompletionTag } from '../profiles/completion-tag.ts';
import { freeHandles } from '../profiles/handle.ts';
import { createProfiles, type WriteServices } from '../profiles/write.ts';
import { findPeople, lockPeople } from './identity.ts';
import { FoundMeanwhile, RESUME } from './import.ts';
import { insertPlans, type ImportPlan } from './plan.ts';

/**
 * All or none.
 * @param plans of different people
 * @param isForced creates them whoever is there. A key that another profile has stays with that one. @default false
 * @returns the ids of the profiles, in the order of the plans
 * @throws FoundMeanwhile where another import has created one of them
 * @throws as `createProfiles`
 */
export async function createPeople(
  services: WriteServices,
  plans: readonly ImportPlan[],
  isForced = false,
): Promise<string[]> {
  const identities = plans.map(({ identity }) => identity);
  const profileIds = await createProfiles(
    services,
    async (tx) => {
      await lockPeople(tx, identities);
      const found = isForced ? [] : await findPeople(tx, identities);
      const known = found.find(({ kind }) => kind !== 'new');
      if (known) throw new FoundMeanwhile(known);
      const keys = await freeKeys(tx, plans);
      const handles = await freeHandles(
        tx,
        plans.map(({ profile }) => profile.fullName),
      );
      return plans.map(({ profile }, index) => ({
        ...profile,
        importKey: keys[index] ?? null,
        handle: handles[index] ?? '',
      }));
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

/** @returns the key of each; null where it has none, or another profile or one before it has it */
async function freeKeys(tx: Transaction, plans: readonly ImportPlan[]): Promise<(string | null)[]> {
  const keys = plans.map(({ profile }) => profile.importKey);
  const given = keys.filter((key) => key !== null);
  const where = { importKey: { in: given } };
  const rows = given.length === 0 ? [] : await tx.profile.findMany({ where, select: { importKey: true } });
  const taken = new Set(rows.map(({ importKey }) => importKey));
  return keys.map((key) => {
    if (key === null || taken.has(key)) return null;
    taken.add(key);
    return key;
  });
}
