// Durable invalidation. A write records its tags in its own transaction; after the commit the tags are invalidated and the record
// is deleted. A process that tries to invalidate tags trusts no entry of them until the store acknowledges.
//
// If the store has not acknowledged after a quarter of a second, Postgres notifies every API process, and each tries too.
// The answer goes out with the acknowledgment, or after a second without one. Where the last invalidation failed, the others are
// notified at once, and the answer goes out half a second later; the tries go on. So an answered write is seen by every process
// that is notified within half a second. Every API process also sweeps: within 2.5 seconds it retries what is still recorded,
// such as the record of a process that died. A store that is down fails no write.
import { setTimeout as delay } from 'node:timers/promises';
import { outlivingRequest } from '../cancellation/current-signal.ts';
import { NIL, v7 as uuidv7 } from 'uuid';
import type { Logger } from '../observability/logger.ts';
import { Prisma, type DatabaseLike, type Transaction } from './client.ts';
import type { Notifications } from './notifications.ts';
import { startSweep } from './sweep.ts';

/** Notified with each invalidated tag as payload; a second time where the store acknowledged it only later. */
export const INVALIDATED_CHANNEL = 'vitae_invalidated';

/** Notified with the id of each record that the store has not acknowledged yet. */
const UNACKNOWLEDGED_CHANNEL = 'vitae_unacknowledged';

/** How long the store may take until other processes are notified. */
const NOTIFY_AFTER_MS = 250;
/** How long the answer waits for that where the last invalidation failed. */
const NOTIFIED_MS = 500;

/** Whose last invalidation failed. */
const failing = new WeakSet<Invalidatable>();

async function tryToInvalidate(cache: Invalidatable, tags: readonly string[]): Promise<void> {
  try {
    await cache.invalidate(tags);
    failing.delete(cache);
  } catch (error) {
    failing.add(cache);
    throw error;
  }
}

export interface Invalidatable {
  /** @throws where the store did not acknowledge */
  invalidate(tags: readonly string[]): Promise<void>;
}

export interface Invalidations {
  /**
   * One statement in the write's transaction.
   * @param read an expression that the same statement answers, on what the transaction has written. @default NULL
   */
  record(tx: Transaction, tags: readonly string[], read?: Prisma.Sql): Promise<unknown>;
  /** Call it after the commit and before the answer. Never rejects: what could not be invalidated stays recorded. */
  carryOut(tags: readonly string[]): Promise<void>;
}

export interface InvalidationServices {
  readonly db: DatabaseLike;
  readonly cache: Invalidatable;
  readonly log: Logger;
}

/** For a process that shares no cache with the server: it records only, and the server's sweep invalidates. */
export const recordedInvalidations: Invalidations = {
  record: (tx, tags, read) => record(tx, uuidv7(), tags, read),
  carryOut: () => Promise.resolve(),
};

interface Recorded {
  readonly id: string;
  readonly tags: readonly string[];
}

/** One per request: it keeps its records. */
export function createInvalidations({ db, cache, log }: InvalidationServices): Invalidations {
  let recorded: readonly Recorded[] = [];
  return {
    async record(tx, tags, read) {
      const id = uuidv7();
      const answer = await record(tx, id, tags, read);
      recorded = [...recorded, { id, tags }];
      return answer;
    },
    async carryOut(tags) {
      if (tags.length === 0) return;
      // A record with other tags is of a mutation that failed after its commit; the sweep handles it.
      const covered = ({ tags: own }: Recorded) => own.every((tag) => tags.includes(tag));
      const done = recorded.filter(covered).map(({ id }) => id);
      recorded = recorded.filter((one) => !covered(one));
      let acknowledged = done;
      const isFailing = failing.has(cache);
      const notifying = setTimeout(
        () => {
          outlivingRequest(() => notifyOthers(db, done)).catch((error: unknown) =>
            log.warn(
              { err: error },
              'Other processes could not be notified of an invalidation; their sweeps will find it',
            ),
          );
        },
        isFailing ? 0 : NOTIFY_AFTER_MS,
      );
      try {
        const invalidating = tryToInvalidate(cache, tags);
        await (isFailing ? unlessLate(invalidating) : invalidating);
      } catch (error) {
        log.warn({ err: error, tags }, 'An invalidation was not acknowledged; the sweep will retry it');
        // Subscribers are notified anyway: with the store down they compute.
        acknowledged = [];
      } finally {
        clearTimeout(notifying);
      }
      // Not awaited: a record that stays is invalidated a second time, which costs one miss.
      outlivingRequest(() => deleteAndNotify(db, acknowledged, tags)).catch((error: unknown) =>
        log.warn({ err: error }, 'The record of an invalidation could not be deleted'),
      );
    },
  };
}

const PAGE = 1000;
const FAILURE = 'A sweep of recorded invalidations failed; the next one retries them';

/**
 * Sweeps once, so that a new process serves no value from before a recorded write; then every second, and at once
 * when another process notifies it.
 * @returns a function that stops the sweeps, and resolves once the running ones have ended
 */
export async function startInvalidationSweep(
  services: InvalidationServices & { readonly notifications: Notifications },
): Promise<() => Promise<void>> {
  const running = new Set<Promise<void>>();
  const sweep = (ids: readonly string[] | null) => {
    const sweeping = sweepInvalidations(services, ids)
      .catch((error: unknown) => services.log.warn({ err: error }, FAILURE))
      .finally(() => running.delete(sweeping));
    running.add(sweeping);
    return sweeping;
  };
  const notified = new Set<string>();
  const sweepNotified = () => {
    const ids = [...notified];
    notified.clear();
    void sweep(ids);
  };
  const unsubscribe = await services.notifications.subscribe(UNACKNOWLEDGED_CHANNEL, (id) => {
    if (id === null) return;
    // Those that arrive together share a statement.
    if (notified.size === 0) setImmediate(sweepNotified);
    notified.add(id);
  });
  const regular = startSweep(() => sweep(null), services.log, FAILURE);
  await regular.first;
  return async () => {
    await regular.stop();
    unsubscribe();
    await Promise.all(running);
  };
}

/**
 * Invalidates what is recorded. Nothing is locked: every process must try every record itself, because a try tells its cache
 * which tags not to trust. No page waits for the store's answer to the one before it.
 * @param ids of records; null: all that are older than a second
 * @throws the cache's first error, after every record was tried
 */
export async function sweepInvalidations(
  { db, cache }: InvalidationServices,
  ids: readonly string[] | null = null,
): Promise<void> {
  const wanted = ids
    ? Prisma.sql`id = ANY(${[...ids]}::uuid[])`
    : Prisma.sql`created_at < now() - interval '1 second'`;
  const invalidate = async (rows: readonly Recorded[]) => {
    const tags = [...new Set(rows.flatMap((row) => row.tags))];
    await tryToInvalidate(cache, tags);
    await deleteAndNotify(
      db,
      rows.map(({ id }) => id),
      tags,
    );
  };
  const failures: unknown[] = [];
  const tries: Promise<unknown>[] = [];
  let after: string = NIL;
  for (;;) {
    const rows = await db.$queryRaw<Recorded[]>`
      SELECT id, tags FROM cache_invalidation WHERE ${wanted} AND id > ${after}::uuid ORDER BY id LIMIT ${PAGE}`;
    const last = rows.at(-1);
    if (!last) break;
    tries.push(invalidate(rows).catch((error: unknown) => failures.push(error)));
    after = last.id;
  }
  await Promise.all(tries);
  if (failures.length > 0) throw failures[0];
}

async function record(
  tx: Transaction,
  id: string,
  tags: readonly string[],
  read: Prisma.Sql = Prisma.sql`NULL`,
): Promise<unknown> {
  const [row] = await tx.$queryRaw<[{ answer: unknown }]>`
    WITH recorded AS (INSERT INTO cache_invalidation (id, tags) VALUES (${id}::uuid, ${[...tags]}::text[]))
    SELECT ${read} AS answer`;
  return row.answer;
}

/** @throws where it takes longer than the other processes have to be notified */
async function unlessLate(invalidating: Promise<void>): Promise<void> {
  const late = new AbortController();
  try {
    await Promise.race([
      invalidating,
      delay(NOTIFIED_MS, undefined, { signal: late.signal }).then(() => {
        throw new Error(`the store, whose last invalidation failed, took more than ${NOTIFIED_MS} ms`);
      }),
    ]);
  } finally {
    late.abort();
  }
}

async function notifyOthers(db: DatabaseLike, ids: readonly string[]): Promise<void> {
  await db.$queryRaw`
    SELECT pg_notify(${UNACKNOWLEDGED_CHANNEL}, id)::text FROM unnest(${[...ids]}::text[]) AS id`;
}

/** Deletes the records and notifies every process, in one statement. */
async function deleteAndNotify(
  db: DatabaseLike,
  ids: readonly string[],
  tags: readonly string[],
): Promise<void> {
  await db.$queryRaw`
    WITH done AS (DELETE FROM cache_invalidation WHERE id = ANY(${[...ids]}::uuid[]))
    SELECT pg_notify(${INVALIDATED_CHANNEL}, tag)::text FROM unnest(${[...tags]}::text[]) AS tag`;
}
