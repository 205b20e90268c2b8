// Reads the values of options and arguments, so that a wrong one is refused under the name that was typed, and before a server is asked.
import { InvalidArgumentError } from 'commander';
import { isUuid } from '../graphql/uuid.ts';

export const wholeNumber = (min: number, max: number) => (value: string) => {
  const number = Number(value);
  if (/^-?\d+$/.test(value) && number >= min && number <= max) return number;
  throw new InvalidArgumentError(`It must be a whole number, ${min} to ${max}.`);
};

/** @returns in lower case, as the database has it */
export function uuid(value: string): string {
  if (isUuid(value)) return value.toLowerCase();
  throw new InvalidArgumentError('It must be a UUID.');
}

/** For an argument that takes several. */
export const uuids = (value: string, before: readonly string[] = []) => [...before, uuid(value)];

/** A date without a time is midnight UTC. */
export function time(value: string): string {
  const date = new Date(value);
  if (!Number.isNaN(date.getTime())) return date.toISOString();
  throw new InvalidArgumentError('It must be a date or a time, such as 2026-01-31 or 2026-01-31T12:00:00Z.');
}
