// Runs steps of a session that may wait for locks of others. A second connection sees what the session waits for and who holds
// it: that is logged after two seconds, and is the error after a bound. A step that must not hold up others, such as an ALTER
// TABLE, gives up its place in the queue after a second and is tried again after a pause.
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { Logger } from '../observability/logger.ts';

export interface LockWaitOptions {
  /** The session that waits. */
  readonly client: pg.Client;
  /** Of the same database, not through a pooler in transaction mode. */
  readonly url: string;
  readonly log?: Pick<Logger, 'warn'> | undefined;
  /** The most milliseconds that a step may wait for locks. @default 5 minutes */
  readonly boundMs?: number | undefined;
}

export class LockHeldError extends Error {
  readonly code = 'LOCK_HELD';
  constructor(waited: number, wait: string | null, cause: unknown) {
    super(
      `waited ${Math.round(waited / 1000)} s for ${wait ?? 'a lock that another session holds'}. Wait until it ends, or end it with pg_terminate_backend(pid), and try again`,
      { cause },
    );
    this.name = 'LockHeldError';
  }
}

const BOUND_MS = 300_000;
/** Writers queue up behind a step that waits for a table. */
const STEP_ASIDE_MS = 1000;
/** Several looks within STEP_ASIDE_MS. */
const LOOK_EVERY_MS = 300;
const LOG_AFTER_MS = 2000;
const LOG_EVERY_MS = 10_000;
const [FIRST_PAUSE_MS, LONGEST_PAUSE_MS] = [1000, 10_000];
/** lock_not_available, deadlock_detected */
const LOCK_FAULTS = ['55P03', '40P01'];

export function isLockFault(error: unknown): boolean {
  return error instanceof pg.DatabaseError && LOCK_FAULTS.includes(error.code ?? '');
}

/**
 * Waits in the queue for an advisory lock. No writer waits behind such a step.
 * @throws LockHeldError after the bound
 */
export function inQueue<Result>(options: LockWaitOptions, step: () => Promise<Result>): Promise<Result> {
  return repeat(options, options.boundMs ?? BOUND_MS, step);
}

/**
 * Steps aside for others. The step is one transaction: it runs again from its start.
 * @throws LockHeldError after the bound
 */
export function steppingAside<Result>(
  options: LockWaitOptions,
  step: () => Promise<Result>,
): Promise<Result> {
  return repeat(options, STEP_ASIDE_MS, step);
}

async function repeat<Result>(
  options: LockWaitOptions,
  lockMs: number,
  step: () => Promise<Result>,
): Promise<Result> {
  const { client, boundMs = BOUND_MS, log } = options;
  const began = performance.now();
  const waited = () => performance.now() - began;
  await using watch = await startWatch(options);
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    await client.query(`SET lock_timeout = ${Math.ceil(Math.min(lockMs, boundMs))}`);
    try {
      return await step();
    } catch (error) {
      if (!isLockFault(error)) throw error;
      if (waited() + pause > boundMs) throw new LockHeldError(waited(), watch.wait(), error);
      log?.warn({ waitsFor: watch.wait(), pauseMs: pause }, 'A lock is taken; trying again after a pause');
    }
    await delay(pause);
  }
}

/**
 * Logs what sessions of Vitae wait for, until it is disposed: also of pg-boss, and of other processes, which look the same.
 * Where it is disposed within two seconds, it opens no connection.
 */
export function tellLockWaits(options: Pick<LockWaitOptions, 'url' | 'log'>): AsyncDisposable {
  return watchWaits(options, null, LOG_AFTER_MS);
}

interface Watch extends AsyncDisposable {
  /** What the session was last seen to wait for, with the holders; null if it was not seen to wait. */
  wait(): string | null;
}

/** Looks at the session until it is disposed. A step that ends before the first look opens no connection. */
async function startWatch(options: LockWaitOptions): Promise<Watch> {
  const { rows } = await options.client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  return watchWaits(options, rows[0]?.pid ?? 0, LOOK_EVERY_MS);
}

/** @param pid of one session; null: all of Vitae in this database */
function watchWaits(
  { url, log }: Pick<LockWaitOptions, 'url' | 'log'>,
  pid: number | null,
  firstLookMs: number,
): Watch {
  const ended = new AbortController();
  const { signal } = ended;
  let wait: string | null = null;
  const watch = async () => {
    let logAt = performance.now() + LOG_AFTER_MS;
    if (!(await passes(firstLookMs, signal))) return;
    await using observer = await openObserver(url);
    do {
      const seen = await readWait(observer.client, pid);
      wait = seen ?? wait;
      if (seen === null || performance.now() < logAt) continue;
      log?.warn({ waitsFor: seen }, 'Waiting for a lock');
      logAt = performance.now() + LOG_EVERY_MS;
    } while (await passes(LOOK_EVERY_MS, signal));
  };
  const watching = watch().catch((error: unknown) =>
    log?.warn({ err: error }, 'Who holds a lock cannot be seen'),
  );
  return {
    wait: () => wait,
    async [Symbol.asyncDispose]() {
      ended.abort();
      await watching;
    },
  };
}

/** @returns false once the signal has aborted */
function passes(ms: number, signal: AbortSignal): Promise<boolean> {
  return delay(ms, undefined, { signal }).then(
    () => true,
    () => false,
  );
}

async function openObserver(url: string): Promise<AsyncDisposable & { readonly client: pg.Client }> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'vitae lock watch',
    connectionTimeoutMillis: 10_000,
  });
  // A lost connection also rejects its query.
  client.on('error', () => undefined);
  await client.connect();
  return { client, [Symbol.asyncDispose]: () => client.end() };
}

interface Holder {
  readonly waiter: number;
  readonly what: string;
  readonly pid: number;
  readonly session: string | null;
}

/** Other roles' sessions show their application only. A prepared transaction has the pid 0. */
async function readWait(observer: pg.Client, pid: number | null): Promise<string | null> {
  const { rows } = await observer.query<Holder>(
    `SELECT waiting.pid AS waiter, CASE
         WHEN waiting.relation IS NOT NULL THEN format('a %s on %s', waiting.mode, waiting.relation::regclass)
         WHEN waiting.locktype = 'advisory' THEN format('the advisory lock %s', waiting.classid::bigint << 32 | waiting.objid::bigint)
         ELSE format('a lock of the kind %s', waiting.locktype)
       END AS what, holder AS pid,
       nullif(concat_ws(', ', 'application "' || application_name || '"', 'user ' || usename, 'from ' || client_addr, state,
         'since ' || date_trunc('second', coalesce(xact_start, backend_start))), '') AS session
     FROM pg_locks AS waiting
     CROSS JOIN unnest(pg_blocking_pids(waiting.pid)) AS holder
     LEFT JOIN pg_stat_activity ON pg_stat_activity.pid = holder
     WHERE NOT waiting.granted AND CASE WHEN $1::int IS NOT NULL THEN waiting.pid = $1 ELSE waiting.pid IN (
       SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'vitae%') END
     ORDER BY waiter`,
    [pid],
  );
  const [first] = rows;
  if (!first) return null;
  const ofFirst = rows.filter(({ waiter }) => waiter === first.waiter);
  const holders = ofFirst.map((row) => `pid ${row.pid}${row.session === null ? '' : ` (${row.session})`}`);
  return `${first.what}, held by ${holders.join(' and ')}`;
}
