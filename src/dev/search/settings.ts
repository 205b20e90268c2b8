// An index's settings: Algolia's defaults, merging a change, and reading the settings that this server applies.
// Other settings are stored and returned. A setting of the wrong type is a 400.
// Source: https://www.algolia.com/doc/api-reference/settings-api-parameters
import { z } from 'zod';

import type { JsonObject } from '../../search/json.ts';
import { badRequest } from './failure.ts';
import type { Filterable } from './filters/filter.ts';

const names = z.array(z.string()).nullish();
const schema = z.object({
  searchableAttributes: names,
  attributesForFaceting: names,
  numericAttributesForFiltering: names,
  unretrievableAttributes: names,
  ranking: names,
  customRanking: names,
  paginationLimitedTo: z.int().min(0).nullish(),
  hitsPerPage: z.int().min(1).max(1000).nullish(),
  maxValuesPerFacet: z.int().min(0).max(1000).nullish(),
});

export const defaultRanking = [
  'typo',
  'geo',
  'words',
  'filters',
  'proximity',
  'attribute',
  'exact',
  'custom',
] as const;

export const defaultSettings: JsonObject = {
  minWordSizefor1Typo: 4,
  minWordSizefor2Typos: 8,
  typoTolerance: true,
  hitsPerPage: 20,
  maxValuesPerFacet: 100,
  paginationLimitedTo: 1000,
  searchableAttributes: null,
  attributesForFaceting: null,
  numericAttributesForFiltering: null,
  unretrievableAttributes: null,
  attributesToRetrieve: null,
  attributesToSnippet: null,
  attributesToHighlight: null,
  attributeForDistinct: null,
  exactOnSingleWordQuery: 'attribute',
  ranking: [...defaultRanking],
  customRanking: null,
  separatorsToIndex: '',
  removeWordsIfNoResults: 'none',
  queryType: 'prefixLast',
  highlightPreTag: '<em>',
  highlightPostTag: '</em>',
  alternativesAsExact: ['ignorePlurals', 'singleWordSynonym'],
};

/** @throws Failure 400 */
export function checkSettings(settings: JsonObject): void {
  const result = schema.safeParse(settings);
  if (!result.success) {
    const name = result.error.issues[0]?.path[0];
    throw badRequest(`Invalid value for setting ${typeof name === 'string' ? name : ''}`);
  }
}

/** Null resets a setting to its default. */
export function mergeSettings(before: JsonObject, change: JsonObject): JsonObject {
  const merged = { ...before, ...change };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null));
}

export interface Settings {
  searchableAttributes: readonly string[];
  facets: ReadonlyMap<string, { countable: boolean }>;
  filterable: Filterable;
  unretrievable: readonly string[];
  ranking: readonly string[];
  customRanking: readonly string[];
  paginationLimitedTo: number;
  hitsPerPage: number;
  maxValuesPerFacet: number;
}

/** @param own the settings that were set, without the defaults */
export function readSettings(own: JsonObject): Settings {
  const set = schema.parse(own);
  const facets = new Map(
    (set.attributesForFaceting ?? []).map((declaration) => {
      const attribute = stripModifiers(declaration);
      return [attribute, { countable: !declaration.startsWith('filterOnly(') }];
    }),
  );
  const numbers = set.numericAttributesForFiltering?.map(stripModifiers);
  return {
    searchableAttributes: set.searchableAttributes ?? [],
    facets,
    filterable: {
      facet: (attribute) => attribute === '_tags' || facets.has(attribute),
      number: (attribute) => numbers?.includes(attribute) ?? true,
    },
    unretrievable: set.unretrievableAttributes ?? [],
    ranking: set.ranking ?? defaultRanking,
    customRanking: set.customRanking ?? [],
    paginationLimitedTo: set.paginationLimitedTo ?? 1000,
    hitsPerPage: set.hitsPerPage ?? 20,
    maxValuesPerFacet: set.maxValuesPerFacet ?? 100,
  };
}

/** `afterDistinct(searchable(name))` becomes `name`. */
function stripModifiers(declaration: string): string {
  let name = declaration.trim();
  for (;;) {
    const inner = /^\w+\((.*)\)$/.exec(name)?.[1];
    if (inner === undefined) return name;
    name = inner.trim();
  }
}
