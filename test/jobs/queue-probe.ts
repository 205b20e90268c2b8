// Queues on a database of their own, with a clock that only moves when a test moves it. Jobs are read through pg-boss itself.
import pg from 'pg';
import { PgBoss, TestClock } from 'pg-boss';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest';
import { createDatabase, type Database } from '../../src/database/client.ts';
import type { AnyJob } from '../../src/jobs/contract.ts';
import { createJobs, type Jobs } from '../../src/jobs/jobs.ts';
import { POLLING_SECONDS } from '../../src/jobs/worker.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

export interface JobRow {
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
  /** pg-boss on the same database, with no workers. */
  readonly boss: PgBoss;
  readonly clock: TestClock;
  /** The same queues in another process. */
  another(): Promise<Jobs>;
  /** The jobs of one queue, the oldest first. */
  readonly rows: (queue: string) => Promise<JobRow[]>;
  /** Moves the clock at once, by at least one polling interval. Every idle worker then polls once. */
  advance(seconds: number): Promise<void>;
  /** `expect.poll` that lets every worker poll before each look. */
  pollTicking<Value>(read: () => Promise<Value> | Value): ReturnType<typeof expect.poll<Value>>;
  readonly sql: <Row extends pg.QueryResultRow>(text: string, values?: unknown[]) => Promise<Row[]>;
  /** Ends all connections of the queues, as a restart of Postgres would. @returns how many */
  killBackends(): Promise<number>;
}

/** Call it at the top of a test file. @returns what starts the queues of one test, with no job in them */
export function useQueues(contracts: readonly AnyJob[]): () => Promise<QueueProbe> {
  let database: TestDatabase;
  let db: Database;
  let side: pg.Pool;
  beforeAll(async () => {
    database = await createTestDatabase();
    db = createDatabase(database.url);
    side = new pg.Pool({ connectionString: database.url, max: 2 });
    // The database is dropped while its connections close.
    side.on('error', () => undefined);
  });
  afterAll(async () => {
    await db.$disconnect();
    await side.end();
    await database.drop();
  });
  return () => startProbe(contracts, { url: database.url, db, side });
}

interface Connections {
  readonly url: string;
  readonly db: Database;
  readonly side: pg.Pool;
}

async function startProbe(contracts: readonly AnyJob[], { url, db, side }: Connections): Promise<QueueProbe> {
  const clock = new TestClock();
  const log = pino({ level: 'silent' });
  const open = () => createJobs(contracts, { url, log, supervise: true, clock });
  const jobs = await open();
  const all = [jobs];
  const boss = new PgBoss({ connectionString: url, max: 2, supervise: false, schedule: false, clock });
  await boss.start();
  onTestFinished(async () => {
    await Promise.all(all.map((one) => one.stop(100)));
    await boss.stop({ graceful: false });
  });
  await boss.deleteAllJobs();
  await side.query('DELETE FROM queue_pause');
  return {
    jobs,
    db,
    boss,
    clock,
    async another() {
      const other = await open();
      all.push(other);
      return other;
    },
    async rows(queue) {
      const found = await boss.findJobs(queue);
      return found.map((job) => ({ ...job, startsIn: (job.startAfter.getTime() - clock.now()) / 1000 }));
    },
    async advance(seconds) {
      await clock.setTime(clock.now() + Math.max(seconds, POLLING_SECONDS) * 1000);
      await clock.tick(0);
    },
    pollTicking: (read) =>
      expect.poll(
        async () => {
          await clock.tick(POLLING_SECONDS * 1000);
          return read();
        },
        { interval: 10 },
      ),
    async sql<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []) {
      return (await side.query<Row>(text, values)).rows;
    },
    async killBackends() {
      const { rowCount } = await side.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE datname = current_database() AND application_name = 'vitae-jobs'`,
      );
      return rowCount ?? 0;
    },
  };
}
