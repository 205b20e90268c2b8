// Reads the index back so that it can be compared with the database. Read-only.
import type { DatabaseLike } from '../database/client.ts';
import { isUuid } from '../graphql/uuid.ts';
import { SearchError } from '../search/errors.ts';
import type { SearchGateway, SearchOptions } from '../search/gateway.ts';
import type { JsonObject } from '../search/json.ts';
import { idRange } from './document.ts';
import type { KeyRange } from './iterate.ts';
import { HIGHEST_VERSION } from './versions.ts';

/** The documents of the index by id, without their version. */
export type IndexedDocuments = ReadonlyMap<string, JsonObject>;

/** The most ids that one request may name. */
const PAGE = 1000;

export async function readIndexed(search: SearchGateway, ids: readonly string[]): Promise<IndexedDocuments> {
  const documents = new Map<string, JsonObject>();
  for (let start = 0; start < ids.length; start += PAGE) {
    for (const found of await search.getObjects(ids.slice(start, start + PAGE))) {
      // The index ignores every push to a record whose version is higher than ours can be. With its version left in, the
      // record counts as different and is replaced.
      const isForeign = found !== null && found.version >= HIGHEST_VERSION;
      if (found) documents.set(found.objectID, isForeign ? found : withoutVersion(found));
    }
  }
  return documents;
}

export function withoutVersion(document: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(document).filter(([attribute]) => attribute !== 'version'));
}

/** Selects the documents of a range by their `idRange`, so also those of ids that share their first 48 bits with an end of it. */
export function documentsIn({ afterId, upToId }: KeyRange): Pick<SearchOptions, 'filters'> {
  const from = afterId === null ? null : `idRange >= ${idRange(afterId)}`;
  const to = upToId === null ? null : `idRange <= ${idRange(upToId)}`;
  const filters = [from, to].filter((part) => part !== null).join(' AND ');
  return { ...(filters && { filters }) };
}

/** The ids of the documents that the index holds in this range. */
export async function* indexedIds(
  search: SearchGateway,
  range: KeyRange,
): AsyncGenerator<string, void, undefined> {
  const { afterId, upToId } = range;
  for await (const id of everyId(search, documentsIn(range))) {
    if (!isProfileId(id)) continue;
    if ((afterId === null || id > afterId) && (upToId === null || id <= upToId)) yield id;
  }
}

/** The ids of all documents that the index holds, also where they are not those of profiles. */
export async function* everyId(
  search: SearchGateway,
  options: Pick<SearchOptions, 'filters'> = {},
): AsyncGenerator<string, void, undefined> {
  for await (const { objectID } of search.browse({ ...options, attributesToRetrieve: ['objectID'] }))
    yield objectID;
}

/** How many documents the index holds; 0 where there is none. */
export async function countDocuments(
  search: SearchGateway,
  options: Pick<SearchOptions, 'filters'> = {},
): Promise<number> {
  try {
    return (await search.search('', { ...options, hitsPerPage: 1 })).nbHits;
  } catch (error) {
    if (error instanceof SearchError && error.code === 'NOT_FOUND') return 0;
    throw error;
  }
}

export interface Orphans {
  /** Documents with a wrong `idRange`, and no profile or search state. */
  readonly profileIds: readonly string[];
  /** Documents whose id is not the id of a profile. */
  readonly unknownIds: readonly string[];
}

/** Browses the whole index for documents that no key range contains. */
export async function findOrphans(search: SearchGateway, db: DatabaseLike): Promise<Orphans> {
  const unknownIds: string[] = [];
  const outsideRange: string[] = [];
  for await (const found of search.browse({ attributesToRetrieve: ['objectID', 'idRange'] })) {
    const { objectID } = found;
    if (!isProfileId(objectID)) unknownIds.push(objectID);
    else if (found['idRange'] !== idRange(objectID)) outsideRange.push(objectID);
  }
  // Ids that are in the database belong to the batch of their range.
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT id FROM profile WHERE id = ANY(${outsideRange}::uuid[]) AND visibility = 'PUBLIC'
    UNION SELECT profile_id FROM search_state WHERE profile_id = ANY(${outsideRange}::uuid[]) AND indexed`;
  const inDatabase = new Set(rows.map(({ id }) => id));
  return { unknownIds, profileIds: outsideRange.filter((id) => !inDatabase.has(id)) };
}

/** Vitae writes ids in lower case. No row can be locked for any other id. */
export function isProfileId(objectID: string): boolean {
  return isUuid(objectID) && objectID === objectID.toLowerCase();
}
