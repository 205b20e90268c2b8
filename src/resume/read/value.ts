// Reads each value of a resume as its place asks for it. Every change is a note; what is not understood stays as written.
import { isJsonObject, type JsonObject, type JsonValue } from '../../search/json.ts';
import { itemsOfText, objectFromText } from './from-text.ts';
import { withPaths } from './given-path.ts';
import { fieldOf, hasKnownField, renamed } from './names.ts';
import { withEmail, withName } from './name.ts';
import {
  isNothing,
  keptAsWritten,
  leftOut,
  pathOf,
  quoted,
  readAs,
  type Entry,
  type Given,
  type Note,
} from './note.ts';
import { itemsOfLists, positionsWithin, withContact, withMoved, withOpened, withProfiles } from './layout.ts';
import { isPeriod, readPeriod, withMonths, withSides } from './period.ts';
import { withPlace } from './place.ts';
import { isAbsent, type ListShape, type ObjectShape, type Shape } from './shape.ts';
import { readText } from './text.ts';

/** @returns undefined where there is nothing */
export function readValue(given: Given, shape: Shape, notes: Note[]): JsonValue | undefined {
  if (isAbsent(given.value, shape)) {
    notes.push(leftOut(given));
    return undefined;
  }
  if (shape.kind === 'text') return readText(given, shape.format, notes);
  return shape.kind === 'list' ? readList(given, shape, notes) : readObject(given, shape, notes);
}

function readObject(given: Given, shape: ObjectShape, notes: Note[]): JsonValue {
  const { value, path } = given;
  const [only, ...others] = Array.isArray(value) ? value : [];
  if (only !== undefined && others.length === 0) {
    notes.push({ path, written: value, read: only, message: 'a list of one is read as its item' });
    return readObject({ value: only, path: pathOf(path, 0) }, shape, notes);
  }
  if (isJsonObject(value)) return readFields(renamed(shape, value, path, notes), shape, path, notes);
  const object =
    typeof value === 'string' || typeof value === 'number'
      ? objectFromText(shape.place, String(value))
      : null;
  if (!object) {
    notes.push(keptAsWritten(given, 'an object'));
    return value;
  }
  notes.push(readAs(given, object, `its ${Object.keys(object).join(', ')}`));
  // The fields are read under the path of the text.
  return readFields(
    Object.entries(object).map(([key, field]) => ({ key, value: field, path })),
    shape,
    path,
    notes,
  );
}

/** @param path that of the object */
export function readFields(
  entries: readonly Entry[],
  shape: ObjectShape,
  path: string,
  notes: Note[],
): JsonObject {
  const read = prepared(entries, shape, notes);
  const fields = read.flatMap((entry) => {
    const field = shape.fields.get(entry.key);
    const value = field ? readValue(entry, field, notes) : entry.value;
    return value === undefined ? [] : [[entry.key, value] as const];
  });
  return withPaths(Object.fromEntries(fields), path, read);
}

/** Reads what depends on several fields of an object. */
type Preparation = (entries: readonly Entry[], notes: Note[], shape: ObjectShape) => readonly Entry[];

/** By the place of the object, in the order in which they run. */
const PREPARATIONS: Readonly<Record<string, readonly Preparation[]>> = {
  basics: [withName, withContact, withProfiles, withPlace, withOpened, withoutReplacing(withEmail)],
  'basics.location': [(entries, notes, shape) => withMoved(entries, isAddress, shape, notes), withOpened],
  languages: [withLanguage, withOpened],
};

/** Of an object with a start and an end. */
const OF_PERIOD: readonly Preparation[] = [
  withOpened,
  (entries, notes, shape) => withMoved(entries.map(withSides), isPeriod, shape, notes),
  withMonths,
  withoutReplacing(readPeriod),
];

function prepared(given: readonly Entry[], shape: ObjectShape, notes: Note[]): readonly Entry[] {
  const preparations =
    PREPARATIONS[shape.place] ?? (shape.fields.has('startDate') ? OF_PERIOD : [withOpened]);
  return preparations.reduce((entries, prepare) => prepare(entries, notes, shape), given);
}

function isAddress(key: string): boolean {
  return /^(?:contact|address|postaladdress)$/i.test(key);
}

/** A description in an object tells which language it is; one in a text tells how well. */
function withLanguage(entries: readonly Entry[]): readonly Entry[] {
  if (entries.some(({ key }) => key === 'language')) return entries;
  return entries.map((entry) =>
    /\.description$/i.test(entry.path) && isJsonObject(entry.value) ? { ...entry, key: 'language' } : entry,
  );
}

/** Leaves the entries where a field would go, and another entry has a name of it. */
function withoutReplacing(read: (entries: readonly Entry[], notes: Note[]) => readonly Entry[]): Preparation {
  return (entries, notes, shape) => {
    const told: Note[] = [];
    const result = read(entries, told);
    const left = new Set(result.map(({ key }) => key));
    const isReplaced = ({ key }: Entry) => {
      const field = fieldOf(shape, key);
      return field !== undefined && field !== key && !left.has(field);
    };
    if (entries.some(isReplaced)) return entries;
    for (const note of told) notes.push(note);
    return result;
  };
}

function readList(given: Given, shape: ListShape, notes: Note[]): JsonValue {
  const own = itemsOf(given, shape, notes);
  if (own === null) {
    notes.push(keptAsWritten(given, 'a list'));
    return given.value;
  }
  const { item: itemShape } = shape;
  const items =
    itemShape.kind === 'object' ? own.flatMap((item) => positionsWithin(item, itemShape, notes)) : own;
  const read = items.flatMap((item) => {
    if (isNothing(item.value)) {
      notes.push(leftOut(item));
      return [];
    }
    const value = readValue(item, shape.item, notes);
    // Nothing may be left of an item whose fields were all empty.
    return value === undefined || isNothing(value) ? [] : [{ value, path: item.path }];
  });
  return withPaths(
    read.map(({ value }) => value),
    given.path,
    read.map(({ path }, key) => ({ key, path })),
  );
}

/** A text of more parts is no list that somebody wrote: each part costs as much as an item. */
const MAX_PARTS = 500;

/** Null where it is no list. */
function itemsOf(given: Given, shape: ListShape, notes: Note[]): Given[] | null {
  const { value, path } = given;
  if (Array.isArray(value))
    return value.flatMap((item, index) => flat({ value: item, path: pathOf(path, index) }, notes));
  if (isJsonObject(value)) return itemsOfObject(value, path, shape, notes);
  if (typeof value === 'boolean' || value === null) return null;
  const field = shape.item.kind === 'object' ? shape.item.place : (path.split('.').at(-1) ?? '');
  const items = typeof value === 'string' ? itemsOfText(field, value) : [String(value)];
  if (items.length > MAX_PARTS) return null;
  notes.push(readAs(given, items));
  return items.map((item) => ({ value: item, path }));
}

/** The items of lists within the list. */
function flat(item: Given, notes: Note[]): Given[] {
  const { value, path } = item;
  if (!Array.isArray(value) || value.length === 0) return [item];
  notes.push({
    path,
    written: value,
    read: null,
    message: 'the items of a list within the list are read as its own',
  });
  return value.flatMap((inner, index) => flat({ value: inner, path: pathOf(path, index) }, notes));
}

/** An object in place of a list: numbered items, an item under each name, or its only item. */
function itemsOfObject(object: JsonObject, path: string, list: ListShape, notes: Note[]): Given[] | null {
  const shape = list.item;
  const entries = Object.entries(object).map(([key, value]) => ({ key, value, path: pathOf(path, key) }));
  const tell = (items: readonly Given[], message: string) => {
    notes.push({ path, written: object, read: items.map(({ value }) => value), message });
    return [...items];
  };
  if (entries.every(({ key }) => /^\d+$/.test(key))) {
    const items = tell(entries, 'an object of numbered items is read as a list');
    return items.flatMap((item) => flat(item, notes));
  }
  if (shape.kind === 'text') return null;
  const isOfItems = entries.every(({ value }) => isJsonObject(value) && hasKnownField(shape, value));
  const hasNames = entries.some(({ value }) => isJsonObject(value) && hasField(shape, value, shape.key));
  if (isOfItems && hasNames && !hasKnownField(shape, object))
    return tell(entries.map(withId), 'an object of items is read as a list');
  const lists = itemsOfLists({ value: object, path }, list);
  if (lists) return tell(lists, 'the items of its lists are read as one list');
  const named = hasKnownField(shape, object) ? [] : entries.flatMap((entry) => namedItem(entry, shape));
  return named.length === entries.length
    ? tell(named, `each field is read as an item, and its name as ${quoted(shape.key)}`)
    : tell([{ value: object, path }], 'an object is read as a list of one');
}

const hasField = (shape: ObjectShape, object: JsonObject, field: string) =>
  Object.keys(object).some((name) => fieldOf(shape, name) === field);

/** Databases keep items by their ids. */
const withId = ({ key, value, path }: Entry): Given => ({
  value: isJsonObject(value) ? { id: key, ...value } : value,
  path,
});

/** Where the value of an item stands that is only a name and a text. */
const VALUE_FIELD: Readonly<Record<string, string>> = {
  'basics.profiles': 'url',
  skills: 'level',
  interests: 'keywords',
  languages: 'fluency',
};

function namedItem({ key, value, path }: Entry, shape: ObjectShape): Given[] {
  const name = { [shape.key]: key };
  if (isJsonObject(value)) {
    return hasKnownField(shape, value) && value[shape.key] === undefined
      ? [{ value: { ...name, ...value }, path }]
      : [];
  }
  const field = VALUE_FIELD[shape.place];
  if (Array.isArray(value)) {
    return shape.fields.has('keywords') && field !== undefined
      ? [{ value: { ...name, keywords: value }, path }]
      : [];
  }
  if (field === undefined || typeof value !== 'string') return [];
  const object = field === 'url' ? objectFromText(shape.place, value) : { [field]: value };
  return [{ value: { ...name, ...object }, path }];
}
