// Computes the progress of a run: counts, percentage, rate and time left.
import type { DatabaseLike, RunRow } from '../database/client.ts';
import type { ReindexStatus } from '../database/generated/prisma/enums.ts';
import { NotFoundError } from '../graphql/errors.ts';

/** As clients see it: a run that waits for a confirmation is stored as PAUSED, so that the version before can read it. */
export type RunStatus = ReindexStatus | 'AWAITING_CONFIRMATION';

export function statusOf({ status, heldRemovals }: Pick<RunRow, 'status' | 'heldRemovals'>): RunStatus {
  return status === 'PAUSED' && heldRemovals > 0 ? 'AWAITING_CONFIRMATION' : status;
}

export interface RunProgress extends Omit<RunRow, 'status'> {
  readonly status: RunStatus;
  readonly processed: number;
  /** 0 to 100. */
  readonly percentage: number;
  /** Profiles per second over the last ten seconds; null before the first batch and after the end. */
  readonly ratePerSecond: number | null;
  /** At the current rate; null if the rate is. */
  readonly etaSeconds: number | null;
}

const WINDOW_MS = 10_000;

/** @throws NotFoundError */
export async function readProgress(db: DatabaseLike, runId: string): Promise<RunProgress> {
  const run = await db.reindexRun.findFirst({ where: { id: runId } });
  const [progress] = run ? await withProgress(db, [run]) : [];
  if (!progress) throw new NotFoundError('run', runId);
  return progress;
}

/** One query for the rates of all runs; none if no run is active. */
export async function withProgress(db: DatabaseLike, runs: readonly RunRow[]): Promise<RunProgress[]> {
  const running = runs.filter(({ status }) => status === 'RUNNING');
  const now = new Date();
  const recent =
    running.length === 0
      ? []
      : await db.reindexBatch.groupBy({
          by: ['runId'],
          where: { OR: running.map((run) => ({ runId: run.id, finishedAt: { gt: windowStart(run, now) } })) },
          _sum: { processed: true },
        });
  return runs.map((run) => {
    const inWindow = recent.find(({ runId }) => runId === run.id)?._sum.processed ?? 0;
    return progressOf(run, inWindow, now);
  });
}

/** Batches from before a pause do not count. */
function windowStart({ movingSince }: RunRow, now: Date): Date {
  return new Date(Math.max(now.getTime() - WINDOW_MS, movingSince?.getTime() ?? 0));
}

function progressOf(run: RunRow, inWindow: number, now: Date): RunProgress {
  const processed = run.upserted + run.skipped + run.removed + run.failed - run.retrying;
  const finished = run.status === 'COMPLETED' || run.status === 'COMPLETED_WITH_FAILURES';
  const share = run.total === 0 ? 0 : Math.min(1, processed / run.total);
  const seconds = (now.getTime() - windowStart(run, now).getTime()) / 1000;
  const rate = inWindow > 0 ? inWindow / Math.max(0.1, seconds) : null;
  return {
    ...run,
    status: statusOf(run),
    processed,
    percentage: finished ? 100 : share * 100,
    ratePerSecond: rate,
    etaSeconds: rate === null ? null : Math.ceil(Math.max(0, run.total - processed) / rate),
  };
}
