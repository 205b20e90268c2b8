// Starts the CHANGED run that follows up a bulk of writes past the API.
import type { Services } from '../graphql/context.ts';
import { EVERYTHING, startRun, type RunServices } from './runs.ts';

/** Starts none where a CHANGED run of all profiles waits: it will find them too. */
export async function startBulkRun(services: RunServices & Pick<Services, 'log'>): Promise<void> {
  const { db, log } = services;
  const waiting = await db.reindexRun.findFirst({
    where: { mode: 'CHANGED', status: 'PENDING', cursor: null, retrying: 0, ...EVERYTHING },
    select: { id: true },
  });
  if (!waiting)
    log.info({ runId: await startRun(services) }, 'started a run for profiles written past the API');
}
