// Takes the parts of a resume out of what other tools put around them: sections within `sections`, a contact beside the name, a
// list or a text beside its title, the person of a graph. What stands beside a part stays where it is.
import { isJsonObject, ownValue, type JsonObject, type JsonValue } from '../../search/json.ts';
import { isPersonByType } from './evidence.ts';
import { pathWithin, withPaths } from './given-path.ts';
import { objectFromText } from './from-text.ts';
import { isLanguageTag } from './name-fields.ts';
import { fieldOf, folded } from './names.ts';
import { isNothing, pathOf, quoted, readAs, type Entry, type Given, type Note } from './note.ts';
import { BASICS, RESUME, type ObjectShape, type Shape } from './shape.ts';

const LISTS = ['items', 'history', 'sets', 'list', 'entries', 'elements', 'content'];
const TEXTS = ['content', 'text', 'value', 'contact', 'raw', 'number', 'address', 'label', 'name'];
const URLS = ['href', 'url', 'value'];
const CONTACT =
  /^(?:contact|personal)(?:s|info|information|details|data)?$|^info$|^(?:contato|contacto|kontakt|kontaktdaten|contatti|coordonnees|contactgegevens|контакты|联系方式|連絡先|연락처)$/;

interface Opened {
  readonly inner: Given;
  readonly rest: JsonObject;
}

/** What belongs to the shape within an object that stands in its place; null where that holds none. */
function opened({ value, path }: Given, shape: Shape): Opened | null {
  if (shape.kind === 'text' && Array.isArray(value) && value.length === 1)
    return opened({ value: value[0] ?? null, path: pathOf(path, 0) }, shape);
  if (!isJsonObject(value)) return null;
  const entries = Object.entries(value);
  const isOneLanguage = ([name, inner]: readonly [string, JsonValue]) =>
    isLanguageTag(name) &&
    (shape.kind === 'list'
      ? isListOfObjects(inner)
      : shape.kind === 'text'
        ? isOf(shape, inner)
        : isJsonObject(inner));
  const names = namesOf(shape);
  const named = names.flatMap((name) =>
    entries.filter(([own, inner]) => folded(own) === name && isOf(shape, inner)),
  );
  const [found] = entries.every(isOneLanguage) ? entries : named;
  if (!found) return null;
  const [name, inner] = found;
  const rest = Object.fromEntries(entries.filter(([other]) => other !== name));
  return { inner: { value: inner, path: pathOf(path, name) }, rest };
}

const isListOfObjects = (value: JsonValue) => Array.isArray(value) && value.every(isJsonObject);

function namesOf(shape: Shape): readonly string[] {
  if (shape.kind === 'list') return LISTS;
  if (shape.kind === 'object') return [];
  return shape.format === 'plain' || shape.format === 'email' ? TEXTS : shape.format === 'url' ? URLS : [];
}

/** A date may be an object of its parts. */
function isOf(shape: Shape, value: JsonValue): boolean {
  if (isNothing(value) || shape.kind === 'object') return !isNothing(value);
  if (shape.kind === 'list') return Array.isArray(value);
  return typeof value === 'string' || (shape.format === 'date' && isJsonObject(value));
}

/** Of each value only what belongs in its place. The rest of it has a name that is free. */
export function withOpened(entries: readonly Entry[], shape: ObjectShape, notes: Note[]): readonly Entry[] {
  const taken = new Set(entries.map(({ key }) => key));
  const split = (entry: Entry): Entry[] => {
    const { key, value, path } = entry;
    const field = shape.fields.get(key);
    // An object of one text is read as that text, and a place as all of its texts.
    const found = field && key !== 'location' ? opened(entry, field) : null;
    if (!found || (field?.kind === 'text' && isJsonObject(value) && isNothing(found.rest))) return [entry];
    let free = `${key}_`;
    while (taken.has(free)) free += '_';
    taken.add(free);
    const message = `of ${quoted(key)} ${quoted(found.inner.path)} is read`;
    notes.push({ path, written: value, read: found.inner.value, message });
    const rest = isNothing(found.rest) ? [] : [{ key: free, value: found.rest, path }];
    return [{ ...found.inner, key }, ...rest];
  };
  return entries.some(({ value }) => typeof value === 'object') ? entries.flatMap(split) : entries;
}

/** Moves the fields of the shape, as far as they are free, from the objects whose name matches to the shape's own. */
export function withMoved(
  entries: readonly Entry[],
  from: (key: string) => boolean,
  shape: ObjectShape,
  notes: Note[],
): readonly Entry[] {
  const taken = new Set(entries.map(({ key }) => fieldOf(shape, key)));
  const moved: Entry[] = [];
  const rest = entries.flatMap((entry): Entry[] => {
    const { key, value, path } = entry;
    if (!isJsonObject(value) || !from(key)) return [entry];
    const left = Object.entries(value).flatMap(([name, inner]) => {
      const own = { value: inner, path: pathWithin(value, path, name) };
      const field = fieldOf(shape, name);
      const place = field === undefined || taken.has(field) ? undefined : shape.fields.get(field);
      const found = place && (isOf(place, inner) ? { inner: own, rest: {} } : opened(own, place));
      if (field === undefined || !found) return [[name, inner] as const];
      taken.add(field);
      moved.push({ ...found.inner, key: field });
      const message = `${quoted(name)} belongs to ${field} in JSON Resume`;
      notes.push({ path: own.path, written: name, read: field, message });
      return isNothing(found.rest) ? [] : [[name, found.rest] as const];
    });
    return left.length > 0 ? [{ key, value: Object.fromEntries(left), path }] : [];
  });
  return moved.length > 0 ? [...rest, ...moved] : entries;
}

/** The sections, and what else is of the person, from `sections`. */
export function withSections(entries: readonly Entry[], notes: Note[]): readonly Entry[] {
  const isSections = (key: string) => folded(key) === 'sections';
  if (!entries.some(({ key }) => isSections(key))) return entries;
  const sections = withMoved(entries, isSections, RESUME, notes);
  const basics = sections.find(({ key }) => key === 'basics');
  if (!basics || !isJsonObject(basics.value)) return withMoved(sections, isSections, BASICS, notes);
  const own = Object.entries(basics.value).map(([key, value]) => ({
    key,
    value,
    path: pathOf(basics.path, key),
  }));
  const others = sections.filter((entry) => entry !== basics && isSections(entry.key));
  const person = withMoved([...own, ...others], isSections, BASICS, notes);
  const isOther = ({ key }: Entry) => others.some((other) => other.key === key);
  const fields = person.filter((entry) => !isOther(entry));
  const value = withPaths(Object.fromEntries(fields.map((one) => [one.key, one.value])), basics.path, fields);
  return [
    ...sections
      .filter((entry) => !others.includes(entry))
      .map((entry) => (entry === basics ? { ...basics, value } : entry)),
    ...person.filter(isOther),
  ];
}

export const isContact = (key: string, value: JsonValue) => isJsonObject(value) && CONTACT.test(folded(key));

/** The basics with the fields that stand in an object of their own. */
export const withContact = (entries: readonly Entry[], notes: Note[]) =>
  withMoved(entries, (key) => CONTACT.test(folded(key)), BASICS, notes);

const NETWORK =
  /^(?:github|gitlab|linkedin|twitter|xing|facebook|instagram|mastodon|stackoverflow|zhihu|behance|dribbble)(?:url|link|profile)?$/;

export const isNetwork = (key: string) => NETWORK.test(folded(key));

/** The basics with the profiles that are fields of their own, such as `"github": "ada"`. */
export function withProfiles(entries: readonly Entry[], notes: Note[]): readonly Entry[] {
  if (entries.some(({ key }) => key === 'profiles')) return entries;
  const found = entries.flatMap((entry) => {
    const { key, value } = entry;
    if (!isNetwork(key) || typeof value !== 'string' || isNothing(value)) return [];
    notes.push({ ...readAs(entry, value), message: `${quoted(key)} belongs to profiles in JSON Resume` });
    return [{ entry, profile: { network: key, ...objectFromText('basics.profiles', value) } }];
  });
  const [first] = found;
  if (!first) return entries;
  const { path } = first.entry;
  const places = found.map(({ entry }, key) => ({ key, path: entry.path }));
  const value = withPaths(
    found.map(({ profile }) => profile),
    path,
    places,
  );
  const others = entries.filter((one) => !found.some(({ entry }) => entry === one));
  return [...others, { key: 'profiles', value, path }];
}

/** JSON-LD: the only person of a graph, with the rest of the graph beside. */
export function personOfGraph(value: JsonValue, notes: Note[]): JsonValue {
  const graph = isJsonObject(value) ? ownValue(value, '@graph') : undefined;
  if (!isJsonObject(value) || !Array.isArray(graph)) return value;
  const [index, ...others] = graph.flatMap((one, at) =>
    isJsonObject(one) && isPersonByType(one) ? [at] : [],
  );
  const person = index === undefined ? undefined : graph[index];
  if (index === undefined || !isJsonObject(person) || others.length > 0) return value;
  if (Object.keys(person).some((key) => Object.hasOwn(value, key))) return value;
  const path = `@graph.${index}`;
  notes.push({ path, written: '@graph', read: null, message: 'the only person of "@graph" is read' });
  const entries = Object.keys(person).map((key) => ({ key, path: pathOf(path, key) }));
  const rest = graph.filter((one) => one !== person);
  return withPaths({ ...value, '@graph': rest, ...person }, '', entries);
}
