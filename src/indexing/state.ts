// Reads, locks and writes the search state: what was last pushed for each profile. Every statement filters each joined table
// by the ids itself, because the planner may otherwise read the whole table.
import { Prisma, writable, type DatabaseLike, type Transaction } from '../database/client.ts';
import type { Services } from '../graphql/context.ts';
import { shapeHash, type BuiltDocument } from './document.ts';
import { readIndexed } from './indexed.ts';

/** The columns that a push needs. */
export type SearchState = Pick<Prisma.SearchStateModel, 'profileId' | 'indexed' | 'tracked' | 'documentHash'>;
/** By profile. */
export type States = ReadonlyMap<string, SearchState>;

/**
 * Those of the ids whose document may differ from the last push to this target. Takes no lock: a profile that is written
 * later enqueues a job of its own.
 */
export async function findChanged(
  db: DatabaseLike,
  ids: readonly string[],
  target: number,
  now = new Date(),
): Promise<string[]> {
  // OFFSET 0 makes Postgres look up each profile by its keys. With old statistics it planned a join that compared every
  // profile of a batch with every other. The ids are one text, which Prisma passes on faster than an array.
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT id FROM unnest(string_to_array(${ids.join()}, ',')::uuid[]) AS wanted (id)
    WHERE NOT EXISTS (
      SELECT FROM profile JOIN search_state ON profile_id = profile.id
      WHERE profile.id = wanted.id AND visibility = 'PUBLIC' AND indexed
        AND target = ${target} AND search_state.revision = profile.revision
        -- A profile that was deleted and created again starts at revision 1 again.
        AND profile_created_at = profile.created_at
        AND starts_with(document_hash, ${shapeHash})
        AND (next_change_at IS NULL OR next_change_at > ${now.toISOString()}::timestamptz)
      OFFSET 0
    )
    ORDER BY id`;
  return rows.map(({ id }) => id);
}

/**
 * Marks the profiles that will enter or leave the index, and commits this before anything is sent. If the response to a push
 * is lost, its transaction rolls back although the index has changed. The mark then says that the index may hold a document,
 * or may have lost one; without it an orphan would stay, or a profile would be missing. A profile without a state, which is not
 * public, counts as indexed if the index holds a document of it.
 */
export async function markTransitions(
  { db, search }: Pick<Services, 'db' | 'search'>,
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return;
  const sorted = [...ids].sort();
  await addStates({ db, search }, sorted);
  await writable(db).$executeRaw`
    WITH moving AS (
      SELECT profile_id FROM search_state
      LEFT JOIN (SELECT id FROM profile WHERE id = ANY(${sorted}::uuid[]) AND visibility = 'PUBLIC') AS public
        ON id = profile_id
      WHERE profile_id = ANY(${sorted}::uuid[]) AND (NOT indexed OR document_hash IS NOT NULL)
        AND indexed <> (id IS NOT NULL)
      ORDER BY profile_id FOR UPDATE OF search_state
    )
    UPDATE search_state SET indexed = true, document_hash = NULL
    FROM moving WHERE search_state.profile_id = moving.profile_id`;
}

/** Adds those that are missing. A profile that is hidden meanwhile gets none yet. */
async function addStates(
  { db, search }: Pick<Services, 'db' | 'search'>,
  sorted: readonly string[],
): Promise<void> {
  const isPublic = Prisma.sql`EXISTS (SELECT FROM profile WHERE profile.id = new.id AND visibility = 'PUBLIC' OFFSET 0)`;
  const unknown = await db.$queryRaw<{ id: string }[]>`
    SELECT id FROM unnest(${sorted}::uuid[]) AS new (id)
    WHERE NOT EXISTS (SELECT FROM search_state WHERE profile_id = new.id OFFSET 0) AND NOT ${isPublic}`;
  const hidden = unknown.map(({ id }) => id);
  const held = hidden.length > 0 ? [...(await readIndexed(search, hidden)).keys()] : [];
  await writable(db).$executeRaw`
    INSERT INTO search_state (profile_id, indexed)
    SELECT id, id = ANY(${held}::uuid[]) FROM unnest(${sorted}::uuid[]) AS new (id)
    WHERE id = ANY(${hidden}::uuid[]) OR ${isPublic} ORDER BY id
    ON CONFLICT DO NOTHING`;
}

/**
 * Locks the states in the order of the ids, so that two pushes cannot deadlock. Of a document that was pushed to another
 * target the hash is null.
 */
export async function lockStates(tx: Transaction, ids: readonly string[], target: number): Promise<States> {
  if (ids.length === 0) return new Map();
  const sorted = [...ids].sort();
  const rows = await tx.$queryRaw<SearchState[]>`
    SELECT profile_id AS "profileId", indexed, tracked,
      CASE WHEN target = ${target} THEN document_hash END AS "documentHash"
    FROM search_state WHERE profile_id = ANY(${sorted}::uuid[]) ORDER BY profile_id FOR UPDATE`;
  return new Map(rows.map((row) => [row.profileId, row]));
}

/** The index may hold any document of these profiles, or none: the next push of each sends or removes it. */
export async function forgetDocuments(db: DatabaseLike, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await writable(db).$executeRaw`
    WITH locked AS (
      SELECT profile_id FROM search_state WHERE profile_id = ANY(${[...ids]}::uuid[]) ORDER BY profile_id FOR UPDATE
    )
    UPDATE search_state SET indexed = true, document_hash = NULL
    FROM locked WHERE search_state.profile_id = locked.profile_id`;
}

export interface Pushed {
  readonly upserts: readonly BuiltDocument[];
  /** Not sent: built by other code than the equal documents that were pushed. */
  readonly rebuilt: readonly BuiltDocument[];
  readonly removals: readonly string[];
}

export async function writeStates(
  tx: Transaction,
  { upserts, rebuilt, removals }: Pushed,
  target: number,
): Promise<void> {
  await writeDocuments(tx, upserts, target, Prisma.sql`now()`);
  await writeDocuments(tx, rebuilt, target, Prisma.sql`pushed_at`);
  if (removals.length > 0) {
    await tx.searchState.updateMany({
      where: { profileId: { in: [...removals] } },
      data: { indexed: false, tracked: false, documentHash: null, nextChangeAt: null, pushedAt: new Date() },
    });
  }
}

async function writeDocuments(
  tx: Transaction,
  documents: readonly BuiltDocument[],
  target: number,
  pushedAt: Prisma.Sql,
): Promise<void> {
  if (documents.length === 0) return;
  const ids = documents.map(({ document }) => document.objectID);
  await tx.$executeRaw`
    UPDATE search_state SET indexed = true, tracked = true, target = ${target}, revision = pushed.revision, document_hash = pushed.hash,
      next_change_at = pushed.next_change_at, profile_created_at = pushed.created_at, pushed_at = ${pushedAt}
    FROM unnest(
      ${ids}::uuid[],
      ${documents.map(({ document }) => document.revision)}::int[],
      ${documents.map(({ hash }) => hash)}::text[],
      ${documents.map(({ nextChangeAt }) => nextChangeAt?.toISOString() ?? null)}::timestamptz[],
      ${documents.map(({ createdAt }) => createdAt.toISOString())}::timestamptz[]
    ) AS pushed (id, revision, hash, next_change_at, created_at)
    WHERE search_state.profile_id = pushed.id AND profile_id = ANY(${ids}::uuid[])`;
}
