// Answers a search, a page of a browse, and a search in the values of a facet, over one index, within the restrictions of the key.
// Malformed parameters are a 400.
// Source: https://www.algolia.com/doc/rest-api/search/search-single-index and .../browse
import { randomBytes } from 'node:crypto';
import { z } from 'zod';

import { isJsonObject, parseJson } from '../../search/json.ts';
import type { JsonObject } from '../../search/json.ts';
import { project } from './attributes.ts';
import { findCandidates, restrict } from './candidates.ts';
import { countFacets, countValues } from './facets.ts';
import { badRequest } from './failure.ts';
import { highlightsOf } from './highlight.ts';
import type { IndexState } from './index-state.ts';
import { compareBy } from './ranking.ts';
import { optionsOf, readSearchParams } from './search-params.ts';
import type { SearchParams } from './search-params.ts';
import type { SearchOptions } from './settings.ts';
import { countTypos, allowedTypos } from './text/typos.ts';
import type { TextSearch } from './text/text-index.ts';
import { createTokenizer } from './text/words.ts';

/** How the key of the request changes a search. */
export interface Restrictions {
  params: readonly SearchParams[];
  seesUnretrievable: boolean;
}

export async function runSearch(
  index: IndexState,
  given: SearchParams,
  by: Restrictions,
): Promise<JsonObject> {
  const startedAt = performance.now();
  const params = override(given, by);
  const options = optionsOf(params, index.settings);
  const { found, search } = await findCandidates(index, params, options, [given, ...by.params]);
  const { typoTolerance } = options;
  found.sort(compareBy(index.settings, typoTolerance === 'min' || typoTolerance === 'strict'));

  const { start, end, ...paging } = pageOf(params, options, found.length, index.settings.paginationLimitedTo);
  const answer: JsonObject = {
    hits: found.slice(start, end).map(({ record }) => show(record, { index, options, by, search })),
    nbHits: found.length,
    ...paging,
    exhaustiveNbHits: true,
    exhaustiveFacetsCount: true,
    exhaustive: { nbHits: true, typo: true, facetsCount: true },
    ...(params.facets === undefined
      ? {}
      : countFacets(
          found.map(({ record }) => record),
          params.facets,
          index.settings,
          options,
        )),
    query: params.query ?? '',
    params: new URLSearchParams({ query: params.query ?? '' }).toString(),
    processingTimeMS: Math.round(performance.now() - startedAt),
    ...('clickAnalytics' in params && { queryID: randomBytes(16).toString('hex') }),
  };
  const { responseFields } = options;
  if (responseFields.includes('*')) return answer;
  return Object.fromEntries(Object.entries(answer).filter(([name]) => responseFields.includes(name)));
}

/** `offset` and `length` stand for `page` and `hitsPerPage` where both are given. */
function pageOf(params: SearchParams, options: SearchOptions, count: number, limit: number) {
  const reachable = Math.min(count, limit);
  const { offset, length } = params;
  if (offset !== undefined && length !== undefined) {
    return { start: Math.min(offset, reachable), end: Math.min(offset + length, reachable), offset, length };
  }
  const { page = 0 } = params;
  const { hitsPerPage } = options;
  return {
    start: Math.min(page * hitsPerPage, reachable),
    end: Math.min((page + 1) * hitsPerPage, reachable),
    page,
    nbPages: hitsPerPage === 0 ? 0 : Math.ceil(reachable / hitsPerPage),
    hitsPerPage,
  };
}

interface Showing {
  readonly index: IndexState;
  readonly options: SearchOptions;
  readonly by: Restrictions;
  readonly search: TextSearch | null;
}

function show(record: JsonObject, { index, options, by, search }: Showing): JsonObject {
  const hidden = by.seesUnretrievable ? [] : index.settings.unretrievable;
  const visible = project(record, undefined, hidden);
  return {
    ...project(visible, options.attributesToRetrieve),
    ...highlightsOf(visible, search, index.settings, options),
  };
}

const cursorSchema = z.object({
  after: z.string(),
  nbHits: z.number(),
  params: z.custom<JsonObject>(isJsonObject),
});

/** Ignores `query`: a browse filters, and does not search. */
export function runBrowse(index: IndexState, given: SearchParams, by: Restrictions): JsonObject {
  const resumed = given.cursor === undefined ? null : readCursor(given.cursor);
  const asked = resumed === null ? given : readSearchParams(resumed.params);
  const params = override(asked, by);
  const { hitsPerPage = 1000 } = params;
  if (hitsPerPage === 0) throw badRequest('hitsPerPage must be 1 or more');
  const matches = restrict(index, [asked, ...by.params]);
  // Counted for the first page only, and then carried in the cursor: a count reads every record.
  const nbHits =
    resumed?.nbHits ??
    index.records
      .values()
      .filter(matches)
      .reduce((count) => count + 1, 0);

  const hidden = by.seesUnretrievable ? [] : index.settings.unretrievable;
  const ids = index.sortedIDs;
  const page: JsonObject[] = [];
  let after = '';
  let more = false;
  for (let at = resumed === null ? 0 : firstAfter(ids, resumed.after); at < ids.length; at += 1) {
    const id = ids[at] ?? '';
    const record = index.records.get(id);
    if (record === undefined || !matches(record)) continue;
    if (page.length === hitsPerPage) {
      more = true;
      break;
    }
    page.push(project(record, params.attributesToRetrieve, hidden));
    after = id;
  }
  const next = JSON.stringify({ after, nbHits, params: { ...asked, cursor: undefined } });
  return {
    hits: page,
    nbHits,
    page: 0,
    nbPages: Math.ceil(nbHits / hitsPerPage),
    hitsPerPage,
    query: params.query ?? '',
    params: '',
    processingTimeMS: 1,
    ...(more ? { cursor: Buffer.from(next).toString('base64url') } : {}),
  };
}

export interface FacetQuery {
  readonly facet: string;
  readonly facetQuery: string;
  readonly maxFacetHits: number;
}

/** The values of a facet, among the records that the search finds, whose words begin with those of the query. */
export async function searchFacet(
  index: IndexState,
  { facet, facetQuery, maxFacetHits }: FacetQuery,
  given: SearchParams,
  by: Restrictions,
): Promise<JsonObject> {
  if (!index.settings.facets.get(facet)?.isSearchable) {
    throw badRequest(
      `Cannot search in \`${facet}\` attribute, you need to add \`searchable(${facet})\` to attributesForFaceting.`,
    );
  }
  const params = override(given, by);
  const options = optionsOf(params, index.settings);
  const { found } = await findCandidates(index, params, options, [given, ...by.params]);
  const tokenize = createTokenizer(index.settings);
  const terms = tokenize(facetQuery).map(({ word }) => word);
  const isFound = (term: string, word: string) =>
    word.startsWith(term) || countTypos(term, word, allowedTypos(term, options), true) !== null;
  const facetHits = countValues(
    found.map(({ record }) => record),
    facet,
    options.sortFacetValuesBy,
  ).flatMap(([value, count]) => {
    const words = tokenize(value);
    if (!terms.every((term) => words.some(({ word }) => isFound(term, word)))) return [];
    const marked = words.filter(({ word }) => terms.some((term) => isFound(term, word)));
    const highlighted = marked.reduceRight((text, { start, end, word }) => {
      const term = terms.find((one) => word.startsWith(one));
      const until = term !== undefined && word.length === end - start ? start + term.length : end;
      const { highlightPreTag: open, highlightPostTag: close } = options;
      return text.slice(0, start) + open + text.slice(start, until) + close + text.slice(until);
    }, value);
    return [{ value, highlighted, count }];
  });
  return { facetHits: facetHits.slice(0, maxFacetHits), exhaustiveFacetsCount: true, processingTimeMS: 1 };
}

/** A key's parameters replace the request's. Filters are added instead: see `restrict`. */
function override(given: SearchParams, by: Restrictions): SearchParams {
  return by.params.reduce((params, fixed) => ({ ...params, ...fixed }), given);
}

function readCursor(cursor: string): z.infer<typeof cursorSchema> {
  try {
    return cursorSchema.parse(parseJson(Buffer.from(cursor, 'base64url').toString()));
  } catch {
    throw badRequest('Cursor is not valid');
  }
}

function firstAfter(ids: readonly string[], after: string): number {
  let low = 0;
  let high = ids.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ids[middle] ?? '') <= after) low = middle + 1;
    else high = middle;
  }
  return low;
}
