// A filter and what it matches: an AND of ORs of single conditions, the only form that Algolia accepts.
// As on Algolia, a facet condition on an attribute that the settings do not declare matches nothing.
import type { JsonObject } from '../../../search/json.ts';
import { valuesAt } from '../attributes.ts';

export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>=';

export type Condition =
  | { kind: 'facet'; attribute: string; value: string; negated: boolean }
  | { kind: 'number'; attribute: string; comparison: Comparison; value: number; negated: boolean }
  | { kind: 'range'; attribute: string; low: number; high: number; negated: boolean };

/** In every inner list one condition must match. */
export type Filter = Condition[][];

export type Predicate = (record: JsonObject) => boolean;

export interface Filterable {
  facet: (attribute: string) => boolean;
  number: (attribute: string) => boolean;
}

export function compileFilter(filter: Filter, filterable: Filterable): Predicate {
  const clauses = filter.map((conditions) => conditions.map((condition) => compile(condition, filterable)));
  return (record) => clauses.every((conditions) => conditions.some((holds) => holds(record)));
}

function compile(condition: Condition, filterable: Filterable): Predicate {
  const { attribute, negated } = condition;
  const declared = condition.kind === 'facet' ? filterable.facet(attribute) : filterable.number(attribute);
  if (!declared) return () => negated;
  const matches = matcher(condition);
  return (record) => matches(record) !== negated;
}

function matcher(condition: Condition): Predicate {
  const { attribute } = condition;
  if (condition.kind === 'facet') {
    // Facet values ignore case, tags do not.
    const fold = attribute === '_tags' ? (text: string) => text : (text: string) => text.toLowerCase();
    const wanted = fold(condition.value);
    return (record) => valuesAt(record, attribute).some((value) => fold(String(value)) === wanted);
  }
  if (condition.kind === 'range') {
    const { low, high } = condition;
    return (record) => numbersAt(record, attribute).some((value) => value >= low && value <= high);
  }
  const { comparison, value: operand } = condition;
  if (comparison === '!=') return (record) => !numbersAt(record, attribute).includes(operand);
  const holds = comparisons[comparison];
  return (record) => numbersAt(record, attribute).some((value) => holds(value, operand));
}

const comparisons: Record<Exclude<Comparison, '!='>, (left: number, right: number) => boolean> = {
  '=': (left, right) => left === right,
  '<': (left, right) => left < right,
  '<=': (left, right) => left <= right,
  '>': (left, right) => left > right,
  '>=': (left, right) => left >= right,
};

function numbersAt(record: JsonObject, attribute: string): number[] {
  return valuesAt(record, attribute).filter((value) => typeof value === 'number');
}
