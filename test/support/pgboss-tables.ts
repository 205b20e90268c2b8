// All SQL of the tests on the tables of pg-boss: what its API does not do, or what a test does without an instance of it.
import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { Database } from '../../src/database/client.ts';
import { deadLetterQueue } from '../../src/jobs/queues.ts';

/** Such as a Vitae of the tests. */
export interface WithSql {
  readonly sql: <Row extends pg.QueryResultRow>(text: string, values?: unknown[]) => Promise<Row[]>;
}

export function sqlOver(connection: pg.Pool | pg.Client): WithSql {
  return {
    async sql<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []) {
      return (await connection.query<Row>(text, values)).rows;
    },
  };
}

export function sqlOverPrisma(db: Pick<Database, '$queryRawUnsafe'>): WithSql {
  return {
    sql: <Row extends pg.QueryResultRow>(text: string, values: unknown[] = []) =>
      db.$queryRawUnsafe<Row[]>(text, ...values),
  };
}

export interface StoredJob {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly data: unknown;
  readonly key: string | null;
  readonly retryCount: number;
  readonly output: unknown;
  readonly createdOn: Date;
  readonly startAfter: Date;
}

/** Holds every job. */
export const JOB_TABLE = 'pgboss.job';

/** Holds every process. */
export const INSTANCE_TABLE = 'pgboss.instance';

/** Holds every queue, with its settings. */
export const QUEUE_TABLE = 'pgboss.queue';

/** The queue of every dead letter, for LIKE. */
export const DEAD_LETTERS = '%.dead';

/** @param queue its name, or a pattern of LIKE. @default all @returns the oldest first */
export function readJobs({ sql }: WithSql, queue = '%', state = '%'): Promise<StoredJob[]> {
  return sql<StoredJob & pg.QueryResultRow>(
    `SELECT id, name, state::text, data, singleton_key AS key, retry_count AS "retryCount", output,
        created_on AS "createdOn", start_after AS "startAfter"
      FROM pgboss.job WHERE name LIKE $1 AND state::text LIKE $2 ORDER BY created_on, id`,
    [queue, state],
  );
}

/** What is queued or runs, without dead letters and without the jobs of pg-boss itself. */
export const OPEN_JOBS = `pgboss.job AS open_job WHERE state < 'completed'
  AND name NOT LIKE '${DEAD_LETTERS}' AND name NOT LIKE '\\_\\_pgboss%'`;

export function countOpenJobs({ sql }: WithSql) {
  return sql<{ name: string; state: string; count: number }>(
    `SELECT name, state::text, count(*)::int FROM ${OPEN_JOBS} GROUP BY name, state ORDER BY name, state`,
  );
}

interface JobFilter {
  /** Its name, or a pattern of LIKE. @default all */
  readonly queue?: string;
  /** @default any */
  readonly state?: string;
}

/** @returns the payloads */
export async function deleteJobs(
  { sql }: WithSql,
  { queue = '%', state = '%' }: JobFilter = {},
): Promise<unknown[]> {
  const deleted = await sql<{ data: unknown }>(
    `DELETE FROM pgboss.job WHERE name LIKE $1 AND state::text LIKE $2 RETURNING data`,
    [queue, state],
  );
  return deleted.map(({ data }) => data);
}

/** Makes jobs due that wait for their retry. @param upTo longer delays stay, an interval of Postgres. @default all end */
export async function endRetryDelays({ sql }: WithSql, upTo = 'infinity'): Promise<void> {
  await sql(
    `UPDATE pgboss.job SET start_after = now()
      WHERE state = 'retry' AND start_after > now() AND start_after < now() + $1::interval`,
    [upTo],
  );
}

/** Makes the jobs of a queue due that were enqueued for later. */
export async function endStartDelay({ sql }: WithSql, queue: string): Promise<void> {
  await sql(`UPDATE pgboss.job SET start_after = now() WHERE state = 'created' AND name = $1`, [queue]);
}

/**
 * Expires the heartbeats of active jobs, so that the next check retries them.
 * @param silentSeconds only of jobs without a heartbeat for this long. @default 0: of all active jobs
 */
export async function expireHeartbeats({ sql }: WithSql, silentSeconds = 0): Promise<void> {
  await sql(
    `UPDATE pgboss.job SET heartbeat_on = now() - interval '1 hour'
      WHERE state = 'active' AND heartbeat_on < now() - $1 * interval '1 second'`,
    [silentSeconds],
  );
  await sql(`UPDATE pgboss.queue SET monitor_claim_on = NULL, monitor_on = NULL`);
}

/** As if the jobs of a queue had been looked through for the last time this long ago. @param ago an interval of Postgres */
export async function maintainedAgo({ sql }: WithSql, queue: string, ago: string): Promise<void> {
  await sql('UPDATE pgboss.queue SET maintain_on = now() - $2::interval WHERE name = $1', [queue, ago]);
}

export function readSchedules({ sql }: WithSql, queue: string) {
  return sql<{ cron: string; timezone: string }>(
    'SELECT cron, timezone FROM pgboss.schedule WHERE name = $1',
    [queue],
  );
}

export interface NewJob {
  readonly payload: unknown;
  readonly key?: string | null;
  /** @default created */
  readonly state?: string;
  /** An interval of Postgres. @default now */
  readonly startsIn?: string;
  /** @default now */
  readonly createdOn?: string;
  /** @default none */
  readonly output?: object;
}

/** One that ended, ended now, and each but a new one has started. @returns its id */
export async function insertJob({ sql }: WithSql, queue: string, job: NewJob): Promise<string> {
  const [inserted] = await sql<{ id: string }>(
    `INSERT INTO pgboss.job (name, data, singleton_key, state, start_after, created_on, output, started_on, completed_on)
      VALUES ($1, $2, $3, $4::text::pgboss.job_state, now() + $5::interval, coalesce($6::timestamptz, now()), $7,
        CASE WHEN $4 <> 'created' THEN now() END, CASE WHEN $4 IN ('completed', 'cancelled', 'failed') THEN now() END)
      RETURNING id`,
    [
      queue,
      JSON.stringify(job.payload),
      job.key ?? null,
      job.state ?? 'created',
      job.startsIn ?? '0',
      job.createdOn ?? null,
      job.output ? JSON.stringify(job.output) : null,
    ],
  );
  return inserted?.id ?? '';
}

export async function insertManyJobs(
  { sql }: WithSql,
  queue: string,
  { count, state }: { readonly count: number; readonly state: string },
): Promise<void> {
  await sql(
    `INSERT INTO pgboss.job (name, data, state, completed_on)
      SELECT $1, '{}', $3::text::pgboss.job_state, now() FROM generate_series(1, $2::int)`,
    [queue, count, state],
  );
}

export interface NewDeadLetter {
  readonly payload: unknown;
  readonly key?: string | null;
  /** @default a reason and five tries */
  readonly output?: object;
  /** When it became one, an interval of Postgres. @default now */
  readonly ago?: string;
}

/** A dead letter as a worker leaves it. Its job was enqueued an hour before. @returns its id */
export async function insertDeadLetter(
  { sql }: WithSql,
  queue: string,
  letter: NewDeadLetter,
): Promise<string> {
  const id = randomUUID();
  const { payload, key = null, output = { reason: 'broken', tries: 5 }, ago = '0' } = letter;
  await sql(
    `INSERT INTO pgboss.job (id, name, data, singleton_key, created_on, source_name, source_created_on, source_retry_count, source_output)
      VALUES ($1, $2, $3, $4, now() - $5::interval, $6, now() - $5::interval - interval '1 hour', 4, $7)`,
    [id, deadLetterQueue(queue), JSON.stringify(payload), key, ago, queue, JSON.stringify(output)],
  );
  return id;
}

/** Dead letters of many keys at once, each with its key as the payload's `profileId`. @returns their ids */
export async function insertDeadLetters(
  { sql }: WithSql,
  queue: string,
  keys: readonly string[],
): Promise<string[]> {
  const inserted = await sql<{ id: string }>(
    `INSERT INTO pgboss.job (name, data, singleton_key, created_on, source_name)
      SELECT $1, jsonb_build_object('profileId', id), id, now(), $2 FROM unnest($3::text[]) AS id RETURNING id`,
    [deadLetterQueue(queue), queue, keys],
  );
  return inserted.map(({ id }) => id);
}

/** All jobs get the same time of creation. */
export async function setCreatedOn({ sql }: WithSql, createdOn: string): Promise<void> {
  await sql('UPDATE pgboss.job SET created_on = $1::timestamptz', [createdOn]);
}

/** From now on an insert into the queue hangs until its connection ends. @returns what undoes it */
export async function hangInserts({ sql }: WithSql, queue: string): Promise<() => Promise<unknown>> {
  await sql(
    `CREATE FUNCTION hang() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(600); RETURN NEW; END $$`,
  );
  await sql(
    `CREATE TRIGGER hang BEFORE INSERT ON pgboss.job FOR EACH ROW WHEN (NEW.name = '${queue}') EXECUTE FUNCTION hang()`,
  );
  return () => sql('DROP FUNCTION hang CASCADE');
}

/** From now on a job that is enqueued becomes a dead letter at once, but not a second time. @returns what undoes it */
export async function failInserts({ sql }: WithSql, queue: string): Promise<() => Promise<unknown>> {
  await sql(
    `CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      INSERT INTO pgboss.job (name, data, source_name, created_on)
        VALUES ('${deadLetterQueue(queue)}', '{"again": true}', '${queue}', clock_timestamp());
      RETURN NULL; END $$`,
  );
  await sql(
    `CREATE TRIGGER fail BEFORE INSERT ON pgboss.job FOR EACH ROW
      WHEN (NEW.name = '${queue}' AND NOT NEW.data ? 'again') EXECUTE FUNCTION fail()`,
  );
  return () => sql('DROP FUNCTION fail CASCADE');
}

/** All jobs of a key have ended so many days ago, and pg-boss may look for old jobs at once. */
export async function endedDaysAgo({ sql }: WithSql, key: string, days: number): Promise<void> {
  await sql(
    `UPDATE pgboss.job SET completed_on = now() - $2 * interval '1 day'
      WHERE singleton_key = $1 AND completed_on IS NOT NULL`,
    [key, days],
  );
  await sql('UPDATE pgboss.queue SET maintain_on = NULL');
}
