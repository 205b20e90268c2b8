// Owns how the index is read back to be compared with the database. It changes nothing.
import type { Database } from '../database/client.ts';
import { isUuid } from '../graphql/uuid.ts';
import type { SearchGateway } from '../search/gateway.ts';
import type { JsonObject } from '../search/json.ts';
import { idRange } from './document.ts';
import type { KeyRange } from './iterate.ts';
import { HIGHEST_VERSION } from './versions.ts';

/** Documents as they stand in the index, by id, without the gateway's own version. */
export type IndexedDocuments = ReadonlyMap<string, JsonObject>;

/** The most ids that one request may name. */
const PAGE = 1000;

export async function readIndexed(search: SearchGateway, ids: readonly string[]): Promise<IndexedDocuments> {
  const documents = new Map<string, JsonObject>();
  for (let start = 0; start < ids.length; start += PAGE) {
    for (const found of await search.getObjects(ids.slice(start, start + PAGE))) {
      // No push of ours would ever get past such a version: left in, it is a difference, and is mended.
      const isStrange = found !== null && found.version > HIGHEST_VERSION;
      if (found) documents.set(found.objectID, isStrange ? found : withoutVersion(found));
    }
  }
  return documents;
}

export function withoutVersion(document: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(document).filter(([attribute]) => attribute !== 'version'));
}

/** The ids that the index itself holds in this range. */
export async function* indexedIds(
  search: SearchGateway,
  { afterId, upToId }: KeyRange,
): AsyncGenerator<string, void, undefined> {
  const from = afterId === null ? null : `idRange >= ${idRange(afterId)}`;
  const to = upToId === null ? null : `idRange <= ${idRange(upToId)}`;
  const filters = [from, to].filter((part) => part !== null).join(' AND ');
  const asked = { ...(filters && { filters }), attributesToRetrieve: ['objectID'] };
  for await (const { objectID } of search.browse(asked)) {
    if (!isProfileId(objectID)) continue;
    // Several ids may share their first 48 bits.
    if ((afterId === null || objectID > afterId) && (upToId === null || objectID <= upToId)) yield objectID;
  }
}

export interface Strays {
  /** Documents that no range finds, since their `idRange` is not that of their id, and that nothing else knows of. */
  readonly profileIds: readonly string[];
  /** Documents whose id can be no profile's. */
  readonly objectIds: readonly string[];
}

/** What no range of the index holds: found by walking through all of it. */
export async function findStrays(search: SearchGateway, db: Database): Promise<Strays> {
  const objectIds: string[] = [];
  const hidden: string[] = [];
  for await (const found of search.browse({ attributesToRetrieve: ['objectID', 'idRange'] })) {
    const { objectID } = found;
    if (!isProfileId(objectID)) objectIds.push(objectID);
    else if (found['idRange'] !== idRange(objectID)) hidden.push(objectID);
  }
  // Those that the database knows of belong to the batch of their range.
  const known = await db.$queryRaw<{ id: string }[]>`
    SELECT id FROM profile WHERE id = ANY(${hidden}::uuid[]) AND visibility = 'PUBLIC'
    UNION SELECT profile_id FROM search_state WHERE profile_id = ANY(${hidden}::uuid[]) AND indexed`;
  const others = new Set(known.map(({ id }) => id));
  return { objectIds, profileIds: hidden.filter((id) => !others.has(id)) };
}

/** As Vitae writes them: anything else is not ours, and no row can be locked for it. */
function isProfileId(objectID: string): boolean {
  return isUuid(objectID) && objectID === objectID.toLowerCase();
}
