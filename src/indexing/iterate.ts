// Iterates over profiles by keyset, a page at a time: memory is that of one page, whatever the size of the table.
import { Prisma, type DatabaseLike, type ProfileRow } from '../database/client.ts';

const ID_PAGE = 500;
const PROFILE_PAGE = 100;

/** A range of ids. Null: no bound. */
export interface KeyRange {
  /** Exclusive. */
  readonly afterId: string | null;
  /** Inclusive. */
  readonly upToId: string | null;
}

const FIRST_ID = '00000000-0000-0000-0000-000000000000';
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** Both bounds of a range, as SQL compares them. */
export interface Bounds {
  readonly after: string;
  readonly upTo: string;
}

export function boundsOf({ afterId, upToId }: KeyRange): Bounds {
  return { after: afterId ?? FIRST_ID, upTo: upToId ?? LAST_ID };
}

/** Pages of ids, in order. No page is empty. */
export type IdPages = AsyncGenerator<string[], void, undefined>;

/** Every id that `readPage` finds in the range. @param readPage reads the first ids of a range, at most `limit` */
export async function* walkIds(
  range: KeyRange,
  pageSize: number,
  readPage: (bounds: Bounds, limit: number) => Promise<string[]>,
): IdPages {
  let { afterId } = range;
  for (;;) {
    const page = await readPage(boundsOf({ ...range, afterId }), pageSize);
    if (page.length > 0) yield page;
    if (page.length < pageSize) return;
    afterId = page.at(-1) ?? null;
  }
}

/**
 * The ids of one page, in order. They come as one string: Prisma is slow with thousands of rows.
 * @param page a SELECT whose column is named `id`
 */
export async function readIds(db: DatabaseLike, page: Prisma.Sql): Promise<string[]> {
  const [found] = await db.$queryRaw<[{ ids: string | null }]>`
    SELECT string_agg(id::text, ',' ORDER BY id) AS ids FROM (${page}) AS page`;
  return found.ids?.split(',') ?? [];
}

/** Every id in the range that is public or marked as indexed. @param pageSize @default 500 */
export function iterateUserIds(db: DatabaseLike, range: KeyRange, pageSize = ID_PAGE): IdPages {
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

/** The public profiles with these ids. @param pageSize @default 100 */
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
