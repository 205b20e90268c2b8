// Owns pages by keyset: what a cursor holds and how large a page may be. A cursor is the last id of the page before it,
// so it stays good when rows come and go, also when the row it names is gone.
import { InvalidInputError } from './errors.ts';
import { isUuid } from './uuid.ts';

export const DEFAULT_PAGE = 20;
export const MAX_PAGE = 100;

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
  readonly after?: string | null | undefined;
  readonly before?: string | null | undefined;
}

/** @throws InvalidInputError where the size asked for is not 1 to 100, both ends are asked for, or a cursor is none of ours */
export function pageSize(
  args: PageArgs,
  /** Throws where it is no cursor of this connection. @default those of `encodeCursor` */
  decode: (path: string, cursor: string) => unknown = decodeCursor,
): { defaultSize: number; maxSize: number } {
  checkPageSize('first', args.first);
  checkPageSize('last', args.last);
  if (typeof args.first === 'number' && typeof args.last === 'number') {
    throw new InvalidInputError([{ path: 'last', message: 'must not be given together with first' }]);
  }
  // Also an empty one, which whoever reads the page takes for none.
  for (const path of ['after', 'before'] as const) {
    const cursor = args[path];
    if (typeof cursor === 'string') decode(path, cursor);
  }
  return { defaultSize: DEFAULT_PAGE, maxSize: MAX_PAGE };
}

/** @returns the size asked for, 20 where none was */
export function checkPageSize(path: string, size: number | null | undefined): number {
  if (size !== null && size !== undefined && (size < 1 || size > MAX_PAGE)) {
    throw new InvalidInputError([{ path, message: `must be 1 to ${MAX_PAGE}` }]);
  }
  return size ?? DEFAULT_PAGE;
}
