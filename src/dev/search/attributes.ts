// Reads attributes of records by dotted paths through objects and arrays, and selects what a hit shows.
// It reads own properties only, to a limited depth, so a record can neither reach a prototype nor overflow the stack.
import { isJsonObject, ownValue } from '../../search/json.ts';
import type { JsonObject, JsonValue } from '../../search/json.ts';

export type Primitive = string | number | boolean;

const maxDepth = 64;

/** Every primitive at `path`, also inside arrays on the way: as on Algolia, `a.b` finds the 1 in `{a: [{b: 1}]}`. */
export function valuesAt(record: JsonObject, path: string): Primitive[] {
  const found: Primitive[] = [];
  collect(record, path, found, 0);
  return found;
}

function collect(value: JsonValue | undefined, path: string, found: Primitive[], depth: number): void {
  if (value === undefined || value === null || depth > maxDepth) return;
  if (Array.isArray(value)) {
    for (const item of value) collect(item, path, found, depth + 1);
  } else if (isJsonObject(value)) {
    if (path === '') return;
    const whole = ownValue(value, path);
    if (whole !== undefined) {
      collect(whole, '', found, depth + 1);
      return;
    }
    for (let dot = path.indexOf('.'); dot !== -1; dot = path.indexOf('.', dot + 1)) {
      collect(ownValue(value, path.slice(0, dot)), path.slice(dot + 1), found, depth + 1);
    }
  } else if (path === '') {
    found.push(value);
  }
}

/** Every primitive in a value. */
export function leavesOf(value: JsonValue, depth = 0): Primitive[] {
  if (typeof value !== 'object') return [value];
  if (value === null || depth > maxDepth) return [];
  return (Array.isArray(value) ? value : Object.values(value)).flatMap((part) => leavesOf(part, depth + 1));
}

/**
 * What a hit shows: `['*']` all, `'-name'` or `'-a.b'` all but, `'a.b'` one branch; always the objectID.
 * @see https://www.algolia.com/doc/api-reference/api-parameters/attributesToRetrieve
 */
export function project(
  record: JsonObject,
  wanted: readonly string[] | undefined,
  hidden: readonly string[] = [],
): JsonObject {
  const excluded = [
    ...(wanted ?? []).filter((name) => name.startsWith('-')).map((name) => name.slice(1)),
    ...hidden,
  ].filter((name) => name !== 'objectID');
  const all =
    wanted === undefined ||
    wanted.includes('*') ||
    (wanted.length > 0 && wanted.every((name) => name.startsWith('-')));
  if (all) return excluded.reduce(without, record);
  const roots = new Map<string, string[]>();
  for (const name of wanted) {
    const root = Object.hasOwn(record, name) ? name : (name.split('.', 1)[0] ?? name);
    roots.set(root, [...(roots.get(root) ?? []), name === root ? '' : name.slice(root.length + 1)]);
  }
  const entries = Object.entries(record).flatMap(([name, value]): [string, JsonValue][] => {
    if (name === 'objectID') return [[name, value]];
    const branches = roots.get(name);
    if (branches === undefined) return [];
    if (branches.includes('') || !isJsonObject(value)) return [[name, value]];
    return [[name, pickBranches(value, branches)]];
  });
  return excluded.reduce(without, Object.fromEntries(entries));
}

/** A copy without what is at `path`, also in the objects of a list. */
function without(record: JsonObject, path: string): JsonObject {
  const entries = Object.entries(record).flatMap(([name, value]): [string, JsonValue][] => {
    if (name === path) return [];
    if (!path.startsWith(`${name}.`)) return [[name, value]];
    const rest = path.slice(name.length + 1);
    const inner = (item: JsonValue) => (isJsonObject(item) ? without(item, rest) : item);
    return [[name, Array.isArray(value) ? value.map(inner) : inner(value)]];
  });
  return Object.fromEntries(entries);
}

function pickBranches(value: JsonObject, branches: readonly string[]): JsonObject {
  const kept = project(value, branches);
  const wantsID = branches.includes('objectID');
  return Object.fromEntries(Object.entries(kept).filter(([name]) => name !== 'objectID' || wantsID));
}
