// All SQL of Vitae on the tables of pg-boss: only what its API does not offer. `redrive()` is not used because it starts all
// jobs at once, and also re-creates a job whose key is queued already. test/jobs/pgboss-tables.test.ts fails when an update
// of pg-boss changes what is used here.
import type { Db, JobWithMetadata } from 'pg-boss';
import { z } from 'zod';

export type Sql = Pick<Db, 'executeSql'>;

/** The current time as pg-boss sees it. Tests can move it. */
export const NOW = 'pgboss.job_now()';

const failedTryRule = z.object({
  startedAt: z.iso.datetime().nullable(),
  endedAt: z.iso.datetime(),
  reason: z.string(),
  traceId: z.string().nullable(),
});
/** A try that failed. */
export type FailedTry = z.infer<typeof failedTryRule>;

/** What a try stores with its job: `message` is pg-boss', the others are the worker's. */
export const outputRule = z
  .object({
    reason: z.string().optional(),
    message: z.string().optional(),
    tries: z.number().optional(),
    pausesBegun: z.number().optional(),
    history: z.array(failedTryRule).catch([]).optional(),
  })
  .catch({});

/** A place among the jobs of some queues. `at` has microseconds, as ISO 8601. */
export interface Position {
  readonly at: string;
  readonly id: string;
}

export interface JobPage {
  /** Only those that are older than this position: a dead letter, by when it became one. */
  readonly olderThan?: Position | undefined;
  /** Only those that are newer than this position. */
  readonly newerThan?: Position | undefined;
  /** @default the newest first */
  readonly oldestFirst?: boolean;
  readonly limit: number;
  /** The queues to look in: all of their jobs, or only those that no worker has claimed. */
  readonly queues: readonly { readonly name: string; readonly isDead: boolean }[];
  /** Of jobs in queues that are not `isDead`. Null: any. */
  readonly states: readonly string[] | null;
  /** What the payload contains. Null: anything. */
  readonly payload: object | null;
  /** A part of the reason, in any case. Null: any. */
  readonly reason: string | null;
  /** Null: any. */
  readonly ids: readonly string[] | null;
}

const REASON = `coalesce(source_output->>'reason', source_output->>'message', output->>'reason', output->>'message')`;

const storedRule = z.array(
  z.object({
    at: z.string(),
    id: z.string(),
    name: z.string(),
    isDead: z.boolean(),
    state: z.enum(['created', 'retry', 'active', 'completed', 'cancelled', 'failed']),
    data: z.unknown(),
    output: z.unknown(),
    retryCount: z.number(),
    retryLimit: z.number(),
    createdOn: z.date(),
    startAfter: z.date(),
    startedOn: z.date().nullable(),
    completedOn: z.date().nullable(),
    sourceId: z.string().nullable(),
    sourceCreatedOn: z.date().nullable(),
    sourceRetryCount: z.number().nullable(),
    sourceOutput: z.unknown(),
  }),
);
export type StoredRow = z.infer<typeof storedRule>[number];

/** `findJobs()` reads one queue, the oldest first, and filters neither by state nor by reason. */
export async function readStoredRows(db: Sql, page: JobPage): Promise<StoredRow[]> {
  const { queues, states, payload, reason, ids, olderThan, newerThan, oldestFirst = false, limit } = page;
  const order = oldestFirst ? 'ASC' : 'DESC';
  const { rows } = await db.executeSql(
    `SELECT job.*, q.dead AS "isDead", to_char(job."createdOn" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at
      FROM unnest($1::text[], $2::bool[]) AS q (name, dead)
      CROSS JOIN LATERAL (
        SELECT id, name, state::text, data, output, retry_count AS "retryCount", retry_limit AS "retryLimit",
          created_on AS "createdOn", start_after AS "startAfter", started_on AS "startedOn",
          completed_on AS "completedOn", source_id AS "sourceId", source_created_on AS "sourceCreatedOn",
          source_retry_count AS "sourceRetryCount", source_output AS "sourceOutput"
        FROM pgboss.job WHERE name = q.name
          AND (CASE WHEN q.dead THEN state < 'active' ELSE $3::text[] IS NULL OR state::text = ANY ($3) END)
          AND ($4::jsonb IS NULL OR data @> $4)
          AND ($5::text IS NULL OR ${REASON} ILIKE $5)
          AND ($6::uuid[] IS NULL OR id = ANY ($6))
          AND ($7::timestamptz IS NULL OR (created_on, id) < ($7, $8::uuid))
          AND ($9::timestamptz IS NULL OR (created_on, id) > ($9, $10::uuid))
        ORDER BY created_on ${order}, id ${order} LIMIT $11) job
      ORDER BY job."createdOn" ${order}, job.id ${order} LIMIT $11`,
    [
      queues.map(({ name }) => name),
      queues.map(({ isDead }) => isDead),
      states,
      payload && JSON.stringify(payload),
      reason === null ? null : `%${reason.replace(/[\\%_]/g, '\\$&')}%`,
      ids,
      olderThan?.at,
      olderThan?.id,
      newerThan?.at,
      newerThan?.id,
      limit,
    ],
  );
  return storedRule.parse(rows);
}

/** The statements of this transaction that take longer fail. */
export async function boundStatements(tx: Sql, ms: number): Promise<void> {
  await tx.executeSql(`SELECT set_config('statement_timeout', $1, true)`, [`${ms}`]);
}

/**
 * Makes delayed jobs due, some each second. `update()` takes one job.
 * @param before how many start before them
 * @returns how many were delayed longer
 */
export async function startSooner(
  db: Sql,
  queue: string,
  ids: readonly string[],
  { before, perSecond }: { readonly before: number; readonly perSecond: number },
): Promise<number> {
  const { rows } = await db.executeSql(
    `UPDATE pgboss.job SET start_after = ${NOW} + floor((given.place - 1 + $3::int) / $4::int) * interval '1 second'
      FROM unnest($2::uuid[]) WITH ORDINALITY AS given (id, place)
      WHERE job.name = $1 AND job.id = given.id AND state < 'active'
        AND start_after > ${NOW} + floor((given.place - 1 + $3::int) / $4::int) * interval '1 second'
      RETURNING job.id`,
    [queue, ids, before, perSecond],
  );
  return rows.length;
}

const takenRule = z.array(
  z.object({ id: z.string(), data: z.custom<object | null>(), singletonKey: z.string().nullable() }),
);
export type TakenJob = z.infer<typeof takenRule>[number];

/** Deletes jobs that no worker has, and returns them. `deleteJob()` does not tell which it found. */
export async function takeJobs(db: Sql, queue: string, ids: readonly string[]): Promise<TakenJob[]> {
  const { rows } = await db.executeSql(
    `DELETE FROM pgboss.job WHERE name = $1 AND state < 'active' AND id = ANY ($2::uuid[])
      RETURNING id, data, singleton_key AS "singletonKey"`,
    [queue, ids],
  );
  return takenRule.parse(rows);
}

/** The current time, with microseconds, as Postgres writes it. */
export async function readNow(db: Sql): Promise<string> {
  const { rows } = await db.executeSql(`SELECT ${NOW}::text AS now`);
  return z.tuple([z.object({ now: z.string() })]).parse(rows)[0].now;
}

/**
 * As `takeJobs`, the oldest, also of several callers at once. `fetch()` also takes jobs that were added meanwhile.
 * @param upTo leaves out what was enqueued later
 */
export async function takeOldestJobs(
  db: Sql,
  queue: string,
  { upTo, limit }: { readonly upTo: string; readonly limit: number },
): Promise<TakenJob[]> {
  const { rows } = await db.executeSql(
    `WITH oldest AS MATERIALIZED (
        SELECT id FROM pgboss.job WHERE name = $1 AND state < 'active' AND created_on <= $2::timestamptz
        ORDER BY created_on, id LIMIT $3 FOR UPDATE SKIP LOCKED)
      DELETE FROM pgboss.job USING oldest WHERE job.name = $1 AND job.id = oldest.id
      RETURNING job.id, data, singleton_key AS "singletonKey"`,
    [queue, upTo, limit],
  );
  return takenRule.parse(rows);
}

/** Deletes the queued jobs with these keys. `deleteJob()` takes ids. */
export async function deleteQueuedKeys(db: Sql, queue: string, keys: readonly string[]): Promise<void> {
  await db.executeSql(
    `DELETE FROM pgboss.job WHERE name = $1 AND state < 'active' AND singleton_key = ANY ($2)`,
    [queue, keys],
  );
}

/** Which of the keys have a queued job. `findJobs()` takes one key. */
export async function readQueuedKeys(db: Sql, queue: string, keys: readonly string[]): Promise<Set<string>> {
  const { rows } = await db.executeSql(
    `SELECT DISTINCT singleton_key AS key FROM pgboss.job
      WHERE name = $1 AND state < 'active' AND singleton_key = ANY ($2)`,
    [queue, keys],
  );
  const queued = z.array(z.object({ key: z.string() })).parse(rows);
  return new Set(queued.map(({ key }) => key));
}

export interface Requeue {
  /** Seconds until the job is due. */
  readonly seconds: number;
  /** Stored with the job for the next try. @default what is stored already */
  readonly output?: object;
  /** @default false */
  readonly usesTry?: boolean;
  /** The queue's `retryLimit`. */
  readonly claimLimit: number;
}

/**
 * Puts a running job back into its queue. Does nothing where another worker has claimed the job meanwhile.
 * `fail()` only has delays that double, and always uses a try.
 */
export async function requeueJob(
  db: Sql,
  { id, name, retryCount }: JobWithMetadata,
  { seconds, output, usesTry = false, claimLimit }: Requeue,
): Promise<void> {
  await db.executeSql(
    `UPDATE pgboss.job SET state = 'retry', heartbeat_on = NULL, output = coalesce($5::jsonb, output),
      start_after = ${NOW} + $4 * interval '1 second',
      keep_until = keep_until + (${NOW} + $4 * interval '1 second' - start_after),
      retry_limit = greatest(retry_limit, $6::int) + $7::int
    WHERE name = $1 AND id = $2 AND retry_count = $3 AND state = 'active'`,
    [name, id, retryCount, seconds, output && JSON.stringify(output), claimLimit, usesTry ? 0 : 1],
  );
}

/** Whether a Vitae has ever started on this database. */
export async function hasQueues(db: Sql): Promise<boolean> {
  const { rows } = await db.executeSql(`SELECT 1 WHERE to_regclass('pgboss.job') IS NOT NULL`);
  return rows.length > 0;
}

const count = z.number().int();
const countsRule = z.array(
  z.object({
    name: z.string(),
    waiting: count,
    delayed: count,
    active: count,
    deadLetters: count,
    oldestJobAt: z.date().nullable(),
    nextTryAt: z.date().nullable(),
    oldestDeadLetterAt: z.date().nullable(),
  }),
);
/**
 * `waiting` jobs are due, `delayed` jobs are not yet. `oldestJobAt`: when the oldest of both was enqueued. `nextTryAt`: when the
 * first delayed job is due.
 */
export type JobCounts = z.infer<typeof countsRule>[number];

/** In the order of the names. `getQueueStats()` may be a minute old, and does not have the oldest job. */
export async function readJobCounts(
  db: Sql,
  names: readonly string[],
  deadLetterQueues: readonly string[],
): Promise<JobCounts[]> {
  const { rows } = await db.executeSql(
    `SELECT q.name, live.*, dead.*
      FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS q (name, dead, place)
      CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE state < 'active' AND start_after <= ${NOW})::int AS waiting,
          count(*) FILTER (WHERE state < 'active' AND start_after > ${NOW})::int AS delayed,
          count(*) FILTER (WHERE state = 'active')::int AS active,
          min(created_on) FILTER (WHERE state < 'active') AS "oldestJobAt",
          min(start_after) FILTER (WHERE state < 'active' AND start_after > ${NOW}) AS "nextTryAt"
        FROM pgboss.job WHERE name = q.name AND state < 'completed') live
      CROSS JOIN LATERAL (
        SELECT count(*)::int AS "deadLetters", min(created_on) AS "oldestDeadLetterAt" FROM pgboss.job WHERE name = q.dead AND state < 'active') dead
      ORDER BY place`,
    [names, deadLetterQueues],
  );
  return countsRule.parse(rows);
}

const instancesRule = z.array(
  z.object({
    id: z.string(),
    name: z.string().nullable(),
    host: z.string(),
    pid: count,
    startedAt: z.date(),
    seenAt: z.date(),
    state: z.enum(['live', 'silent', 'stopped']),
    workers: z.array(z.object({ active: count })),
    metrics: z.object({ rss: z.number().nullish(), cpu: z.number().nullish() }).nullable(),
  }),
);

/**
 * The processes that were seen in this time. `getInstances()` reads by pg-boss' own connections, which do not end with a
 * request. A process is silent as pg-boss has it: after three heartbeats.
 */
export async function readInstanceRows(db: Sql, seconds: number) {
  const { rows } = await db.executeSql(
    `SELECT id, name, host, pid::int, started_on AS "startedAt", workers, metrics,
        coalesce(stopped_on, heartbeat_on) AS "seenAt",
        CASE WHEN stopped_on IS NOT NULL THEN 'stopped'
          WHEN heartbeat_on >= ${NOW} - heartbeat_seconds * 3 * interval '1 second' THEN 'live'
          ELSE 'silent' END AS state
      FROM pgboss.instance WHERE coalesce(stopped_on, heartbeat_on) >= ${NOW} - $1 * interval '1 second'
      ORDER BY started_on, id`,
    [seconds],
  );
  return instancesRule.parse(rows);
}
