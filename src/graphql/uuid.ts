// Checks ids from clients: Postgres fails on anything but a UUID.
import { NIL } from 'uuid';
import { z } from 'zod';
import { broken } from './faults.ts';

const uuid = z.guid();

/** Not for NIL: keyset pages start with it, so it is not the id of a row. */
export function isUuid(value: string): boolean {
  return uuid.safeParse(value).success && value !== NIL;
}

/** Of something new. @returns in lower case, as the database has it; null where it is left out */
export const newIdRule = z
  .string()
  .refine(isUuid, broken('INVALID_ID', 'must be a UUID'))
  .toLowerCase()
  .nullish()
  .transform((id) => id ?? null);
