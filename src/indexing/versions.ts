// Gives each push a version that is higher than that of every push before it. The index ignores lower versions.
// A version is the time in microseconds, and never lower than the one before: so it also grows where an older database was
// restored. The sequence keeps the last one. A rollback does not reset it.
import { writable, type Transaction } from '../database/client.ts';
import { INCARNATION } from '../database/incarnation.ts';
import type { Services } from '../graphql/context.ts';
import type { SearchGateway } from '../search/gateway.ts';

/** The sequence is never raised to this, so that its values stay exact as JavaScript numbers. */
export const HIGHEST_VERSION = 2 ** 52;

/**
 * Two statements at once may set the sequence in the wrong order: then it goes back by the time between them, in microseconds.
 * What is lower than this is no sign of an older database.
 */
const DISORDER = 50_000;

interface Seen {
  /** The highest version that this process has seen the sequence at. */
  readonly version: number;
  /** The database that this process has compared with the index. */
  readonly database: string;
}
const seen = new WeakMap<SearchGateway, Seen>();

/**
 * Takes a shared lock until the transaction ends: raiseVersions waits for all pushes in flight.
 * @returns null where the database may be an older one: compare it with the index first
 */
export async function nextVersion(tx: Transaction, search: SearchGateway): Promise<number | null> {
  const before = seen.get(search) ?? { version: 0, database: '' };
  const [row] = await tx.$queryRaw<[{ version: bigint | null }]>`
    WITH locked AS MATERIALIZED (SELECT pg_advisory_xact_lock_shared(hashtextextended('vitae search version', 0)))
    SELECT CASE WHEN last_value >= ${before.version - DISORDER}::bigint AND ${INCARNATION} = ${before.database} THEN
      setval('search_version', greatest(
        nextval('search_version'), floor(extract(epoch FROM clock_timestamp()) * 1000000)::bigint
      )) END AS version
    FROM locked, search_version`;
  if (row.version === null) return null;
  const version = Number(row.version);
  seen.set(search, { ...before, version: Math.max(version, before.version) });
  return version;
}

/**
 * Raises the sequence above the highest version in the index. One request.
 * @returns whether it was too low: the index, or what this process saw before, is newer than the database
 */
export async function raiseVersions({ db, search }: Pick<Services, 'db' | 'search'>): Promise<boolean> {
  const { last, database } = await readSequence(db);
  const highest = Math.max(await highestInIndex(search, last), seen.get(search)?.version ?? 0);
  seen.set(search, { version: Math.max(last, highest), database });
  const isTooLow = (version: number) => version < highest - DISORDER;
  // Pushes in flight may have raised it since.
  if (!isTooLow(last) || !isTooLow((await readSequence(db)).last)) return false;
  return writable(db).$transaction(
    async (tx) => {
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('vitae search version', 0))`;
      if (!isTooLow((await readSequence(tx)).last)) return false;
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

async function readSequence(db: Pick<Transaction, '$queryRaw'>): Promise<{ last: number; database: string }> {
  const [row] = await db.$queryRaw<[{ last: bigint; database: string }]>`
    SELECT last_value AS last, ${INCARNATION} AS database FROM search_version`;
  return { ...row, last: Number(row.last) };
}
