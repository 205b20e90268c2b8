// Finds the records of an index that match a search: its filters, and the words of its query.
import type { JsonObject } from '../../search/json.ts';
import { compileFilter } from './filters/filter.ts';
import type { Predicate } from './filters/filter.ts';
import { compileOptionalFilters } from './filters/condition.ts';
import type { IndexState } from './index-state.ts';
import type { Candidate } from './ranking.ts';
import { filterOf } from './search-params.ts';
import type { SearchParams } from './search-params.ts';
import type { SearchOptions } from './settings.ts';
import type { TextSearch } from './text/text-index.ts';

interface Candidates {
  readonly found: Candidate[];
  /** Null without words in the query. */
  readonly search: TextSearch | null;
}

/** @param sources the parameters of the request and of its key, whose filters must all match */
export async function findCandidates(
  index: IndexState,
  { query = '', optionalFilters }: SearchParams,
  options: SearchOptions,
  sources: readonly SearchParams[],
): Promise<Candidates> {
  const { settings } = index;
  const score =
    optionalFilters === undefined ? () => 0 : compileOptionalFilters(optionalFilters, settings.filterable);
  const matching = [...index.records.values()].filter(restrict(index, sources));
  let last: Candidates = { found: [], search: null };
  for (const attempt of attempts(query, options)) {
    const search = await index.text.search(attempt.query, settings, attempt.options);
    const ranked =
      search === null ? matching.map((record) => ({ record, rank: null })) : rankAll(matching, search);
    const found = ranked.map((one) => ({ ...one, filters: score(one.record) }));
    last = { found: fewestTypos(found, options), search };
    if (found.length > 0) break;
  }
  return last;
}

function rankAll(records: readonly JsonObject[], search: TextSearch): Pick<Candidate, 'record' | 'rank'>[] {
  return records.flatMap((record) => {
    const { objectID } = record;
    const rank = typeof objectID === 'string' ? search.rankOf(objectID) : null;
    return rank === null ? [] : [{ record, rank }];
  });
}

/** The query, and what to try while nothing is found (`removeWordsIfNoResults`). */
function* attempts(
  query: string,
  options: SearchOptions,
): Generator<{ query: string; options: SearchOptions }> {
  yield { query, options };
  const words = query.split(/\s+/).filter((word) => word !== '');
  const { removeWordsIfNoResults } = options;
  if (removeWordsIfNoResults === 'none') return;
  if (removeWordsIfNoResults === 'allOptional') {
    yield { query, options: { ...options, optionalWords: words } };
    return;
  }
  for (let left = words.length - 1; left > 0; left -= 1) {
    const kept = removeWordsIfNoResults === 'lastWords' ? words.slice(0, left) : words.slice(-left);
    yield { query: kept.join(' '), options };
  }
}

/** With the typo tolerance `min` only the lowest number of typos stays; with `strict` the two lowest. */
function fewestTypos(found: Candidate[], { typoTolerance }: SearchOptions): Candidate[] {
  if (typoTolerance !== 'min' && typoTolerance !== 'strict') return found;
  const numbers = [...new Set(found.map(({ rank }) => rank?.typos ?? 0))].sort((a, b) => a - b);
  const kept = numbers.slice(0, typoTolerance === 'min' ? 1 : 2);
  return found.filter(({ rank }) => kept.includes(rank?.typos ?? 0));
}

/** All filters of all sources must match. */
export function restrict(index: IndexState, sources: readonly SearchParams[]): Predicate {
  const filter = sources.flatMap(filterOf);
  return filter.length === 0 ? () => true : compileFilter(filter, index.settings.filterable);
}
