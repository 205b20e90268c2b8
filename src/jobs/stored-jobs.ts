// Reads jobs in every state as pg-boss keeps them: those of the queues, and their dead letters. Read-only.
import { z } from 'zod';
import type { AnyJob } from './contract.ts';
import {
  boundStatements,
  outputRule,
  readStoredRows,
  type FailedTry,
  type JobPage,
  type Position,
  type Sql,
  type StoredRow,
} from './pgboss-tables.ts';
import { deadLetterQueue } from './queues.ts';
import { isStatementTimeout, type Connections } from './transactions.ts';
import { triesUsed } from './worker.ts';

/** `dead`: a dead letter. The others are those of pg-boss. */
export type JobState = StoredRow['state'] | 'dead';

export interface StoredJob {
  readonly id: string;
  readonly queue: string;
  readonly state: JobState;
  /** How many tries failed. */
  readonly tries: number;
  /** The oldest first. */
  readonly history: readonly FailedTry[];
  /** Of the last try that failed; null: none has. */
  readonly reason: string | null;
  readonly createdAt: Date;
  /** Null: it is not queued. */
  readonly nextTryAt: Date | null;
  /** Its last try. Null: none has. */
  readonly startedAt: Date | null;
  /** Null: it has not ended. */
  readonly endedAt: Date | null;
  readonly payload: unknown;
  /** As `jobId` in the log. Null: not known. */
  readonly logId: string | null;
  readonly position: Position;
}

/** What is left out or null does not filter. */
export interface JobFilter {
  readonly queue?: string | null | undefined;
  readonly states?: readonly JobState[] | null | undefined;
  /** What the payload contains. */
  readonly payload?: object | null | undefined;
  /** A part of the reason, in any case. */
  readonly reason?: string | null | undefined;
  readonly ids?: readonly string[] | null | undefined;
}

export type Page = Pick<JobPage, 'olderThan' | 'newerThan' | 'oldestFirst' | 'limit'>;

/** The search looked at too many jobs. */
export class SearchTooLongError extends Error {
  readonly code = 'SEARCH_TOO_LONG';
  constructor(options: ErrorOptions) {
    super(`the search for jobs took longer than ${SEARCH_MS} ms`, options);
    this.name = 'SearchTooLongError';
  }
}

/** No index has what a filter may ask for, so a search may read every job. */
const SEARCH_MS = 3000;

/** @throws SearchTooLongError */
export async function readJobs(
  { inTransaction }: Connections,
  contracts: readonly AnyJob[],
  filter: JobFilter,
  page: Page,
): Promise<StoredJob[]> {
  const query = { ...page, ...conditionsOf(contracts, filter) };
  if (query.queues.length === 0) return [];
  try {
    const rows = await inTransaction(async (tx) => {
      await boundStatements(tx, SEARCH_MS);
      return readStoredRows(tx, query);
    });
    return rows.map(storedJobOf);
  } catch (error) {
    if (isStatementTimeout(error)) throw new SearchTooLongError({ cause: error });
    throw error;
  }
}

export interface DeadJob extends StoredJob {
  /** When it became a dead letter. */
  readonly failedAt: Date;
}

/** The dead letters of one queue. The search has no bound of its own. @param ids null: all */
export async function readDeadJobs(
  db: Sql,
  { name }: AnyJob,
  page: Page,
  ids: readonly string[] | null = null,
): Promise<DeadJob[]> {
  const queues = [{ name: deadLetterQueue(name), isDead: true }];
  const rows = await readStoredRows(db, { ...page, queues, states: null, payload: null, reason: null, ids });
  return rows.map((row) => ({ ...storedJobOf(row), failedAt: row.createdOn }));
}

function conditionsOf(
  contracts: readonly AnyJob[],
  { queue, states, payload = null, reason = null, ids = null }: JobFilter,
): Omit<JobPage, keyof Page> {
  const names = contracts.map(({ name }) => name).filter((name) => !queue || name === queue);
  const ofQueues = states?.filter((state) => state !== 'dead') ?? null;
  const wantsDead = states?.includes('dead') ?? true;
  return {
    queues: [
      ...(ofQueues?.length === 0 ? [] : names.map((name) => ({ name, isDead: false }))),
      ...(wantsDead ? names.map((name) => ({ name: deadLetterQueue(name), isDead: true })) : []),
    ],
    states: ofQueues,
    payload,
    reason,
    ids,
  };
}

const deadSuffix = deadLetterQueue('').length;

function storedJobOf(row: StoredRow): StoredJob {
  const { id, name, isDead, data, createdOn, startedOn, completedOn, sourceId, sourceCreatedOn, at } = row;
  const output = outputRule.parse(isDead ? (row.sourceOutput ?? row.output) : row.output);
  const isQueued = !isDead && (row.state === 'created' || row.state === 'retry');
  const history = output.history ?? [];
  const lastStart = z.coerce.date().safeParse(history.at(-1)?.startedAt ?? undefined).data ?? null;
  return {
    id,
    queue: isDead ? name.slice(0, -deadSuffix) : name,
    state: isDead ? 'dead' : row.state,
    tries: output.tries ?? failedTries(row),
    history,
    reason:
      row.state === 'completed'
        ? (history.at(-1)?.reason ?? null)
        : (output.reason ?? output.message ?? null),
    createdAt: isDead ? (sourceCreatedOn ?? createdOn) : createdOn,
    nextTryAt: isQueued ? row.startAfter : null,
    startedAt: isDead ? lastStart : startedOn,
    endedAt: isDead ? createdOn : completedOn,
    payload: data,
    logId: isDead ? sourceId : id,
    position: { at, id },
  };
}

/** A job that waits for its next try has failed once more than it was claimed again. */
function failedTries(row: StoredRow): number {
  if (row.isDead) return (row.sourceRetryCount ?? 0) + 1;
  return Math.max(0, triesUsed(row) + (row.state === 'retry' ? 1 : 0));
}
