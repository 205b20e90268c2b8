// Owns the numbers that order pushes to the index. Each is greater than that of any push before it, from a sequence, which
// does not go back when a transaction does: a push that was sent and rolled back must not share its number with the next.
// A database that was restored from a backup counts from an old number, and the index would ignore every push: VERIFY lifts it.
import type { Database, Transaction } from '../database/client.ts';
import type { SearchGateway } from '../search/gateway.ts';

/** Beyond it lies no version of ours. The sequence is not lifted there: what follows must still fit into a number. */
export const HIGHEST_VERSION = 2 ** 52;

/** Shared by those who draw a number, so that lifting waits for all who hold one and for no other. */
export async function nextVersion(tx: Transaction): Promise<number> {
  const [row] = await tx.$queryRaw<[{ version: bigint }]>`
    WITH turn AS MATERIALIZED (SELECT pg_advisory_xact_lock_shared(hashtextextended('vitae search version', 0)))
    SELECT nextval('search_version') AS version FROM turn`;
  return Number(row.version);
}

/** Lifts the sequence above the greatest version in the index. One request where there is nothing to lift. */
export async function liftVersions({ db, search }: { db: Database; search: SearchGateway }): Promise<void> {
  let highest = 0;
  const above = { filters: `version > ${await lastVersion(db)}`, attributesToRetrieve: ['version'] };
  for await (const { version } of search.browse(above)) {
    if (version <= HIGHEST_VERSION) highest = Math.max(highest, Math.floor(version));
  }
  if (highest === 0) return;
  await db.$transaction(
    async (tx) => {
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('vitae search version', 0))`;
      // Pushes go on meanwhile, and may have got there by themselves.
      if ((await lastVersion(tx)) < highest) await tx.$queryRaw`SELECT setval('search_version', ${highest})`;
    },
    { timeout: 150_000, maxWait: 10_000 },
  );
}

async function lastVersion(db: Pick<Transaction, '$queryRaw'>): Promise<number> {
  const [row] = await db.$queryRaw<[{ last: bigint }]>`SELECT last_value AS last FROM search_version`;
  return Number(row.last);
}
