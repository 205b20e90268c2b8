// Counts facet values, and computes the statistics of numeric facets, over the records that a search found.
// As on Algolia, a facet that is not declared, or declared as filterOnly, is left out.
// Source: https://www.algolia.com/doc/api-reference/api-parameters/facets
import type { JsonObject } from '../../search/json.ts';
import { valuesAt } from './attributes.ts';
import type { Settings } from './settings.ts';

export function countFacets(
  records: readonly JsonObject[],
  wanted: readonly string[],
  settings: Settings,
): { facets: JsonObject; facets_stats: JsonObject } {
  const countable = [...settings.facets].filter(([, { countable }]) => countable).map(([name]) => name);
  const names = wanted.includes('*') ? countable : countable.filter((name) => wanted.includes(name));
  const facets: [string, JsonObject][] = [];
  const stats: [string, JsonObject][] = [];
  for (const name of names) {
    const counts = new Map<string, number>();
    const numbers = { min: Infinity, max: -Infinity, sum: 0, count: 0 };
    for (const record of records) {
      const values = valuesAt(record, name);
      for (const value of new Set(values.map(String))) counts.set(value, (counts.get(value) ?? 0) + 1);
      for (const value of values) {
        if (typeof value !== 'number') continue;
        numbers.min = Math.min(numbers.min, value);
        numbers.max = Math.max(numbers.max, value);
        numbers.sum += value;
        numbers.count += 1;
      }
    }
    const most = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
    if (most.length > 0) facets.push([name, Object.fromEntries(most.slice(0, settings.maxValuesPerFacet))]);
    if (numbers.count > 0) {
      const { min, max, sum, count } = numbers;
      stats.push([name, { min, max, avg: sum / count, sum }]);
    }
  }
  return { facets: Object.fromEntries(facets), facets_stats: Object.fromEntries(stats) };
}
