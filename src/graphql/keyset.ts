// Owns pages by keyset: what a cursor holds and how large a page may be. A cursor is the last id of the page before it,
// so it stays good when rows come and go, also when the row it names is gone.
import { InvalidInputError } from './errors.ts';
import { isUuid } from './uuid.ts';

const DEFAULT_PAGE = 20;
const MAX_PAGE = 100;

export function encodeCursor(id: string): string {
  return Buffer.from(`id:${id}`).toString('base64url');
}

/** @throws InvalidInputError where it is no cursor of ours */
export function decodeCursor(path: string, cursor: string): string {
  const id = Buffer.from(cursor, 'base64url').toString().replace(/^id:/, '');
  if (!isUuid(id))
    throw new InvalidInputError([{ path, message: 'must be a cursor that a page before gave' }]);
  return id;
}

interface PageArgs {
  readonly first?: number | null | undefined;
  readonly last?: number | null | undefined;
}

/** @throws InvalidInputError where the size asked for is not 1 to 100 */
export function pageSize(args: PageArgs): { defaultSize: number; maxSize: number } {
  checkPageSize('first', args.first);
  checkPageSize('last', args.last);
  return { defaultSize: DEFAULT_PAGE, maxSize: MAX_PAGE };
}

/** @returns the size asked for, 20 where none was */
export function checkPageSize(path: string, size: number | null | undefined): number {
  if (size !== null && size !== undefined && (size < 1 || size > MAX_PAGE)) {
    throw new InvalidInputError([{ path, message: `must be 1 to ${MAX_PAGE}` }]);
  }
  return size ?? DEFAULT_PAGE;
}
