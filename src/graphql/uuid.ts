// Checks ids from clients: Postgres fails on anything but a UUID.
import { z } from 'zod';

const uuid = z.guid();
/** Keyset pages start with it, so it is not the id of a row. */
const NIL = '00000000-0000-0000-0000-000000000000';

export function isUuid(value: string): boolean {
  return uuid.safeParse(value).success && value !== NIL;
}
