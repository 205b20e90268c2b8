// Owns the pause of a whole queue: one row in Postgres, so that it holds in every process and outlives them all. While it
// lasts no job runs; once it is over one job goes first, and only if that gets through do the others follow. A job that
// goes first and is killed is replaced by another after a minute.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Db } from 'pg-boss';
import { z } from 'zod';
import type { WaitError } from './contract.ts';

export interface Pause {
  readonly since: Date;
  readonly until: Date;
  /** The error of the job that met it last. */
  readonly reason: string;
}

/** `open`: run. `first`: run, and say how it went by `set` or `lift`. `paused`: do not run. */
export type Admission = 'open' | 'first' | 'paused';

export interface Pauses {
  admit(queue: string): Promise<Admission>;
  /** @returns whether it is this error that began the pause, and how many seconds it lasts from now */
  set(queue: string, error: WaitError, admission: Admission): Promise<{ began: boolean; seconds: number }>;
  lift(queue: string): Promise<void>;
  /** Resolves when the pause is over, after a minute at the latest, or when the signal aborts. */
  wait(queue: string, signal: AbortSignal): Promise<void>;
}

/** The longest that anybody may make a queue wait. */
const MOST_SECONDS = 900;
/** Where nobody says how long, the wait doubles up to this. */
const MOST_UNTOLD_SECONDS = 60;
/** How long the job that goes first is waited for. */
const FIRST_SECONDS = 60;
/** A pause may be lifted before its time. */
const LOOK_MS = 500;
const LOOKS = 120;

const admitted = z.array(z.object({ first: z.boolean() }));
const begun = z.tuple([z.object({ began: z.boolean(), seconds: z.number() })]);
const left = z.array(z.object({ ms: z.number() }));

export function createPauses(db: Pick<Db, 'executeSql'>): Pauses {
  return {
    async admit(queue) {
      const { rows } = await db.executeSql(
        `WITH first AS (
          UPDATE queue_pause SET until = pgboss.job_now() + $2 * interval '1 second'
          WHERE queue = $1 AND until <= pgboss.job_now() RETURNING queue
        ) SELECT EXISTS (SELECT FROM first) AS first FROM queue_pause WHERE queue = $1`,
        [queue, FIRST_SECONDS],
      );
      const [row] = admitted.parse(rows);
      return !row ? 'open' : row.first ? 'first' : 'paused';
    },

    async set(queue, { message, seconds }, admission) {
      // Jobs that ran beside each other meet the same refusal: only the one that goes first makes the wait longer.
      const { rows } = await db.executeSql(
        `INSERT INTO queue_pause AS p (queue, reason, streak, since, until)
        VALUES ($1, $2, 1, pgboss.job_now(), pgboss.job_now() + $3::float8 * interval '1 second')
        ON CONFLICT (queue) DO UPDATE SET
          reason = excluded.reason,
          streak = p.streak + $4::int,
          until = CASE
            WHEN $4 = 0 THEN greatest(p.until, excluded.until)
            WHEN $5 THEN excluded.until
            ELSE pgboss.job_now() + least($6, power(2, least(p.streak, 20))) * interval '1 second' END
        RETURNING xmax = 0 AS began, extract(epoch FROM until - pgboss.job_now())::float8 AS seconds`,
        [
          queue,
          message,
          Math.min(MOST_SECONDS, Math.max(1, seconds ?? 1)),
          admission === 'first' ? 1 : 0,
          seconds !== null,
          MOST_UNTOLD_SECONDS,
        ],
      );
      return begun.parse(rows)[0];
    },

    async lift(queue) {
      await db.executeSql('DELETE FROM queue_pause WHERE queue = $1', [queue]);
    },

    async wait(queue, signal) {
      for (let look = 0; look < LOOKS && !signal.aborted; look += 1) {
        const { rows } = await db.executeSql(
          `SELECT extract(epoch FROM until - pgboss.job_now())::float8 * 1000 AS ms FROM queue_pause
          WHERE queue = $1 AND until > pgboss.job_now()`,
          [queue],
        );
        const [row] = left.parse(rows);
        if (!row) return;
        await sleep(Math.min(row.ms, LOOK_MS), undefined, { signal }).catch(() => undefined);
      }
    },
  };
}
