// Owns what the tests of the queues share: a database, our jobs on it with contracts of the test's own, and a look at the
// rows that pg-boss keeps.
import pg from 'pg';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import type { AnyJob } from '../../src/jobs/contract.ts';
import { createDatabase, type Database } from '../../src/database/client.ts';
import { createJobs, type Jobs, type JobsOptions } from '../../src/jobs/jobs.ts';
import { createTestDatabase } from '../support/postgres.ts';

export interface JobRow {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly data: unknown;
  readonly retryCount: number;
  /** Seconds from now. */
  readonly startsIn: number;
  readonly output: unknown;
}

export interface QueueProbe {
  readonly jobs: Jobs;
  readonly db: Database;
  readonly url: string;
  /** Our jobs on the same database a second time, as another process has them. */
  another(): Promise<Jobs>;
  sql<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>;
  /** Of one queue, the oldest first. */
  rows(queue: string): Promise<JobRow[]>;
  /** A job for which nobody checked the payload. @returns its id */
  sendRaw(queue: string, data: object): Promise<string>;
  /** What waits for its retry is due now, and pauses are over. */
  skipDelays(): Promise<void>;
  /** Ends the connections of these applications, as a restart of Postgres would. @returns how many */
  killBackends(): Promise<number>;
}

export async function sendRaw(
  { sql }: Pick<QueueProbe, 'sql'>,
  queue: string,
  data: object,
): Promise<string> {
  const columns = 'retry_limit, retry_delay, expire_seconds, dead_letter, policy';
  const [sent] = await sql<{ id: string }>(
    `INSERT INTO pgboss.job (name, data, ${columns})
      SELECT name, $2, ${columns} FROM pgboss.queue WHERE name = $1 RETURNING id`,
    [queue, JSON.stringify(data)],
  );
  if (!sent) throw new Error(`there is no queue ${queue}`);
  return sent.id;
}

export async function startQueues(
  contracts: readonly AnyJob[],
  options: Partial<JobsOptions> = {},
): Promise<QueueProbe> {
  const database = await createTestDatabase();
  const { url } = database;
  const log = pino({ level: 'silent' });
  const open = () => createJobs(contracts, { url, log, supervise: true, ...options });
  const jobs = await open();
  const all = [jobs];
  const db = createDatabase(url);
  const side = new pg.Pool({ connectionString: url, max: 2, application_name: 'probe' });
  // The database is dropped while its connections close.
  side.on('error', () => undefined);
  onTestFinished(async () => {
    await Promise.all(all.map((one) => one.stop(1000)));
    await db.$disconnect();
    await side.end();
    await database.drop();
  });
  const probe: QueueProbe = {
    jobs,
    db,
    url,
    async another() {
      const other = await open();
      all.push(other);
      return other;
    },
    async sql<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []) {
      return (await side.query<Row>(text, values)).rows;
    },
    async rows(queue) {
      const { rows } = await side.query<JobRow>(
        `SELECT id, name, state::text, data, retry_count AS "retryCount", output,
            extract(epoch FROM start_after - now())::float AS "startsIn"
          FROM pgboss.job WHERE name = $1 ORDER BY created_on, id`,
        [queue],
      );
      return rows;
    },
    sendRaw: (queue, data) => sendRaw(probe, queue, data),
    async skipDelays() {
      await side.query(
        `WITH over AS (UPDATE queue_pause SET until = now() WHERE until > now())
        UPDATE pgboss.job SET start_after = now() WHERE state = 'retry' AND start_after > now()`,
      );
    },
    async killBackends() {
      const { rowCount } = await side.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE datname = current_database() AND application_name = 'vitae-jobs'`,
      );
      return rowCount ?? 0;
    },
  };
  return probe;
}
