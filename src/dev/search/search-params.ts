// The parameters of a search: their types, and the URL-encoded form that secured keys and old clients use.
// Unknown parameters are ignored, malformed ones are a 400.
// Source: https://www.algolia.com/doc/api-reference/search-api-parameters
import { z } from 'zod';

import { parseJson } from '../../search/json.ts';
import type { JsonObject, JsonValue } from '../../search/json.ts';
import { badRequest } from './failure.ts';
import { parseFacetFilters, parseNumericFilters } from './filters/condition.ts';
import type { Filter } from './filters/filter.ts';
import { parseFilters } from './filters/parse.ts';

const filterList = z.union([z.string(), z.array(z.union([z.string(), z.array(z.string())]))]);
const schema = z.object({
  query: z.string().optional(),
  filters: z.string().optional(),
  facetFilters: filterList.optional(),
  numericFilters: filterList.optional(),
  facets: z.union([z.array(z.string()), z.string().transform((name) => [name])]).optional(),
  page: z.int().min(0).optional(),
  hitsPerPage: z.int().min(0).max(1000).optional(),
  offset: z.int().min(0).optional(),
  length: z.int().min(0).max(1000).optional(),
  attributesToRetrieve: z.array(z.string()).optional(),
  cursor: z.string().optional(),
});

export type SearchParams = z.infer<typeof schema>;

/** @throws Failure 400 */
export function readSearchParams(body: JsonObject): SearchParams {
  const { params, ...rest } = body;
  const encoded = typeof params === 'string' ? decodeParams(params) : {};
  const result = schema.safeParse({ ...encoded, ...rest });
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw badRequest(
    `Invalid value for "${issue?.path.join('.') ?? ''}" parameter: ${issue?.message ?? 'unknown'}`,
  );
}

const numbers = new Set(['page', 'hitsPerPage', 'offset', 'length', 'validUntil']);
const lists = new Set([
  'facets',
  'attributesToRetrieve',
  'restrictIndices',
  'facetFilters',
  'numericFilters',
]);

/** Decodes `params` and secured keys. Lists are JSON or separated by commas. */
export function decodeParams(encoded: string): JsonObject {
  const entries = [...new URLSearchParams(encoded)].map(([name, value]): [string, JsonValue] => {
    if (numbers.has(name)) return [name, Number(value)];
    if (!lists.has(name)) return [name, value];
    if (!value.startsWith('[')) return [name, value.split(',').filter((item) => item !== '')];
    try {
      return [name, parseJson(value)];
    } catch (error) {
      throw badRequest(`Invalid value for "${name}" parameter: ${String(error)}`);
    }
  });
  return Object.fromEntries(entries);
}

/** All filters as one AND. */
export function filterOf(params: SearchParams): Filter {
  return [
    ...(params.filters === undefined ? [] : parseFilters(params.filters)),
    ...(params.facetFilters === undefined ? [] : parseFacetFilters(params.facetFilters)),
    ...(params.numericFilters === undefined ? [] : parseNumericFilters(params.numericFilters)),
  ];
}
