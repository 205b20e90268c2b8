// Makes the Prisma client with its pool. Queries fail with Prisma's errors; callers handle them.
import './check-generated.ts';
import { PrismaPg } from '@prisma/adapter-pg';
import type { Pool } from 'pg';
import { Prisma, PrismaClient } from './generated/prisma/client.ts';
import { RequestPool } from './request-pool.ts';
import { OWN_SETTINGS, TIMES } from './session-settings.ts';
import { statementNames } from './statement-names.ts';
import { driverCauseOf } from './unreachable.ts';

export type Database = PrismaClient;
export type Transaction = Prisma.TransactionClient;

/** Without `findUnique`: Prisma sends those of one turn together, for any request, so they do not end with their request. */
type ReadMethod = 'findFirst' | 'findFirstOrThrow' | 'findMany' | 'count' | 'aggregate' | 'groupBy';
type Model = Exclude<Extract<keyof Transaction, string>, `$${string}`>;

/** The client or an open transaction, for reading: what writes does not compile. */
export type DatabaseLike = Pick<Transaction, '$queryRaw'> & {
  readonly [Name in Model]: Pick<Transaction[Name], ReadMethod & keyof Transaction[Name]>;
};

export { Prisma };
export type ProfileRow = Prisma.ProfileModel;
export type RunRow = Prisma.ReindexRunModel;

export interface DatabaseOptions {
  /** The most connections for queries. @default 10 */
  readonly poolSize?: number;
  /**
   * The most milliseconds that Postgres spends on one statement, or waits for the next one of a transaction. It ends what a
   * process that is frozen or cut off has left. Null: no bound. @default null
   */
  readonly statementMs?: number | null;
  /** Whether the database refuses what writes profiles past `writeProfile`, instead of following it up. @default false */
  readonly refuseUndeclared?: boolean;
  /**
   * Whether a pooler is in between. It refuses settings at the start of a connection, and keeps none that a session sets. So
   * each transaction sets its own; a statement outside of one has no bound by Postgres, and none is prepared. @default false
   */
  readonly pooled?: boolean;
}

/** Opening a connection takes no longer. */
const CONNECT_MS = 10_000;
/** A transaction without a bound by Postgres ends after this. A caller may set another one. */
const TRANSACTION_MS = 30_000;

export function createDatabase(
  url: string,
  { poolSize = 10, statementMs = null, refuseUndeclared = false, pooled = false }: DatabaseOptions = {},
): Database {
  const undeclared = refuseUndeclared && { 'vitae.undeclared': 'error' };
  const bounds = statementMs !== null && {
    statement_timeout: String(statementMs),
    idle_in_transaction_session_timeout: String(statementMs),
  };
  const pool = new RequestPool({
    connectionString: url,
    application_name: 'vitae',
    max: poolSize,
    connectionTimeoutMillis: CONNECT_MS,
    ...(pooled
      ? { sessionSettings: TIMES, transactionSettings: Object.entries({ ...undeclared, ...bounds }) }
      : { sessionSettings: { ...TIMES, ...OWN_SETTINGS, ...undeclared, ...bounds } }),
  });
  const adapter = new PrismaPg(pool, {
    disposeExternalPool: true,
    ...(!pooled && { statementNameGenerator: statementNames() }),
  });
  return new PrismaClient({
    adapter,
    // Prisma's longer messages quote the arguments of a query, which are personal data.
    errorFormat: 'minimal',
    log: [{ emit: 'event', level: 'query' }],
    // Not before Postgres itself: a transaction that waits for a row is not at fault.
    transactionOptions: { maxWait: statementMs ?? CONNECT_MS, timeout: statementMs ?? TRANSACTION_MS },
  });
}

/** Reads through a pool, which its owner closes. */
export const databaseOver = (pool: Pool): DatabaseLike =>
  new PrismaClient({ adapter: new PrismaPg(pool), errorFormat: 'minimal' });

/**
 * The client of the services, for writing. Profiles and their sections are written by `writeProfile` only.
 * @param db of the services
 */
export function writable(db: DatabaseLike): Database {
  // Every service holds the client that `createDatabase` made.
  return db as Database;
}

/** Whether a write was refused because a unique value is taken. */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002';
}

/** Whether Postgres refused a value, or a row for a constraint: SQLSTATE classes 22 and 23. */
export function isDataRefused(error: unknown): boolean {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return false;
  return isUniqueViolation(error) || /"originalCode":"2[23]/.test(JSON.stringify(error.meta ?? {}));
}

/** Whether the row to change does not exist, for example because it was just deleted. */
export function isRowGone(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2025';
}

/** Whether Postgres ended the transaction in favour of another one, as in a deadlock. It may succeed when it runs again. */
export function isWriteConflict(error: unknown): boolean {
  if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2034') return true;
  // Of a raw statement, or of the commit.
  return driverCauseOf(error)?.kind === 'TransactionWriteConflict';
}

/** Of Postgres: a lock that was not free in time, a statement that took too long or that somebody cancelled. */
const GIVEN_UP = /^(55P03|57014)$/;

/** Whether a transaction took too long, got no connection in time or was ended for others. Nothing was written. */
export function isTransactionGivenUp(error: unknown): boolean {
  if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2028') return true;
  return isWriteConflict(error) || GIVEN_UP.test(driverCauseOf(error)?.originalCode ?? '');
}
