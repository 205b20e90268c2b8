// Owns the Prisma client: one pool per process. Queries fail as Prisma's errors; the caller decides what they mean.
import './check-generated.ts';
import { PrismaPg } from '@prisma/adapter-pg';
import { Prisma, PrismaClient } from './generated/prisma/client.ts';

export type Database = PrismaClient;
/** What a query needs: the client itself or an open transaction. */
export type DatabaseLike = Prisma.TransactionClient;
export type Transaction = Prisma.TransactionClient;

export { Prisma };
export type ProfileRow = Prisma.ProfileModel;
export type RunRow = Prisma.ReindexRunModel;

/** @param poolSize the most connections this process opens for queries. @default 10 */
export function createDatabase(url: string, poolSize = 10): Database {
  const adapter = new PrismaPg({ connectionString: url, max: poolSize });
  return new PrismaClient({
    adapter,
    // Prisma's fuller messages quote the arguments of a query: people's data.
    errorFormat: 'minimal',
    log: [{ emit: 'event', level: 'query' }],
    transactionOptions: { maxWait: 10_000 },
  });
}

/** Whether a write was refused because a unique value is taken. */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002';
}

/** Whether a row that was there a moment ago has been deleted since. */
export function isRowGone(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2025';
}
