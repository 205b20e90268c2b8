// Durable invalidation. A write records its tags in its own transaction; after the commit the tags are invalidated and the record
// is deleted. If the process dies or the store does not acknowledge, the record stays, and the sweep of every API process
// retries it. A process whose try fails trusts no entry of these tags. So no process serves a value from before the write for
// more than 2.5 seconds. A store that is down fails no write.
import { NIL, v7 as uuidv7 } from 'uuid';
import type { Logger } from '../observability/logger.ts';
import { Prisma, type DatabaseLike, type Transaction } from './client.ts';

/** Notified with each invalidated tag as payload; a second time where the store acknowledged it only later. */
export const INVALIDATED_CHANNEL = 'vitae_invalidated';

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

/** One per request: it remembers its records. */
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
      try {
        await cache.invalidate(tags);
      } catch (error) {
        log.warn({ err: error, tags }, 'An invalidation was not acknowledged; the sweep will retry it');
        // Subscribers are notified anyway: with the store down they compute.
        acknowledged = [];
      }
      // Not awaited: a record that stays is invalidated a second time, which costs one miss.
      deleteAndNotify(db, acknowledged, tags).catch((error: unknown) =>
        log.warn({ err: error }, 'The record of an invalidation could not be deleted'),
      );
    },
  };
}

const SWEEP_EVERY_MS = 1000;
const PAGE = 1000;

/**
 * Sweeps once, so that a new process serves no value from before a recorded write; then every second.
 * @returns a function that stops the sweeps, and resolves once a running one has ended
 */
export async function startInvalidationSweep(services: InvalidationServices): Promise<() => Promise<void>> {
  let sweeping: Promise<void> | null = null;
  const sweep = () => {
    // Only one sweep runs at a time.
    sweeping ??= sweepInvalidations(services)
      .catch((error: unknown) =>
        services.log.warn(
          { err: error },
          'A sweep of recorded invalidations failed; the next one retries them',
        ),
      )
      .finally(() => {
        sweeping = null;
      });
    return sweeping;
  };
  await sweep();
  const timer = setInterval(() => void sweep(), SWEEP_EVERY_MS);
  return async () => {
    clearInterval(timer);
    await sweeping;
  };
}

/**
 * Invalidates what was recorded more than a second ago. Nothing is locked: every process must try every record itself, because a
 * failed try tells its cache which tags not to trust.
 * @throws the cache's first error, after every record was tried
 */
export async function sweepInvalidations({ db, cache }: InvalidationServices): Promise<void> {
  const failures: unknown[] = [];
  let after: string = NIL;
  for (;;) {
    const rows = await db.$queryRaw<{ id: string; tags: string[] }[]>`
      SELECT id, tags FROM cache_invalidation WHERE created_at < now() - interval '1 second' AND id > ${after}::uuid
      ORDER BY id LIMIT ${PAGE}`;
    const last = rows.at(-1);
    if (!last) break;
    const tags = [...new Set(rows.flatMap((row) => row.tags))];
    try {
      await cache.invalidate(tags);
      await deleteAndNotify(
        db,
        rows.map(({ id }) => id),
        tags,
      );
    } catch (error) {
      failures.push(error);
    }
    after = last.id;
  }
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
