// Finds the documents that are missing from the index because the run that fills it has not ended.
import type { DatabaseLike } from '../database/client.ts';

/**
 * Finds profiles that were never pushed to this target, and that a run will push: no run has filled the target yet, or a run over
 * all profiles was started after the profile was created and has not ended.
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
