// Owns the search state: what the index was last told about each profile, and the locks that keep pushers apart. Every table
// that a statement joins is narrowed to the profiles by itself: a join alone is, for a planner, a reason to read all of it.
import type { Database, Prisma, Transaction } from '../database/client.ts';
import { SHAPE, type BuiltDocument } from './document.ts';

/** What a push has to know of it. */
export type SearchState = Pick<Prisma.SearchStateModel, 'profileId' | 'indexed' | 'tracked' | 'documentHash'>;
/** By profile. */
export type States = ReadonlyMap<string, SearchState>;

/**
 * Which of these profiles a CHANGED run has to look at: those whose document may differ from what was pushed last. It locks
 * nothing. A profile that is in line at this moment needs nothing done: what is written later enqueues a job of its own.
 */
export async function outOfLine(db: Database, ids: readonly string[], now = new Date()): Promise<string[]> {
  // OFFSET 0: each profile is looked up by its two keys. As a join, planned from statistics that are older than the rows, the
  // same has compared each profile of a batch with each.
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT id FROM unnest(${[...ids]}::uuid[]) AS wanted (id)
    WHERE NOT EXISTS (
      SELECT FROM profile JOIN search_state ON profile_id = profile.id
      WHERE profile.id = wanted.id AND visibility = 'PUBLIC' AND indexed
        AND search_state.revision = profile.revision
        -- One that was deleted and made again counts from 1 anew.
        AND profile_created_at = profile.created_at
        AND starts_with(document_hash, ${SHAPE})
        AND (next_change_at IS NULL OR next_change_at > ${now.toISOString()}::timestamptz)
      OFFSET 0
    )
    ORDER BY id`;
  return rows.map(({ id }) => id);
}

/**
 * Commits, before anything is sent, which of these profiles are about to enter the index or to leave it. The answer to a
 * push may be lost after it has arrived, and its transaction rolls back: then the state must still say that the index may
 * hold a document, or may have lost the one it held, or a ghost would stay, or a profile that comes back be missed.
 */
export async function announceMoves(db: Database, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const sorted = [...ids].sort();
  await db.$executeRaw`
    INSERT INTO search_state (profile_id) SELECT id FROM unnest(${sorted}::uuid[]) AS id ORDER BY id
    ON CONFLICT DO NOTHING`;
  await db.$executeRaw`
    WITH moving AS (
      SELECT profile_id FROM search_state
      LEFT JOIN (SELECT id FROM profile WHERE id = ANY(${sorted}::uuid[]) AND visibility = 'PUBLIC') AS shown
        ON id = profile_id
      WHERE profile_id = ANY(${sorted}::uuid[]) AND (NOT indexed OR document_hash IS NOT NULL)
        AND indexed <> (id IS NOT NULL)
      ORDER BY profile_id FOR UPDATE OF search_state
    )
    UPDATE search_state SET indexed = true, document_hash = NULL
    FROM moving WHERE search_state.profile_id = moving.profile_id`;
}

/** Locks the states of these profiles, in the order of their ids so that two pushers never wait for each other. */
export async function lockStates(tx: Transaction, ids: readonly string[]): Promise<States> {
  if (ids.length === 0) return new Map();
  const sorted = [...ids].sort();
  const rows = await tx.$queryRaw<SearchState[]>`
    SELECT profile_id AS "profileId", indexed, tracked, document_hash AS "documentHash"
    FROM search_state WHERE profile_id = ANY(${sorted}::uuid[]) ORDER BY profile_id FOR UPDATE`;
  return new Map(rows.map((row) => [row.profileId, row]));
}

export async function writeStates(
  tx: Transaction,
  upserts: readonly BuiltDocument[],
  removals: readonly string[],
): Promise<void> {
  if (upserts.length > 0) {
    const ids = upserts.map(({ document }) => document.objectID);
    await tx.$executeRaw`
      UPDATE search_state SET indexed = true, tracked = true, revision = pushed.revision, document_hash = pushed.hash,
        next_change_at = pushed.next_change_at, profile_created_at = pushed.created_at, pushed_at = now()
      FROM unnest(
        ${ids}::uuid[],
        ${upserts.map(({ document }) => document.revision)}::int[],
        ${upserts.map(({ hash }) => hash)}::text[],
        ${upserts.map(({ nextChangeAt }) => nextChangeAt?.toISOString() ?? null)}::timestamptz[],
        ${upserts.map(({ createdAt }) => createdAt.toISOString())}::timestamptz[]
      ) AS pushed (id, revision, hash, next_change_at, created_at)
      WHERE search_state.profile_id = pushed.id AND profile_id = ANY(${ids}::uuid[])`;
  }
  if (removals.length > 0) {
    await tx.searchState.updateMany({
      where: { profileId: { in: [...removals] } },
      data: { indexed: false, tracked: false, documentHash: null, nextChangeAt: null, pushedAt: new Date() },
    });
  }
}
