// Owns durable invalidation: what a write makes stale is recorded in its own transaction, carried out after the commit,
// and the record removed. Where the process died or the store did not acknowledge, the record is still there, and the
// sweep of every API process carries it out, or learns that it cannot: then that process trusts no entry of those tags.
// So nobody serves for more than two seconds and a half what was written before. A store that is down fails no write.
import { NIL, v7 as uuidv7 } from 'uuid';
import type { Logger } from '../observability/logger.ts';
import type { Database, Transaction } from './client.ts';

/** Told, with the tag as payload, once a tag is invalidated; again, where the store acknowledged it only later. */
export const INVALIDATED_CHANNEL = 'vitae_invalidated';

/** The cache, as far as this needs it. */
export interface Invalidatable {
  /** @throws where the store did not acknowledge */
  invalidate(tags: readonly string[]): Promise<void>;
}

export interface Invalidations {
  /** In the write's own transaction, one statement. */
  record(tx: Transaction, tags: readonly string[]): Promise<void>;
  /** After the commit and before the answer. Never rejects: what could not be carried out stays recorded. */
  carryOut(tags: readonly string[]): Promise<void>;
}

export interface InvalidationServices {
  readonly db: Database;
  readonly cache: Invalidatable;
  readonly log: Logger;
}

/** For a process that shares no cache with the server: it records, and leaves the carrying out to the server's sweep. */
export const recordedInvalidations: Invalidations = {
  record: (tx, tags) => record(tx, uuidv7(), tags),
  carryOut: () => Promise.resolve(),
};

interface Recorded {
  readonly id: string;
  readonly tags: readonly string[];
}

/** One for each request: it remembers what it recorded. */
export function createInvalidations({ db, cache, log }: InvalidationServices): Invalidations {
  let recorded: readonly Recorded[] = [];
  return {
    async record(tx, tags) {
      const id = uuidv7();
      await record(tx, id, tags);
      recorded = [...recorded, { id, tags }];
    },
    async carryOut(tags) {
      if (tags.length === 0) return;
      // A record of other tags, of a mutation that failed after its commit, is the sweep's.
      const covered = ({ tags: own }: Recorded) => own.every((tag) => tags.includes(tag));
      const done = recorded.filter(covered).map(({ id }) => id);
      recorded = recorded.filter((one) => !covered(one));
      let acknowledged = done;
      try {
        await cache.invalidate(tags);
      } catch (error) {
        log.warn({ err: error, tags }, 'an invalidation was not acknowledged; the sweep will carry it out');
        // Who watches is told all the same: with the store down they compute.
        acknowledged = [];
      }
      // Not waited for: a record that stays is carried out a second time, which costs a miss and nothing else.
      settle(db, acknowledged, tags).catch((error: unknown) =>
        log.warn({ err: error }, 'an invalidation stays recorded'),
      );
    },
  };
}

const SWEEP_EVERY_MS = 1000;
const PAGE = 1000;

/**
 * Sweeps once, so that a new process serves nothing from before a write whose invalidation is left, then every second.
 * @returns how to stop; resolves once a sweep that is under way has ended
 */
export async function startInvalidationSweep(services: InvalidationServices): Promise<() => Promise<void>> {
  let sweeping: Promise<void> | null = null;
  const sweep = () => {
    // One that takes longer than a second is not overtaken.
    sweeping ??= sweepInvalidations(services)
      .catch((error: unknown) =>
        services.log.warn({ err: error }, 'recorded invalidations wait for the next sweep'),
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
 * Carries out what was recorded more than a second ago. Nothing is locked: several processes may do the same at once, and
 * each must try every record itself, since a failed try is how its cache learns which tags not to trust.
 * @throws what the cache threw first, after every record was tried
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
      await settle(
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

async function record(tx: Transaction, id: string, tags: readonly string[]): Promise<void> {
  await tx.cacheInvalidation.createMany({ data: [{ id, tags: [...tags] }] });
}

/** Removes the records and tells every process, in one statement. */
async function settle(db: Transaction, ids: readonly string[], tags: readonly string[]): Promise<void> {
  await db.$queryRaw`
    WITH done AS (DELETE FROM cache_invalidation WHERE id = ANY(${[...ids]}::uuid[]))
    SELECT pg_notify(${INVALIDATED_CHANNEL}, tag)::text FROM unnest(${[...tags]}::text[]) AS tag`;
}
