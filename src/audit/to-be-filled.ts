// Says which documents are not in the index yet because its fill is to come, or under way.
import type { DatabaseLike } from '../database/client.ts';

/**
 * Those of the profiles that were never pushed to this target, where no run has filled it yet, or where a run that is not over
 * covers all profiles and was asked for after this one was made.
 */
export async function toBeFilled(
  db: DatabaseLike,
  ids: readonly string[],
  target: number,
): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT id FROM profile
    WHERE id = ANY(${ids}::uuid[])
      AND NOT EXISTS (
        SELECT FROM search_state
        WHERE profile_id = profile.id AND target = ${target} AND pushed_at IS NOT NULL OFFSET 0
      )
      AND (
        EXISTS (SELECT FROM search_target WHERE search_target.id = ${target} AND filled_at IS NULL)
        OR EXISTS (
          SELECT FROM reindex_run
          WHERE status IN ('PENDING', 'RUNNING') AND mode <> 'DRY_RUN' AND retrying = 0
            AND num_nonnulls(visibility, updated_since, completion_below, after_id, up_to_id) = 0
            AND reindex_run.created_at >= profile.created_at
        )
      )`;
  return new Set(rows.map(({ id }) => id));
}
