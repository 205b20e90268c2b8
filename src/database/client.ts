// Makes the Prisma client: one pool per process. Queries fail with Prisma's errors; callers handle them.
import './check-generated.ts';
import { PrismaPg } from '@prisma/adapter-pg';
import { Prisma, PrismaClient } from './generated/prisma/client.ts';

export type Database = PrismaClient;
export type Transaction = Prisma.TransactionClient;

type ReadMethod =
  | 'findUnique'
  | 'findUniqueOrThrow'
  | 'findFirst'
  | 'findFirstOrThrow'
  | 'findMany'
  | 'count'
  | 'aggregate'
  | 'groupBy';
type Model = Exclude<Extract<keyof Transaction, string>, `$${string}`>;

/** The client or an open transaction, for reading: what writes does not compile. */
export type DatabaseLike = Pick<Transaction, '$queryRaw'> & {
  readonly [Name in Model]: Pick<Transaction[Name], ReadMethod & keyof Transaction[Name]>;
};

export { Prisma };
export type ProfileRow = Prisma.ProfileModel;
export type RunRow = Prisma.ReindexRunModel;

/** @param poolSize the most connections this process opens for queries. @default 10 */
export function createDatabase(url: string, poolSize = 10): Database {
  const adapter = new PrismaPg({ connectionString: url, max: poolSize });
  return new PrismaClient({
    adapter,
    // Prisma's longer messages quote the arguments of a query, which are personal data.
    errorFormat: 'minimal',
    log: [{ emit: 'event', level: 'query' }],
    transactionOptions: { maxWait: 10_000 },
  });
}

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

/** Whether the row to change does not exist, for example because it was just deleted. */
export function isRowGone(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2025';
}
