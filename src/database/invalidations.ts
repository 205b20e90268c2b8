// Owns durable invalidation: what a write makes stale is recorded in its own transaction, carried out after the commit,
// and the record removed. Where the process died or the store did not acknowledge, the record is still there, and a sweep
// carries it out: within two seconds and a half of the store being there. A store that is down fails no write.
import { v7 as uuidv7 } from 'uuid';
import type { Logger } from '../logger.ts';
import type { Database, Transaction } from './client.ts';

/** Told, with the tag as payload, once a tag is invalidated in the store that all processes share. */
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

/** One for each request: it remembers what it recorded. */
export function createInvalidations({ db, cache, log }: InvalidationServices): Invalidations {
  const recorded: string[] = [];
  return {
    async record(tx, tags) {
      const id = uuidv7();
      await record(tx, id, tags);
      recorded.push(id);
    },
    async carryOut(tags) {
      if (tags.length === 0) return;
      const ids = recorded.splice(0);
      try {
        await cache.invalidate(tags);
      } catch (error) {
        log.warn({ err: error, tags }, 'an invalidation was not acknowledged; the sweep will carry it out');
        return;
      }
      // Not waited for: a record that stays is carried out a second time, which costs a miss and nothing else.
      settle(db, ids, tags).catch((error: unknown) =>
        log.warn({ err: error }, 'an invalidation stays recorded'),
      );
    },
  };
}

const SWEEP_EVERY_MS = 1000;
const PAGE = 500;

/**
 * Looks every second for what was recorded more than a second ago and not carried out.
 * @returns how to stop; resolves once a sweep that is under way has ended
 */
export function startInvalidationSweep(services: InvalidationServices): () => Promise<void> {
  let sweep = Promise.resolve();
  const timer = setInterval(() => {
    sweep = sweep
      .then(() => sweepInvalidations(services))
      .catch((error: unknown) =>
        services.log.warn({ err: error }, 'recorded invalidations wait for the next sweep'),
      );
  }, SWEEP_EVERY_MS);
  return async () => {
    clearInterval(timer);
    await sweep;
  };
}

/** Several processes may sweep at once: each record is taken by one, and stays where that one fails. */
export async function sweepInvalidations({ db, cache }: InvalidationServices): Promise<void> {
  await db.$transaction(async (tx) => {
    const rows = await tx.$queryRaw<{ id: string; tags: string[] }[]>`
      SELECT id, tags FROM cache_invalidation WHERE created_at < now() - interval '1 second'
      ORDER BY created_at LIMIT ${PAGE} FOR UPDATE SKIP LOCKED`;
    if (rows.length === 0) return;
    const tags = [...new Set(rows.flatMap((row) => row.tags))];
    await cache.invalidate(tags);
    await settle(
      tx,
      rows.map(({ id }) => id),
      tags,
    );
  });
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
