// Checks ids from clients: Postgres fails on anything but a UUID.
import { NIL } from 'uuid';
import { z } from 'zod';

const uuid = z.guid();

/** Not for NIL: keyset pages start with it, so it is not the id of a row. */
export function isUuid(value: string): boolean {
  return uuid.safeParse(value).success && value !== NIL;
}
