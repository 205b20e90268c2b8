// Copies a value that came as JSON, and replaces what no text of Postgres can hold. It bounds the depth of the value, so
// that what reads the copy may recurse.
import { InvalidInputError } from '../../graphql/errors.ts';
import type { FaultCode } from '../../graphql/faults.ts';
import { isJsonObject, type JsonValue } from '../../search/json.ts';
import { pathOf, readAs, type Note } from './note.ts';

const MAX_DEPTH = 64;
/** Control characters except line breaks and tabs, byte order marks, and halves of characters. */
const UNFIT = /[[\p{Cc}\p{Cs}\uFEFF]--[\n\r\t]]/gv;
const LINE_BREAKS = new Set(['\u000B', '\u000C', '\u0085']);

/** The path of a fault of the resume as a whole. */
export const WHOLE_RESUME = '(the whole)';

/** @throws InvalidInputError where it is no JSON, or nested too deeply */
export function clean(value: unknown, notes: Note[], path = '', depth = 0): JsonValue {
  if (depth > MAX_DEPTH) throw notRead(path, `must not be nested deeper than ${MAX_DEPTH} levels`, 'INVALID');
  if (typeof value === 'string') return cleanText(value, notes, path);
  if (typeof value === 'number') return cleanNumber(value, notes, path);
  if (value === null || typeof value === 'boolean') return value;
  if (Array.isArray(value)) {
    return value.map((item: unknown, index) => clean(item, notes, pathOf(path, index), depth + 1));
  }
  if (!isJsonObject(value)) throw notRead(path, 'must be JSON', 'INVALID_TYPE');
  const taken = new Set(Object.keys(value));
  const entries = Object.entries(value).map(([name, inner]) => {
    const own = pathOf(path, name);
    return [cleanName(name, taken, notes, own), clean(inner, notes, own, depth + 1)] as const;
  });
  return Object.fromEntries(entries);
}

const notRead = (path: string, message: string, code: FaultCode) =>
  new InvalidInputError([{ path: path || WHOLE_RESUME, message, code }]);

function cleanText(text: string, notes: Note[], path: string): string {
  const fit = fitText(text);
  if (fit !== text) notes.push(readAs({ path, value: text }, fit, 'a text holds no control characters'));
  return fit;
}

function fitText(text: string): string {
  return text.replace(UNFIT, (character) => {
    if (LINE_BREAKS.has(character)) return '\n';
    return character === '\0' || /\p{Cs}/u.test(character) ? '\uFFFD' : '';
  });
}

/** JSON holds no infinity, which is what `1e999` is parsed to. */
function cleanNumber(value: number, notes: Note[], path: string): JsonValue {
  if (Number.isFinite(value)) return value;
  const read = String(value);
  notes.push({ path, written: read, read, message: `a number too large is read as ${read}` });
  return read;
}

/** @param taken the names of the object, to which this one is added */
function cleanName(name: string, taken: Set<string>, notes: Note[], path: string): string {
  const fit = fitText(name);
  if (fit === name) return name;
  let free = fit;
  for (let count = taken.size; taken.has(free); count += 1) free = `${fit}_${count}`;
  taken.add(free);
  notes.push(readAs({ path, value: name }, free, 'a name holds no control characters'));
  return free;
}
