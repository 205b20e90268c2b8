// Connections for statements on pg-boss' tables: those of Prisma, which end a statement with its request, or pg-boss' own.
import { fromPrisma, type Db } from 'pg-boss';

export type TransactionLike = Parameters<typeof fromPrisma>[0];

/** What Prisma's client has. */
export interface Transactor extends TransactionLike {
  $transaction<Result>(work: (tx: TransactionLike) => Promise<Result>): Promise<Result>;
}

export interface Connections {
  readonly db: Db;
  readonly inTransaction: <Result>(work: (tx: Db) => Promise<Result>) => Promise<Result>;
}

export function ofPrisma(client: Transactor): Connections {
  return {
    db: fromPrisma(client),
    inTransaction: (work) => client.$transaction((tx) => work(fromPrisma(tx))),
  };
}

export function ofBoss(db: Db): Connections {
  return {
    db,
    inTransaction: async (work) => {
      const transaction = await db.beginTransaction?.();
      if (!transaction) throw new Error('this connection has no transactions');
      try {
        const result = await work(transaction.db);
        await transaction.commit();
        return result;
      } catch (error) {
        await transaction.rollback();
        throw error;
      }
    },
  };
}

/** SQLSTATE query_canceled. */
const CANCELLED = '57014';

/** Whether Postgres ended a statement because its time was up, or because its request was gone. */
export function isStatementTimeout(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, meta } = error as { readonly code?: unknown; readonly meta?: unknown };
  return code === CANCELLED || JSON.stringify(meta ?? {}).includes(`"${CANCELLED}"`);
}
