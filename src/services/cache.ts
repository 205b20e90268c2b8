// Opens the cache of the process: in Redis if it is configured, otherwise in memory.
import { hash } from 'node:crypto';
import { z } from 'zod';
import { memoryStore } from '../cache/memory-store.ts';
import type { redisStore } from '../cache/redis-store.ts';
import { createTaggedCache, type TaggedCache } from '../cache/tagged-cache.ts';
import type { Config } from '../config/config.ts';
import type { Cached } from '../graphql/context.ts';
import type { Logger } from '../observability/logger.ts';
import { onceAMinute } from '../observability/once-a-minute.ts';
import type { JsonValue } from '../search/json.ts';

/** The reader of a value checks its shape. */
const cachedRule = z.object({
  value: z.custom<JsonValue>((value) => value !== undefined),
  expiresAt: z.number().nullable(),
});

export interface OpenCache {
  readonly cache: TaggedCache<Cached>;
  /** Rejects if the store is unreachable. */
  probe(): Promise<unknown>;
  close(): Promise<void>;
}

/** @param place of the database that the values are computed from; another one that shares the Redis has its own values */
export async function openCache(
  { redisUrl }: Pick<Config, 'redisUrl'>,
  log: Logger,
  place: string,
): Promise<OpenCache> {
  const onError = onceAMinute((error: unknown) =>
    log.warn(
      { err: error },
      'the cache in Redis (REDIS_URL) failed; completions are computed instead. Told once a minute',
    ),
  );
  const store = redisUrl ? await openRedisStore({ url: redisUrl, onError }) : memoryStore();
  const cache = createTaggedCache<Cached>({
    store,
    namespace: 'vitae',
    source: hash('sha256', place, 'base64url').slice(0, 16),
    decode: (json) => cachedRule.parse(json),
    expiresAt: ({ expiresAt }) => expiresAt,
    onError,
  });
  return {
    cache,
    probe: () => store.getMany(['vitae:probe']),
    async close() {
      await cache.whenStored();
      await store.close();
    },
  };
}

/** The client has hundreds of modules, which a start without Redis does not wait for. */
async function openRedisStore(...options: Parameters<typeof redisStore>): ReturnType<typeof redisStore> {
  return (await import('../cache/redis-store.ts')).redisStore(...options);
}
