// Finds which items of three resumes are the same row: by the ids that they have, else by what they have in common.
import { isJsonObject, type JsonValue } from '../search/json.ts';
import { pairAlike, type AlikeOptions } from '../sections/alike.ts';
import { rowIdOf, type IdOf } from '../sections/row-id.ts';

type Items = readonly JsonValue[];

/** By their names, as in `basics.profiles`. */
export function listsOf(resume: JsonValue | undefined): ReadonlyMap<string, Items> {
  if (!isJsonObject(resume)) return new Map();
  const basics = resume['basics'];
  const inBasics = isJsonObject(basics) ? Object.entries(basics) : [];
  const named = [
    ...Object.entries(resume),
    ...inBasics.map(([name, value]) => [`basics.${name}`, value] as const),
  ];
  return new Map(named.flatMap(([name, value]) => (Array.isArray(value) ? [[name, value]] : [])));
}

export function sameRows(
  base: JsonValue | undefined,
  theirs: JsonValue | undefined,
  ours: JsonValue | undefined,
): IdOf {
  const found = new Map<string, string>();
  const idOf: IdOf = (item) => {
    const id = rowIdOf(item);
    return id === undefined ? undefined : (found.get(id) ?? id);
  };
  const without = (items: Items, others: Items) => {
    const ids = new Set(others.map(idOf));
    return items.filter((item) => !ids.has(idOf(item)));
  };
  const adopt = (from: Items, to: Items, options?: AlikeOptions) => {
    const free = without(to, from);
    // Where ids are known, what has another one is another thing.
    if (free.length < to.length) return;
    for (const [index, place] of pairAlike(from, free, options)) {
      const [id, other] = [idOf(from[index]), rowIdOf(free[place])];
      if (id !== undefined && other !== undefined) found.set(other, id);
    }
  };
  const lists = [base, theirs, ours].map(listsOf);
  for (const name of new Set(lists.flatMap((side) => [...side.keys()]))) {
    const [was = [], next = [], rows = []] = lists.map((side) =>
      (side.get(name) ?? []).filter((item) => rowIdOf(item) !== undefined),
    );
    adopt(rows, was, { isStrict: true });
    adopt(was, next);
    adopt(without(rows, was), without(next, was), { isStrict: true });
  }
  return idOf;
}

/** As `pairAlike`. Items that all have ids are paired by these alone. */
export function pairItems(from: Items, to: Items, idOf: IdOf, options?: AlikeOptions): Map<number, number> {
  const places = new Map(to.map((item, index) => [idOf(item) ?? index, index]));
  const pairs = new Map<number, number>();
  for (const [index, item] of from.entries()) {
    const place = places.get(idOf(item) ?? '');
    if (place !== undefined) pairs.set(index, place);
  }
  if ([...from, ...to].every((item) => idOf(item) !== undefined)) return pairs;
  const taken = new Set(pairs.values());
  const left = [...from.keys()].filter((index) => !pairs.has(index));
  const free = [...to.keys()].filter((place) => !taken.has(place));
  const alike = pairAlike(
    left.map((index) => from[index] ?? null),
    free.map((place) => to[place] ?? null),
    options,
  );
  for (const [one, other] of alike) pairs.set(left[one] ?? -1, free[other] ?? -1);
  return pairs;
}
