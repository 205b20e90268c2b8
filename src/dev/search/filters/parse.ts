// Parses Algolia's filter grammar into an AND of ORs. A 400 says what is wrong.
// What Algolia refuses is refused here too: AND within OR, NOT before a group, mixed types in one OR.
// It reads its tokens in a loop, so deep parentheses cannot overflow the stack.
// Source: https://www.algolia.com/doc/api-reference/api-parameters/filters and
// https://www.algolia.com/doc/guides/managing-results/refine-results/filtering/in-depth/combining-boolean-operators
import { badRequest } from '../failure.ts';
import { conditionFrom, conditionFromParts } from './condition.ts';
import type { Condition, Filter } from './filter.ts';
import { tokenize } from './tokens.ts';
import type { Token } from './tokens.ts';

const maxDepth = 16;
const fail = (reason: string) => badRequest(`filters: ${reason}`);

export function parseFilters(text: string): Filter {
  const tokens = tokenize(text, fail);
  if (tokens.length === 0) return [];
  const scored = tokens.find(({ text: word, quoted }) => !quoted && /<score=\d+>$/.test(word));
  if (scored) throw fail(`the local search server knows scores in optionalFilters only: ${describe(scored)}`);
  const clauses: Filter = [];
  let looseOr = false;
  let position = 0;
  for (;;) {
    const clause = readClause(tokens, position);
    checkOneType(clause.conditions);
    clauses.push(clause.conditions);
    looseOr ||= !clause.grouped && clause.conditions.length > 1;
    position = clause.next;
    const token = tokens[position];
    if (token === undefined) break;
    if (isKeyword(token, 'OR')) throw fail('a group in parentheses cannot be part of an OR');
    if (!isKeyword(token, 'AND')) throw fail(`unexpected ${describe(token)}, expected AND or OR`);
    position += 1;
  }
  if (looseOr && clauses.length > 1) {
    throw fail('filter (X AND Y) OR Z is not allowed, only (X OR Y) AND Z is allowed');
  }
  return clauses;
}

interface Clause {
  conditions: Condition[];
  grouped: boolean;
  next: number;
}

/** One condition, an OR of conditions, or such an OR in parentheses. */
function readClause(tokens: readonly Token[], start: number): Clause {
  let position = start;
  if (isKeyword(tokens[position], 'NOT') && tokens[position + 1]?.kind === 'open') {
    throw fail('NOT cannot be applied to a group');
  }
  while (tokens[position]?.kind === 'open') position += 1;
  const depth = position - start;
  if (depth > maxDepth) throw fail(`more than ${maxDepth} nested parentheses`);
  const conditions: Condition[] = [];
  for (;;) {
    const read = readCondition(tokens, position);
    conditions.push(read.condition);
    position = read.next;
    if (!isKeyword(tokens[position], 'OR')) break;
    position += 1;
    if (tokens[position]?.kind === 'open') throw fail('a group in parentheses cannot be part of an OR');
  }
  for (let closed = 0; closed < depth; closed += 1, position += 1) {
    const token = tokens[position];
    if (isKeyword(token, 'AND')) throw fail('AND is not allowed inside parentheses');
    if (token?.kind !== 'close') throw fail(`unexpected ${describe(token)}, expected a closing parenthesis`);
  }
  return { conditions, grouped: depth > 0, next: position };
}

function readCondition(tokens: readonly Token[], start: number): { condition: Condition; next: number } {
  let position = start;
  const negated = isKeyword(tokens[position], 'NOT');
  if (negated) position += 1;
  const first = tokens[position];
  if (first?.kind !== 'word' || isReserved(first)) throw fail(`unexpected ${describe(first)}`);
  const second = tokens[position + 1];
  if (second?.kind === 'comparison') {
    const operand = tokens[position + 2];
    const parts = { attribute: first.text, comparison: second.text, value: operand?.text ?? '', negated };
    return { condition: conditionFromParts(parts, fail), next: position + 3 };
  }
  if (second?.kind !== 'colon') {
    return { condition: conditionFrom(first.text, negated), next: position + 1 };
  }
  const value = tokens[position + 2];
  if (value?.kind !== 'word' || isReserved(value))
    throw fail(`unexpected ${describe(value)}, expected a value`);
  const high = tokens[position + 4];
  if (isKeyword(tokens[position + 3], 'TO') && high?.kind === 'word') {
    const parts = { attribute: first.text, low: value.text, high: high.text, negated };
    return { condition: conditionFromParts(parts, fail), next: position + 5 };
  }
  const condition: Condition = { kind: 'facet', attribute: first.text, value: value.text, negated };
  return { condition, next: position + 3 };
}

function checkOneType(conditions: readonly Condition[]): void {
  const types = new Set(
    conditions.map((condition) =>
      condition.kind !== 'facet' ? 'numeric' : condition.attribute === '_tags' ? 'tag' : 'facet',
    ),
  );
  if (types.size > 1) throw fail('different types are not allowed in the same OR');
}

const keywords = ['AND', 'OR', 'NOT', 'TO'] as const;

function isKeyword(token: Token | undefined, keyword: (typeof keywords)[number]): boolean {
  return token?.kind === 'word' && !token.quoted && token.text === keyword;
}

function isReserved(token: Token): boolean {
  return keywords.some((keyword) => isKeyword(token, keyword));
}

function describe(token: Token | undefined): string {
  return token === undefined ? 'end of filter' : `"${token.text}" at position ${token.at}`;
}
