// Owns the dead letters: jobs that used up their tries, or that no try can mend. They stay until they are retried or
// discarded. Both are transactions: a dead letter is in its queue again, or it is still a dead letter, never both and
// never neither.
import type { Db, PgBoss } from 'pg-boss';
import { z } from 'zod';
import type { AnyJob } from './contract.ts';
import { deadLetterQueue } from './queues.ts';

export interface DeadLetter {
  readonly id: string;
  readonly queue: string;
  /** Why it was given up: the message of the last error. */
  readonly reason: string;
  readonly tries: number;
  /** When the job was enqueued. */
  readonly createdAt: Date;
  /** When it was given up. */
  readonly failedAt: Date;
  /** As it lies there: this version may not understand it. */
  readonly payload: unknown;
  /** Its place among the others, for the next page. */
  readonly position: Position;
}

/** `at` to the microsecond, as ISO 8601. */
export interface Position {
  readonly at: string;
  readonly id: string;
}

export interface DeadLetterPage {
  /** Only those given up before the one at this position. */
  readonly olderThan?: Position | undefined;
  /** Only those given up after it. */
  readonly newerThan?: Position | undefined;
  /** @default the newest first */
  readonly oldestFirst?: boolean;
  readonly limit: number;
}

export interface Retried {
  readonly count: number;
  /** When the last of them starts: they come a few a second. Null where all start now. */
  readonly lastStartsAt: Date | null;
}

export interface DeadLetters {
  page(job: AnyJob, page: DeadLetterPage): Promise<DeadLetter[]>;
  find(job: AnyJob, id: string): Promise<DeadLetter | null>;
  /**
   * Enqueues them again, with all their tries before them, ten a second: however many there are, what refused them once is
   * not flooded. One whose key is queued already is covered by that job.
   * @param ids null: all
   * @throws UnknownDeadLetterError, and then none was retried
   */
  retry(job: AnyJob, ids: readonly string[] | null): Promise<Retried>;
  /** @returns how many @throws UnknownDeadLetterError, and then none was discarded */
  discard(job: AnyJob, ids: readonly string[]): Promise<number>;
}

export class UnknownDeadLetterError extends Error {
  readonly code = 'UNKNOWN_DEAD_LETTER';
  readonly id: string;
  constructor(id: string) {
    super(`there is no dead letter with the id ${id}`);
    this.name = 'UnknownDeadLetterError';
    this.id = id;
  }
}

const RETRIES_PER_SECOND = 10;
/** Taken back in one transaction. */
const CHUNK = 1000;

const outputRule = z
  .object({ reason: z.string().optional(), message: z.string().optional(), tries: z.number().optional() })
  .catch({});
const rowRule = z
  .object({
    id: z.string(),
    queue: z.string(),
    createdAt: z.date(),
    failedAt: z.date(),
    at: z.string(),
    payload: z.unknown(),
    output: outputRule,
    retries: z.number(),
  })
  .transform(({ at, output, retries, ...row }): DeadLetter => ({
    ...row,
    reason: output.reason ?? output.message ?? 'unknown',
    tries: output.tries ?? retries + 1,
    position: { at, id: row.id },
  }));

const COLUMNS = `id, $2::text AS queue, data AS payload, coalesce(source_output, output) AS output,
  coalesce(source_retry_count, 0) AS retries, coalesce(source_created_on, created_on) AS "createdAt",
  created_on AS "failedAt", to_char(created_on AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at`;

export function createDeadLetters(boss: PgBoss): DeadLetters {
  const db = boss.getDb();
  return {
    async page({ name }, { olderThan, newerThan, oldestFirst = false, limit }) {
      const order = oldestFirst ? 'ASC' : 'DESC';
      const { rows } = await db.executeSql(
        `SELECT ${COLUMNS} FROM pgboss.job WHERE name = $1 AND state < 'active'
          AND ($3::timestamptz IS NULL OR (created_on, id) < ($3, $4::uuid))
          AND ($5::timestamptz IS NULL OR (created_on, id) > ($5, $6::uuid))
        ORDER BY created_on ${order}, id ${order} LIMIT $7`,
        [deadLetterQueue(name), name, olderThan?.at, olderThan?.id, newerThan?.at, newerThan?.id, limit],
      );
      return z.array(rowRule).parse(rows);
    },

    async find({ name }, id) {
      const { rows } = await db.executeSql(
        `SELECT ${COLUMNS} FROM pgboss.job WHERE name = $1 AND state < 'active' AND id = $3`,
        [deadLetterQueue(name), name, id],
      );
      return z.array(rowRule).parse(rows)[0] ?? null;
    },

    async retry(job, ids) {
      if (ids) return inTransaction(db, (tx) => retrySome(tx, job, ids));
      // What is given up again meanwhile is not taken a second time.
      const { rows } = await db.executeSql('SELECT pgboss.job_now()::text AS now');
      const [{ now }] = z.tuple([z.object({ now: z.string() })]).parse(rows);
      let all: Retried = { count: 0, lastStartsAt: null };
      for (;;) {
        const chunk = await inTransaction(db, (tx) => retryNext(tx, job, now, all.count));
        if (chunk.count === 0) return all;
        all = { count: all.count + chunk.count, lastStartsAt: chunk.lastStartsAt ?? all.lastStartsAt };
      }
    },

    discard: ({ name }, ids) => inTransaction(db, async (tx) => (await take(tx, name, ids)).length),
  };

  async function retrySome(tx: Sql, job: AnyJob, ids: readonly string[]): Promise<Retried> {
    return enqueue(tx, job, await take(tx, job.name, ids), 0);
  }

  async function retryNext(tx: Sql, job: AnyJob, before: string, done: number): Promise<Retried> {
    const { rows } = await tx.executeSql(
      `DELETE FROM pgboss.job WHERE name = $1 AND id IN (
        SELECT id FROM pgboss.job WHERE name = $1 AND state < 'active' AND created_on <= $2::timestamptz
        ORDER BY created_on LIMIT ${CHUNK} FOR UPDATE SKIP LOCKED
      ) RETURNING id, data, singleton_key AS key`,
      [deadLetterQueue(job.name), before],
    );
    return enqueue(tx, job, takenRule.parse(rows), done);
  }

  /** @param done how many were enqueued before these: they start after them */
  async function enqueue(tx: Sql, { name }: AnyJob, letters: Taken[], done: number): Promise<Retried> {
    const keys = letters.flatMap(({ key }) => key ?? []);
    const { rows } = await tx.executeSql(
      `SELECT DISTINCT singleton_key AS key FROM pgboss.job
      WHERE name = $1 AND state < 'active' AND singleton_key = ANY ($2)`,
      [name, keys],
    );
    const covered = new Set(
      z
        .array(z.object({ key: z.string() }))
        .parse(rows)
        .map(({ key }) => key),
    );
    const jobs = letters
      .filter(({ key }) => key === null || (!covered.has(key) && covered.add(key)))
      .map(({ data, key }, index) => ({
        ...(data !== null && { data }),
        ...(key !== null && { singletonKey: key }),
        startAfter: `${Math.floor((done + index) / RETRIES_PER_SECOND)}`,
      }));
    if (jobs.length > 0) await boss.insert(name, jobs, { db: tx });
    const seconds = Number(jobs.at(-1)?.startAfter ?? 0);
    const lastStartsAt = seconds === 0 ? null : new Date(Date.now() + seconds * 1000);
    return { count: letters.length, lastStartsAt };
  }
}

type Sql = Pick<Db, 'executeSql'>;

/** The payload is handed on as it lies there: the worker is the one to judge it. */
const takenRule = z.array(
  z.object({ id: z.string(), data: z.custom<object | null>(), key: z.string().nullable() }),
);
type Taken = z.infer<typeof takenRule>[number];

/** Out of the dead letters, in this transaction. @throws UnknownDeadLetterError */
async function take(tx: Sql, name: string, ids: readonly string[]): Promise<Taken[]> {
  const { rows } = await tx.executeSql(
    `DELETE FROM pgboss.job WHERE name = $1 AND state < 'active' AND id = ANY ($2::uuid[])
    RETURNING id, data, singleton_key AS key`,
    [deadLetterQueue(name), ids],
  );
  const taken = takenRule.parse(rows);
  const found = new Set(taken.map(({ id }) => id));
  const missing = ids.find((id) => !found.has(id.toLowerCase()));
  if (missing !== undefined) throw new UnknownDeadLetterError(missing);
  return taken;
}

async function inTransaction<Result>(db: Db, work: (tx: Sql) => Promise<Result>): Promise<Result> {
  const transaction = await db.beginTransaction?.();
  if (!transaction) throw new Error('this connection has no transactions');
  try {
    const result = await work(transaction.db);
    await transaction.commit();
    return result;
  } catch (error) {
    await transaction.rollback();
    throw error;
  }
}
