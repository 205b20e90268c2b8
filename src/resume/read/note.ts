// What the reader of resumes tells about a value that it read otherwise than it was written.
import { cut } from '../../graphql/errors.ts';
import { showsNothing } from '../../graphql/input-rules.ts';
import type { JsonValue } from '../../search/json.ts';
import type { Note } from '../../sections/note.ts';

export type { Note };

/** A value of a resume, with the path of where it was given. */
export interface Given<Value extends JsonValue = JsonValue> {
  readonly value: Value;
  readonly path: string;
}

export interface Entry extends Given {
  readonly key: string;
}

const MAX_QUOTED = 100;
const MAX_KEPT = 500;
const MAX_NAME = 100;

export function quoted(value: JsonValue): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  return JSON.stringify(typeof value === 'string' ? cut(value, MAX_QUOTED) : value);
}

export const pathOf = (parent: string, name: string | number) => {
  const own = cut(String(name), MAX_NAME);
  return parent === '' ? own : `${parent}.${own}`;
};

export const isBlank = (value: JsonValue) =>
  value === null || (typeof value === 'string' && showsNothing(value));

/** Nothing that a person could miss: null, texts that show nothing, and lists and objects of such. */
export function isNothing(value: JsonValue): boolean {
  if (typeof value !== 'object' || value === null) return isBlank(value);
  return Object.values(value).every(isNothing);
}

export const leftOut = ({ path, value }: Given, why = 'is empty'): Note => ({
  path,
  written: value,
  read: null,
  message: `${quoted(value)} ${why}, so it is left out`,
});

/** @param expected as in `a date such as 2014` */
export const keptAsWritten = ({ path, value }: Given, expected: string): Note => ({
  path,
  written: typeof value === 'string' ? cut(value, MAX_KEPT) : value,
  read: null,
  message: `${quoted(value)} is not ${expected}; it stays as written and counts for nothing`,
});

export const readAs = ({ path, value }: Given, read: JsonValue, why = ''): Note => ({
  path,
  written: value,
  read,
  message: `${quoted(value)} is read as ${quoted(read)}${why === '' ? '' : `: ${why}`}`,
});
