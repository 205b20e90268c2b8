// Owns how the index is read back to be compared with the database.
import type { SearchGateway } from '../search/gateway.ts';
import type { JsonObject } from '../search/json.ts';

/** Documents as they stand in the index, by id, without the gateway's own version. */
export type IndexedDocuments = ReadonlyMap<string, JsonObject>;

/** The most ids that one request may name. */
const PAGE = 1000;

export async function readIndexed(search: SearchGateway, ids: readonly string[]): Promise<IndexedDocuments> {
  const documents = new Map<string, JsonObject>();
  for (let start = 0; start < ids.length; start += PAGE) {
    for (const found of await search.getObjects(ids.slice(start, start + PAGE))) {
      if (found) documents.set(found.objectID, withoutVersion(found));
    }
  }
  return documents;
}

export function withoutVersion(document: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(document).filter(([attribute]) => attribute !== 'version'));
}
