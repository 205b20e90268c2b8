// Takes the parts of a resume out of what other tools put around them: sections within `sections`, a contact beside the name, a
// list or a text beside its title, the person of a graph. What stands beside a part stays where it is.
import { isJsonObject, ownValue, type JsonObject, type JsonValue } from '../../search/json.ts';
import { isPersonByType } from './evidence.ts';
import { pathWithin, withPaths } from './given-path.ts';
import { objectFromText } from './from-text.ts';
import { isLanguageTag } from './name-fields.ts';
import { fieldOf, folded } from './names.ts';
import { isNothing, pathOf, quoted, readAs, type Entry, type Given, type Note } from './note.ts';
import { BASICS, RESUME, type ListShape, type ObjectShape, type Shape, type TextFormat } from './shape.ts';

const LISTS = ['items', 'history', 'sets', 'list', 'entries', 'elements', 'values', 'content', 'raw'];
const TEXTS = [
  ...['content', 'text', 'value', 'contact', 'raw', 'number', 'address', 'label', 'name'],
  ...['formattednumber', 'formattedphone', 'emailaddress', 'schoolname', 'degreename'],
];
const URLS = ['href', 'url', 'value', 'contact', 'address'];
const DATES = ['date', 'yearmonth', 'anydate'];
const COUNTRIES = ['code', 'countrycode', 'id', 'label', 'name'];
const CONTACT =
  /^(?:contact|personal)(?:s|info|information|details|data|method)?$|^(?:info|communication)$|^(?:contato|contacto|kontakt|kontaktdaten|contatti|coordonnees|contactgegevens|контакты|联系方式|連絡先|연락처)$/;

interface Opened {
  readonly inner: Given;
  /** An object, or a list of the items after the first. */
  readonly rest: JsonValue;
}

/** What belongs to the shape within an object that stands in its place; null where that holds none. */
function opened({ value, path }: Given, shape: Shape): Opened | null {
  if (shape.kind === 'text' && Array.isArray(value)) {
    const [first = null, ...others] = value;
    const found = opened({ value: first, path: pathOf(path, 0) }, shape);
    const left = found && !isNothing(found.rest) ? [found.rest] : [];
    return found && others.length > 0 ? { ...found, rest: [...left, ...others] } : found;
  }
  if (!isJsonObject(value)) return null;
  const entries = Object.entries(value);
  const isOneLanguage = ([name, inner]: readonly [string, JsonValue]) =>
    isLanguageTag(name) &&
    (shape.kind === 'list'
      ? isListOfObjects(inner)
      : shape.kind === 'text'
        ? isOf(shape, inner)
        : isJsonObject(inner));
  const named = namesOf(shape).flatMap((name) => entries.filter(([own]) => folded(own) === name));
  const within = ([name, inner]: readonly [string, JsonValue]): Opened | null => {
    const own = { value: inner, path: pathOf(path, name) };
    const found = isOf(shape, inner)
      ? { inner: own, rest: {} }
      : shape.kind === 'text'
        ? opened(own, shape)
        : null;
    if (!found) return null;
    const others = entries.filter(([other]) => other !== name);
    const left = isNothing(found.rest) ? [] : [[name, found.rest] as const];
    return { ...found, rest: Object.fromEntries([...others, ...left]) };
  };
  const all =
    entries.length > 0 && entries.every(isOneLanguage)
      ? entries.slice(0, 1)
      : [...named, ...onlyList(value, shape)];
  return all.map(within).find((found) => found !== null) ?? null;
}

const isListOfObjects = (value: JsonValue) =>
  Array.isArray(value) && value.length > 0 && value.every(isJsonObject);

/** Under whatever name, unless that is the group of what the list has, as the groups of skills are. */
function onlyList(object: JsonObject, shape: Shape): [string, JsonValue][] {
  if (!isOfThings(shape) || !isHolder(object, shape.item)) return [];
  const lists = Object.entries(object).filter(([, inner]) => isListOfObjects(inner));
  return lists.length === 1 ? lists : [];
}

const isOfThings = (shape: Shape): shape is ListShape & { readonly item: ObjectShape } =>
  shape.kind === 'list' && shape.item.kind === 'object' && !shape.item.fields.has('keywords');

/** Whether the object has no field of an item, and so is none. */
const isHolder = (object: JsonObject, item: ObjectShape) =>
  Object.entries(object).every(([name, inner]) => {
    const field = fieldOf(item, name);
    return field === undefined || (item.fields.get(field)?.kind === 'text' && isListOfObjects(inner));
  });

/** The items of `{ "current": […], "past": […] }`; null where it is something else. */
export function itemsOfLists({ value, path }: Given, shape: ListShape): Given[] | null {
  if (!isJsonObject(value) || !isOfThings(shape) || !isHolder(value, shape.item)) return null;
  const lists = Object.entries(value);
  if (!lists.every(([, inner]) => isListOfObjects(inner))) return null;
  return lists.flatMap(([name, inner]) =>
    [inner].flat().map((item, index) => ({ value: item, path: pathOf(pathOf(path, name), index) })),
  );
}

function namesOf(shape: Shape): readonly string[] {
  if (shape.kind === 'list') return LISTS;
  return shape.kind === 'text' ? (NAMES[shape.format] ?? []) : [];
}

const NAMES: Readonly<Partial<Record<TextFormat, readonly string[]>>> = {
  plain: TEXTS,
  email: TEXTS,
  url: URLS,
  date: DATES,
  country: COUNTRIES,
};

const POSITIONS = /^(?:positions?|positiondata|positionhistor(?:y|ies))$/;

const isPosition = (value: JsonValue, shape: ObjectShape) =>
  isJsonObject(value) && Object.keys(value).some((name) => fieldOf(shape, name) === 'position');

const isListOfPositions = (items: readonly JsonValue[], shape: ObjectShape) =>
  items.length > 0 && items.every((item) => isPosition(item, shape));

/** Each position that an employer holds, with the name of the employer. What else the employer has is with the first. */
export function positionsWithin(item: Given, shape: ObjectShape, notes: Note[]): Given[] {
  const { value, path } = item;
  if (shape.place !== 'work' || !isJsonObject(value)) return [item];
  const entries = Object.entries(value);
  const [held, ...others] = entries.filter(
    ([name, inner]) => POSITIONS.test(folded(name)) && isListOfPositions([inner].flat(), shape),
  );
  if (!held || others.length > 0) return [item];
  const [list, inner] = held;
  const beside = entries.filter(([name]) => name !== list);
  const employer = beside.filter(([name]) => fieldOf(shape, name) === 'name').slice(0, 1);
  const positions = [inner].flat().filter(isJsonObject);
  notes.push({
    path: pathOf(path, list),
    written: list,
    read: null,
    message: `each of ${quoted(list)} is read as an item`,
  });
  return positions.map((position, index) => {
    const within = Array.isArray(inner) ? pathOf(pathOf(path, list), index) : pathOf(path, list);
    const outer = index === 0 ? beside : employer;
    const free = outer.filter(([name]) => !Object.hasOwn(position, name));
    const taken = outer.filter(([name]) => Object.hasOwn(position, name));
    const rest = taken.length > 0 ? [[`${list}_`, Object.fromEntries(taken)] as const] : [];
    const places = free.map(([key]) => ({ key, path: pathOf(path, key) }));
    const whole = { ...Object.fromEntries(free), ...position, ...Object.fromEntries(rest) };
    return { value: withPaths(whole, within, places), path: within };
  });
}

/** A date may be an object of its parts. */
function isOf(shape: Shape, value: JsonValue): boolean {
  if (isNothing(value) || shape.kind === 'object') return !isNothing(value);
  if (shape.kind === 'list') return Array.isArray(value) || itemsOfLists({ value, path: '' }, shape) !== null;
  return typeof value === 'string' || (shape.format === 'date' && isJsonObject(value));
}

/** Of each value only what belongs in its place. The rest of it has a name that is free. */
export function withOpened(entries: readonly Entry[], notes: Note[], shape: ObjectShape): readonly Entry[] {
  const taken = new Set(entries.map(({ key }) => key));
  const split = (entry: Entry): Entry[] => {
    const { key, value, path } = entry;
    const field = shape.fields.get(key);
    // An object of one text is read as that text, and a place as all of its texts.
    const found = field && key !== 'location' ? opened(entry, field) : null;
    if (
      !found ||
      (field?.kind === 'text' && field.format !== 'date' && isJsonObject(value) && isNothing(found.rest))
    )
      return [entry];
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
    const { key } = entry;
    const [only] = Array.isArray(entry.value) && entry.value.length === 1 ? entry.value : [entry.value];
    const { value, path } = Array.isArray(entry.value) ? { value: only, path: pathOf(entry.path, 0) } : entry;
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

/** The languages that are among the skills. */
export function withLinguistic(entries: readonly Entry[], notes: Note[]): readonly Entry[] {
  const skills = entries.find(({ key }) => key === 'skills');
  if (!skills || !isJsonObject(skills.value) || entries.some(({ key }) => key === 'languages'))
    return entries;
  const { value, path: own } = skills;
  const name = Object.keys(value).find((key) => folded(key) === 'linguistic');
  if (name === undefined) return entries;
  const path = pathOf(own, name);
  const { [name]: languages = null, ...rest } = value;
  notes.push({
    path,
    written: name,
    read: 'languages',
    message: `${quoted(name)} is named "languages" in JSON Resume`,
  });
  const others = entries.flatMap((entry) => (entry === skills ? [] : [entry]));
  const left = isNothing(rest) ? [] : [{ ...skills, value: rest }];
  return [...others, ...left, { key: 'languages', value: languages, path }];
}

export const isContact = (key: string, value: JsonValue) =>
  (isJsonObject(value) || isListOfObjects(value)) && CONTACT.test(folded(key));

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
