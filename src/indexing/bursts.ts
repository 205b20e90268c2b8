// Delays the push while a profile is being edited: the first edit of a burst is pushed at once, the others together.
// An edit that hides a profile is never delayed.
import type { DatabaseLike } from '../database/client.ts';

/** Edits with less time than this between them are one burst. */
const QUIET_MS = 250;
/** During a burst that does not end, the profile is pushed this often. */
const LONGEST_MS = 10_000;

/** @returns when to push; null: now */
export async function endOfBurst(db: DatabaseLike, profileId: string): Promise<Date | null> {
  const [row] = await db.$queryRaw<
    { unpushed: number; quiet: number; afterPush: number; sincePush: number }[]
  >`
    SELECT profile.revision - search_state.revision AS unpushed,
      extract(epoch FROM now() - profile.updated_at)::float * 1000 AS quiet,
      extract(epoch FROM profile.updated_at - pushed_at)::float * 1000 AS "afterPush",
      extract(epoch FROM now() - pushed_at)::float * 1000 AS "sincePush"
    FROM profile JOIN search_state ON profile_id = id
    WHERE id = ${profileId}::uuid AND visibility = 'PUBLIC' AND indexed AND pushed_at IS NOT NULL`;
  if (!row) return null;
  const isBurst = row.unpushed > 1 || (row.unpushed === 1 && row.afterPush < QUIET_MS);
  const wait = Math.min(QUIET_MS - row.quiet, QUIET_MS);
  return isBurst && wait > 0 && row.sincePush < LONGEST_MS ? new Date(Date.now() + wait) : null;
}
