// Owns which profiles a run looks at. Without a filter: those that the index should hold, or does, whether their profile is
// still there or not. A filter by rows selects among the profiles that are there. So a document whose profile is gone
// matches no such filter: it is left to a run without one. In a retry: what failed in the same run.
import { completionOf } from '../completion/compute.ts';
import { Prisma, type DatabaseLike } from '../database/client.ts';
import { closed, iterateUserIds, readIds, walkIds, type KeyRange } from '../indexing/iterate.ts';

type RunRow = Prisma.ReindexRunModel;

export type RowFilter = Pick<RunRow, 'visibility' | 'updatedSince' | 'completionBelow'>;
type Selection = RowFilter & Pick<RunRow, 'id' | 'retrying'>;
type Pages = AsyncGenerator<string[], void, undefined>;

const PAGE = 500;

/** Whether the run leaves out profiles for what their rows say: then nothing is known of what has no row. */
export function filtersRows({ visibility, updatedSince, completionBelow }: RowFilter): boolean {
  return visibility !== null || updatedSince !== null || completionBelow !== null;
}

/** The ids that the run looks at in this part of its range, in order, a page at a time. @param pageSize @default 500 */
export function selectIds(db: DatabaseLike, run: Selection, range: KeyRange, pageSize = PAGE): Pages {
  if (run.retrying > 0) return failedIds(db, run.id, range, pageSize);
  if (!filtersRows(run)) return iterateUserIds(db, range, pageSize);
  const { completionBelow } = run;
  // A completion is read from all sections: so many at a time, however many are asked for.
  const matching = walkIds(range, completionBelow === null ? pageSize : PAGE, (part, limit) =>
    readIds(db, Prisma.sql`SELECT id FROM profile WHERE ${matches(run, part)} ORDER BY id LIMIT ${limit}`),
  );
  return completionBelow === null ? matching : incomplete(db, matching, completionBelow, pageSize);
}

/** How many profiles that is now. An estimate: it leaves the completion out, and without a filter what is to be removed. */
export async function countSelected(db: DatabaseLike, filter: RowFilter, range: KeyRange): Promise<number> {
  const where = matches(filtersRows(filter) ? filter : { ...filter, visibility: 'PUBLIC' }, closed(range));
  const [row] = await db.$queryRaw<
    [{ count: number }]
  >`SELECT count(*)::int AS count FROM profile WHERE ${where}`;
  return row.count;
}

/** A visibility that was asked for is taken at its word; otherwise it is those that are public, or still in the index. */
function matches({ visibility, updatedSince }: RowFilter, { after, upTo }: ReturnType<typeof closed>) {
  const shown = visibility
    ? Prisma.sql`visibility = ${visibility}::visibility`
    : Prisma.sql`(visibility = 'PUBLIC'
        OR EXISTS (SELECT FROM search_state WHERE profile_id = profile.id AND indexed))`;
  const recent = updatedSince
    ? Prisma.sql`updated_at >= ${updatedSince.toISOString()}::timestamptz`
    : Prisma.sql`true`;
  return Prisma.sql`id > ${after}::uuid AND id <= ${upTo}::uuid AND ${shown} AND ${recent}`;
}

/** Of these pages the profiles less complete than that, in pages as large. */
async function* incomplete(db: DatabaseLike, pages: Pages, below: number, pageSize: number): Pages {
  let kept: string[] = [];
  for await (const page of pages) {
    const completions = await completionOf(db, page);
    kept.push(...page.filter((id) => (completions.get(id)?.percentage ?? 0) < below));
    for (; kept.length >= pageSize; kept = kept.slice(pageSize)) yield kept.slice(0, pageSize);
  }
  if (kept.length > 0) yield kept;
}

function failedIds(db: DatabaseLike, runId: string, range: KeyRange, pageSize: number): Pages {
  return walkIds(range, pageSize, async ({ after, upTo }, limit) => {
    const rows = await db.reindexFailure.findMany({
      where: { runId, profileId: { gt: after, lte: upTo } },
      orderBy: { profileId: 'asc' },
      select: { profileId: true },
      take: limit,
    });
    return rows.map(({ profileId }) => profileId);
  });
}
