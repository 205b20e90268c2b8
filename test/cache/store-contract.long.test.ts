// The contract of a store, run on memory, on a Map through Keyv, on Redis and on a Redis cluster of three.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keyvStore, type TextAdapter } from '../../src/cache/keyv-store.ts';
import { memoryStore } from '../../src/cache/memory-store.ts';
import { redisStore } from '../../src/cache/redis-store.ts';
import type { CacheStore } from '../../src/cache/store.ts';
import { startRedis, startRedisCluster, withoutRedis } from '../support/redis.ts';
import { until } from '../support/eventually.ts';
import { entryOf, giveIds, numberCache } from './fixtures.ts';

interface Opened {
  readonly store: CacheStore;
  end(): Promise<void>;
}

const skip = withoutRedis();

function contract(name: string, open: () => Promise<Opened>, { needsRedis = false, expires = true } = {}) {
  describe.skipIf(needsRedis && skip)(name, () => {
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

    it('accepts empty calls', async () => {
      await opened.store.setMany([]);
      expect(await opened.store.getMany([])).toEqual([]);
    });

    it('overwrites, also within one call: the last write counts', async () => {
      const { store } = opened;
      await store.setMany([{ key: 'd', value: '1', ttlMs: null }]);
      await store.setMany(['2', '3'].map((value) => ({ key: 'd', value, ttlMs: null })));
      expect(await store.getMany(['d'])).toEqual(['3']);
    });

    it.runIf(expires)('expires a key after its time to live', async () => {
      const { store } = opened;
      await store.setMany([{ key: 'short', value: 'x', ttlMs: 30 }]);
      await until(async () => (await store.getMany(['short']))[0] === undefined);
    });

    it('accepts 1,000 keys at once', async () => {
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

    it('works under a tagged cache', async () => {
      const cache = numberCache({ store: opened.store });
      const entries = Array.from({ length: 50 }, (_, id) => entryOf(id));
      await cache.getOrComputeMany(entries, giveIds());
      await cache.whenStored();
      await cache.invalidate(['tag-7']);
      const values = await cache.getMany(entries);
      expect(values.flatMap((value, id) => (value === undefined ? [id] : []))).toEqual([7]);
    });
  });
}

const inMemory = (store: CacheStore) => () => Promise.resolve({ store, end: () => Promise.resolve() });

const overRedis = (start: () => Promise<{ url: string; stop(): Promise<unknown> }>) => async () => {
  const redis = await start();
  const store = await redisStore({ url: redis.url });
  return {
    store,
    async end() {
      await store.close();
      await redis.stop();
    },
  };
};

contract('memory', inMemory(memoryStore()));
contract('a Map through Keyv', inMemory(keyvStore(new Map())), { expires: false });
contract('Redis', overRedis(startRedis), { needsRedis: true });
contract('a Redis cluster', overRedis(startRedisCluster), { needsRedis: true });

it('a memory store holds no more bytes than its maximum, and keeps what was written last', async () => {
  const store = memoryStore();
  const megabyte = 'x'.repeat(1_000_000);
  const keys = Array.from({ length: 100 }, (_, index) => `key ${index}`);
  await store.setMany(keys.map((key) => ({ key, value: megabyte, ttlMs: 60_000 })));
  const found = await store.getMany(keys);
  expect(found.filter((value) => value === megabyte)).toHaveLength(63);
  expect(found.at(-1)).toBe(megabyte);
});

it.skipIf(skip)('refuses a single node of a cluster, and says which URLs to give', async () => {
  const redis = await startRedisCluster();
  const reported: unknown[] = [];
  const store = await redisStore({
    url: redis.nodes[0]?.url ?? '',
    connectMs: 50,
    onError: (error) => reported.push(error),
  });
  await until(() => reported.length > 0);
  expect(String(reported[0])).toContain('give the URLs of several nodes');
  await expect(store.getMany(['a'])).rejects.toMatchObject({ code: 'CACHE_STORE_FAILED' });
  await store.close();
  await redis.stop();
});

it('rejects if an adapter reports that nothing was written', async () => {
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
