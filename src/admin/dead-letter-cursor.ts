// Owns the cursors of dead letters: the moment one was given up and its id, so that a page goes on at the same place when
// others come and go, also when the one it names is gone.
import { z } from 'zod';
import { InvalidInputError } from '../graphql/errors.ts';
import { isUuid } from '../graphql/uuid.ts';
import type { Position } from '../jobs/dead-letters.ts';

const moment = z.iso.datetime({ precision: 6 });

export function encodePosition({ at, id }: Position): string {
  return Buffer.from(`${at} ${id}`).toString('base64url');
}

/** @throws InvalidInputError where it is no cursor of ours */
export function decodePosition(path: string, cursor: string): Position {
  const [at = '', id = ''] = Buffer.from(cursor, 'base64url').toString().split(' ');
  if (moment.safeParse(at).success && isUuid(id)) return { at, id };
  throw new InvalidInputError([{ path, message: 'must be a cursor that a page before gave' }]);
}
