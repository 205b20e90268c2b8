// Owns what counts as an id: ids come from outside, and Postgres answers anything but a UUID with an error.
import { z } from 'zod';

const uuid = z.guid();
/** Stands for "before the first id" where ids are walked. */
const NIL = '00000000-0000-0000-0000-000000000000';

export function isUuid(value: string): boolean {
  return uuid.safeParse(value).success && value !== NIL;
}
