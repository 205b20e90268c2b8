// Lets one run be active at a time; the others wait in the order in which they were started. Two active runs would push the
// same profiles twice and wait for each other's locks. An advisory lock orders a run that wants to start and one that stops:
// take it with your own run locked, never before.
import type { Transaction } from '../database/client.ts';
import type { Jobs } from '../jobs/jobs.ts';
import { reindexDispatch } from './contracts.ts';

async function lockActiveRun(tx: Transaction): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('vitae reindex turn', 0))`;
}

/** @returns whether the run may start now. If not, it is enqueued again when the active run stops. */
export async function mayStart(tx: Transaction, runId: string): Promise<boolean> {
  await lockActiveRun(tx);
  const active = await tx.reindexRun.findFirst({
    where: { status: 'RUNNING', id: { not: runId } },
    select: { id: true },
  });
  return active === null;
}

/** Enqueues the run that waits longest. Call it in the transaction that stops the active run. */
export async function startNextRun(tx: Transaction, jobs: Jobs): Promise<void> {
  await lockActiveRun(tx);
  const next = await tx.reindexRun.findFirst({
    where: { status: 'PENDING' },
    orderBy: { id: 'asc' },
    select: { id: true },
  });
  if (next) await jobs.enqueue(reindexDispatch, { runId: next.id }, { tx });
}
