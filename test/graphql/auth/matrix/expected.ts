// Derives the expected answer for one path and one caller from the hand-written table, and compares an answer with it.
// Uses nothing that the schema declares about access.
import type { Answer } from '../../../support/api.ts';
import type { Standing } from './callers.ts';
import { wordOf, type Word } from './table.ts';
import { coordinateOf, namesOf, type Way } from './ways.ts';

export type Expected =
  | { readonly kind: 'allowed' }
  /** No error, and null at the field with this index on the path. */
  | { readonly kind: 'null'; readonly at: number }
  /** No error, and the list above is empty. */
  | { readonly kind: 'left out' }
  /** One error, at the field with this index on the path. */
  | { readonly kind: 'error'; readonly code: string; readonly at: number };

/** The answer to callers who may not see the profile of the operation. */
export type Unseen = 'null' | 'left out' | 'NOT_FOUND';

export interface Situation {
  /** The profile of the operation. */
  readonly isPublic: boolean;
  readonly unseen: Unseen;
}

const allowed: Expected = { kind: 'allowed' };

export function expectedOf(way: Way, caller: Standing, situation: Situation): Expected {
  const { isPublic } = situation;
  for (const [at, step] of way.steps.entries()) {
    const word = wordOf(coordinateOf(step));
    // It is about the whole list, not about the profile.
    if (word === 'administratorElseNull' && !may(word, caller, isPublic)) return { kind: 'null', at };
    // An invisible profile has no field that could be refused.
    if (at > 0 && !may('visible', caller, isPublic)) return whereUnseen(way, caller, situation);
    if (may(word, caller, isPublic)) continue;
    return word.endsWith('ElseNull') ? { kind: 'null', at } : { kind: 'error', code: 'NOT_ALLOWED', at };
  }
  return may('visible', caller, isPublic) ? allowed : whereUnseen(way, caller, situation);
}

function whereUnseen(way: Way, caller: Standing, { unseen }: Situation): Expected {
  if (unseen === 'NOT_FOUND') return { kind: 'error', code: 'NOT_FOUND', at: 0 };
  if (unseen === 'null') return { kind: 'null', at: 0 };
  // The page is there, without the profile.
  if (['edges', 'hits'].includes(namesOf(way)[1] ?? '')) return { kind: 'left out' };
  const at = way.steps.findIndex((step) => wordOf(coordinateOf(step)) === 'administratorElseNull');
  return at < 0 || caller === 'administrator' ? allowed : { kind: 'null', at };
}

function may(word: Word, caller: Standing, isPublic: boolean): boolean {
  if (caller === 'administrator') return true;
  switch (word) {
    case 'public':
    case 'inherited':
      return true;
    case 'signedIn':
      return caller !== 'nobody';
    case 'visible':
      return isPublic || caller === 'owner';
    case 'owner':
    case 'ownerElseNull':
      return caller === 'owner';
    case 'administrator':
    case 'administratorElseNull':
      return false;
  }
}

/** @returns what is wrong, or null @param mayBeNull the end of the path may be null for callers who may read it */
export function faultOf(
  { data, errors = [], status, text }: Answer,
  way: Way,
  expected: Expected,
  mayBeNull: boolean,
): string | null {
  const names = namesOf(way);
  const values = valuesAt(data ?? null, names);
  const found = `${status} ${text.slice(0, 400)}`;
  const codes = errors.map(({ extensions }) => extensions?.code);
  switch (expected.kind) {
    case 'allowed': {
      const isThere = values.some((value) => value !== null) || (mayBeNull && values.length > 0);
      return errors.length === 0 && isThere ? null : `must be allowed: ${found}`;
    }
    case 'null': {
      const above = valuesAt(data ?? null, names.slice(0, expected.at + 1));
      const isNull = above.length > 0 && above.every((value) => value === null);
      return errors.length === 0 && isNull ? null : `must be null: ${found}`;
    }
    case 'left out':
      return errors.length === 0 && data && values.length === 0 ? null : `must be left out: ${found}`;
    case 'error': {
      const path = names.slice(0, expected.at + 1).join();
      const areSo = errors.every(
        (error) => error.path?.filter((part) => typeof part === 'string').join() === path,
      );
      const isRefused = codes.length > 0 && codes.every((code) => code === expected.code) && areSo;
      return isRefused && values.every((value) => value === null)
        ? null
        : `must be refused with ${expected.code} at ${path}: ${found}`;
    }
  }
}

/** @returns what is wrong, or null if the whole request was refused because of its token */
export function faultOfRefusedToken({ data, errors, status, text, headers }: Answer): string | null {
  const codes = errors?.map(({ extensions }) => extensions?.code).join();
  const challenge = headers.get('www-authenticate') ?? '';
  const isRefused = status === 401 && codes === 'UNAUTHENTICATED' && challenge.includes('invalid_token');
  return isRefused && (data ?? null) === null ? null : `must be 401 UNAUTHENTICATED: ${status} ${text}`;
}

/** The values at the end of the path, for every item of the lists on it. Null where a value on the path is null. */
export function valuesAt(value: unknown, names: readonly string[]): unknown[] {
  const [name, ...rest] = names;
  if (Array.isArray(value)) return value.flatMap((item) => valuesAt(item, names));
  if (name === undefined || value === null) return [value];
  if (typeof value !== 'object' || !(name in value)) return [];
  return valuesAt((value as Record<string, unknown>)[name], rest);
}
