// The ways in which the words of a query can be read: each word as it is, as the beginning of another or with typos, split in
// two, or joined with the next. A word in a script without spaces is also read as the words in it.
// Source: https://www.algolia.com/doc/guides/managing-results/optimize-search-results/handling-natural-languages-nlp/in-depth/splitting-and-concatenation
import { allowedTypos, countTypos } from './typos.ts';
import type { TypoRules } from './typos.ts';
import type { Vocabulary } from './vocabulary.ts';
import { isSpaceless, segment } from './words.ts';

export interface QueryRules extends TypoRules {
  readonly queryType: 'prefixLast' | 'prefixAll' | 'prefixNone';
  readonly typoTolerance: boolean | 'min' | 'strict';
}

export interface WordMatch {
  readonly typos: number;
  readonly isExact: boolean;
}

/** The words of the index that match a word of the query, by their number in the vocabulary. */
type Matches = ReadonlyMap<number, WordMatch>;

export interface Reading {
  /** The positions of the words of the query that it answers. */
  readonly covers: readonly number[];
  readonly parts: readonly Matches[];
  /** Whether the parts must follow each other. */
  readonly isAdjacent: boolean;
  /** Neither split nor joined. */
  readonly isAsWritten?: true;
}

/** A word that was split or joined ranks behind one that was written so. */
const REWRITTEN: WordMatch = { typos: 1, isExact: false };

export function readingsOf(terms: readonly string[], vocabulary: Vocabulary, rules: QueryRules): Reading[] {
  const isPrefix = (at: number) =>
    rules.queryType === 'prefixAll' || (rules.queryType === 'prefixLast' && at === terms.length - 1);
  const whole = samePlaces(terms, isPrefix).map(([term, covers]) => ({
    covers,
    parts: [matchesOf(term, vocabulary, isPrefix(covers[0]), isSpaceless(term) ? null : rules)],
    isAdjacent: false,
    isAsWritten: true as const,
  }));
  const segmented = terms.flatMap((term, at) => segmentedReading(term, at, vocabulary, isPrefix(at)));
  if (rules.typoTolerance === false) return [...whole, ...segmented];
  const split = terms.flatMap((term, at) => splitReadings(term, at, vocabulary));
  return [...whole, ...segmented, ...split, ...joinedReadings(terms, vocabulary, isPrefix)];
}

/** The words of the query, each once, with the positions at which it is read in one way. */
function samePlaces(terms: readonly string[], isPrefix: (at: number) => boolean) {
  const places = new Map<string, [number, ...number[]]>();
  for (const [at, term] of terms.entries()) {
    const key = `${isPrefix(at)} ${term}`;
    const before = places.get(key);
    if (before) before.push(at);
    else places.set(key, [at]);
  }
  return Array.from(places.values(), (covers) => [terms[covers[0]] ?? '', covers] as const);
}

/** @param rules null: without typos */
function matchesOf(
  term: string,
  vocabulary: Vocabulary,
  isPrefix: boolean,
  rules: QueryRules | null,
): Map<number, WordMatch> {
  const most = rules === null || rules.typoTolerance === false ? 0 : allowedTypos(term, rules);
  const matches = new Map<number, WordMatch>();
  if (most === 0 && !isPrefix) {
    const id = vocabulary.idOf(term);
    return id === undefined ? matches : matches.set(id, { typos: 0, isExact: true });
  }
  vocabulary.words.forEach((word, id) => {
    if (word === term) matches.set(id, { typos: 0, isExact: true });
    else if (isPrefix && word.startsWith(term)) matches.set(id, { typos: 0, isExact: false });
    else if (most > 0) {
      const typos = countTypos(term, word, most, isPrefix);
      if (typos !== null) matches.set(id, { typos, isExact: false });
    }
  });
  return matches;
}

function splitReadings(term: string, at: number, vocabulary: Vocabulary): Reading[] {
  const readings: Reading[] = [];
  for (let end = 1; end < term.length; end += 1) {
    const [left, right] = [vocabulary.idOf(term.slice(0, end)), vocabulary.idOf(term.slice(end))];
    if (left === undefined || right === undefined) continue;
    const parts = [new Map([[left, REWRITTEN]]), new Map([[right, REWRITTEN]])];
    readings.push({ covers: [at], parts, isAdjacent: true });
  }
  return readings;
}

function joinedReadings(
  terms: readonly string[],
  vocabulary: Vocabulary,
  isPrefix: (at: number) => boolean,
): Reading[] {
  const pairs = terms.slice(1).map((_, at) => [at, at + 1]);
  const all = terms.length > 2 ? [[...terms.keys()]] : [];
  return [...pairs, ...all].flatMap((covers) => {
    const joined = covers.map((at) => terms[at] ?? '').join('');
    const found = matchesOf(joined, vocabulary, isPrefix(covers.at(-1) ?? 0), null);
    const parts = [new Map([...found.keys()].map((id) => [id, REWRITTEN]))];
    return found.size === 0 ? [] : [{ covers, parts, isAdjacent: false }];
  });
}

function segmentedReading(term: string, at: number, vocabulary: Vocabulary, isPrefix: boolean): Reading[] {
  if (!isSpaceless(term)) return [];
  const words = segment(term);
  const parts = words.map((word, position) =>
    matchesOf(word, vocabulary, isPrefix && position === words.length - 1, null),
  );
  return words.length > 1 && parts.every(({ size }) => size > 0)
    ? [{ covers: [at], parts, isAdjacent: false }]
    : [];
}
