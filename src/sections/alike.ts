// Finds the items of two lists that are the same thing: equal ones first, then those that have most of what identifies a
// thing in common, such as the employer and the start of a position.
import { isJsonObject, type JsonValue } from '../search/json.ts';
import { stableText } from './stable-text.ts';

/** How much a field tells which thing an object is. */
const WEIGHTS: Readonly<Record<string, number>> = {
  name: 2,
  title: 2,
  institution: 2,
  organization: 2,
  network: 2,
  language: 2,
  reference: 2,
  url: 1,
  username: 1,
  position: 1,
  area: 1,
  studyType: 1,
  startDate: 1,
  date: 1,
};
/** What a different value of a field takes away, as a part of its weight. */
const PENALTY = 0.75;
/** Texts count as alike where they begin alike: one of them may be cut. */
const BEGINNING = 60;
/** Of those that have one value in common. Bounds the work for lists of the same. */
const MOST_CANDIDATES = 100;

export interface AlikeOptions {
  /** Whether all fields that tell which thing it is must be the same, where both have them. @default false */
  readonly isStrict?: boolean;
}

/** @returns by the index in `from`, the index in `to`; each at most once */
export function pairAlike(
  from: readonly JsonValue[],
  to: readonly JsonValue[],
  { isStrict = false }: AlikeOptions = {},
): ReadonlyMap<number, number> {
  const pairs = new Map<number, number>();
  const taken = new Set<number>();
  const pair = (index: number, other: number) => {
    if (pairs.has(index) || taken.has(other)) return;
    pairs.set(index, other);
    taken.add(other);
  };
  const equals = Map.groupBy(to.keys(), (index) => stableText(to[index]));
  for (const [index, item] of from.entries()) {
    const other = equals.get(stableText(item))?.shift();
    if (other !== undefined) pair(index, other);
  }
  const left = [...to.keys()].filter((other) => !taken.has(other));
  if (left.length === 0 || pairs.size === from.length) return pairs;
  for (const { index, other } of candidates(from, to, left, pairs, isStrict)) pair(index, other);
  return pairs;
}

/**
 * As `pairAlike`, for an edited list: what is left between the same neighbours is the same thing too, where it is as much.
 * @returns by the index in `after`, the index in `before`
 */
export function pairEdited(before: readonly object[], after: readonly object[]): ReadonlyMap<number, number> {
  const pairs = new Map<number, number>();
  const alike = pairAlike(before.map(plain), after.map(plain));
  for (const [index, other] of alike) pairs.set(other, index);
  const gapsBefore = gaps(before.length, (index) => (alike.has(index) ? index : null));
  const gapsAfter = gaps(after.length, (index) => pairs.get(index) ?? null);
  for (const [neighbour, left] of gapsAfter) {
    const same = gapsBefore.get(neighbour);
    if (same?.length === left.length)
      for (const [nth, index] of left.entries()) pairs.set(index, same[nth] ?? -1);
  }
  return pairs;
}

/** The places without a pair, by the pair before them. */
function gaps(length: number, pairOf: (index: number) => number | null): ReadonlyMap<number, number[]> {
  const left = new Map<number, number[]>();
  let last = -1;
  for (let index = 0; index < length; index += 1) {
    const pair = pairOf(index);
    if (pair === null) left.set(last, [...(left.get(last) ?? []), index]);
    else last = pair;
  }
  return left;
}

/** Without what is empty: things are alike by what they have. */
function plain(item: object): JsonValue {
  const fields = Object.entries<JsonValue>({ ...item });
  return Object.fromEntries(fields.filter(([, value]) => value !== null));
}

interface Candidate {
  readonly index: number;
  readonly other: number;
  readonly score: number;
}

/** The best first; of equal ones those whose places are nearest. */
function candidates(
  from: readonly JsonValue[],
  to: readonly JsonValue[],
  left: readonly number[],
  pairs: ReadonlyMap<number, number>,
  isStrict: boolean,
): Candidate[] {
  const marks = new Map(left.map((other) => [other, marksOf(to[other])]));
  const byMark = new Map<string, number[]>();
  for (const [other, own] of marks) {
    for (const [field, mark] of own) {
      const key = `${field} ${mark}`;
      const list = byMark.get(key) ?? [];
      byMark.set(key, list);
      if (list.length < MOST_CANDIDATES) list.push(other);
    }
  }
  const found = [...from.keys()].flatMap((index) => {
    if (pairs.has(index)) return [];
    const own = marksOf(from[index]);
    const others = new Set([...own].flatMap(([field, mark]) => byMark.get(`${field} ${mark}`) ?? []));
    return [...others].map((other) => ({ index, other, score: score(own, marks.get(other), isStrict) }));
  });
  const distance = ({ index, other }: Candidate) => Math.abs(index - other);
  return found
    .filter(({ score }) => score > 0)
    .sort((one, two) => two.score - one.score || distance(one) - distance(two) || one.index - two.index);
}

type Marks = ReadonlyMap<string, string>;

/** What tells which thing it is: by field; of a long text its beginning. */
function marksOf(item: JsonValue | undefined): Marks {
  if (typeof item === 'string') return new Map(item.length < BEGINNING ? [] : [['', markOf(item)]]);
  if (!isJsonObject(item)) return new Map();
  const fields = Object.entries(item).flatMap(([field, value]) =>
    Object.hasOwn(WEIGHTS, field) && (typeof value === 'string' || typeof value === 'number')
      ? [[field, markOf(String(value))] as const]
      : [],
  );
  return new Map(fields);
}

/** Without case, scheme and a slash at the end. */
function markOf(text: string): string {
  const plain = text
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\/(www\.)?/, '');
  return plain.slice(0, BEGINNING).replace(/\/$/, '');
}

function score(one: Marks, other: Marks = new Map(), isStrict: boolean): number {
  let sum = 0;
  for (const [field, mark] of one) {
    const counterpart = other.get(field);
    if (counterpart === undefined) continue;
    const weight = WEIGHTS[field] ?? 1;
    if (counterpart === mark) sum += weight;
    else if (isStrict) return 0;
    else sum -= weight * PENALTY;
  }
  return sum;
}
