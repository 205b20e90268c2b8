// Owns a run's life: started, paused, resumed, cancelled, ended, its failures tried again. A run is a row, its batches are
// rows, and the jobs only say "look at this row": so a job that comes twice, or after its run has ended, does nothing.
import type { Database, Prisma, Transaction } from '../database/client.ts';
import { ConflictError, NotFoundError } from '../graphql/errors.ts';
import type { Jobs } from '../jobs/jobs.ts';
import { reindexDispatch } from './contracts.ts';
import type { KeyRange } from '../indexing/iterate.ts';
import { notifyProgress } from './progress-channel.ts';
import { countSelected, type RowFilter } from './selection.ts';
import { callNext } from './turn.ts';

type RunRow = Prisma.ReindexRunModel;
export type ReindexMode = RunRow['mode'];
export type ReindexStatus = RunRow['status'];
/** Which profiles a run looks at; null asks for nothing. */
export type RunFilter = RowFilter & KeyRange;

export interface RunServices {
  readonly db: Database;
  readonly jobs: Jobs;
}

export interface StartOptions {
  /** @default CHANGED */
  readonly mode?: ReindexMode;
  /** @default all profiles */
  readonly filter?: Partial<RunFilter>;
  /** How many profiles one bulk call brings into line, 1 to 1000. @default 500 */
  readonly batchSize?: number;
}

const DEFAULT_BATCH_SIZE = 500;
const ENDED: readonly ReindexStatus[] = ['COMPLETED', 'COMPLETED_WITH_FAILURES', 'CANCELLED', 'FAILED'];
const EVERYTHING: RunFilter = {
  visibility: null,
  updatedSince: null,
  completionBelow: null,
  afterId: null,
  upToId: null,
};

export function hasEnded(status: ReindexStatus): boolean {
  return ENDED.includes(status);
}

/** The run and the job that gives it its turn, in one transaction. */
export async function startRun({ db, jobs }: RunServices, options: StartOptions = {}): Promise<string> {
  const { mode = 'CHANGED', batchSize = DEFAULT_BATCH_SIZE } = options;
  const filter = { ...EVERYTHING, ...options.filter };
  const total = await countSelected(db, filter, filter);
  return db.$transaction(async (tx) => {
    const run = await tx.reindexRun.create({
      data: { mode, batchSize, total, ...filter, cursor: filter.afterId },
    });
    await jobs.enqueue(reindexDispatch, { runId: run.id }, { tx });
    await notifyProgress(tx, run.id);
    return run.id;
  });
}

/** Takes effect within a batch: what runs is finished and counted, what waits stays. The next run may go on meanwhile. */
export function pauseRun(services: RunServices, runId: string): Promise<void> {
  return move(services, runId, ['PENDING', 'RUNNING'], () => ({ status: 'PAUSED' }));
}

export function cancelRun(services: RunServices, runId: string): Promise<void> {
  const ended = { status: 'CANCELLED' as const, finishedAt: new Date() };
  return move(services, runId, ['PENDING', 'RUNNING', 'PAUSED'], () => ended);
}

/** It goes on where it was as soon as it is its turn. */
export function resumeRun(services: RunServices, runId: string): Promise<void> {
  return move(services, runId, ['PAUSED'], () => ({ status: 'PENDING' }));
}

/** The same run goes on with what failed in it: each profile stays counted once, and changes its count where it now succeeds. */
export function retryFailures(services: RunServices, runId: string): Promise<void> {
  return move(services, runId, ['COMPLETED_WITH_FAILURES'], ({ failed, afterId }) => ({
    status: 'PENDING',
    retrying: failed,
    cursor: afterId,
    dispatchedAt: null,
    finishedAt: null,
  }));
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

/** Nobody else moves the run, or counts in it, before this transaction ends. */
export async function lockRun(tx: Transaction, runId: string): Promise<void> {
  await tx.$executeRaw`SELECT FROM reindex_run WHERE id = ${runId}::uuid FOR UPDATE`;
}

/** The run as it is once it is locked. */
export async function readLocked(tx: Transaction, runId: string): Promise<RunRow | null> {
  await lockRun(tx, runId);
  return tx.reindexRun.findUnique({ where: { id: runId } });
}

/** What a batch is once it has looked at so many profiles. */
export function doneWith(processed: number) {
  return { status: 'DONE' as const, processed, finishedAt: new Date() };
}

/** Ends a run whose last batch is done. Call it with the run locked. */
export async function endIfDone(tx: Transaction, jobs: Jobs, run: RunRow): Promise<void> {
  if (!run.dispatchedAt || run.pendingBatches > 0 || hasEnded(run.status)) return;
  await endRun(tx, jobs, run, { status: run.failed > 0 ? 'COMPLETED_WITH_FAILURES' : 'COMPLETED' });
}

/** Call it with the run locked. */
export async function endRun(
  tx: Transaction,
  jobs: Jobs,
  { id }: RunRow,
  outcome: { readonly status: ReindexStatus; readonly error?: string },
): Promise<void> {
  await tx.reindexRun.update({ where: { id }, data: { ...outcome, finishedAt: new Date() } });
  await callNext(tx, jobs);
}

async function move(
  { db, jobs }: RunServices,
  runId: string,
  from: readonly ReindexStatus[],
  change: (run: RunRow) => Prisma.ReindexRunUpdateInput & { readonly status: ReindexStatus },
): Promise<void> {
  await db.$transaction(async (tx) => {
    const run = await readLocked(tx, runId);
    if (!run) throw new NotFoundError('run', runId);
    if (!from.includes(run.status)) {
      throw new ConflictError(
        'id',
        `the run is ${run.status}, and this takes one that is ${from.join(' or ')}`,
      );
    }
    const changed = change(run);
    await tx.reindexRun.update({ where: { id: runId }, data: changed });
    if (changed.status === 'PENDING') await jobs.enqueue(reindexDispatch, { runId }, { tx });
    if (run.status === 'RUNNING') await callNext(tx, jobs);
    await notifyProgress(tx, runId);
  });
}
