// Finds resumes within other JSON: under a name, as the only item of a list, in several languages, or those of several people.
import { isJsonObject, type JsonObject, type JsonValue } from '../../search/json.ts';
import { nameKey } from '../person-name.ts';
import { hasSections, isPersonKey, isResume, isSchema } from './evidence.ts';
import { findName, hasName, isLanguageTag } from './name-fields.ts';
import { fieldOf } from './names.ts';
import { pathOf, quoted, type Given, type Note } from './note.ts';
import { RESUME } from './shape.ts';

/** Wrappers within wrappers. */
const MAX_WRAPPERS = 3;

/** Names that say nothing of what they hold. */
export const CONTAINER =
  /^(data|attributes|result|response|payload|document|content|mainentity|skillspassport|learnerinfo|aboutme|basic_?info)$/i;

interface Inner extends Given {
  readonly name: string | number;
}

/** The resume that the value holds, or the value itself. What stands beside it is kept in it. */
export function unwrapped(given: Given, notes: Note[], depth = 0): Given {
  const [first, ...others] = depth < MAX_WRAPPERS ? innerOf(given, depth) : [];
  if (!first) return given;
  const { name, path } = first;
  const rest = others.map((other) => quoted(other.name)).join(', ');
  const message = rest === '' ? '' : `, and is the first of several: ${rest} is kept in it as it is`;
  notes.push({ path, written: name, read: null, message: `${quoted(name)} holds the resume${message}` });
  const inner = onlyItem(first);
  const outer = isJsonObject(given.value) ? given.value : {};
  const value = isJsonObject(inner.value) ? withOuter(inner.value, name, outer) : inner.value;
  return unwrapped({ path: inner.path, value }, notes, depth + 1);
}

function onlyItem({ value, path }: Given): Given {
  const [only, ...others] = Array.isArray(value) ? value : [];
  return only !== undefined && others.length === 0 ? { value: only, path: pathOf(path, 0) } : { value, path };
}

/** The resumes of different people, and what is listed with them; none where there is one person. */
export function peopleIn(value: JsonValue, depth = 0): readonly JsonValue[] {
  if (depth >= MAX_WRAPPERS) return [];
  const inner = innerOf({ value, path: '' }, depth);
  const [only, ...others] = inner;
  if (only && others.length === 0) return peopleIn(only.value, depth + 1);
  return only && !isOfOnePerson(inner) ? inner.map((one) => one.value) : [];
}

function innerOf({ value, path }: Given, depth: number): Inner[] {
  const of = (name: string | number, inner: JsonValue) => ({ name, value: inner, path: pathOf(path, name) });
  if (Array.isArray(value)) {
    const isHolding = value.length === 1 || value.some((item) => holdsResume(0, item, depth));
    return isHolding ? value.map((item, index) => of(index, item)) : [];
  }
  if (!isJsonObject(value) || hasSections(value) || isSchema(value)) return [];
  const entries = Object.entries(value);
  const isWhole =
    isResume(value) &&
    !entries.some(([key, inner]) => isUnknown(key) && isJsonObject(inner) && hasSections(inner));
  if (isWhole) return [];
  return entries.flatMap(([key, inner]) => (holdsResume(key, inner, depth) ? [of(key, inner)] : []));
}

const isUnknown = (key: string) => fieldOf(RESUME, key) === undefined;

/** @param name that of the list for one of its items */
function holdsResume(name: string | number, value: JsonValue, depth: number): boolean {
  if (typeof name === 'string' && !isUnknown(name)) return false;
  if (Array.isArray(value))
    return value.some((item) => isJsonObject(item) && holdsResume(name, item, depth + 1));
  if (!isJsonObject(value)) return false;
  if (hasSections(value)) return true;
  const mayBePerson =
    typeof name === 'number' || isPersonKey(name) || isLanguageTag(name) || CONTAINER.test(name);
  if (mayBePerson && hasName(value) && isResume(value)) return true;
  return (
    depth + 1 < MAX_WRAPPERS &&
    Object.entries(value).some(([key, inner]) => holdsResume(key, inner, depth + 1))
  );
}

/** Each under a language, or all of one name. Items of a list are people. */
function isOfOnePerson(inner: readonly Inner[]): boolean {
  if (inner.some(({ name }) => typeof name === 'number')) return false;
  if (inner.every(({ name }) => isLanguageTag(String(name)))) return true;
  const names = inner.filter(({ value }) => hasPerson(value)).map(({ value }) => nameIn(value));
  return names.length === 0 || (new Set(names).size === 1 && !names.includes(null));
}

/** Rather than a part of somebody's, such as skills and languages under a heading. */
const hasPerson = (value: JsonValue) =>
  nameIn(value) !== null ||
  !isJsonObject(value) ||
  Object.keys(value).some((key) => fieldOf(RESUME, key) === 'basics');

function nameIn(value: JsonValue): string | null {
  if (!isJsonObject(value)) return null;
  const basics = Object.entries(value).find(([key]) => fieldOf(RESUME, key) === 'basics')?.[1];
  const found = findName(isJsonObject(basics) ? basics : value);
  return found && nameKey(found.name);
}

/** Keeps what stands beside the resume: after its fields, or under the wrapper's name where the resume has that field itself. */
export function withOuter(inner: JsonObject, name: string | number, outer: JsonObject): JsonObject {
  const entries = Object.entries(outer).filter(([other]) => other !== name);
  const free = entries.filter(([key]) => !Object.hasOwn(inner, key));
  const taken = entries.filter(([key]) => Object.hasOwn(inner, key));
  let rest = String(name);
  while (Object.hasOwn(inner, rest)) rest += '_';
  const others = taken.length > 0 ? [[rest, Object.fromEntries(taken)] as const] : [];
  return Object.fromEntries([...Object.entries(inner), ...free, ...others]);
}
