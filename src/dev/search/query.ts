// Answers a search and a page of a browse over one index, within the restrictions of the key.
// Malformed parameters are a 400.
// Source: https://www.algolia.com/doc/rest-api/search/search-single-index and .../browse
import { z } from 'zod';

import { isJsonObject, parseJson } from '../../search/json.ts';
import type { JsonObject } from '../../search/json.ts';
import { project } from './attributes.ts';
import { countFacets } from './facets.ts';
import { badRequest } from './failure.ts';
import { compileFilter } from './filters/filter.ts';
import type { Predicate } from './filters/filter.ts';
import type { IndexState } from './index-state.ts';
import { compareBy } from './ranking.ts';
import type { Candidate } from './ranking.ts';
import { filterOf, readSearchParams } from './search-params.ts';
import type { SearchParams } from './search-params.ts';

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
  const { settings } = index;
  const params = override(given, by);
  const found = await candidates(index, params.query, [given, ...by.params]);
  const compare = compareBy(settings, (params.query ?? '').trim() !== '');
  if (compare !== null) found.sort(compare);

  const { page = 0, hitsPerPage = settings.hitsPerPage } = params;
  const reachable = Math.min(found.length, settings.paginationLimitedTo);
  const { offset = page * hitsPerPage, length = hitsPerPage } = params;
  const hits = found.slice(offset, Math.min(offset + length, reachable));
  return {
    hits: hits.map(({ record }) => show(record, index, params, by)),
    nbHits: found.length,
    page,
    nbPages: hitsPerPage === 0 ? 0 : Math.ceil(reachable / hitsPerPage),
    hitsPerPage,
    exhaustiveNbHits: true,
    exhaustiveFacetsCount: true,
    exhaustive: { nbHits: true, typo: true, facetsCount: true },
    ...(params.facets === undefined
      ? {}
      : countFacets(
          found.map(({ record }) => record),
          params.facets,
          settings,
        )),
    query: params.query ?? '',
    params: new URLSearchParams({ query: params.query ?? '' }).toString(),
    processingTimeMS: Math.round(performance.now() - startedAt),
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
    page.push(show(record, index, params, by));
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

/** The records that match the parameters and the key's restrictions; the best text score first where there is a query. */
async function candidates(
  index: IndexState,
  query: string | undefined,
  sources: readonly SearchParams[],
): Promise<Candidate[]> {
  const predicate = restrict(index, sources);
  const text = (query ?? '').trim();
  const found: Candidate[] = [];
  if (text === '') {
    for (const record of index.records.values()) {
      if (predicate(record)) found.push({ record, rank: undefined });
    }
    return found;
  }
  for (const [objectID, rank] of await index.text.search(text, index.settings)) {
    const record = index.records.get(objectID);
    if (record !== undefined && predicate(record)) found.push({ record, rank });
  }
  return found;
}

/** All filters of all sources must match. */
function restrict(index: IndexState, sources: readonly SearchParams[]): Predicate {
  const filter = sources.flatMap(filterOf);
  return filter.length === 0 ? () => true : compileFilter(filter, index.settings.filterable);
}

/** A key's parameters replace the request's. Filters are added instead: see `restrict`. */
function override(given: SearchParams, by: Restrictions): SearchParams {
  return by.params.reduce((params, fixed) => ({ ...params, ...fixed }), given);
}

function show(record: JsonObject, index: IndexState, params: SearchParams, by: Restrictions): JsonObject {
  const hidden = by.seesUnretrievable ? [] : index.settings.unretrievable;
  return project(record, params.attributesToRetrieve, hidden);
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
