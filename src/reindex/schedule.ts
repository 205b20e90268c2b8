// Starts the scheduled VERIFY, unless an earlier VERIFY of all profiles has not ended yet.
import type { Services } from '../graphql/context.ts';
import { EVERYTHING, startRun, type RunServices } from './runs.ts';

export async function startScheduledVerify(services: RunServices & Pick<Services, 'log'>): Promise<void> {
  const { db, log } = services;
  const earlier = await db.reindexRun.findFirst({
    where: { mode: 'VERIFY', status: { in: ['PENDING', 'RUNNING', 'PAUSED'] }, ...EVERYTHING },
    select: { id: true },
  });
  if (earlier) log.warn({ runId: earlier.id }, 'no scheduled VERIFY started: the previous one has not ended');
  else log.info({ runId: await startRun(services, { mode: 'VERIFY' }) }, 'started the scheduled VERIFY');
}
