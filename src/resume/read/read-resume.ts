// Turns a resume as people have them into what JSON Resume 1.x says. It renames and converts, and drops what is empty. What is
// not understood stays as written, and unknown fields stay where they are.
import { InvalidInputError } from '../../graphql/errors.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../search/json.ts';
import type { Resume } from '../../sections/define.ts';
import { clean, WHOLE_RESUME } from './clean.ts';
import { hasName, withBasics } from './name.ts';
import { fieldOf, renamed } from './names.ts';
import { isBlank, pathOf, quoted, type Given, type Note } from './note.ts';
import { RESUME } from './shape.ts';
import { readFields } from './value.ts';

export interface ReadResume {
  readonly resume: Resume;
  /** In the order of reading. One value may have several. */
  readonly notes: readonly Note[];
}

/**
 * Reading what it returned changes nothing more.
 * @throws InvalidInputError where it is no resume: no object, or no name in it
 */
export function readResume(json: unknown): ReadResume {
  const notes: Note[] = [];
  const given = unwrapped({ value: clean(json, notes), path: '' }, notes);
  if (!isJsonObject(given.value)) {
    throw new InvalidInputError([{ path: given.path || WHOLE_RESUME, message: 'must be an object' }]);
  }
  const entries = withBasics(renamed(RESUME, given.value, given.path, notes), notes);
  const resume = readFields(entries, RESUME, notes);
  return { resume: checkedName(resume), notes };
}

function checkedName(resume: JsonObject): Resume {
  const { basics } = resume;
  const name = isJsonObject(basics) ? basics['name'] : undefined;
  if (!isJsonObject(basics) || name === undefined || isBlank(name)) throw noName('must not be empty');
  if (typeof name !== 'string') throw noName('must be a text');
  return resume;
}

const noName = (message: string) => new InvalidInputError([{ path: 'basics.name', message }]);

/** Wrappers within wrappers. */
const MAX_WRAPPERS = 3;

/** The resume where it is the only item of a list, or under one name of an object that is none itself. */
function unwrapped(given: Given, notes: Note[], depth = 0): Given {
  const wrapped = depth < MAX_WRAPPERS ? wrappedIn(given) : null;
  if (!wrapped) return given;
  const { inner, outer, name } = wrapped;
  notes.push({ path: inner.path, written: name, read: null, message: `${quoted(name)} holds the resume` });
  return unwrapped({ ...inner, value: withOuter(inner.value, outer, name) }, notes, depth + 1);
}

interface Wrapped {
  readonly inner: Given<JsonObject>;
  readonly name: string | number;
  /** What stands beside it. */
  readonly outer: JsonObject;
}

function wrappedIn({ value, path }: Given): Wrapped | null {
  if (Array.isArray(value)) {
    const [only, ...others] = value;
    return isJsonObject(only) && others.length === 0
      ? { inner: { value: only, path: pathOf(path, 0) }, name: 0, outer: {} }
      : null;
  }
  if (!isJsonObject(value) || isResume(value)) return null;
  const [found, ...others] = Object.entries(value).filter(([, inner]) => holdsResume(inner));
  if (!found || others.length > 0 || !isJsonObject(found[1])) return null;
  const [name, inner] = found;
  const outer = Object.fromEntries(Object.entries(value).filter(([other]) => other !== name));
  return { inner: { value: inner, path: pathOf(path, name) }, name, outer };
}

const sectionsIn = (object: JsonObject) =>
  Object.keys(object).filter((name) => !['meta', '$schema', undefined].includes(fieldOf(RESUME, name)));

const isResume = (object: JsonObject) => sectionsIn(object).length > 0 || hasName(object);

const holdsResume = (value: JsonValue): boolean =>
  isJsonObject(value) &&
  (sectionsIn(value).length > 0 ||
    Object.values(value).some((inner) => isJsonObject(inner) && sectionsIn(inner).includes('basics')));

/** Keeps what stands beside the resume: after its fields, or under the wrapper's name where the resume has that field itself. */
function withOuter(inner: JsonObject, outer: JsonObject, name: string | number): JsonObject {
  const entries = Object.entries(outer);
  const free = entries.filter(([key]) => !Object.hasOwn(inner, key));
  const taken = entries.filter(([key]) => Object.hasOwn(inner, key));
  let rest = String(name);
  while (Object.hasOwn(inner, rest)) rest += '_';
  const others = taken.length > 0 ? [[rest, Object.fromEntries(taken)] as const] : [];
  return Object.fromEntries([...Object.entries(inner), ...free, ...others]);
}
