// Finds the person's name and their basics where other tools put them.
import { isJsonObject, type JsonObject, type JsonValue } from '../../search/json.ts';
import { fieldOf, folded } from './names.ts';
import { isBlank, quoted, readAs, type Entry, type Note } from './note.ts';
import { RESUME, type ObjectShape } from './shape.ts';
import { emailInUrl } from './url.ts';

const basicsField = RESUME.fields.get('basics');
if (basicsField?.kind !== 'object') throw new Error('the schema of JSON Resume has no basics');
const BASICS: ObjectShape = basicsField;

/** In the order of the name; the last is the family's. */
const PARTS: readonly (readonly string[])[] = [
  ['firstname', 'givenname', 'first', 'given', 'forename'],
  ['middlename', 'middle'],
  ['lastname', 'familyname', 'last', 'family', 'surname'],
];

const IN_FAMILY_FIRST = /^[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\s]+$/u;

/** The name from its parts; null where there is neither a first nor a last one. */
function nameFromParts(object: JsonObject): string | null {
  const byName = new Map(Object.entries(object).map(([name, value]) => [folded(name), value]));
  const [first, middle, last] = PARTS.map((names) => names.map((name) => byName.get(name)).find(isName));
  if (first === undefined && last === undefined) return null;
  const parts = [first, middle, last].filter((part) => part !== undefined).map((part) => part.trim());
  return parts.every((part) => IN_FAMILY_FIRST.test(part)) ? parts.reverse().join('') : parts.join(' ');
}

const isName = (value: JsonValue | undefined): value is string =>
  typeof value === 'string' && !isBlank(value);

export const hasName = (object: JsonObject) =>
  nameFromParts(object) !== null ||
  Object.entries(object).some(([name, value]) => fieldOf(BASICS, name) === 'name' && !isBlank(value));

/** The entries of the resume with its basics, wherever those are. */
export function withBasics(entries: readonly Entry[], notes: Note[]): Entry[] {
  const basics = entries.find(({ key }) => key === 'basics');
  if (basics) return isJsonObject(basics.value) ? withNameFromOutside(entries, basics, notes) : [...entries];
  const person = entries.find(
    ({ key, value }) => !RESUME.fields.has(key) && isJsonObject(value) && hasName(value),
  );
  if (!person) return flatBasics(entries, notes);
  notes.push(movedTo('basics', person));
  return entries.map((entry) => (entry === person ? { ...entry, key: 'basics' } : entry));
}

function withNameFromOutside(entries: readonly Entry[], basics: Entry, notes: Note[]): Entry[] {
  if (!isJsonObject(basics.value) || hasName(basics.value)) return [...entries];
  const outside = entries.find(({ key, value }) => fieldOf(BASICS, key) === 'name' && !isBlank(value));
  if (!outside) return [...entries];
  notes.push(movedTo('basics.name', outside));
  const value = { ...basics.value, name: outside.value };
  return entries.flatMap((entry) =>
    entry === outside ? [] : [entry === basics ? { ...basics, value } : entry],
  );
}

/** The fields of the basics stand among the sections. */
function flatBasics(entries: readonly Entry[], notes: Note[]): Entry[] {
  const isOfBasics = ({ key }: Entry) => !RESUME.fields.has(key) && isOfPerson(key);
  const fields = entries.filter(isOfBasics);
  const [first] = fields;
  if (!first) return [...entries];
  for (const field of fields) notes.push(movedTo('basics', field));
  const value = Object.fromEntries(fields.map((field) => [field.key, field.value]));
  const parent = first.path.split('.').slice(0, -1).join('.');
  const basics: Entry = { key: 'basics', value, path: parent };
  return [basics, ...entries.filter((entry) => !isOfBasics(entry))];
}

const isOfPerson = (key: string) =>
  fieldOf(BASICS, key) !== undefined || PARTS.some((names) => names.includes(folded(key)));

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
  const name = entries.find(({ key }) => key === 'name');
  const parts = name ? name.value : Object.fromEntries(entries.map(({ key, value }) => [key, value]));
  const read = isJsonObject(parts) ? nameFromParts(parts) : null;
  if (read === null) return [...entries];
  if (name) {
    notes.push(readAs(name, read));
    return entries.map((entry) => (entry === name ? { ...name, value: read } : entry));
  }
  const first = entries.find(({ key }) => nameFromParts({ [key]: key }) !== null);
  const entry = { key: 'name', value: read, path: first?.path ?? '' };
  notes.push({
    ...entry,
    written: first?.value ?? null,
    read,
    message: `the name is read as ${quoted(read)}, from its parts`,
  });
  return [entry, ...entries];
}

/** The basics with an e-mail address that stands at the URL in its own place. */
export function withEmail(entries: readonly Entry[], notes: Note[]): Entry[] {
  const url = entries.find(({ key }) => key === 'url');
  const address = typeof url?.value === 'string' ? emailInUrl(url.value) : null;
  if (!url || address === null || entries.some(({ key }) => key === 'email')) return [...entries];
  notes.push(readAs(url, address, 'it is the e-mail address'));
  return entries.map((entry) => (entry === url ? { key: 'email', value: address, path: url.path } : entry));
}
