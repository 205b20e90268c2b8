// Gives each push a version that is higher than that of every push before it. The index ignores lower versions.
// A version is the time in microseconds, and never lower than the one before: so it also grows where an older database was
// restored. The sequence keeps the last one. A rollback does not reset it.
import { writable, type Transaction } from '../database/client.ts';
import type { Services } from '../graphql/context.ts';

/** The sequence is never raised above this, so that its values stay exact as JavaScript numbers. */
export const HIGHEST_VERSION = 2 ** 52;

/** Takes a shared lock until the transaction ends: raiseVersions waits for all pushes in flight. */
export async function nextVersion(tx: Transaction): Promise<number> {
  const [row] = await tx.$queryRaw<[{ version: bigint }]>`
    WITH locked AS MATERIALIZED (SELECT pg_advisory_xact_lock_shared(hashtextextended('vitae search version', 0)))
    SELECT setval('search_version', greatest(
      nextval('search_version'), floor(extract(epoch FROM clock_timestamp()) * 1000000)::bigint
    )) AS version FROM locked`;
  return Number(row.version);
}

/**
 * Raises the sequence above the highest version in the index. One request if it is high enough.
 * @returns whether it was too low: the index is newer than the database, or a clock is wrong
 */
export async function raiseVersions({ db, search }: Pick<Services, 'db' | 'search'>): Promise<boolean> {
  let highest = 0;
  const above = { filters: `version > ${await lastVersion(db)}`, attributesToRetrieve: ['version'] };
  for await (const { version } of search.browse(above)) {
    if (version <= HIGHEST_VERSION) highest = Math.max(highest, Math.floor(version));
  }
  if (highest === 0) return false;
  return writable(db).$transaction(
    async (tx) => {
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('vitae search version', 0))`;
      // Other pushes may have raised it in the meantime.
      if ((await lastVersion(tx)) >= highest) return false;
      await tx.$queryRaw`SELECT setval('search_version', ${highest})`;
      return true;
    },
    { timeout: 150_000, maxWait: 10_000 },
  );
}

async function lastVersion(db: Pick<Transaction, '$queryRaw'>): Promise<number> {
  const [row] = await db.$queryRaw<[{ last: bigint }]>`SELECT last_value AS last FROM search_version`;
  return Number(row.last);
}
