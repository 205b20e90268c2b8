// Owns a run's life: started, paused, resumed, cancelled. A run is a row, its batches are rows, and the jobs only say
// "look at this row": so a job that comes twice, or after its run has ended, does nothing.
import type { Database, Prisma, Transaction } from '../database/client.ts';
import { ConflictError, NotFoundError } from '../graphql/errors.ts';
import type { Jobs } from '../jobs/jobs.ts';
import { reindexBatch, reindexDispatch } from './contracts.ts';
import type { KeyRange } from './iterate.ts';
import { notifyProgress } from './progress-channel.ts';

type RunRow = Prisma.ReindexRunModel;
export type ReindexMode = RunRow['mode'];
export type ReindexStatus = RunRow['status'];

export interface RunServices {
  readonly db: Database;
  readonly jobs: Jobs;
}

export interface StartOptions {
  /** @default CHANGED */
  readonly mode?: ReindexMode;
  /** Which profiles. @default all */
  readonly range?: KeyRange;
  /** How many profiles one bulk call brings into line, 1 to 1000. @default 500 */
  readonly batchSize?: number;
}

const DEFAULT_BATCH_SIZE = 500;
const ENDED: readonly ReindexStatus[] = ['COMPLETED', 'COMPLETED_WITH_FAILURES', 'CANCELLED', 'FAILED'];

export function hasEnded(status: ReindexStatus): boolean {
  return ENDED.includes(status);
}

/** The run and the job that cuts it up, in one transaction. */
export async function startRun({ db, jobs }: RunServices, options: StartOptions = {}): Promise<string> {
  const {
    mode = 'CHANGED',
    batchSize = DEFAULT_BATCH_SIZE,
    range = { afterId: null, upToId: null },
  } = options;
  const { afterId, upToId } = range;
  const id = { ...(afterId && { gt: afterId }), ...(upToId && { lte: upToId }) };
  const total = await db.profile.count({ where: { visibility: 'PUBLIC', id } });
  return db.$transaction(async (tx) => {
    const run = await tx.reindexRun.create({ data: { mode, batchSize, total, cursor: afterId, upToId } });
    await jobs.enqueue(reindexDispatch, { runId: run.id }, { tx });
    await notifyProgress(tx, run.id);
    return run.id;
  });
}

/** Takes effect within a batch: what runs is finished and counted, what waits stays. */
export function pauseRun(services: RunServices, runId: string): Promise<void> {
  return move(services, runId, ['PENDING', 'RUNNING'], { status: 'PAUSED' });
}

export function cancelRun(services: RunServices, runId: string): Promise<void> {
  const ended = { status: 'CANCELLED' as const, finishedAt: new Date() };
  return move(services, runId, ['PENDING', 'RUNNING', 'PAUSED'], ended);
}

/** Enqueues again what the pause has left lying. */
export function resumeRun(services: RunServices, runId: string): Promise<void> {
  return move(services, runId, ['PAUSED'], { status: 'RUNNING' }, async (tx, run) => {
    if (!run.dispatchedAt) await services.jobs.enqueue(reindexDispatch, { runId }, { tx });
    const waiting = await tx.reindexBatch.findMany({
      where: { runId, status: 'PENDING' },
      select: { id: true },
    });
    for (const { id } of waiting) await services.jobs.enqueue(reindexBatch, { batchId: id }, { tx });
  });
}

/**
 * The id of the run started last.
 * @throws NotFoundError where none was ever started
 */
export async function latestRunId(db: Database): Promise<string> {
  const latest = await db.reindexRun.findFirst({ orderBy: { id: 'desc' }, select: { id: true } });
  if (!latest) throw new NotFoundError('run', 'latest');
  return latest.id;
}

export async function lockRun(tx: Transaction, runId: string): Promise<RunRow | null> {
  await tx.$queryRaw`SELECT FROM reindex_run WHERE id = ${runId}::uuid FOR UPDATE`;
  return tx.reindexRun.findUnique({ where: { id: runId } });
}

/** Ends a run whose last batch is done. Call it with the run locked. */
export async function endIfDone(tx: Transaction, run: RunRow): Promise<void> {
  if (!run.dispatchedAt || run.pendingBatches > 0 || hasEnded(run.status)) return;
  const status = run.failed > 0 ? 'COMPLETED_WITH_FAILURES' : 'COMPLETED';
  await tx.reindexRun.update({ where: { id: run.id }, data: { status, finishedAt: new Date() } });
}

async function move(
  { db }: RunServices,
  runId: string,
  from: readonly ReindexStatus[],
  data: Prisma.ReindexRunUpdateInput,
  also: (tx: Transaction, run: RunRow) => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  await db.$transaction(async (tx) => {
    const run = await lockRun(tx, runId);
    if (!run) throw new NotFoundError('run', runId);
    if (!from.includes(run.status)) {
      throw new ConflictError(
        'id',
        `the run is ${run.status}, and this takes one that is ${from.join(' or ')}`,
      );
    }
    await tx.reindexRun.update({ where: { id: runId }, data });
    await also(tx, run);
    await notifyProgress(tx, runId);
  });
}
