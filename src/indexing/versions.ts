// Gives each push a version that is higher than that of every push before it. The index ignores lower versions.
// A version is the time in microseconds, and never lower than the one before: so it also grows where an older database was
// restored. The sequence keeps the last one. A rollback does not reset it.
import { writable, type Transaction } from '../database/client.ts';
import type { Services } from '../graphql/context.ts';
import type { SearchGateway } from '../search/gateway.ts';

/** The sequence is never raised to this, so that its values stay exact as JavaScript numbers. */
export const HIGHEST_VERSION = 2 ** 52;

/**
 * Two statements at once may set the sequence in the wrong order: then it goes back by the time between them, in microseconds.
 * What is lower than this is no sign of an older database.
 */
const DISORDER = 50_000;

/** The highest version that this process has seen the sequence at. */
const seen = new WeakMap<SearchGateway, number>();

function remember(search: SearchGateway, version: number): void {
  seen.set(search, Math.max(version, seen.get(search) ?? 0));
}

/**
 * Takes a shared lock until the transaction ends: raiseVersions waits for all pushes in flight.
 * @returns null where the sequence was higher before: an older database was restored
 */
export async function nextVersion(tx: Transaction, search: SearchGateway): Promise<number | null> {
  const [row] = await tx.$queryRaw<[{ version: bigint | null }]>`
    WITH locked AS MATERIALIZED (SELECT pg_advisory_xact_lock_shared(hashtextextended('vitae search version', 0)))
    SELECT CASE WHEN last_value >= ${(seen.get(search) ?? 0) - DISORDER}::bigint THEN
      setval('search_version', greatest(
        nextval('search_version'), floor(extract(epoch FROM clock_timestamp()) * 1000000)::bigint
      )) END AS version
    FROM locked, search_version`;
  if (row.version === null) return null;
  const version = Number(row.version);
  remember(search, version);
  return version;
}

/**
 * Raises the sequence above the highest version in the index. One request.
 * @returns whether it was too low: the index, or what this process saw before, is newer than the database
 */
export async function raiseVersions({ db, search }: Pick<Services, 'db' | 'search'>): Promise<boolean> {
  const last = await lastVersion(db);
  const highest = Math.max(await highestInIndex(search, last), seen.get(search) ?? 0);
  remember(search, Math.max(last, highest));
  const isTooLow = (version: number) => version < highest - DISORDER;
  // Pushes in flight may have raised it since.
  if (!isTooLow(last) || !isTooLow(await lastVersion(db))) return false;
  return writable(db).$transaction(
    async (tx) => {
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('vitae search version', 0))`;
      if (!isTooLow(await lastVersion(tx))) return false;
      await tx.$queryRaw`SELECT setval('search_version', ${highest})`;
      return true;
    },
    { timeout: 150_000, maxWait: 10_000 },
  );
}

async function highestInIndex(search: SearchGateway, above: number): Promise<number> {
  let highest = 0;
  const filter = { filters: `version > ${above}`, attributesToRetrieve: ['version'] };
  for await (const { version } of search.browse(filter)) {
    if (version < HIGHEST_VERSION) highest = Math.max(highest, Math.floor(version));
  }
  return highest;
}

async function lastVersion(db: Pick<Transaction, '$queryRaw'>): Promise<number> {
  const [row] = await db.$queryRaw<[{ last: bigint }]>`SELECT last_value AS last FROM search_version`;
  return Number(row.last);
}
