// Delays the push while a profile is being edited: the first edit of a burst is pushed at once, the others together.
// An edit that hides a profile is never delayed.
import type { DatabaseLike } from '../database/client.ts';

/** Edits with less time than this between them are one burst. */
const QUIET_MS = 250;
/** During a burst that does not end, the profile is pushed this often. */
const LONGEST_MS = 10_000;

export interface Burst {
  /** When to push; null: now. */
  readonly startAfter: Date | null;
  /** Null: the profile is gone. */
  readonly secondsSinceWrite: number | null;
}

export async function endOfBurst(db: DatabaseLike, profileId: string): Promise<Burst> {
  const [row] = await db.$queryRaw<
    { unpushed: number; quiet: number; afterPush: number; sincePush: number; isShown: boolean | null }[]
  >`
    SELECT profile.revision - search_state.revision AS unpushed,
      extract(epoch FROM now() - profile.updated_at)::float * 1000 AS quiet,
      extract(epoch FROM profile.updated_at - pushed_at)::float * 1000 AS "afterPush",
      extract(epoch FROM now() - pushed_at)::float * 1000 AS "sincePush",
      visibility = 'PUBLIC' AND indexed AND pushed_at IS NOT NULL AS "isShown"
    FROM profile LEFT JOIN search_state ON profile_id = id
    WHERE id = ${profileId}::uuid`;
  if (!row) return { startAfter: null, secondsSinceWrite: null };
  const secondsSinceWrite = row.quiet / 1000;
  if (!row.isShown) return { startAfter: null, secondsSinceWrite };
  const isBurst = row.unpushed > 1 || (row.unpushed === 1 && row.afterPush < QUIET_MS);
  const wait = Math.min(QUIET_MS - row.quiet, QUIET_MS);
  const isEarly = isBurst && wait > 0 && row.sincePush < LONGEST_MS;
  return { startAfter: isEarly ? new Date(Date.now() + wait) : null, secondsSinceWrite };
}
