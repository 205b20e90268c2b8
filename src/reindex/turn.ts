// Owns whose turn it is: one run moves at a time, and the others wait in the order in which they were started. Two at once
// would push the same profiles twice and wait for each other's locks. The advisory lock orders a run that asks for its
// turn against one that gives it up, so that neither overlooks the other. Take it with your own run locked, never before.
import type { Transaction } from '../database/client.ts';
import type { Jobs } from '../jobs/jobs.ts';
import { reindexDispatch } from './contracts.ts';

async function lockTurn(tx: Transaction): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('vitae reindex turn', 0))`;
}

/** @returns whether this run may move now; if not, it is called when the one that moves stops */
export async function takesTurn(tx: Transaction, runId: string): Promise<boolean> {
  await lockTurn(tx);
  const moving = await tx.reindexRun.findFirst({
    where: { status: 'RUNNING', id: { not: runId } },
    select: { id: true },
  });
  return moving === null;
}

/** For a run that has stopped moving, in the transaction that stops it. */
export async function callNext(tx: Transaction, jobs: Jobs): Promise<void> {
  await lockTurn(tx);
  const next = await tx.reindexRun.findFirst({
    where: { status: 'PENDING' },
    orderBy: { id: 'asc' },
    select: { id: true },
  });
  if (next) await jobs.enqueue(reindexDispatch, { runId: next.id }, { tx });
}
