// Parses single conditions (`attr:value`, `attr >= 3`, `attr:1 TO 5`, a bare tag) and the arrays `facetFilters`, `numericFilters`,
// `tagFilters` and `optionalFilters`, whose outer list is an AND and whose inner lists are ORs. Malformed text is a 400.
// Source: https://www.algolia.com/doc/api-reference/api-parameters/facetFilters and .../numericFilters
import type { JsonObject } from '../../../search/json.ts';
import { badRequest } from '../failure.ts';
import type { Failure } from '../failure.ts';
import { compileFilter } from './filter.ts';
import type { Comparison, Condition, Filter, Filterable } from './filter.ts';

export type FilterList = string | (string | string[])[];
type Fail = (reason: string) => Failure;

const comparisons: readonly string[] = ['=', '!=', '<', '<=', '>', '>='] satisfies Comparison[];

function isComparison(text: string): text is Comparison {
  return comparisons.includes(text);
}

type Parts = { attribute: string; negated: boolean } & (
  { comparison: string; value: string } | { low: string; high: string }
);

export function conditionFromParts(parts: Parts, fail: Fail): Condition {
  const { attribute, negated } = parts;
  if ('low' in parts) {
    const [low, high] = [toNumber(parts.low, fail), toNumber(parts.high, fail)];
    return { kind: 'range', attribute, low, high, negated };
  }
  if (!isComparison(parts.comparison)) throw fail(`${parts.comparison} is not a comparison`);
  const value = toNumber(parts.value, fail);
  return { kind: 'number', attribute, comparison: parts.comparison, value, negated };
}

/** @param text a word by itself: a quoted `"attr:value"`, or a tag */
export function conditionFrom(text: string, negated: boolean): Condition {
  const colon = text.indexOf(':');
  if (colon <= 0) return { kind: 'facet', attribute: '_tags', value: text, negated };
  return { kind: 'facet', attribute: text.slice(0, colon), value: text.slice(colon + 1), negated };
}

export function parseFacetFilters(list: FilterList): Filter {
  return toClauses(list, (text) => {
    const colon = text.indexOf(':');
    if (colon <= 0) throw badRequest(`facetFilters: "${text}" is not of the form attribute:value`);
    const attribute = text.slice(0, colon);
    const raw = text.slice(colon + 1);
    if (raw.startsWith('-')) return { kind: 'facet', attribute, value: raw.slice(1), negated: true };
    return { kind: 'facet', attribute, value: raw.startsWith('\\-') ? raw.slice(1) : raw, negated: false };
  });
}

/** `-tag` is any record without the tag. */
export function parseTagFilters(list: FilterList): Filter {
  const clauses = typeof list === 'string' ? list.split(',') : list;
  return toClauses(clauses, (text) => {
    const negated = text.startsWith('-');
    return { kind: 'facet', attribute: '_tags', value: negated ? text.slice(1) : text, negated };
  });
}

const SCORE = /^(.*)<score=(\d+)>$/;

/**
 * Records that match rank higher, and the others stay. Of the conditions of an inner list, the highest score counts.
 * Source: https://www.algolia.com/doc/api-reference/api-parameters/optionalFilters
 * @returns the score of a record
 */
export function compileOptionalFilters(
  list: FilterList,
  filterable: Filterable,
): (record: JsonObject) => number {
  const clauses = (typeof list === 'string' ? [list] : list).map((clause) =>
    (typeof clause === 'string' ? [clause] : clause).map((text) => {
      const [, condition = text, score = '1'] = SCORE.exec(text) ?? [];
      return { matches: compileFilter(parseFacetFilters(condition), filterable), score: Number(score) };
    }),
  );
  return (record) =>
    clauses.reduce(
      (sum, conditions) =>
        sum + Math.max(0, ...conditions.map(({ matches, score }) => (matches(record) ? score : 0))),
      0,
    );
}

export function parseNumericFilters(list: FilterList): Filter {
  const fail: Fail = (reason) => badRequest(`numericFilters: ${reason}`);
  return toClauses(list, (text) => {
    const trimmed = text.trim();
    const range = /^([^:]+):\s*(\S+)\s+TO\s+(\S+)$/.exec(trimmed);
    if (range !== null) {
      const [, attribute = '', low = '', high = ''] = range;
      return conditionFromParts({ attribute: attribute.trimEnd(), low, high, negated: false }, fail);
    }
    const comparison = /^([^<>=!]+)(<=|>=|!=|[<>=])\s*(\S+)$/.exec(trimmed);
    if (comparison === null) throw fail(`"${text}" is neither a comparison nor a range`);
    const [, attribute = '', operator = '', value = ''] = comparison;
    return conditionFromParts(
      { attribute: attribute.trimEnd(), comparison: operator, value, negated: false },
      fail,
    );
  });
}

function toClauses(list: FilterList, toCondition: (text: string) => Condition): Filter {
  const clauses = typeof list === 'string' ? [list] : list;
  return clauses
    .map((clause) => (typeof clause === 'string' ? [clause] : clause).map(toCondition))
    .filter((clause) => clause.length > 0);
}

function toNumber(text: string, fail: Fail): number {
  const number = text.trim() === '' ? Number.NaN : Number(text);
  if (!Number.isFinite(number)) throw fail(`"${text}" is not a number`);
  return number;
}
