// An index's settings: Algolia's defaults, merging a change, and reading the settings that this server applies.
// Other settings are stored and returned. A setting of the wrong type is a 400.
// Source: https://www.algolia.com/doc/api-reference/settings-api-parameters
import { z } from 'zod';

import type { JsonObject } from '../../search/json.ts';
import { badRequest } from './failure.ts';
import type { Filterable } from './filters/filter.ts';
import { optionRules } from './options.ts';

const names = z.array(z.string());
const defaultRanking = ['typo', 'geo', 'words', 'filters', 'proximity', 'attribute', 'exact', 'custom'];

const schema = z.object({
  ...optionRules,
  searchableAttributes: names.default([]),
  attributesForFaceting: names.default([]),
  numericAttributesForFiltering: names.nullable().default(null),
  unretrievableAttributes: names.default([]),
  ranking: names.default(defaultRanking),
  customRanking: names.default([]),
  paginationLimitedTo: z.int().min(0).default(1000),
  separatorsToIndex: z.string().default(''),
  customNormalization: z.record(z.string(), z.record(z.string(), z.string())).default({}),
  indexLanguages: names.default([]),
});

type Read = z.infer<typeof schema>;

/** The value of every option for a search. */
export type OptionDefaults = Pick<Read, keyof typeof optionRules>;
/** What a search without parameters uses, and what it can set by parameters. */
export type SearchOptions = OptionDefaults & { readonly restrictSearchableAttributes?: string[] | undefined };

/** Settings that are null until they are set. */
const UNSET = [
  'searchableAttributes',
  'attributesForFaceting',
  'numericAttributesForFiltering',
  'unretrievableAttributes',
  'attributesToRetrieve',
  'optionalWords',
  'customRanking',
] as const;

export const defaultSettings: JsonObject = {
  ...z.record(z.string(), z.json()).parse(schema.parse({})),
  ...Object.fromEntries(UNSET.map((name) => [name, null])),
  attributeForDistinct: null,
};

/** @throws Failure 400 */
export function checkSettings(settings: JsonObject): void {
  const result = schema.safeParse(mergeSettings({}, settings));
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

export interface Settings extends Pick<
  Read,
  | 'searchableAttributes'
  | 'ranking'
  | 'customRanking'
  | 'paginationLimitedTo'
  | 'separatorsToIndex'
  | 'customNormalization'
  | 'indexLanguages'
> {
  readonly options: OptionDefaults;
  readonly facets: ReadonlyMap<string, Facet>;
  readonly filterable: Filterable;
  readonly unretrievable: readonly string[];
}

interface Facet {
  readonly isCountable: boolean;
  readonly isSearchable: boolean;
}

/** @param own the settings that were set, without the defaults */
export function readSettings(own: JsonObject): Settings {
  const read = schema.parse(own);
  const facets = new Map(
    read.attributesForFaceting.map((declaration): [string, Facet] => [
      stripModifiers(declaration),
      {
        isCountable: !declaration.includes('filterOnly('),
        isSearchable: declaration.includes('searchable('),
      },
    ]),
  );
  const numbers = read.numericAttributesForFiltering?.map(stripModifiers);
  return {
    ...read,
    options: z.object(optionRules).parse(own),
    facets,
    filterable: {
      facet: (attribute) => attribute === '_tags' || facets.has(attribute),
      number: (attribute) => numbers?.includes(attribute) ?? true,
    },
    unretrievable: read.unretrievableAttributes,
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
