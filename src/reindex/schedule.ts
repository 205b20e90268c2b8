// Owns the VERIFY that the schedule asks for. One that still waits or moves is enough: a night that takes longer than a day
// does not pile up runs, and a job that comes twice starts one.
import type { Logger } from '../observability/logger.ts';
import { startRun, type RunServices } from './runs.ts';

export async function verifyUnlessUnderWay(services: RunServices & { readonly log: Logger }): Promise<void> {
  const { db, log } = services;
  const everything = {
    visibility: null,
    updatedSince: null,
    completionBelow: null,
    afterId: null,
    upToId: null,
  };
  const underWay = await db.reindexRun.findFirst({
    where: { mode: 'VERIFY', status: { in: ['PENDING', 'RUNNING', 'PAUSED'] }, ...everything },
    select: { id: true },
  });
  if (underWay) log.warn({ runId: underWay.id }, 'the VERIFY before has not ended; no other is started');
  else log.info({ runId: await startRun(services, { mode: 'VERIFY' }) }, 'started a VERIFY by schedule');
}
