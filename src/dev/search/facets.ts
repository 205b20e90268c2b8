// Counts facet values, computes the statistics of numeric facets, and searches in facet values, over the records that a search found.
// As on Algolia, a facet that is not declared, or declared as filterOnly, is left out.
// Source: https://www.algolia.com/doc/api-reference/api-parameters/facets and
// https://www.algolia.com/doc/rest-api/search/search-for-facet-values
import type { JsonObject } from '../../search/json.ts';
import { valuesAt } from './attributes.ts';
import type { SearchOptions, Settings } from './settings.ts';

export function countFacets(
  records: readonly JsonObject[],
  wanted: readonly string[],
  { facets: declared }: Settings,
  options: SearchOptions,
): { facets: JsonObject; facets_stats: JsonObject } {
  const countable = [...declared].filter(([, { isCountable }]) => isCountable).map(([name]) => name);
  const names = wanted.includes('*') ? countable : countable.filter((name) => wanted.includes(name));
  const facets: [string, JsonObject][] = [];
  const stats: [string, JsonObject][] = [];
  for (const name of names) {
    const counts = countValues(records, name, options.sortFacetValuesBy).slice(0, options.maxValuesPerFacet);
    if (counts.length > 0) facets.push([name, Object.fromEntries(counts)]);
    const numbers = statsOf(records, name);
    if (numbers !== null) stats.push([name, numbers]);
  }
  return { facets: Object.fromEntries(facets), facets_stats: Object.fromEntries(stats) };
}

/** How many of the records have each value. */
export function countValues(
  records: readonly JsonObject[],
  name: string,
  order: SearchOptions['sortFacetValuesBy'],
): [value: string, count: number][] {
  const counts = new Map<string, number>();
  for (const record of records) {
    const values = new Set(valuesAt(record, name).map(String));
    for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  const byValue = (a: [string, number], b: [string, number]) => (a[0] < b[0] ? -1 : 1);
  return [...counts].sort((a, b) => (order === 'count' ? b[1] - a[1] : 0) || byValue(a, b));
}

function statsOf(records: readonly JsonObject[], name: string): JsonObject | null {
  const numbers = { min: Infinity, max: -Infinity, sum: 0, count: 0 };
  for (const record of records) {
    for (const value of valuesAt(record, name)) {
      if (typeof value !== 'number') continue;
      numbers.min = Math.min(numbers.min, value);
      numbers.max = Math.max(numbers.max, value);
      numbers.sum += value;
      numbers.count += 1;
    }
  }
  const { min, max, sum, count } = numbers;
  return count === 0 ? null : { min, max, avg: sum / count, sum };
}
