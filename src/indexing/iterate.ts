// Owns the walks by keyset: ids 500 at a time, hydrated profiles 100 at a time. Memory is that of one page, whatever
// the size of the table, and a walk that was cut off goes on after the last id it gave.
import { Prisma, type DatabaseLike } from '../database/client.ts';

type ProfileRow = Prisma.ProfileModel;

const ID_PAGE = 500;
const PROFILE_PAGE = 100;

/** Ids in the order of the keyset. Null is an open end. */
export interface KeyRange {
  /** Exclusive. */
  readonly afterId: string | null;
  /** Inclusive. */
  readonly upToId: string | null;
}

const FIRST_ID = '00000000-0000-0000-0000-000000000000';
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** A range with both ends closed, as SQL compares them. */
export interface ClosedRange {
  readonly after: string;
  readonly upTo: string;
}

export function closed({ afterId, upToId }: KeyRange): ClosedRange {
  return { after: afterId ?? FIRST_ID, upTo: upToId ?? LAST_ID };
}

/** Gives the first ids of a range, in order, at most `limit`. */
export type ReadPage = (range: ClosedRange, limit: number) => Promise<string[]>;

/** Every id that `read` finds in the range, a page at a time; none of the pages is empty. */
export async function* walkIds(
  range: KeyRange,
  pageSize: number,
  read: ReadPage,
): AsyncGenerator<string[], void, undefined> {
  let { afterId } = range;
  for (;;) {
    const page = await read(closed({ ...range, afterId }), pageSize);
    if (page.length > 0) yield page;
    if (page.length < pageSize) return;
    afterId = page.at(-1) ?? null;
  }
}

/**
 * The ids of this page, in order. As one text: thousands of rows take Prisma longer than they take Postgres.
 * @param page a SELECT whose column is called `id`
 */
export async function readIds(db: DatabaseLike, page: Prisma.Sql): Promise<string[]> {
  const [found] = await db.$queryRaw<[{ ids: string | null }]>`
    SELECT string_agg(id::text, ',' ORDER BY id) AS ids FROM (${page}) AS page`;
  return found.ids?.split(',') ?? [];
}

/** Every id in the range that the index should hold, or does, a page at a time. @param pageSize @default 500 */
export function iterateUserIds(
  db: DatabaseLike,
  range: KeyRange,
  pageSize = ID_PAGE,
): AsyncGenerator<string[], void, undefined> {
  return walkIds(range, pageSize, ({ after, upTo }, limit) =>
    readIds(
      db,
      Prisma.sql`
      (SELECT id FROM profile
        WHERE visibility = 'PUBLIC' AND id > ${after}::uuid AND id <= ${upTo}::uuid ORDER BY id LIMIT ${limit})
      UNION
      (SELECT profile_id FROM search_state
        WHERE indexed AND profile_id > ${after}::uuid AND profile_id <= ${upTo}::uuid ORDER BY profile_id LIMIT ${limit})
      ORDER BY id LIMIT ${limit}`,
    ),
  );
}

/** The public ones among these profiles, a page at a time. @param pageSize @default 100 */
export async function* iterateProfiles(
  db: DatabaseLike,
  ids: readonly string[],
  pageSize = PROFILE_PAGE,
): AsyncGenerator<ProfileRow[], void, undefined> {
  for (let start = 0; start < ids.length; start += pageSize) {
    const page = ids.slice(start, start + pageSize);
    yield await db.profile.findMany({
      where: { id: { in: page }, visibility: 'PUBLIC' },
      orderBy: { id: 'asc' },
    });
  }
}
