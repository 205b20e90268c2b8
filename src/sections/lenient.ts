// Reads a part of a resume by a section's own input rule, and leaves out what the rule refuses: a value that does not fit, an
// item that cannot stand without it, what is over a maximum. Each is told in a note, and nothing is refused.
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { maxItemsOf } from '../graphql/input-rules.ts';
import type { JsonValue } from '../search/json.ts';
import type { Note } from './note.ts';
import { rowIdOf, withRowId } from './row-id.ts';

/**
 * Null where the resume has no value there, or none that fits.
 * @param path of the value, as in `work`
 */
export type ReadPart = <Content>(
  path: string,
  value: JsonValue | undefined,
  rule: z.ZodType<Content>,
) => Content | null;

type Tell = (note: Note) => void;
export type IsFirst = (item: JsonValue) => boolean;
type Path = readonly (string | number)[];

/** @param isFirst whether an item stays where a list is over its maximum. @default those at the beginning stay */
export function lenientReader(note: Tell, isFirst: IsFirst = () => false): ReadPart {
  return <Content>(path: string, value: JsonValue | undefined, rule: z.ZodType<Content>) => {
    if (value === undefined || value === null || (Array.isArray(value) && value.length === 0)) return null;
    // Each item fits its own rule, and the list its maximum.
    if (Array.isArray(value) && rule instanceof z.ZodArray)
      return readList([path], value, rule, note, isFirst) as Content | null;
    return readValue([path], value, rule, note);
  };
}

function readList(
  path: Path,
  value: readonly JsonValue[],
  rule: z.ZodArray,
  note: Tell,
  isFirst: IsFirst,
): readonly unknown[] | null {
  const most = maxItemsOf(rule) ?? value.length;
  const element = rule.element as z.ZodType;
  const items = new Map<number, unknown>();
  const entries = [...value.entries()];
  const others = entries.filter(([, item]) => !isFirst(item));
  for (const [index, item] of [...entries.filter(([, item]) => isFirst(item)), ...others]) {
    if (items.size === most) {
      const message = `must hold at most ${String(most)} items; the profile has the first ${String(most)}`;
      note({ path: path.join('.'), written: value.length, read: most, message });
      break;
    }
    const read = readValue([...path, index], item, element, note);
    if (read === null) continue;
    // Both are the same row.
    const id = rowIdOf(item) ?? uuidv7();
    withRowId(item, id);
    items.set(index, withRowId(read, id));
  }
  const read = [...items].sort(([one], [other]) => one - other).map(([, item]) => item);
  return read.length > 0 ? read : null;
}

/** Each round mends all that the rule names, and the rule may name more once that is mended. */
const MOST_ROUNDS = 10;

function readValue<Content>(
  path: Path,
  value: JsonValue,
  rule: z.ZodType<Content>,
  note: Tell,
): Content | null {
  const whole = rule.safeParse(value);
  if (whole.success) return whole.data;
  // The root is a field, so that it is mended like the others.
  const holder: Holder = { root: structuredClone(value) };
  const places = new WeakMap<object, readonly number[]>();
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const parsed = rule.safeParse(holder.root);
    if (parsed.success) return parsed.data;
    const mending = new Mending(path, holder, places, note);
    for (const issue of parsed.error.issues) mending.mend(issue);
    mending.removeItems();
    if (holder.root === undefined) return null;
  }
  return null;
}

interface Holder {
  root?: JsonValue;
}
type Container = Record<string | number, JsonValue | undefined>;

/** One round over the issues of a value. */
class Mending {
  readonly #path: Path;
  readonly #holder: Holder;
  /** The places that the items of a shortened list had. */
  readonly #places: WeakMap<object, readonly number[]>;
  readonly #note: Tell;
  readonly #removed = new Map<JsonValue[], Set<number>>();
  readonly #mended = new Set<string>();

  constructor(path: Path, holder: Holder, places: WeakMap<object, readonly number[]>, note: Tell) {
    this.#path = path;
    this.#holder = holder;
    this.#places = places;
    this.#note = note;
  }

  mend(issue: z.core.$ZodIssue): void {
    const path: Path = [
      'root',
      ...issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step)),
    ];
    const found = this.#find(path);
    // A second fault of a value that is left out already says nothing of what is around it.
    if (found && this.#mended.has(found.path)) return;
    const isMissing = found === null || found.container[found.key] === undefined;
    // What is missing cannot be left out, so what needs it is.
    const at = isMissing ? this.#find(path.slice(0, -1)) : found;
    if (!at || this.#mended.has(at.path)) return;
    this.#mended.add(at.path);
    const written = at.container[at.key] ?? null;
    const read = isMissing ? null : mendedValue(written, issue);
    const consequence =
      read === null
        ? 'the profile leaves it out'
        : Array.isArray(read)
          ? `the profile has the first ${String(read.length)}`
          : 'the profile has a part of it';
    const about = isMissing ? '' : `${quoted(written)} `;
    this.#note({
      path: at.path,
      written: shortened(written),
      read: read === null ? null : shortened(read),
      message: `${about}${issue.message}; ${consequence}`,
    });
    if (read !== null) at.container[at.key] = read;
    else if (Array.isArray(at.container)) this.#remove(at.container, Number(at.key));
    else Reflect.deleteProperty(at.container, at.key);
  }

  /** Once all issues are mended, since they name the items by their places. */
  removeItems(): void {
    for (const [list, indexes] of this.#removed) {
      const places = this.#places.get(list) ?? [...list.keys()];
      const kept = [...list.keys()].filter((index) => !indexes.has(index));
      this.#places.set(
        list,
        kept.map((index) => places[index] ?? index),
      );
      list.splice(0, list.length, ...kept.map((index) => list[index] ?? null));
    }
  }

  #remove(list: JsonValue[], index: number): void {
    this.#removed.set(list, (this.#removed.get(list) ?? new Set()).add(index));
  }

  /** Null where something on the way is missing. */
  #find(path: Path): { container: Container; key: string | number; path: string } | null {
    const key = path.at(-1);
    if (key === undefined) return null;
    let container: JsonValue | undefined | Holder = this.#holder;
    const shown: (string | number)[] = [...this.#path];
    for (const [depth, step] of path.entries()) {
      if (typeof container !== 'object' || container === null) return null;
      if (depth > 0) shown.push(this.#places.get(container)?.[Number(step)] ?? step);
      if (depth < path.length - 1) container = (container as Container)[step];
    }
    return { container: container as Container, key, path: shown.join('.') };
  }
}

/** The part of a value that fits; null where none does. */
function mendedValue(value: JsonValue, issue: z.core.$ZodIssue): JsonValue {
  if (issue.code === 'too_big') {
    const most = Number(issue.maximum);
    if (Array.isArray(value)) return value.slice(0, most);
    // A part of a URL is another URL.
    if (typeof value === 'string' && !URL.canParse(value)) return cut(value.trim(), most);
  }
  return null;
}

/** Leaves no half of a character. */
const cut = (text: string, most: number) =>
  text
    .slice(0, most)
    .replace(/[\uD800-\uDBFF]$/, '')
    .trimEnd();

const SHOWN = 100;

function shortened(value: JsonValue): JsonValue {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > SHOWN ? `${cut(text, SHOWN)}…` : value;
}

const quoted = (value: JsonValue) => JSON.stringify(shortened(value));
