// Compares a sample and what differed before, and names what differs now. Read-only.
import type { AuditKind } from '../database/generated/prisma/enums.ts';
import { compareIndexSettings } from '../indexing/settings.ts';
import { compareProfiles, type CompareServices, type Comparison } from './compare.ts';
import { drawSets, type Sample } from './sample.ts';
import { toBeFilled } from './to-be-filled.ts';

export interface Finding {
  readonly kind: AuditKind;
  /** The id of the profile or document, or the name of the setting. */
  readonly objectId: string;
  /** Of the profile; null where there is none. */
  readonly revision: number | null;
}

export interface Findings {
  /** By `findingKey`. */
  readonly differing: ReadonlyMap<string, Finding>;
  /** Profiles that were written meanwhile: what differs is not known. */
  readonly unsettledIds: ReadonlySet<string>;
  /** How many values of each profile and document were compared. */
  readonly compared: ReadonlyMap<string, number>;
}

export function findingKey({ kind, objectId }: Pick<Finding, 'kind' | 'objectId'>): string {
  return `${kind} ${objectId}`;
}

export async function findDifferences(
  services: CompareServices,
  { profileIds, unknownIds }: Sample,
  { now, target }: { readonly now: Date; readonly target: number },
): Promise<Findings> {
  const sets = await drawSets(services, now);
  const compared = await compareProfiles(services, profileIds, { now, sets });
  const settled = compared.filter(({ isSettled }) => isSettled);
  const settings = await compareIndexSettings(services.search);
  const stray = unknownIds.length > 0 ? await services.search.getObjects(unknownIds) : [];
  const found = settled.flatMap(findingsOf);
  const missingIds = found.flatMap(({ kind, objectId }) => (kind === 'DOCUMENT_MISSING' ? [objectId] : []));
  const comingIds = await toBeFilled(services.db, missingIds, target);
  const findings: Finding[] = [
    ...found.filter(({ kind, objectId }) => kind !== 'DOCUMENT_MISSING' || !comingIds.has(objectId)),
    ...stray.flatMap((one): Finding[] =>
      one ? [{ kind: 'DOCUMENT_ORPHAN', objectId: one.objectID, revision: null }] : [],
    ),
    ...settings.map(({ name }): Finding => ({ kind: 'SETTING_DIFFERENT', objectId: name, revision: null })),
  ];
  return {
    differing: new Map(findings.map((finding) => [findingKey(finding), finding])),
    unsettledIds: new Set(compared.flatMap((one) => (one.isSettled ? [] : [one.profileId]))),
    compared: new Map([
      ...settled.map(
        (one) => [one.profileId, (comingIds.has(one.profileId) ? 0 : 1) + one.cachedCount] as const,
      ),
      ...unknownIds.map((id) => [id, 1] as const),
    ]),
  };
}

function findingsOf({ profileId, profile, ...one }: Comparison): Finding[] {
  const found = (kind: AuditKind): Finding => ({
    kind,
    objectId: profileId,
    revision: profile?.revision ?? null,
  });
  return [
    ...(one.cacheAgrees ? [] : [found('COMPLETION_DIFFERENT')]),
    ...(one.documentAgrees ? [] : [found(documentKind(profile?.visibility === 'PUBLIC', one.indexed))]),
  ];
}

function documentKind(isPublic: boolean, indexed: unknown): AuditKind {
  if (!isPublic) return 'DOCUMENT_ORPHAN';
  return indexed === null ? 'DOCUMENT_MISSING' : 'DOCUMENT_DIFFERENT';
}
