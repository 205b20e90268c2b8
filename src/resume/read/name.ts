// Finds the person's basics where other tools put them, and reads the name in them.
import { isJsonObject, type JsonObject, type JsonValue } from '../../search/json.ts';
import { firstAddress, readEmail } from './email.ts';
import { addressIn, isPerson, isPersonKey } from './evidence.ts';
import { pathWithin, withPaths } from './given-path.ts';
import { isContact, isNetwork } from './layout.ts';
import { isPartOfPlace } from './place.ts';
import { findName, hasName, isNameKey } from './name-fields.ts';
import { fieldOf } from './names.ts';
import { isBlank, isNothing, pathOf, quoted, readAs, type Entry, type Note } from './note.ts';
import { BASICS, RESUME } from './shape.ts';
import { emailInUrl } from './url.ts';
import { CONTAINER, withOuter } from './wrapper.ts';

/** The entries of the resume with its basics, wherever those are. */
export function withBasics(entries: readonly Entry[], notes: Note[]): Entry[] {
  const given = entries.find(({ key }) => key === 'basics');
  if (given) {
    const basics = inContainer(given, notes);
    const all = entries.map((entry) => (entry === given ? basics : entry));
    return isJsonObject(basics.value) ? withNameFromOutside(all, basics, notes) : all;
  }
  const opened = entries.map((entry) => (isPersonKey(entry.key) ? inContainer(entry, notes) : entry));
  const all = objectOf(opened);
  const person = opened.find(({ key, value }) => isPerson(key, value, all));
  if (!person) return flatBasics(opened, notes);
  notes.push(movedTo('basics', person));
  return withContactBeside(opened, person, notes);
}

/** The person as the basics, with the contact that stands beside it. */
function withContactBeside(entries: readonly Entry[], person: Entry, notes: Note[]): Entry[] {
  const own = person.value as JsonObject;
  const isBeside = ({ key, value }: Entry) =>
    isContact(key, value) && !RESUME.fields.has(key) && !Object.hasOwn(own, key);
  const contacts = entries.filter((entry) => entry !== person && isBeside(entry));
  for (const contact of contacts) notes.push(movedTo('basics', contact));
  const fields = Object.entries(own).map(([key, value]) => ({
    key,
    value,
    path: pathWithin(own, person.path, key),
  }));
  const whole = [...fields, ...contacts];
  const value = withPaths(Object.fromEntries(whole.map((one) => [one.key, one.value])), person.path, whole);
  return entries.flatMap((entry) =>
    entry === person ? [{ ...person, key: 'basics', value }] : contacts.includes(entry) ? [] : [entry],
  );
}

/** The basics with the fields that stand in an object such as `content`, where the name is there. */
function inContainer(basics: Entry, notes: Note[]): Entry {
  if (!isJsonObject(basics.value) || hasName(basics.value)) return basics;
  const found = Object.entries(basics.value).find(
    ([key, value]) => CONTAINER.test(key) && isJsonObject(value) && hasName(value),
  );
  if (!found || !isJsonObject(found[1])) return basics;
  const [name, inner] = found;
  const path = pathOf(basics.path, name);
  notes.push({ path, written: name, read: null, message: `${quoted(name)} holds the basics` });
  return { ...basics, path, value: withOuter(inner, name, basics.value) };
}

function withNameFromOutside(entries: readonly Entry[], basics: Entry, notes: Note[]): Entry[] {
  if (!isJsonObject(basics.value) || hasName(basics.value)) return [...entries];
  const found = findName(objectOf(entries.filter((entry) => entry !== basics)));
  const outside = entries.find(
    ({ key, value }) => found?.keys.length === 1 && key === found.keys[0] && !isBlank(value),
  );
  if (!outside) return [...entries];
  notes.push(movedTo('basics.name', outside));
  const value = { ...basics.value, name: outside.value };
  return entries.flatMap((entry) =>
    entry === outside ? [] : [entry === basics ? { ...basics, value } : entry],
  );
}

/** The fields of the basics stand among the sections. */
function flatBasics(entries: readonly Entry[], notes: Note[]): Entry[] {
  const named = findName(objectOf(entries))?.keys ?? [];
  const address = addressOf(entries);
  const isOfBasics = ({ key, value }: Entry) =>
    !RESUME.fields.has(key) &&
    (isOfPerson(key) ||
      named.includes(key) ||
      key === address?.key ||
      isContact(key, value) ||
      isPartOfPlace(key, value) ||
      isNetwork(key));
  const fields = entries.filter(isOfBasics);
  const [first] = fields;
  if (!first) return [...entries];
  for (const field of fields) notes.push(movedTo('basics', field));
  const isWhole = ({ key, value }: Entry) =>
    named.length === 1 && key === named[0] && typeof value === 'string';
  const parent = first.path.split('.').slice(0, -1).join('.');
  const own = fields.map((field) => ({ ...field, key: isWhole(field) ? 'name' : field.key }));
  const value = withPaths(Object.fromEntries(own.map((one) => [one.key, one.value])), parent, own);
  const basics: Entry = { key: 'basics', value, path: parent };
  return [basics, ...entries.filter((entry) => !isOfBasics(entry))];
}

const isOfPerson = (key: string) => fieldOf(BASICS, key) !== undefined || isNameKey(key);

const objectOf = (entries: readonly Entry[]) =>
  Object.fromEntries(entries.map(({ key, value }) => [key, value]));

const movedTo = (place: string, { key, path, value }: Entry): Note => {
  const isLeaf = typeof value !== 'object';
  return {
    path,
    written: isLeaf ? value : key,
    read: isLeaf ? value : place,
    message: `${quoted(key)} belongs to ${place} in JSON Resume`,
  };
};

/** The basics with the name in one text. */
export function withName(entries: readonly Entry[], notes: Note[]): Entry[] {
  const found = findName(objectOf(entries));
  const name = entries.find(({ key }) => key === 'name');
  if (!found || found.name === name?.value) return [...entries];
  if (name) {
    notes.push(readAs(name, found.name, found.keys.length > 1 ? 'with its other part' : ''));
    return entries.map((entry) => (entry === name ? { ...name, value: found.name } : entry));
  }
  const first = entries.find(({ key }) => found.keys.includes(key));
  const entry = { key: 'name', value: found.name, path: first?.path ?? '' };
  const isWhole = first?.value === found.name;
  const from = isWhole ? `which ${quoted(first.key)} is taken for` : 'from its parts';
  notes.push({
    ...entry,
    written: first?.value ?? null,
    read: found.name,
    message: `the name is read as ${quoted(found.name)}, ${from}`,
  });
  return isWhole ? entries.map((one) => (one === first ? entry : one)) : [entry, ...entries];
}

/** The only field that is an e-mail address, where none is named so. */
function addressOf(entries: readonly Entry[]): Entry | undefined {
  if (entries.some(({ key }) => fieldOf(BASICS, key) === 'email')) return undefined;
  const unknown = entries.filter(
    ({ key }) => fieldOf(BASICS, key) === undefined && fieldOf(RESUME, key) === undefined,
  );
  const [only, ...others] = unknown.filter(({ key, value }) => addressIn(key, value) !== null);
  return others.length === 0 ? only : undefined;
}

/** The basics with the e-mail address in its own place: from the URL, or from a field of another name. */
export function withEmail(entries: readonly Entry[], notes: Note[]): Entry[] {
  const email = entries.find(({ key }) => key === 'email');
  if (email) return withOneAddress(entries, email, notes);
  const url = entries.find(({ key }) => key === 'url');
  const atUrl = typeof url?.value === 'string' ? emailInUrl(url.value) : null;
  const from = atUrl === null ? addressOf(entries) : url;
  if (!from) return [...entries];
  const value = atUrl ?? from.value;
  notes.push(readAs(from, value, 'it is the e-mail address'));
  return entries.map((entry) => (entry === from ? { key: 'email', value, path: from.path } : entry));
}

/** The first of several addresses is the person's. The others stand beside it, under a name that is free. */
function withOneAddress(entries: readonly Entry[], email: Entry, notes: Note[]): Entry[] {
  const found = isAddress(email.value) ? null : firstAddress(email);
  if (!found) return [...entries];
  const { inner, rest } = found;
  const others = isNothing(rest) ? [] : [{ key: freeName('email', entries), value: rest, path: email.path }];
  const why = others.length > 0 ? 'it is the first of several' : '';
  notes.push(readAs(email, inner.value, why));
  return entries.flatMap((entry) => (entry === email ? [{ ...inner, key: 'email' }, ...others] : [entry]));
}

/** Also as the only text of a list or an object. */
function isAddress(value: JsonValue): boolean {
  const [only, ...others] = typeof value === 'object' && value !== null ? Object.values(value) : [value];
  return typeof only === 'string' && others.length === 0 && readEmail(only) !== null;
}

/** The key with as many `_` after it as it needs. */
function freeName(key: string, entries: readonly Entry[]): string {
  let free = `${key}_`;
  while (entries.some((entry) => entry.key === free)) free += '_';
  return free;
}
