// Cursors of search results. An index pages by position, so a cursor holds the position of a hit, and the digest of the search
// that it belongs to.
import { hash } from 'node:crypto';
import { InvalidInputError } from '../graphql/errors.ts';
import type { JsonObject } from '../search/json.ts';

/** The hits that an index pages through; Algolia's default of `paginationLimitedTo`. */
export const MAX_HITS = 1000;

const CURSOR = /^hit:([1-9]\d{0,3}):([\w-]{16})$/;

export interface SearchCursors {
  /** @param position of a hit, from 1 */
  encode(position: number): string;
  /** @returns the position after which a page begins @throws InvalidInputError */
  decode(cursor: string | null | undefined): number;
}

/** @param search what finds the hits: equal for equal searches */
export function searchCursors(search: JsonObject): SearchCursors {
  const digest = hash('sha256', JSON.stringify(search), 'base64url').slice(0, 16);
  return {
    encode: (position) => Buffer.from(`hit:${position}:${digest}`).toString('base64url'),
    decode(cursor) {
      if (cursor === null || cursor === undefined) return 0;
      const [, position, found] = CURSOR.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
      if (position === undefined) throw refused('must be a cursor from another page');
      if (found !== digest) throw refused('must be a cursor of the same query, filter and minCompletion');
      if (Number(position) < MAX_HITS) return Number(position);
      throw refused(
        `must not be after hit ${MAX_HITS.toLocaleString('en')}, where pages end: narrow the query or the filter`,
      );
    },
  };
}

const refused = (message: string) =>
  new InvalidInputError([{ path: 'after', message, code: 'INVALID_CURSOR' }]);
