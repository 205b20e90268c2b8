// What the reader of resumes tells about a value that it read otherwise than it was written.
import type { JsonValue } from '../../search/json.ts';

export interface Note {
  /** In the given resume, as in `work.0.endDate`. */
  readonly path: string;
  /** The value as given. A text that stays as written is cut, and a list or an object under another name has its name here. */
  readonly written: JsonValue;
  /** What it became; null where it is left out, or stays as written and counts for nothing. */
  readonly read: JsonValue;
  /** A sentence without the path. It quotes at most 100 characters of a value. */
  readonly message: string;
}

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

export const cut = (text: string, max: number) =>
  text.length > max ? `${text.slice(0, max).toWellFormed()}…` : text;

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
  value === null || (typeof value === 'string' && value.trim() === '');

/** Nothing that a person could miss: null, white space, and lists and objects of such. */
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
