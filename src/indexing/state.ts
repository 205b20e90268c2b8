// Owns the search state: what the index was last told about each profile, and the locks that keep pushers apart.
import type { Prisma } from '../database/client.ts';
import { type Transaction } from '../database/client.ts';
import type { BuiltDocument } from './document.ts';

type SearchStateRow = Prisma.SearchStateModel;

/** Locks the states of these profiles, in the order of their ids so that two pushers never wait for each other. */
export async function lockStates(
  tx: Transaction,
  ids: readonly string[],
): Promise<ReadonlyMap<string, SearchStateRow>> {
  if (ids.length === 0) return new Map();
  const sorted = [...ids].sort();
  await tx.$executeRaw`
    INSERT INTO search_state (profile_id) SELECT id FROM unnest(${sorted}::uuid[]) AS id ORDER BY id
    ON CONFLICT DO NOTHING`;
  await tx.$queryRaw`
    SELECT FROM search_state WHERE profile_id = ANY(${sorted}::uuid[]) ORDER BY profile_id FOR UPDATE`;
  const rows = await tx.searchState.findMany({ where: { profileId: { in: sorted } } });
  return new Map(rows.map((row) => [row.profileId, row]));
}

/**
 * A number greater than that of any push which held one of these locks before. From a sequence, which does not go back
 * when a transaction does: a push that was sent and rolled back must not share its number with the next.
 */
export async function nextVersion(tx: Transaction): Promise<number> {
  const [row] = await tx.$queryRaw<[{ version: bigint }]>`SELECT nextval('search_version') AS version`;
  return Number(row.version);
}

export async function writeStates(
  tx: Transaction,
  upserts: readonly BuiltDocument[],
  removals: readonly string[],
): Promise<void> {
  if (upserts.length > 0) {
    await tx.$executeRaw`
      UPDATE search_state SET indexed = true, revision = pushed.revision, document_hash = pushed.hash,
        next_change_at = pushed.next_change_at, pushed_at = now()
      FROM unnest(
        ${upserts.map(({ document }) => document.objectID)}::uuid[],
        ${upserts.map(({ document }) => document.revision)}::int[],
        ${upserts.map(({ hash }) => hash)}::text[],
        ${upserts.map(({ nextChangeAt }) => nextChangeAt?.toISOString() ?? null)}::timestamptz[]
      ) AS pushed (id, revision, hash, next_change_at)
      WHERE search_state.profile_id = pushed.id`;
  }
  if (removals.length > 0) {
    await tx.searchState.updateMany({
      where: { profileId: { in: [...removals] } },
      data: { indexed: false, documentHash: null, nextChangeAt: null, pushedAt: new Date() },
    });
  }
}
