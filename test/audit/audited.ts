// A Vitae whose audit is tested: what is changed past it, and what the audit has found. The tests move its clock instead of waiting.
import { HIGHEST_VERSION } from '../../src/indexing/versions.ts';
import type { WriteOperation } from '../../src/search/gateway.ts';
import type { JsonObject } from '../../src/search/json.ts';
import { loadCompletions } from '../completion/load-completions.ts';
import { mutated } from '../support/mutations.ts';
import type { Vitae } from '../support/vitae.ts';

export const SIZE = 500;
export const START = Date.now();
export const after = (seconds: number) => new Date(START + seconds * 1000);

export async function newProfile(vitae: Vitae, fullName = 'Audited'): Promise<string> {
  const { profile } = await mutated(vitae, 'createProfile', { input: { fullName } }, 'admin');
  return profile?.id ?? '';
}

/** Also fills the cache. */
export async function percentageOf({ services }: Vitae, profileId: string): Promise<number | undefined> {
  const found = await loadCompletions(services, [profileId]);
  await services.cache.whenStored();
  return found.get(profileId)?.percentage;
}

export async function newCached(vitae: Vitae): Promise<string> {
  const id = await newProfile(vitae);
  await percentageOf(vitae, id);
  return id;
}

/** By hand, in the index. */
export async function writeIndex({ search }: Vitae, ...operations: WriteOperation[]): Promise<void> {
  await search.write(operations, { wait: true });
}

export const upsert = (
  objectID: string,
  attributes: JsonObject,
  version = HIGHEST_VERSION,
): WriteOperation => ({
  type: 'upsert',
  object: { ...attributes, objectID, version },
});

export const found = async ({ db }: Vitae) => {
  const rows = await db.auditDifference.findMany();
  return rows.map(({ kind, objectId }) => `${kind} ${objectId}`).sort();
};
export const tally = async ({ db }: Vitae) => {
  const { _sum } = await db.auditTally.aggregate({
    _sum: { comparisons: true, after5s: true, after60s: true },
  });
  return { ..._sum, comparisons: Number(_sum.comparisons) > 0 };
};

export async function forget(vitae: Vitae): Promise<void> {
  await vitae.sql('TRUNCATE audit_difference, audit_tally, profile CASCADE');
  await vitae.sql('DELETE FROM search_state');
  const { taskID } = await vitae.search.clear();
  await vitae.search.waitForTask(taskID);
}
