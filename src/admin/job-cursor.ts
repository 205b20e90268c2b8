// Encodes and decodes the cursors of jobs and dead letters: when it was made, and its id. A cursor stays valid when others come
// and go, and when its own is gone.
import { z } from 'zod';
import { invalidCursor } from '../graphql/keyset.ts';
import { isUuid } from '../graphql/uuid.ts';
import type { Position } from '../jobs/pgboss-tables.ts';

const moment = z.iso.datetime({ precision: 6 });

export function encodePosition({ at, id }: Position): string {
  return Buffer.from(`${at} ${id}`).toString('base64url');
}

/** @throws InvalidInputError where the cursor is not from `encodePosition` */
export function decodePosition(path: string, cursor: string): Position {
  const [at = '', id = ''] = Buffer.from(cursor, 'base64url').toString().split(' ');
  if (moment.safeParse(at).success && isUuid(id)) return { at, id };
  throw invalidCursor(path);
}
