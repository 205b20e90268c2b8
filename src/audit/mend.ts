// Mends what the audit found: invalidates the completion, pushes the document as it should be, applies the settings.
import { writable } from '../database/client.ts';
import { createInvalidations } from '../database/invalidations.ts';
import type { Services } from '../graphql/context.ts';
import { isProfileId } from '../indexing/indexed.ts';
import { pushProfiles, type PushServices } from '../indexing/push.ts';
import { applyIndexSettings } from '../indexing/settings.ts';
import { profileCompletionTag } from '../profiles/completion-tag.ts';
import { SearchError } from '../search/errors.ts';
import { findingKey, type Finding } from './findings.ts';

export type MendServices = PushServices & Pick<Services, 'cache' | 'log'>;

/** More orphans than these are left to a run, which asks before it removes many. */
const MOST_ORPHANS = 10;

/** @returns why it could not be mended, by `findingKey` @throws SearchError where the index does not answer */
export async function mend(
  services: MendServices,
  findings: readonly Finding[],
): Promise<ReadonlyMap<string, string>> {
  const of = (kind: Finding['kind']) => findings.filter((one) => one.kind === kind);
  const orphans = of('DOCUMENT_ORPHAN');
  const isMass = orphans.length > MOST_ORPHANS;
  const documents = [...of('DOCUMENT_MISSING'), ...of('DOCUMENT_DIFFERENT'), ...(isMass ? [] : orphans)];
  await invalidate(services, of('COMPLETION_DIFFERENT'));
  const refused = await push(services, documents);
  const settings = of('SETTING_DIFFERENT');
  const failures: readonly (readonly [Finding, string | undefined])[] = [
    ...documents.map((one) => [one, refused.get(one.objectId)] as const),
    ...(isMass ? orphans : []).map((one) => [one, massReason(orphans.length)] as const),
    ...(settings.length > 0 ? withReason(settings, await applySettings(services)) : []),
  ];
  return new Map(
    failures.flatMap(([one, reason]) => (reason === undefined ? [] : [[findingKey(one), reason]])),
  );
}

const massReason = (count: number) =>
  `${count} documents belong to no public profile. The audit does not remove so many: start a VERIFY run.`;

async function invalidate(services: MendServices, findings: readonly Finding[]): Promise<void> {
  if (findings.length === 0) return;
  const tags = findings.map(({ objectId }) => profileCompletionTag(objectId));
  const invalidations = createInvalidations(services);
  await writable(services.db).$transaction((tx) => invalidations.record(tx, tags));
  await invalidations.carryOut(tags);
}

/** @returns the reasons of refused documents by id */
async function push(
  services: MendServices,
  findings: readonly Finding[],
): Promise<ReadonlyMap<string, string>> {
  if (findings.length === 0) return new Map();
  const ids = findings.map(({ objectId }) => objectId);
  const unknownIds = ids.filter((id) => !isProfileId(id));
  const { failures } = await pushProfiles(services, ids.filter(isProfileId), { mode: 'VERIFY', unknownIds });
  return new Map(failures.map(({ profileId, reason }) => [profileId, reason]));
}

/** @returns why they could not be applied, such as a key that may not */
async function applySettings({ search }: MendServices): Promise<string | undefined> {
  try {
    await applyIndexSettings(search);
    return undefined;
  } catch (error) {
    if (!(error instanceof SearchError) || error.retryable) throw error;
    return error.message;
  }
}

function withReason(findings: readonly Finding[], reason: string | undefined) {
  return findings.map((one) => [one, reason] as const);
}
