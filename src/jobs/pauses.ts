// Pauses whole queues. A pause is one row in Postgres, so it holds in every process. While it lasts no job runs. Then one
// job runs alone, as a probe; once it succeeds, the others follow. A probe whose worker dies is replaced after a minute.
import type { Clock } from 'pg-boss';
import { z } from 'zod';
import type { WaitError } from './contract.ts';
import { NOW, type Sql } from './pgboss-tables.ts';

export interface Pause {
  readonly since: Date;
  readonly until: Date;
  /** The error of the last job that met the refusal. */
  readonly reason: string;
  /** Whether an administrator paused the queue: it lasts until one resumes it. */
  readonly byHand: boolean;
}

/** `open`: run. `probe`: run, then call `extend` or `end`. `paused`: do not run. */
export type Admission = 'open' | 'probe' | 'paused';

export interface Pauses {
  admit(queue: string): Promise<Admission>;
  /** @returns whether this error began the pause, and how many seconds it lasts from now */
  extend(queue: string, error: WaitError, admission: Admission): Promise<{ began: boolean; seconds: number }>;
  end(queue: string): Promise<void>;
  /** Resolves when the pause is over, after a minute at the latest, or when the signal aborts. */
  wait(queue: string, signal: AbortSignal): Promise<void>;
}

/** The longest pause, whatever the error asks for. */
const MAX_SECONDS = 900;
/** A pause of unknown length doubles up to this. */
const MAX_UNKNOWN_SECONDS = 60;
/** How long the others wait for the probe. */
const PROBE_SECONDS = 60;
/** A pause may end early, so a waiting worker checks this often. */
const CHECK_MS = 500;
const CHECKS = 120;
/** The end of a pause by hand, which the version before understands too. */
const NEVER = '9999-12-31T00:00:00Z';

const admitted = z.array(z.object({ probe: z.boolean() }));
const extended = z.tuple([z.object({ began: z.boolean(), seconds: z.number() })]);
const left = z.array(z.object({ ms: z.number() }));
const current = z.array(
  z.object({ queue: z.string(), since: z.date(), until: z.date(), reason: z.string(), byHand: z.boolean() }),
);

export function createPauses(db: Sql, clock: Clock): Pauses {
  return {
    async admit(queue) {
      const { rows } = await db.executeSql(
        `WITH probe AS (
          UPDATE queue_pause SET until = ${NOW} + $2 * interval '1 second'
          WHERE queue = $1 AND until <= ${NOW} RETURNING queue
        ) SELECT EXISTS (SELECT FROM probe) AS probe FROM queue_pause WHERE queue = $1`,
        [queue, PROBE_SECONDS],
      );
      const [row] = admitted.parse(rows);
      return !row ? 'open' : row.probe ? 'probe' : 'paused';
    },

    async extend(queue, { message, seconds }, admission) {
      // Jobs that ran at the same time meet the same refusal. Only the probe makes the pause longer.
      const { rows } = await db.executeSql(
        `INSERT INTO queue_pause AS p (queue, reason, streak, since, until)
        VALUES ($1, $2, 1, ${NOW}, ${NOW} + $3::float8 * interval '1 second')
        ON CONFLICT (queue) DO UPDATE SET
          reason = CASE WHEN p.by_hand THEN p.reason ELSE excluded.reason END,
          streak = p.streak + $4::int,
          until = CASE
            WHEN p.by_hand OR $4 = 0 THEN greatest(p.until, excluded.until)
            WHEN $5 THEN excluded.until
            ELSE ${NOW} + least($6, power(2, least(p.streak, 20))) * interval '1 second' END
        RETURNING xmax = 0 AS began,
          CASE WHEN by_hand THEN $6 ELSE extract(epoch FROM until - ${NOW})::float8 END AS seconds`,
        [
          queue,
          message,
          Math.min(MAX_SECONDS, Math.max(1, seconds ?? 1)),
          admission === 'probe' ? 1 : 0,
          seconds !== null,
          MAX_UNKNOWN_SECONDS,
        ],
      );
      return extended.parse(rows)[0];
    },

    async end(queue) {
      await db.executeSql('DELETE FROM queue_pause WHERE queue = $1 AND NOT by_hand', [queue]);
    },

    async wait(queue, signal) {
      for (let check = 0; check < CHECKS && !signal.aborted; check += 1) {
        const { rows } = await db.executeSql(
          `SELECT extract(epoch FROM until - ${NOW})::float8 * 1000 AS ms FROM queue_pause
          WHERE queue = $1 AND until > ${NOW}`,
          [queue],
        );
        const [row] = left.parse(rows);
        if (!row) return;
        await sleep(clock, Math.min(row.ms, CHECK_MS), signal);
      }
    },
  };
}

/** Jobs that run finish. No other starts until `resumeQueue`. */
export async function pauseByHand(db: Sql, queue: string, reason: string): Promise<void> {
  await db.executeSql(
    `INSERT INTO queue_pause AS p (queue, reason, streak, since, until, by_hand)
      VALUES ($1, $2, 0, ${NOW}, $3::timestamptz, true)
      ON CONFLICT (queue) DO UPDATE SET reason = excluded.reason, until = excluded.until, by_hand = true,
        since = CASE WHEN p.by_hand THEN p.since ELSE excluded.since END`,
    [queue, reason, NEVER],
  );
}

/** Ends a pause of either kind. */
export async function endPause(db: Sql, queue: string): Promise<void> {
  await db.executeSql('DELETE FROM queue_pause WHERE queue = $1', [queue]);
}

/** The pauses that last, by queue. */
export async function readPauses(db: Sql): Promise<Map<string, Pause>> {
  const { rows } = await db.executeSql(
    `SELECT queue, since, until, reason, by_hand AS "byHand" FROM queue_pause WHERE until > ${NOW}`,
  );
  return new Map(current.parse(rows).map(({ queue, ...pause }) => [queue, pause]));
}

function sleep(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = () => {
      clock.clearTimeout(timer);
      signal.removeEventListener('abort', wake);
      resolve();
    };
    const timer = clock.setTimeout(wake, ms);
    signal.addEventListener('abort', wake);
    if (signal.aborted) wake();
  });
}
