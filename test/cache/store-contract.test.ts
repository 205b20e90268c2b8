// Owns what every store must do, run on memory, on a Map through Keyv, on Redis and on a Redis cluster of three.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keyvStore, type TextAdapter } from '../../src/cache/keyv-store.ts';
import { memoryStore } from '../../src/cache/memory-store.ts';
import { redisStore } from '../../src/cache/redis-store.ts';
import type { CacheStore } from '../../src/cache/store.ts';
import { startRedis, startRedisCluster, withoutRedis } from '../support/redis.ts';
import { entryOf, numberCache } from './fixtures.ts';
import { until } from '../support/eventually.ts';

type Opened = { readonly store: CacheStore; readonly end: () => Promise<void> };

function contract(name: string, skip: boolean, open: () => Promise<Opened>, expires = true): void {
  describe.skipIf(skip)(name, () => {
    let opened: Opened;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.end());

    it('returns what was written, and undefined for the rest, in the order of the keys', async () => {
      const { store } = opened;
      await store.setMany([
        { key: 'a', value: 'A', ttlMs: null },
        { key: 'b', value: '{"not":"parsed"}', ttlMs: 60_000 },
      ]);
      await store.setMany([{ key: 'c', value: '', ttlMs: null }]);
      expect(await store.getMany(['b', 'absent', 'a', 'b', 'c'])).toEqual([
        '{"not":"parsed"}',
        undefined,
        'A',
        '{"not":"parsed"}',
        '',
      ]);
    });

    it('does nothing for nothing', async () => {
      await opened.store.setMany([]);
      expect(await opened.store.getMany([])).toEqual([]);
    });

    it('overwrites, also within one call', async () => {
      const { store } = opened;
      await store.setMany([{ key: 'd', value: '1', ttlMs: null }]);
      await store.setMany(['2', '3'].map((value) => ({ key: 'd', value, ttlMs: null })));
      expect(await store.getMany(['d'])).toEqual(['3']);
    });

    it.runIf(expires)('forgets what had a time to live', async () => {
      const { store } = opened;
      await store.setMany([{ key: 'short', value: 'x', ttlMs: 30 }]);
      await until(async () => (await store.getMany(['short']))[0] === undefined);
    });

    it('takes a thousand keys at once', async () => {
      const writes = Array.from({ length: 1000 }, (_, id) => ({
        key: `k${id}`,
        value: String(id),
        ttlMs: 60_000,
      }));
      await opened.store.setMany(writes);
      expect(await opened.store.getMany(writes.map(({ key }) => key))).toEqual(
        writes.map(({ value }) => value),
      );
    });

    it('carries a cache', async () => {
      const cache = numberCache({ store: opened.store });
      const entries = Array.from({ length: 50 }, (_, id) => entryOf(id));
      const compute = (missing: readonly { id: number }[]) => Promise.resolve(missing.map(({ id }) => id));
      await cache.getOrComputeMany(entries, compute);
      await cache.settled();
      await cache.invalidate(['tag-7']);
      const values = await cache.getMany(entries);
      expect(values.flatMap((value, id) => (value === undefined ? [id] : []))).toEqual([7]);
    });
  });
}

const nothing = () => Promise.resolve();
contract('memory', false, () => Promise.resolve({ store: memoryStore(), end: nothing }));
contract(
  'a Map through Keyv',
  false,
  () => Promise.resolve({ store: keyvStore(new Map()), end: nothing }),
  false,
);

const skip = withoutRedis();
contract('Redis', skip, async () => {
  const redis = await startRedis();
  const store = await redisStore({ url: redis.url });
  return {
    store,
    async end() {
      await store.close();
      await redis.stop();
    },
  };
});
contract('a Redis cluster', skip, async () => {
  const redis = await startRedisCluster();
  const store = await redisStore({ url: redis.url });
  return {
    store,
    async end() {
      await store.close();
      await redis.stop();
    },
  };
});

it.skipIf(skip)(
  'refuses a node of a cluster that is given as the only server, and says what to give',
  async () => {
    const redis = await startRedisCluster();
    const told: unknown[] = [];
    const store = await redisStore({
      url: redis.nodes[0]?.url ?? '',
      connectMs: 50,
      onError: (error) => told.push(error),
    });
    await until(() => told.length > 0);
    expect(String(told[0])).toContain('give the URLs of several nodes');
    await expect(store.getMany(['a'])).rejects.toMatchObject({ code: 'CACHE_STORE_FAILED' });
    await store.close();
    await redis.stop();
  },
);

it('rejects where an adapter answers that a write did not happen', async () => {
  const refusing = new Map<string, string>();
  refusing.set = () => {
    throw new Error('full');
  };
  const store = keyvStore(refusing);
  await expect(store.setMany([{ key: 'a', value: 'A', ttlMs: null }])).rejects.toThrow('full');
  const many = ['a', 'b'].map((key) => ({ key, value: key, ttlMs: null }));
  await expect(store.setMany(many)).rejects.toThrow('full');
  const answering: TextAdapter = {
    get: () => Promise.resolve(undefined),
    getMany: (keys) => Promise.resolve(keys.map(() => undefined)),
    set: () => Promise.resolve(false),
    setMany: (writes) => Promise.resolve(writes.map((_, index) => index === 0)),
    delete: () => Promise.resolve(true),
    clear: () => Promise.resolve(),
  };
  const honest = keyvStore(answering);
  await expect(honest.setMany(many.slice(1))).rejects.toMatchObject({ code: 'CACHE_STORE_FAILED' });
  await expect(honest.setMany(many)).rejects.toMatchObject({ code: 'CACHE_STORE_FAILED' });
});
