// Compares the index with the public profiles in the database, document for document.
import { expect } from 'vitest';
import { buildDocuments } from '../../src/indexing/document.ts';
import { withoutVersion } from '../../src/indexing/indexed.ts';
import type { JsonObject } from '../../src/search/json.ts';
import type { Vitae } from './vitae.ts';

/** All documents of the index by id, without their versions. */
export async function indexedDocuments({ search }: Pick<Vitae, 'search'>): Promise<Map<string, JsonObject>> {
  const found = new Map<string, JsonObject>();
  for await (const document of search.browse()) {
    expect(document.version, document.objectID).toBeGreaterThan(0);
    expect(found.has(document.objectID), document.objectID).toBe(false);
    found.set(document.objectID, withoutVersion(document));
  }
  return found;
}

/** @returns how many documents there are */
export async function expectIndexEqualsDatabase(vitae: Pick<Vitae, 'search' | 'db'>): Promise<number> {
  const found = await indexedDocuments(vitae);
  const profiles = await vitae.db.profile.findMany({ where: { visibility: 'PUBLIC' } });
  expect([...found.keys()].sort()).toEqual(profiles.map(({ id }) => id).sort());
  for (const { document } of await buildDocuments(vitae.db, profiles)) {
    expect(found.get(document.objectID)).toEqual(document);
  }
  const states = await vitae.db.searchState.findMany({ where: { indexed: true } });
  expect(states.map(({ profileId }) => profileId).sort()).toEqual([...found.keys()].sort());
  return found.size;
}
