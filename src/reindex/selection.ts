// Selects the profiles that a run covers. Without a filter by rows: all that are public or marked as indexed, also those
// that were deleted. With one: existing profiles only, so it never finds the document of a deleted profile. In a retry: the
// profiles that failed in this run.
import { completionOf } from '../completion/compute.ts';
import { Prisma, type DatabaseLike, type RunRow } from '../database/client.ts';
import {
  boundsOf,
  iterateUserIds,
  readIds,
  walkIds,
  type Bounds,
  type IdPages,
  type KeyRange,
} from '../indexing/iterate.ts';

export type RowFilter = Pick<RunRow, 'visibility' | 'updatedSince' | 'completionBelow'>;
type Selection = RowFilter & Pick<RunRow, 'id' | 'retrying'>;

const PAGE = 500;

/** Whether the filter has a condition on rows, and not only on ids. */
export function filtersRows({ visibility, updatedSince, completionBelow }: RowFilter): boolean {
  return visibility !== null || updatedSince !== null || completionBelow !== null;
}

/** The ids that the run covers in this range, in order. @param pageSize @default 500 */
export function selectIds(db: DatabaseLike, run: Selection, range: KeyRange, pageSize = PAGE): IdPages {
  if (run.retrying > 0) return failedIds(db, run.id, range, pageSize);
  if (!filtersRows(run)) return iterateUserIds(db, range, pageSize);
  const { completionBelow } = run;
  // A completion is computed from all sections, so these pages never have more than PAGE ids.
  const matching = walkIds(range, completionBelow === null ? pageSize : PAGE, (bounds, limit) =>
    readIds(db, Prisma.sql`SELECT id FROM profile WHERE ${matches(run, bounds)} ORDER BY id LIMIT ${limit}`),
  );
  return completionBelow === null ? matching : lessComplete(db, matching, completionBelow, pageSize);
}

/** An estimate of the number of ids: ignores the completion, and without a filter also what is to be removed. */
export async function countSelected(db: DatabaseLike, filter: RowFilter, range: KeyRange): Promise<number> {
  const where = matches(filtersRows(filter) ? filter : { ...filter, visibility: 'PUBLIC' }, boundsOf(range));
  const [row] = await db.$queryRaw<
    [{ count: number }]
  >`SELECT count(*)::int AS count FROM profile WHERE ${where}`;
  return row.count;
}

/** Uses the visibility that was asked for; otherwise public profiles and those still indexed. */
function matches({ visibility, updatedSince }: RowFilter, { after, upTo }: Bounds) {
  const visible = visibility
    ? Prisma.sql`visibility = ${visibility}::visibility`
    : Prisma.sql`(visibility = 'PUBLIC'
        OR EXISTS (SELECT FROM search_state WHERE profile_id = profile.id AND indexed))`;
  const recent = updatedSince
    ? Prisma.sql`updated_at >= ${updatedSince.toISOString()}::timestamptz`
    : Prisma.sql`true`;
  return Prisma.sql`id > ${after}::uuid AND id <= ${upTo}::uuid AND ${visible} AND ${recent}`;
}

/** Those of the profiles whose completion is below the limit, in pages of `pageSize`. */
async function* lessComplete(db: DatabaseLike, pages: IdPages, below: number, pageSize: number): IdPages {
  let kept: string[] = [];
  for await (const page of pages) {
    const completions = await completionOf(db, page);
    kept.push(...page.filter((id) => (completions.get(id)?.percentage ?? 0) < below));
    for (; kept.length >= pageSize; kept = kept.slice(pageSize)) yield kept.slice(0, pageSize);
  }
  if (kept.length > 0) yield kept;
}

function failedIds(db: DatabaseLike, runId: string, range: KeyRange, pageSize: number): IdPages {
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
