// Merges two changes of one JSON value, which both began at `base`: objects by their keys, lists by items that are the same row,
// or alike.
// Where both changed the same value differently, `ours` stays, and it is a conflict.
import { isDeepStrictEqual } from 'node:util';
import { isJsonObject, ownValue, type JsonObject, type JsonValue } from '../search/json.ts';
import { withRowId, type IdOf } from '../sections/row-id.ts';
import { pairItems, sameRows } from './same-rows.ts';

/** Undefined where there is none. */
type Maybe = JsonValue | undefined;

export interface Conflict {
  /** In `theirs`, as in `work.0.endDate`. */
  readonly path: string;
  readonly theirs: Maybe;
  /** The value that the result has. */
  readonly ours: Maybe;
}

export interface Merged {
  readonly value: Maybe;
  readonly conflicts: readonly Conflict[];
}

/** @param idOf tells the row of an item of each of the sides, and then of the value */
export function merge(
  base: Maybe,
  theirs: Maybe,
  ours: Maybe,
  idOf: IdOf = sameRows(base, theirs, ours),
): Merged {
  const conflicts: Conflict[] = [];
  const value = mergeValue({ base, theirs, ours, path: [] }, { conflicts, idOf });
  return { value, conflicts };
}

interface Run {
  readonly conflicts: Conflict[];
  readonly idOf: IdOf;
}

/** The three sides of one value. */
interface Sides<Value = Maybe> {
  readonly base: Value;
  readonly theirs: Value;
  readonly ours: Value;
  readonly path: readonly (string | number)[];
}

function mergeValue(sides: Sides, run: Run): Maybe {
  const { base, theirs, ours, path } = sides;
  if (isDeepStrictEqual(base, ours) || isDeepStrictEqual(theirs, ours)) return theirs;
  if (isDeepStrictEqual(base, theirs)) return ours;
  if (areAll(sides, isJsonObject)) return mergeObjects(withDefault(sides, {}), run);
  if (areAll(sides, isList)) return mergeLists(withDefault(sides, []), run);
  run.conflicts.push({ path: path.join('.'), theirs, ours });
  return ours;
}

const isList = (value: Maybe): value is JsonValue[] => Array.isArray(value);

/** A side without the value has none of its fields or items. */
function areAll({ base, theirs, ours }: Sides, is: (value: Maybe) => boolean): boolean {
  return [base, theirs, ours].every((side) => side === undefined || is(side));
}

function withDefault<Value extends JsonValue>(
  { base, theirs, ours, path }: Sides,
  empty: Value,
): Sides<Value> {
  const side = (value: Maybe) => (value ?? empty) as Value;
  return { base: side(base), theirs: side(theirs), ours: side(ours), path };
}

/** In the order of theirs; what only ours has comes last. */
function mergeObjects({ base, theirs, ours, path }: Sides<JsonObject>, run: Run): Maybe {
  const fields = [...new Set([...Object.keys(theirs), ...Object.keys(ours)])].flatMap((name) => {
    const side = (object: JsonObject) => ownValue(object, name);
    const sides = { base: side(base), theirs: side(theirs), ours: side(ours), path: [...path, name] };
    const value = mergeValue(sides, run);
    return value === undefined ? [] : [[name, value] as const];
  });
  return fields.length > 0 ? Object.fromEntries(fields) : undefined;
}

/** An item of the result, with its places in both lists. */
interface Placed {
  readonly value: JsonValue;
  readonly theirs: number | null;
  readonly ours: number | null;
}

function mergeLists(sides: Sides<JsonValue[]>, run: Run): Maybe {
  const { base, theirs, ours, path } = sides;
  const inTheirs = pairItems(base, theirs, run.idOf);
  const inOurs = pairItems(base, ours, run.idOf);
  const placed: Placed[] = [];
  const place = (at: {
    readonly base?: number;
    readonly theirs: number | null;
    readonly ours: number | null;
  }) => {
    const item = (list: JsonValue[], index: number | null | undefined) =>
      index === null || index === undefined ? undefined : list[index];
    const one = { base: item(base, at.base), theirs: item(theirs, at.theirs), ours: item(ours, at.ours) };
    const value = mergeItem({ ...one, path: [...path, at.theirs ?? base.length] }, run);
    if (value !== undefined) placed.push({ value, theirs: at.theirs, ours: at.ours });
  };
  for (const index of base.keys()) {
    const at = { base: index, theirs: inTheirs.get(index) ?? null, ours: inOurs.get(index) ?? null };
    if (at.theirs !== null || at.ours !== null) place(at);
  }
  const newOfTheirs = without(theirs, inTheirs);
  const newOfOurs = without(ours, inOurs);
  const both = pairItems(
    newOfTheirs.map((index) => theirs[index] ?? null),
    newOfOurs.map((index) => ours[index] ?? null),
    run.idOf,
    { isStrict: true },
  );
  const paired = new Set(both.values());
  for (const [nth, index] of newOfTheirs.entries()) {
    const other = both.get(nth);
    place({ theirs: index, ours: other === undefined ? null : (newOfOurs[other] ?? null) });
  }
  for (const [nth, index] of newOfOurs.entries()) if (!paired.has(nth)) place({ theirs: null, ours: index });
  const isMoved = { theirs: !isAscending(inTheirs), ours: !isAscending(inOurs) };
  const lead = isMoved.theirs && !isMoved.ours ? 'theirs' : 'ours';
  const list = inOrder(placed, lead, lead === 'ours' ? 'theirs' : 'ours');
  return list.length > 0 ? list : undefined;
}

/** An item that one side has deleted goes, unless the other side has changed it: then ours decides, as everywhere. */
function mergeItem(sides: Sides, run: Run): Maybe {
  const { base, theirs, ours, path } = sides;
  if (theirs !== undefined && ours !== undefined) {
    const value = mergeValue(sides, run);
    return value === theirs || value === ours ? value : withRowId(value, run.idOf(ours) ?? run.idOf(theirs));
  }
  const isDeletion = base !== undefined;
  if (!isDeletion) return theirs ?? ours;
  if (isDeepStrictEqual(base, theirs ?? ours)) return undefined;
  run.conflicts.push({ path: path.join('.'), theirs, ours });
  return ours;
}

const without = (list: readonly JsonValue[], paired: ReadonlyMap<number, number>): number[] => {
  const taken = new Set(paired.values());
  return [...list.keys()].filter((index) => !taken.has(index));
};

/** Whether the items of the base have their order. */
function isAscending(places: ReadonlyMap<number, number>): boolean {
  const order = [...places].sort(([one], [other]) => one - other).map(([, place]) => place);
  return order.every((place, index) => index === 0 || place > (order[index - 1] ?? 0));
}

type Side = 'theirs' | 'ours';

/** In the order of one side. What only the other has follows the item that it follows there. */
function inOrder(placed: readonly Placed[], lead: Side, other: Side): JsonValue[] {
  const by = (side: Side) =>
    placed.filter((one) => one[side] !== null).sort((a, b) => (a[side] ?? 0) - (b[side] ?? 0));
  const followers = new Map<Placed | null, Placed[]>();
  let last: Placed | null = null;
  for (const one of by(other)) {
    if (one[lead] !== null) last = one;
    else followers.set(last, [...(followers.get(last) ?? []), one]);
  }
  const all = [null, ...by(lead)].flatMap((one) => [...(one ? [one] : []), ...(followers.get(one) ?? [])]);
  return all.map(({ value }) => value);
}
