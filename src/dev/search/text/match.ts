// Compares one record with the readings of a query: whether it matches, and how well, in the terms of Algolia's ranking.
// Source: https://www.algolia.com/doc/guides/managing-results/relevance-overview/in-depth/ranking-criteria
import type { Reading, WordMatch } from './readings.ts';

/**
 * The words of a record in order, by their number in the vocabulary. Each value of an attribute begins with the number of its
 * field, as `-1 - field`.
 */
export type WordStream = Int32Array;

export interface TextRank {
  readonly typos: number;
  /** How many words of the query were found; more is better, as for `exact`. */
  readonly words: number;
  readonly proximity: number;
  readonly attribute: number;
  readonly exact: number;
}

export interface Search {
  readonly readings: readonly Reading[];
  readonly termCount: number;
  /** The words that must be found. Where none must, one is enough. */
  readonly required: readonly number[];
  /** By the number of the field; null: not searched. */
  readonly ranks: readonly (number | null)[];
  readonly exactOnSingleWordQuery: 'attribute' | 'word' | 'none';
}

/** Words that are farther apart, or in different values, all rank the same. */
const FARTHEST = 8;

interface Place {
  readonly reading: Reading;
  readonly part: number;
  readonly match: WordMatch;
}

interface Found {
  typos: number;
  attribute: number;
  isExact: boolean;
  readonly positions: number[];
}

/** @returns compares a record; null where it does not match */
export function createMatcher(search: Search): (stream: WordStream) => TextRank | null {
  const places = new Map<number, Place[]>();
  for (const reading of search.readings) {
    for (const [part, matches] of reading.parts.entries()) {
      for (const [id, match] of matches)
        places.set(id, [...(places.get(id) ?? []), { reading, part, match }]);
    }
  }
  const largest = places.keys().reduce((most, id) => Math.max(most, id), -1);
  // Most words of a record match nothing: a look into an array is faster than into a map.
  const isMatched = new Uint8Array(largest + 1);
  for (const id of places.keys()) isMatched[id] = 1;
  return (stream) => {
    const found = findReadings(stream, search, (id) => (isMatched[id] === 1 ? places.get(id) : undefined));
    return found === null ? null : rankOf(found, search);
  };
}

function findReadings(
  stream: WordStream,
  { ranks, termCount, exactOnSingleWordQuery }: Search,
  placesOf: (id: number) => readonly Place[] | undefined,
): ReadonlyMap<Reading, Found> | null {
  const found = new Map<Reading, Found>();
  const seen = new Map<Reading, Set<number>>();
  let rank: number | null = null;
  let values = 0;
  for (let at = 0; at < stream.length; at += 1) {
    const id = stream[at] ?? 0;
    if (id < 0) {
      rank = ranks[-1 - id] ?? null;
      values += 1;
      continue;
    }
    if (rank === null) continue;
    for (const { reading, part, match } of placesOf(id) ?? []) {
      if (reading.parts.length > 1 && !isWhole(reading, part, at)) continue;
      const isAlone = (stream[at - 1] ?? -1) < 0 && (stream[at + 1] ?? -1) < 0;
      const isExact =
        match.isExact &&
        (termCount > 1 ||
          exactOnSingleWordQuery === 'word' ||
          (exactOnSingleWordQuery === 'attribute' && isAlone));
      add(found, reading, { typos: match.typos, attribute: rank, isExact }, at + values * FARTHEST);
    }
  }
  return found.size === 0 ? null : found;

  function isWhole(reading: Reading, part: number, at: number): boolean {
    if (reading.isAdjacent) return part === 0 && (reading.parts[1]?.has(stream[at + 1] ?? -1) ?? false);
    const parts = (seen.get(reading) ?? new Set()).add(part);
    seen.set(reading, parts);
    return parts.size === reading.parts.length;
  }
}

function add(
  found: Map<Reading, Found>,
  reading: Reading,
  match: Pick<Found, 'typos' | 'attribute' | 'isExact'>,
  position: number,
): void {
  const before = found.get(reading);
  if (before === undefined) {
    found.set(reading, { ...match, positions: [position] });
    return;
  }
  before.positions.push(position);
  if (isBetter(match, before)) Object.assign(before, match);
}

function isBetter(one: Omit<Found, 'positions'>, other: Omit<Found, 'positions'>): boolean {
  if (one.typos !== other.typos) return one.typos < other.typos;
  if (one.isExact !== other.isExact) return one.isExact;
  return one.attribute < other.attribute;
}

function rankOf(found: ReadonlyMap<Reading, Found>, { termCount, required }: Search): TextRank | null {
  const best: (Found | undefined)[] = Array.from({ length: termCount });
  for (const [{ covers }, match] of found) {
    for (const at of covers) {
      const before = best[at];
      if (before === undefined || isBetter(match, before)) best[at] = match;
    }
  }
  if (required.some((at) => best[at] === undefined)) return null;
  const matched = best.filter((match) => match !== undefined);
  return {
    typos: matched.reduce((sum, { typos }) => sum + typos, 0),
    words: matched.length,
    proximity: matched.slice(1).reduce((sum, match, at) => sum + distance(matched[at], match), 0),
    attribute: Math.max(...matched.map(({ attribute }) => attribute)),
    exact: matched.filter(({ isExact }) => isExact).length,
  };
}

function distance(one: Found | undefined, other: Found): number {
  if (one === undefined || one === other) return 1;
  let least = FARTHEST;
  let start = 0;
  // Both are in order.
  for (const from of one.positions) {
    while ((other.positions[start] ?? Infinity) < from - FARTHEST) start += 1;
    for (let at = start; (other.positions[at] ?? Infinity) <= from + FARTHEST; at += 1) {
      least = Math.min(least, Math.max(1, Math.abs((other.positions[at] ?? 0) - from)));
    }
  }
  return least;
}
