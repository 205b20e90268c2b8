// Starts, pauses, resumes, cancels, retries and ends runs. A run and its batches are rows, and a job only names a row: a job
// that comes twice, or after its run has ended, does nothing.
import {
  writable,
  type DatabaseLike,
  type Prisma,
  type RunRow,
  type Transaction,
} from '../database/client.ts';
import type { ReindexMode, ReindexStatus } from '../database/generated/prisma/enums.ts';
import type { Services } from '../graphql/context.ts';
import { ConflictError, NotFoundError } from '../graphql/errors.ts';
import type { KeyRange } from '../indexing/iterate.ts';
import type { Jobs } from '../jobs/jobs.ts';
import { startNextRun } from './active-run.ts';
import { reindexBatch, reindexDispatch } from './contracts.ts';
import { notifyProgress } from './progress-channel.ts';
import { statusOf, type RunStatus } from './progress.ts';
import { countSelected, type RowFilter } from './selection.ts';

/** Which profiles a run covers. Null: no condition. */
export type RunFilter = RowFilter & KeyRange;

export type RunServices = Pick<Services, 'db' | 'jobs'>;

export interface StartOptions {
  /** @default CHANGED */
  readonly mode?: ReindexMode;
  /** @default all profiles */
  readonly filter?: Partial<RunFilter>;
  /** Profiles per bulk call, 1 to 1000. @default 500 */
  readonly batchSize?: number;
  /** The subject of the administrator's token. @default none: Vitae itself */
  readonly startedBy?: string | null;
}

const DEFAULT_BATCH_SIZE = 500;
const ENDED: readonly ReindexStatus[] = ['COMPLETED', 'COMPLETED_WITH_FAILURES', 'CANCELLED', 'FAILED'];
export const EVERYTHING: RunFilter = {
  visibility: null,
  updatedSince: null,
  completionBelow: null,
  afterId: null,
  upToId: null,
};

export function hasEnded(status: string): boolean {
  return ENDED.some((ended) => ended === status);
}

/** Stores the run and the job that dispatches it. @returns its id */
export async function startRun({ db, jobs }: RunServices, options: StartOptions = {}): Promise<string> {
  const { mode = 'CHANGED', batchSize = DEFAULT_BATCH_SIZE, startedBy = null } = options;
  const filter = { ...EVERYTHING, ...options.filter };
  const total = await countSelected(db, filter, filter);
  return writable(db).$transaction(async (tx) => {
    const run = await tx.reindexRun.create({
      data: { mode, batchSize, total, startedBy, ...filter, cursor: filter.afterId },
    });
    await jobs.enqueue(reindexDispatch, { runId: run.id }, { tx });
    await notifyProgress(tx, run.id);
    return run.id;
  });
}

/** Batches that are running finish and are counted; the others stay pending. The next run may start. */
export function pauseRun(services: RunServices, runId: string): Promise<void> {
  return changeStatus(services, runId, ['PENDING', 'RUNNING'], () => ({ status: 'PAUSED' }));
}

export function cancelRun(services: RunServices, runId: string): Promise<void> {
  const from = ['PENDING', 'RUNNING', 'PAUSED', 'AWAITING_CONFIRMATION'] as const;
  const ended = { status: 'CANCELLED' as const, heldRemovals: 0, finishedAt: new Date() };
  return changeStatus(services, runId, from, () => ended);
}

/** The run goes on where it stopped, once no other run is active. */
export function resumeRun(services: RunServices, runId: string): Promise<void> {
  return changeStatus(services, runId, ['PAUSED'], () => ({ status: 'PENDING' }));
}

/** Lets a run remove more of the index than a run may by itself. */
export function confirmRemovals(services: RunServices, runId: string): Promise<void> {
  return changeStatus(services, runId, ['AWAITING_CONFIRMATION'], () => {
    return { status: 'PENDING', heldRemovals: 0, confirmed: true, notice: null };
  });
}

/**
 * Runs again over the failed profiles. Each stays counted once, and moves to another count if it succeeds. The run takes the place
 * of the dead letters of its batches.
 */
export async function retryFailures(services: RunServices, runId: string): Promise<void> {
  // Before new batches are made.
  const done = { where: { runId, status: 'DONE' as const }, select: { id: true } };
  const batches = await services.db.reindexBatch.findMany(done);
  await changeStatus(services, runId, ['COMPLETED_WITH_FAILURES'], ({ failed, afterId }) => ({
    status: 'PENDING',
    retrying: failed,
    cursor: afterId,
    dispatchedAt: null,
    finishedAt: null,
  }));
  const keys = batches.map(({ id }) => id);
  await services.jobs.deadLetters.discardKeys(reindexBatch, keys);
}

/**
 * The id of the run that was started last.
 * @throws NotFoundError if there is none
 */
export async function latestRunId(db: DatabaseLike): Promise<string> {
  const latest = await db.reindexRun.findFirst({ orderBy: { id: 'desc' }, select: { id: true } });
  if (!latest) throw new NotFoundError('run', 'latest');
  return latest.id;
}

/** No other transaction changes the run or its counts until this one ends. */
export async function lockRun(tx: Transaction, runId: string): Promise<void> {
  await tx.$executeRaw`SELECT FROM reindex_run WHERE id = ${runId}::uuid FOR UPDATE`;
}

/** Locks the run, then reads it. */
export async function readLocked(tx: Transaction, runId: string): Promise<RunRow | null> {
  await lockRun(tx, runId);
  return tx.reindexRun.findFirst({ where: { id: runId } });
}

/** The columns of a batch that has processed this many profiles. */
export function completedBatch(processed: number) {
  return { status: 'DONE' as const, processed, finishedAt: new Date() };
}

/** Ends the run if its last batch is done. Call it with the run locked. */
export async function endIfDone(tx: Transaction, jobs: Jobs, run: RunRow): Promise<void> {
  if (!run.dispatchedAt || run.pendingBatches > 0 || hasEnded(run.status)) return;
  await endRun(tx, jobs, run, { status: run.failed > 0 ? 'COMPLETED_WITH_FAILURES' : 'COMPLETED' });
}

/** Ends the run and starts the next. Call it with the run locked. */
export async function endRun(
  tx: Transaction,
  jobs: Jobs,
  run: RunRow,
  outcome: { readonly status: ReindexStatus; readonly error?: string },
): Promise<void> {
  const { id, target } = run;
  const isFilled = outcome.status.startsWith('COMPLETED') && coversEverything(run);
  if (target !== null && isFilled)
    await tx.searchTarget.updateMany({
      where: { id: target, filledAt: null },
      data: { filledAt: new Date() },
    });
  await tx.reindexRun.update({ where: { id }, data: { ...outcome, finishedAt: new Date() } });
  await startNextRun(tx, jobs);
}

function coversEverything(run: RunFilter): boolean {
  const conditions = Object.keys(EVERYTHING) as (keyof RunFilter)[];
  return conditions.every((condition) => run[condition] === null);
}

/** @throws NotFoundError @throws ConflictError if the run's status is not one of `from` */
async function changeStatus(
  { db, jobs }: RunServices,
  runId: string,
  from: readonly RunStatus[],
  change: (run: RunRow) => Prisma.ReindexRunUpdateInput & { readonly status: ReindexStatus },
): Promise<void> {
  await writable(db).$transaction(async (tx) => {
    const run = await readLocked(tx, runId);
    if (!run) throw new NotFoundError('run', runId);
    const status = statusOf(run);
    if (!from.includes(status))
      throw new ConflictError('id', `the run is ${status}; it must be ${from.join(' or ')}`);
    const changed = change(run);
    await tx.reindexRun.update({ where: { id: runId }, data: changed });
    if (changed.status === 'PENDING') await jobs.enqueue(reindexDispatch, { runId }, { tx });
    if (run.status === 'RUNNING') await startNextRun(tx, jobs);
    await notifyProgress(tx, runId);
  });
}
