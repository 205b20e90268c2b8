// The Postgres channel that reports changes of a run, in the transaction that makes them.
import type { Transaction } from '../database/client.ts';

export const PROGRESS_CHANNEL = 'vitae_reindex_progress';

export async function notifyProgress(tx: Transaction, runId: string): Promise<void> {
  await tx.$queryRaw`SELECT pg_notify(${PROGRESS_CHANNEL}, ${runId})::text`;
}
