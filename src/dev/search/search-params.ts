// The parameters of a search: their types, and the URL-encoded form that secured keys and old clients use.
// A parameter that this server does not apply is a 400 with its name, and so is a malformed one: a front end must not learn in
// production what it does. Parameters that change no result are accepted.
// Source: https://www.algolia.com/doc/api-reference/search-api-parameters
import { z } from 'zod';

import { parseJson } from '../../search/json.ts';
import type { JsonObject, JsonValue } from '../../search/json.ts';
import { badRequest } from './failure.ts';
import { parseFacetFilters, parseNumericFilters, parseTagFilters } from './filters/condition.ts';
import type { Filter } from './filters/filter.ts';
import { parseFilters } from './filters/parse.ts';
import { optionRules } from './options.ts';
import type { SearchOptions, Settings } from './settings.ts';

const filterList = z.union([z.string(), z.array(z.union([z.string(), z.array(z.string())]))]);
const names = z.union([z.array(z.string()), z.string().transform((name) => [name])]);

/** They concern analytics, or features that no index here has: rules, synonyms, groups of records, personalization. */
const withoutEffect = [
  'analytics',
  'analyticsTags',
  'clickAnalytics',
  'decompoundQuery',
  'enableABTest',
  'enablePersonalization',
  'enableReRanking',
  'enableRules',
  'facetingAfterDistinct',
  'percentileComputation',
  'personalizationImpact',
  'replaceSynonymsInHighlight',
  'ruleContexts',
  'synonyms',
  'userToken',
] as const;

/** Source: https://www.algolia.com/doc/api-reference/api-parameters/query */
const MAX_QUERY_BYTES = 512;

const schema = z.strictObject({
  ...z.object(optionRules).partial().shape,
  query: z
    .string()
    .refine((query) => Buffer.byteLength(query) <= MAX_QUERY_BYTES, `at most ${MAX_QUERY_BYTES} bytes`)
    .optional(),
  filters: z.string().optional(),
  facetFilters: filterList.optional(),
  numericFilters: filterList.optional(),
  tagFilters: filterList.optional(),
  optionalFilters: filterList.optional(),
  sumOrFiltersScores: z.literal(false).optional(),
  restrictSearchableAttributes: names.optional(),
  facets: names.optional(),
  page: z.int().min(0).optional(),
  offset: z.int().min(0).optional(),
  length: z.int().min(0).max(1000).optional(),
  cursor: z.string().optional(),
  ...Object.fromEntries(withoutEffect.map((name) => [name, z.unknown().optional()])),
});

export type SearchParams = Partial<z.infer<typeof schema>>;

/** @throws Failure 400 */
export function readSearchParams(body: JsonObject): SearchParams {
  const { params, ...rest } = body;
  const encoded = typeof params === 'string' ? decodeParams(params) : {};
  const given = Object.entries({ ...encoded, ...rest }).filter(([, value]) => value !== null);
  const result = schema.safeParse(Object.fromEntries(given));
  // The defaults of the options are those of the settings.
  if (result.success) {
    const named = new Set(given.map(([name]) => name));
    return Object.fromEntries(Object.entries(result.data).filter(([name]) => named.has(name)));
  }
  const issue = result.error.issues[0];
  if (issue?.code === 'unrecognized_keys') {
    throw badRequest(`The local search server does not know the parameter "${issue.keys[0] ?? ''}"`);
  }
  const name = issue?.path.join('.') ?? '';
  throw badRequest(`Invalid value for "${name}" parameter: ${issue?.message ?? 'unknown'}`);
}

/** The settings of the index, and what the parameters say instead. */
export function optionsOf(params: SearchParams, settings: Settings): SearchOptions {
  return Object.assign({}, settings.options, params);
}

/** What a secured key says beside the parameters of a search. */
const keyParams = new Set(['validUntil', 'restrictIndices', 'restrictSources']);

/** The parameters of a search that a secured key sets. */
export function readKeyParams(params: JsonObject): SearchParams {
  return readSearchParams(
    Object.fromEntries(Object.entries(params).filter(([name]) => !keyParams.has(name))),
  );
}

const lists = new Set([
  'analyticsTags',
  'attributesToHighlight',
  'attributesToRetrieve',
  'attributesToSnippet',
  'facetFilters',
  'facets',
  'numericFilters',
  'optionalFilters',
  'optionalWords',
  'responseFields',
  'restrictIndices',
  'restrictSearchableAttributes',
  'ruleContexts',
  'tagFilters',
]);
const rules: Readonly<Record<string, z.ZodType>> = { ...schema.shape, validUntil: z.number() };

/** Decodes `params` and secured keys. Lists are JSON or separated by commas. */
export function decodeParams(encoded: string): JsonObject {
  const entries = [...new URLSearchParams(encoded)].map(([name, value]): [string, JsonValue] => {
    if (lists.has(name)) return [name, decodeList(name, value)];
    if (!Object.hasOwn(rules, name) || rules[name]?.safeParse(value).success) return [name, value];
    if (value === 'true' || value === 'false') return [name, value === 'true'];
    return [name, Number(value)];
  });
  return Object.fromEntries(entries);
}

function decodeList(name: string, value: string): JsonValue {
  if (!value.startsWith('[')) return value.split(',').filter((item) => item !== '');
  try {
    return parseJson(value);
  } catch (error) {
    throw badRequest(`Invalid value for "${name}" parameter: ${String(error)}`);
  }
}

/** All filters as one AND. */
export function filterOf({ filters, facetFilters, numericFilters, tagFilters }: SearchParams): Filter {
  return [
    ...(filters === undefined ? [] : parseFilters(filters)),
    ...(facetFilters === undefined ? [] : parseFacetFilters(facetFilters)),
    ...(numericFilters === undefined ? [] : parseNumericFilters(numericFilters)),
    ...(tagFilters === undefined ? [] : parseTagFilters(tagFilters)),
  ];
}
