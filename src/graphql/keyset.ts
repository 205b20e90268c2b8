// Pages by keyset. A cursor contains the id of an item, and stays valid when rows are added or deleted, also when its own
// row is deleted.
import {
  resolveCursorConnection,
  type ResolveCursorConnectionArgs,
  type ResolveCursorConnectionOptions,
} from '@pothos/plugin-relay';
import { checkRange, InvalidInputError } from './errors.ts';
import { isUuid } from './uuid.ts';

export const DEFAULT_PAGE = 20;
export const MAX_PAGE = 100;

export function encodeCursor(id: string): string {
  return Buffer.from(`id:${id}`).toString('base64url');
}

/** @throws InvalidInputError where it is not a cursor of `encodeCursor` */
function decodeCursor(path: string, cursor: string): string {
  const id = Buffer.from(cursor, 'base64url').toString().replace(/^id:/, '');
  if (!isUuid(id)) throw invalidCursor(path);
  return id;
}

export function invalidCursor(path: string): InvalidInputError {
  return new InvalidInputError([
    { path, message: 'must be a cursor from another page', code: 'INVALID_CURSOR' },
  ]);
}

export interface PageArgs {
  readonly first?: number | null | undefined;
  readonly last?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly before?: string | null | undefined;
}

/** As `resolveCursorConnection`, but an empty page has no cursors: that has the given one, or an empty text. */
export async function cursorConnection<Row extends object>(
  options: ResolveCursorConnectionOptions<NoInfer<Row>>,
  read: (page: ResolveCursorConnectionArgs) => Promise<Row[]>,
) {
  const { edges, pageInfo } = await resolveCursorConnection(options, read);
  return {
    edges,
    pageInfo: edges.length > 0 ? pageInfo : { ...pageInfo, startCursor: null, endCursor: null },
  };
}

/** The condition on the id, the order and the size of a page, as Prisma takes them. */
export interface IdPage {
  readonly ids: { readonly gt?: string; readonly lt?: string };
  readonly order: 'asc' | 'desc';
  readonly limit: number;
}

/**
 * Answers a connection whose rows are ordered by an id.
 * @param key the field of a row that holds the id
 * @param order of the whole list
 * @throws as `pageSize`
 */
export function connectionById<Key extends string, Row extends Readonly<Record<Key, string>>>(
  args: PageArgs,
  key: Key,
  order: IdPage['order'],
  read: (page: IdPage) => Promise<Row[]>,
) {
  return cursorConnection(
    { args, ...pageSize(args), toCursor: (row: Row) => encodeCursor(row[key]) },
    ({ before, after, limit, inverted }: ResolveCursorConnectionArgs) => {
      const [above, below] = order === 'asc' ? [after, before] : [before, after];
      return read({
        ids: {
          ...(above && { gt: decodeCursor('after', above) }),
          ...(below && { lt: decodeCursor('before', below) }),
        },
        order: inverted === (order === 'asc') ? 'desc' : 'asc',
        limit,
      });
    },
  );
}

/** @throws InvalidInputError where the size is not 1 to 100, `first` and `last` are both set, or a cursor is invalid */
export function pageSize(
  args: PageArgs,
  /** Throws where the cursor is not one of this connection. @default decodeCursor */
  decode: (path: string, cursor: string) => unknown = decodeCursor,
): { defaultSize: number; maxSize: number } {
  checkPageSize('first', args.first);
  checkPageSize('last', args.last);
  if (typeof args.first === 'number' && typeof args.last === 'number') {
    throw new InvalidInputError([
      { path: 'last', message: 'must not be used together with first', code: 'CONTRADICTION' },
    ]);
  }
  // Also an empty one: the resolver would ignore it.
  for (const path of ['after', 'before'] as const) {
    const cursor = args[path];
    if (typeof cursor === 'string') decode(path, cursor);
  }
  return { defaultSize: DEFAULT_PAGE, maxSize: MAX_PAGE };
}

/** @returns the size, or 20 where it is absent */
export function checkPageSize(path: string, size: number | null | undefined): number {
  return checkSize(path, size, MAX_PAGE) ?? DEFAULT_PAGE;
}

/** @returns the size, or null where it is absent */
export function checkSize(path: string, size: unknown, maximum: number): number | null {
  if (typeof size !== 'number') return null;
  checkRange(path, size, 1, maximum);
  return size;
}
