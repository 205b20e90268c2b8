// Deletes the search states of deleted profiles whose document is removed and whose exit is tracked. Such a state says the same
// as no state, so a push that comes later, also of a profile that was created again under the id, makes a new one. A state that
// a push holds is left for the next sweep.
import { NIL } from 'uuid';
import { writable, type DatabaseLike } from '../database/client.ts';
import { BATCH } from './batches.ts';

/** @param before when its document was removed, at the latest */
export async function pruneStates(db: DatabaseLike, before: Date): Promise<number> {
  let total = 0;
  let afterId: string | null = NIL;
  while (afterId !== null) {
    const [page] = await pruneStatesAfter(db, afterId, before);
    total += page?.deleted ?? 0;
    afterId = page?.lastId ?? null;
  }
  return total;
}

/** Looks at the next BATCH states without a document. `lastId` is null after the last of them. */
function pruneStatesAfter(db: DatabaseLike, afterId: string, before: Date) {
  return writable(db).$queryRaw<{ deleted: number; lastId: string | null }[]>`
    WITH page AS (
      SELECT profile_id FROM search_state WHERE NOT indexed AND profile_id > ${afterId}::uuid
      ORDER BY profile_id LIMIT ${BATCH}
    ), gone AS (
      SELECT profile_id FROM search_state
      WHERE profile_id = ANY(ARRAY(SELECT profile_id FROM page)) AND NOT indexed AND NOT tracked
        AND (pushed_at IS NULL OR pushed_at < ${before})
        AND NOT EXISTS (SELECT FROM profile WHERE id = profile_id)
      ORDER BY profile_id FOR UPDATE SKIP LOCKED
    ), deleted AS (
      DELETE FROM search_state WHERE profile_id = ANY(ARRAY(SELECT profile_id FROM gone)) RETURNING 1
    )
    SELECT (SELECT count(*)::int FROM deleted) AS deleted,
      (SELECT profile_id FROM page ORDER BY profile_id OFFSET ${BATCH - 1}) AS "lastId"`;
}
