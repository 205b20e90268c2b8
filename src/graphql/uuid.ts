// Owns what counts as an id: ids come from outside, and Postgres answers anything but a UUID with an error.
import { z } from 'zod';

const uuid = z.guid();

export function isUuid(value: string): boolean {
  return uuid.safeParse(value).success;
}
