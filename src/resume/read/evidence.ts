// Tells a resume from other JSON by what it holds. A name alone is no evidence: packages, maps and schemas have one, too.
import { isJsonObject, type JsonObject, type JsonValue } from '../../search/json.ts';
import { isOfRole } from '../address.ts';
import { firstAddress, readEmail } from './email.ts';
import { fieldOf, folded, ownName } from './names.ts';
import { isNothing } from './note.ts';
import { hasName, hasPersonalName } from './name-fields.ts';
import { BASICS, RESUME, type ObjectShape } from './shape.ts';

/** What is enough for a resume. Most of it is half of that. */
const ENOUGH = 2;

/** Fields that things have as well as people do. */
const OF_ANYTHING = new Set([
  ...[
    'name',
    'title',
    'url',
    'website',
    'link',
    'image',
    'summary',
    'description',
    'date',
    'type',
    'version',
    'role',
  ],
  ...[
    'keywords',
    'keyword',
    'location',
    'language',
    'level',
    'id',
    'site',
    'user',
    'languages',
    'roles',
    'entity',
    'start',
    'end',
    'from',
    'to',
    'begin',
    'details',
    'address',
    'organisation',
    'grade',
  ],
]);

/** By the name itself: those of accounts, and those that articles have, too. */
const WORDS: Readonly<Record<string, number>> = { bio: 1, login: 1, headline: 0.5, position: 0.5 };
const CONTACTS: Readonly<Record<string, number>> = { label: 1, phone: 0.5, summary: 0.5, location: 0.5 };

/** Whether it is one, or half of one, such as its sections without a name. */
export const isResume = (object: JsonObject): boolean => hasBasics(object) || evidenceOf(object) >= ENOUGH;

/** By its sections alone. */
export const hasSections = (object: JsonObject): boolean =>
  hasBasics(object) ||
  evidenceOfSections(object) >= ENOUGH ||
  (isJsonObject(object['sections']) && evidenceOfSections(object['sections']) >= ENOUGH);

/** It says what a resume looks like. */
export const isSchema = ({ type, properties, $schema }: JsonObject): boolean =>
  isJsonObject(properties) && (type === 'object' || $schema !== undefined);

const evidenceOfSections = (object: JsonObject) =>
  sum(Object.entries(object).map(([key, value]) => evidenceOfSection(key, value)));

/** Of one person, or of several. */
export const isPersonKey = (key: string) =>
  /^(people|staff)$/.test(folded(key)) || PERSON.test(folded(key).replace(/s$/, ''));

const hasBasics = (object: JsonObject) =>
  Object.entries(object).some(([key, value]) => fieldOf(RESUME, key) === 'basics' && holdsObject(value));

const holdsObject = (value: JsonValue): boolean =>
  isJsonObject(value) || (Array.isArray(value) && value.length === 1 && value.every(isJsonObject));

function evidenceOf(object: JsonObject): number {
  if (isPersonByType(object)) return ENOUGH;
  if (isOfAnotherType(object)) return 0;
  const entries = Object.entries(object);
  const own = sum(entries.map(([key, value]) => evidenceOfField(key, value)));
  const people = entries.map(([key, value]) => evidenceOfPerson(key, value, object));
  return (hasPersonalName(object) ? ENOUGH : 0) + own + Math.max(0, ...people);
}

const PERSON =
  /^(person.*|candidate.*|applicant.*|employee.*|worker.*|basics?(info.*)?|about(me)?|contact(info.*|details|data)|header|identification|bio|cv|resume|profile|lebenslauf|curriculo|curriculum(vitae)?|hojadevida)$/;
const CERTAIN = /^(person|candidate|applicant|resume|cv)/;
/** Of a package, a letter … */
const OTHERS =
  /author|creator|support|owner|maintain|contributor|bug|admin|sender|from|reply|publisher|customer|client|buyer|billing|shipping|recipient|assistant|agent|manager|supervisor|referee|reference/;

/** Whether the object under this name holds a person's name and how to reach them: what is told of the whose resume it is. */
export function isPerson(name: string, value: JsonValue, beside: JsonObject): value is JsonObject {
  if (fieldOf(RESUME, name) !== undefined || !isJsonObject(value) || !hasName(value)) return false;
  const key = folded(name);
  if (OTHERS.test(key)) return false;
  const isTold = hasPersonalName(value) || evidenceInPerson(value) > 0;
  if (PERSON.test(key) && (isTold || CERTAIN.test(key))) return true;
  if (hasPersonalName(value) && evidenceInPerson(value) > 0) return true;
  return !hasName(beside) && evidenceOfSections(beside) > 0;
}

const evidenceInPerson = (person: JsonObject) =>
  sum(Object.entries(person).map(([key, value]) => evidenceOfField(key, value)));

function evidenceOfPerson(key: string, value: JsonValue, beside: JsonObject): number {
  if (!isPerson(key, value, beside)) return 0;
  return CERTAIN.test(folded(key)) || hasPersonalName(value) ? ENOUGH : evidenceInPerson(value);
}

const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);

/** JSON-LD. */
const typesOf = ({ '@type': type }: JsonObject) => [type].flat().filter((one) => typeof one === 'string');

export const isPersonByType = (object: JsonObject) =>
  typesOf(object).some((type) => /^(?:https?:\/\/schema\.org\/|schema:)?Person$/.test(type));

/** Of an organisation, of software … */
function isOfAnotherType(object: JsonObject): boolean {
  const types = typesOf(object);
  return types.length > 0 && !types.some((one) => /person|resume|cv|curriculum/i.test(one));
}

function evidenceOfField(key: string, value: JsonValue): number {
  if (isNothing(value)) return 0;
  if (fieldOf(RESUME, key) !== undefined) return evidenceOfSection(key, value);
  const field = fieldOf(BASICS, key);
  if (field === 'profiles') return hasOwnField(value, 'basics.profiles') ? ENOUGH : 0;
  if (field !== undefined && field !== 'email') return WORDS[folded(key)] ?? CONTACTS[field] ?? 0;
  if (typeof value === 'string' && WORDS[folded(key)] !== undefined) return WORDS[folded(key)] ?? 0;
  const address = field === 'email' ? firstAddress({ value, path: key })?.inner.value : addressIn(key, value);
  return address && !isOfRole(address) ? ENOUGH : 0;
}

/** The e-mail address that a field of whatever name is, unless it is of somebody else. */
export function addressIn(key: string, value: JsonValue): string | null {
  const [only, ...others] = [value].flat();
  return typeof only === 'string' && others.length === 0 && !OTHERS.test(folded(key))
    ? readEmail(only)
    : null;
}

const OF_TEXTS = new Set(['skills', 'languages', 'interests', 'work', 'education']);

function evidenceOfSection(key: string, value: JsonValue): number {
  const field = fieldOf(RESUME, key);
  if (field === undefined || field === 'meta' || field === '$schema' || isNothing(value)) return 0;
  if (hasOwnField(value, field)) return ENOUGH;
  const isList = Array.isArray(value) && value.some((item) => !isNothing(item));
  const isOfObjects =
    isList && value.every(isJsonObject) && ['work', 'education', 'skills', 'languages'].includes(field);
  const isOfTexts =
    OF_TEXTS.has(field) &&
    (typeof value === 'string' || (isList && value.every((item) => typeof item === 'string')));
  return isOfObjects || isOfTexts ? 1 : 0;
}

/** Of a list. More tell nothing new. */
const MOST_ITEMS = 20;

/** Whether an item has a field that is this section's and says more than a name. */
function hasOwnField(value: JsonValue, place: string): boolean {
  const shape = itemShapes.get(place);
  if (!shape) return false;
  const items = (
    Array.isArray(value) ? value : isJsonObject(value) ? [value, ...Object.values(value).flat()] : []
  ).slice(0, MOST_ITEMS);
  return items.some(
    (item) => isJsonObject(item) && Object.entries(item).some(([key, inner]) => isOwn(shape, key, inner)),
  );
}

function isOwn(shape: ObjectShape, key: string, value: JsonValue): boolean {
  const field = fieldOf(shape, key);
  const isKnown =
    field !== undefined && ![folded(key), ownName(shape, key)].some((name) => OF_ANYTHING.has(name));
  return (
    isKnown &&
    !isNothing(value) &&
    (typeof value !== 'object' || field === 'highlights' || field === 'courses')
  );
}

const itemShapes: ReadonlyMap<string, ObjectShape> = new Map(
  [
    ...RESUME.fields,
    ...[...BASICS.fields].map(([field, shape]) => [`basics.${field}`, shape] as const),
  ].flatMap(([field, shape]) =>
    shape.kind === 'list' && shape.item.kind === 'object' ? [[field, shape.item] as const] : [],
  ),
);
