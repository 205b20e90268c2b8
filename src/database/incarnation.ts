// Tells a database that was restored, made again or restarted from the one before. After any of these it may lack writes that were
// acknowledged: a backup is older, and a replica that was promoted may be behind.
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

/** @returns whether this is the database that was noted last */
export async function isKnownDatabase(db: DatabaseLike): Promise<boolean> {
  const rows = await db.$queryRaw<unknown[]>`SELECT 1 FROM database_incarnation WHERE ${IS_KNOWN}`;
  return rows.length > 0;
}

/** Call it in the transaction that records what has to follow. */
export async function noteDatabase(tx: Transaction): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO database_incarnation (id, incarnation, written_by)
    VALUES (1, ${INCARNATION}, pg_current_xact_id()::xid::text)
    ON CONFLICT (id) DO UPDATE SET incarnation = excluded.incarnation, written_by = excluded.written_by`;
}
