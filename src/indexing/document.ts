// Owns what the index holds of a profile. A document is a pure function of the database and the moment: whoever builds
// it at the same time gets the same one.
import { hash } from 'node:crypto';
import { score, type Completion } from '../completion/score.ts';
import type { DatabaseLike, Prisma } from '../database/client.ts';
import type { JsonObject } from '../search/json.ts';
import type { SectionContent } from '../sections/define.ts';
import { loadSections, rangeOf } from '../sections/read.ts';
import { sections } from '../sections/registry.ts';
import { failureOf, jsonFault, type Failure } from './record-fault.ts';

type ProfileRow = Prisma.ProfileModel;

export type ProfileDocument = JsonObject & { objectID: string; revision: number };

export interface BuiltDocument {
  readonly document: ProfileDocument;
  /** Tells whether a document differs from the one that was pushed last. */
  readonly hash: string;
  /** Its size as JSON in UTF-8. */
  readonly bytes: number;
  /** When it changes with no write at all. */
  readonly nextChangeAt: Date | null;
  /** When the profile was made. */
  readonly createdAt: Date;
}

/**
 * What every hash begins with. It changes when a section comes, goes or counts otherwise: then every document may differ,
 * whatever its revision.
 */
export const SHAPE = hashOf(
  JSON.stringify(sections.map(({ name, weight, staleAfterMs }) => [name, weight, staleAfterMs])),
).slice(0, 8);

/**
 * The documents of these profiles: one query per section for all of them, and one to see whether they lie together.
 * @param refuse told of each profile whose document is not JSON; the others are built. @default throws
 */
export async function buildDocuments(
  db: DatabaseLike,
  profiles: readonly ProfileRow[],
  now = new Date(),
  refuse: (failure: Failure) => void = throwIt,
): Promise<BuiltDocument[]> {
  const ids = profiles.map(({ id }) => id);
  const loaded = await loadSections(db, sections, ids, await rangeOf(db, ids));
  return profiles.flatMap((profile) => {
    const contents = loaded.map(
      (byId) => byId.get(profile.id) ?? { filled: false, updatedAt: null, toDocument: () => ({}) },
    );
    const completion = score(sections, contents, now);
    const document: ProfileDocument = {
      ...mergedParts(contents),
      objectID: profile.id,
      idRange: idRange(profile.id),
      handle: profile.handle,
      fullName: profile.fullName,
      revision: profile.revision,
      completion: indexedCompletion(completion),
    };
    const fault = jsonFault(document);
    if (fault) {
      refuse(failureOf(profile.id, 'NOT_JSON', fault));
      return [];
    }
    const json = JSON.stringify(document);
    return [
      {
        document,
        hash: `${SHAPE}:${hashOf(json)}`,
        bytes: Buffer.byteLength(json),
        nextChangeAt: completion.nextChangeAt,
        createdAt: profile.createdAt,
      },
    ];
  });
}

function mergedParts(contents: readonly Pick<SectionContent, 'toDocument'>[]): JsonObject {
  const merged: JsonObject = {};
  for (const { toDocument } of contents) Object.assign(merged, toDocument());
  return merged;
}

function throwIt({ profileId, reason }: Failure): never {
  throw new Error(`no document can be made of ${profileId}: ${reason}`);
}

/**
 * The first 48 bits of a UUID as a number: Algolia filters numbers by range, not texts, and a run reads the index back
 * slice by slice.
 */
export function idRange(id: string): number {
  return Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
}

function indexedCompletion({ percentage, sections: rated }: Completion): JsonObject {
  const sections: JsonObject = {};
  for (const { name, status } of rated) sections[name] = status;
  return { percentage, sections };
}

function hashOf(json: string): string {
  return hash('sha256', json, 'base64url');
}
