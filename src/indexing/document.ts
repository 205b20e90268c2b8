// Builds the document that the index holds of a profile: a pure function of the database and the time.
import { hash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { score, type Completion } from '../completion/score.ts';
import type { DatabaseLike, ProfileRow } from '../database/client.ts';
import type { JsonObject } from '../search/json.ts';
import type { SectionContent } from '../sections/define.ts';
import { loadSections, rangeOf } from '../sections/read.ts';
import { sections } from '../sections/registry.ts';
import { sourceHash } from '../sections/source-hash.ts';
import { failureOf, jsonFault, type Failure } from './record-fault.ts';
import { fitRecord } from './record-fit.ts';
import { searchWordsOf } from './search-words.ts';

export type ProfileDocument = JsonObject & { objectID: string; revision: number };

export interface BuiltDocument {
  readonly document: ProfileDocument;
  /** Compared with the hash of the last push. */
  readonly hash: string;
  /** Size as JSON in UTF-8. */
  readonly bytes: number;
  /** When the document changes without a write. */
  readonly nextChangeAt: Date | null;
  /** When the profile was created. */
  readonly createdAt: Date;
}

/** The prefix of every document hash. It changes with the code: then every document may differ, whatever its revision. */
export const shapeHash = sourceHash(import.meta.url);

/** Building a batch without a pause would hold up the pushes of single profiles in this process. */
const DOCUMENTS_PER_TURN = 20;

/**
 * Builds the documents of these profiles with one query per section, and one for the range of their ids.
 * @param onFailure called for each profile whose document is not JSON; the others are built. @default throws
 * @param recordLimit bytes; a larger document leaves out texts of the last positions. @default no limit
 */
export async function buildDocuments(
  db: DatabaseLike,
  profiles: readonly ProfileRow[],
  now = new Date(),
  onFailure: (failure: Failure) => void = throwFailure,
  recordLimit = Infinity,
): Promise<BuiltDocument[]> {
  const ids = profiles.map(({ id }) => id);
  const loaded = await loadSections(db, sections, ids, await rangeOf(db, ids));
  const documents: BuiltDocument[] = [];
  for (const [at, profile] of profiles.entries()) {
    if (at % DOCUMENTS_PER_TURN === DOCUMENTS_PER_TURN - 1) await setImmediate();
    const contents = loaded.map(
      (byId) => byId.get(profile.id) ?? { filled: false, updatedAt: null, toDocument: () => ({}) },
    );
    const completion = score(sections, contents, now);
    const document = documentOf(profile, contents, completion);
    const fault = jsonFault(document);
    if (fault) {
      onFailure(failureOf(profile.id, 'NOT_JSON', fault));
      continue;
    }
    const { json, bytes, ...fitting } = fitRecord(document, recordLimit);
    documents.push({
      document: fitting.document,
      hash: `${shapeHash}:${hashOf(json)}`,
      bytes,
      nextChangeAt: completion.nextChangeAt,
      createdAt: profile.createdAt,
    });
  }
  return documents;
}

/** Whether two document hashes are of equal documents, which code of two releases may have built. */
export function sameDocument(one: string, other: string): boolean {
  return contentOf(one) === contentOf(other);
}

const contentOf = (documentHash: string) => documentHash.slice(documentHash.indexOf(':'));

function documentOf(
  { id, handle, fullName, revision }: ProfileRow,
  contents: readonly Pick<SectionContent, 'toDocument'>[],
  completion: Completion,
): ProfileDocument {
  const parts: JsonObject = {};
  for (const { toDocument } of contents) Object.assign(parts, toDocument());
  return {
    ...parts,
    searchWords: searchWordsOf({ ...parts, fullName }),
    objectID: id,
    idRange: idRange(id),
    handle,
    fullName,
    revision,
    completion: {
      percentage: completion.percentage,
      filled: completion.sections.flatMap(({ name, status }) => (status === 'FILLED' ? name : [])),
      sections: Object.fromEntries(completion.sections.map(({ name, status }) => [name, status])),
    },
  };
}

function throwFailure({ profileId, reason }: Failure): never {
  throw new Error(`The document of ${profileId} cannot be built: ${reason}`);
}

/** The first 48 bits of a UUID as a number. Algolia filters numbers by range, but not strings. */
export function idRange(id: string): number {
  return Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
}

function hashOf(json: string): string {
  return hash('sha256', json, 'base64url');
}
