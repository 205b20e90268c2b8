// Tells a database that was restored, made again or restarted from the one before. After any of these it may lack writes that were
// acknowledged: a backup is older, and a replica that was promoted may be behind. Tells the cache's store from the one before too:
// one that was used earlier, or that only some processes use, lacks invalidations.
import { Prisma, type DatabaseLike, type Transaction } from './client.ts';

/** Differs after a restart of Postgres, on a replica that was promoted, and in a database that was made again. */
export const INCARNATION = Prisma.sql`concat(pg_postmaster_start_time(), ' ',
  (SELECT oid FROM pg_database WHERE datname = current_database()))`;

/** The same after a restart, a failover and a restore in place. Differs in a copy on another server or under another name. */
export const PLACE = Prisma.sql`(SELECT concat(system_identifier, '/', current_database()) FROM pg_control_system())`;

export async function placeOf(db: DatabaseLike): Promise<string> {
  const [{ place }] = await db.$queryRaw<[{ place: string }]>`SELECT ${PLACE} AS place`;
  return place;
}

/** A dump that is restored in place writes the row again, in another transaction than the one it names. */
const IS_KNOWN = Prisma.sql`incarnation = ${INCARNATION} AND database_incarnation.xmin::text = written_by`;

/**
 * @param store of the cache; null: not known
 * @returns whether these are the database and the store that were noted last
 */
export async function readKnown(
  db: DatabaseLike,
  store: string | null,
): Promise<{ database: boolean; store: boolean }> {
  const [known] = await db.$queryRaw<[{ database: boolean; store: boolean }]>`
    SELECT EXISTS (SELECT FROM database_incarnation WHERE id = 1 AND ${IS_KNOWN}) AS database,
      ${store}::text IS NULL
        OR EXISTS (SELECT FROM database_incarnation WHERE id = 2 AND incarnation = ${store}) AS store`;
  return known;
}

/** Call it in the transaction that records what has to follow. @param store of the cache; null: not known */
export async function noteKnown(tx: Transaction, store: string | null): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO database_incarnation (id, incarnation, written_by)
    SELECT id, incarnation, pg_current_xact_id()::xid::text
    FROM (VALUES (1, ${INCARNATION}), (2, ${store}::text)) AS known (id, incarnation) WHERE incarnation IS NOT NULL
    ON CONFLICT (id) DO UPDATE SET incarnation = excluded.incarnation, written_by = excluded.written_by`;
}
