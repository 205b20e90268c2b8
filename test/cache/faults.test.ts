// Owns what a cache does while its Redis is dead, paused, full, read-only, emptied or gone back in time: it computes, it is not
// slow, it serves nothing old, and it recovers by itself.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TaggedCache } from '../../src/cache/contract.ts';
import { memoryStore } from '../../src/cache/memory-store.ts';
import { redisStore } from '../../src/cache/redis-store.ts';
import type { CacheStore } from '../../src/cache/store.ts';
import { startRedis, withoutRedis, type TestRedis } from '../support/redis.ts';
import { entryOf, held, numberCache } from './fixtures.ts';
import { until } from '../support/eventually.ts';

const never = <T>() => new Promise<T>(() => undefined);

describe('a store that does not answer', () => {
  it('is waited for until the deadline, three times, and then left alone until one call tries it again', async () => {
    let calls = 0;
    const hang = () => {
      calls += 1;
      return never<never>();
    };
    const silent: CacheStore = { getMany: hang, setMany: hang, close: () => Promise.resolve() };
    const told: string[] = [];
    let now = 0;
    const cache = numberCache({
      store: silent,
      readDeadlineMs: 20,
      now: () => now,
      breaker: { openMs: 1000 },
      onError: ({ code }) => told.push(code),
    });
    const read = () => cache.getOrCompute(entryOf(1), () => Promise.resolve(1));
    for (let times = 0; times < 5; times += 1) expect(await read()).toBe(1);
    expect(cache.counters().misses).toMatchObject({ storeError: 3, circuitOpen: 2 });
    now = 1000;
    const probe = read();
    await until(() => calls === 4);
    await Promise.all([probe, read(), read()]);
    expect(calls).toBe(4);
    expect(cache.counters().misses).toMatchObject({ storeError: 4, circuitOpen: 4 });
    // What was not asked is not told of: a dead store would fill the logs.
    expect(told).toEqual(Array.from({ length: 4 }, () => 'CACHE_STORE_TIMEOUT'));
    await expect(cache.invalidate(['tag-1'])).rejects.toMatchObject({
      code: 'CACHE_NOT_INVALIDATED',
      cause: { code: 'CACHE_CIRCUIT_OPEN' },
    });
  });

  it('ends the quarantine of a tag once a reader has given it a fresh nonce', async () => {
    const store = memoryStore();
    let refuses = false;
    const moody: CacheStore = {
      ...store,
      setMany: (writes) => (refuses ? Promise.reject(new Error('refused')) : store.setMany(writes)),
    };
    const cache = numberCache({ store: moody });
    await cache.getOrCompute(entryOf(1), () => Promise.resolve(1));
    await cache.settled();
    refuses = true;
    await expect(cache.invalidate(['tag-1'])).rejects.toMatchObject({ code: 'CACHE_NOT_INVALIDATED' });
    expect(await cache.get(entryOf(1))).toBeUndefined();
    expect(await cache.getOrCompute(entryOf(1), () => Promise.resolve(2))).toBe(2);
    refuses = false;
    expect(await cache.getOrCompute(entryOf(1), () => Promise.resolve(3))).toBe(3);
    await cache.settled();
    expect(await cache.get(entryOf(1))).toBe(3);
  });

  it('does not trust an answer from before the quarantine ended that comes after it', async () => {
    const store = memoryStore();
    const onTheWay: (() => void)[] = [];
    let faulty = false;
    let slow = false;
    const moody: CacheStore = {
      ...store,
      async getMany(keys) {
        const texts = await store.getMany(keys);
        if (slow) await new Promise<void>((arrive) => onTheWay.push(arrive));
        return texts;
      },
      setMany: (writes) => (faulty ? Promise.reject(new Error('refused')) : store.setMany(writes)),
    };
    const cache = numberCache({ store: moody, readDeadlineMs: 5000 });
    await cache.getOrCompute(entryOf(1), () => Promise.resolve(1));
    await cache.settled();
    faulty = true;
    await expect(cache.invalidate(['tag-1'])).rejects.toMatchObject({ code: 'CACHE_NOT_INVALIDATED' });
    [faulty, slow] = [false, true];
    const reader = cache.getOrCompute(entryOf(1), () => Promise.resolve(2));
    await until(() => onTheWay.length === 1);
    slow = false;
    expect(await cache.getOrCompute(entryOf(1), () => Promise.resolve(2))).toBe(2);
    onTheWay[0]?.();
    expect(await reader).toBe(2);
  });

  it('goes on being read where only its writes fail', async () => {
    const store = memoryStore();
    let refuses = false;
    const moody: CacheStore = {
      ...store,
      setMany: (writes) => (refuses ? Promise.reject(new Error('refused')) : store.setMany(writes)),
    };
    const cache = numberCache({ store: moody });
    await cache.getOrComputeMany([entryOf(1), entryOf(2)], () => Promise.resolve([1, 1]));
    await cache.settled();
    refuses = true;
    for (let times = 0; times < 5; times += 1)
      await expect(cache.invalidate(['tag-1'])).rejects.toMatchObject({ code: 'CACHE_NOT_INVALIDATED' });
    expect(cache.counters().errors).toBe(3);
    expect(await cache.getMany([entryOf(1), entryOf(2)])).toEqual([undefined, 1]);
  });

  it('does not end a quarantine by what it acknowledges of an earlier attempt', async () => {
    const store = memoryStore();
    const acknowledge: (() => void)[] = [];
    let answers: 'late' | 'never' = 'late';
    const moody: CacheStore = {
      ...store,
      async setMany(writes) {
        if (answers === 'never') throw new Error('refused');
        await store.setMany(writes);
        await new Promise<void>((arrive) => acknowledge.push(arrive));
      },
    };
    const [cache, other] = [numberCache({ store: moody, writeDeadlineMs: 5000 }), numberCache({ store })];
    // A reader's nonce is in the store already, where another process finds it and stores the old value under it.
    const work = held<number>();
    const reader = cache.getOrCompute(entryOf(1), work.compute);
    await until(() => acknowledge.length === 1);
    await other.getOrCompute(entryOf(1), () => Promise.resolve(1));
    await other.settled();
    answers = 'never';
    await expect(cache.invalidate(['tag-1'])).rejects.toMatchObject({ code: 'CACHE_NOT_INVALIDATED' });
    acknowledge[0]?.();
    await work.begun;
    expect(await cache.get(entryOf(1))).toBeUndefined();
    work.resolve(2);
    expect(await reader).toBe(2);
  });

  it('keeps serving nothing old when more tags fail than are remembered one by one', async () => {
    const store = memoryStore();
    let refuses = false;
    const moody: CacheStore = {
      ...store,
      setMany: (writes) => (refuses ? Promise.reject(new Error('refused')) : store.setMany(writes)),
    };
    const cache = numberCache({ store: moody, breaker: { failures: 1e9 }, quarantineLimit: 3 });
    await cache.getOrComputeMany([entryOf(1), entryOf(2)], () => Promise.resolve([1, 1]));
    await cache.settled();
    refuses = true;
    const fails = (tags: string[]) =>
      expect(cache.invalidate(tags)).rejects.toMatchObject({ code: 'CACHE_NOT_INVALIDATED' });
    await fails(['tag-1', 'other-1', 'other-2']);
    expect(await cache.getMany([entryOf(1), entryOf(2)])).toEqual([undefined, 1]);
    await fails(['other-3']);
    expect(await cache.getMany([entryOf(1), entryOf(2)])).toEqual([undefined, undefined]);
    refuses = false;
    await cache.getOrComputeMany([entryOf(1), entryOf(2)], () => Promise.resolve([2, 2]));
    await cache.settled();
    expect(await cache.getMany([entryOf(1), entryOf(2)])).toEqual([2, 2]);
  });
});

describe.skipIf(withoutRedis())('a Redis that fails', () => {
  let redis: TestRedis;
  let store: CacheStore;
  let cache: TaggedCache<number>;
  /** What a fresh computation gives. */
  let truth: number;

  beforeEach(async () => {
    redis = await startRedis();
    store = await redisStore({ url: redis.url });
    cache = numberCache({ store, readDeadlineMs: 100, writeDeadlineMs: 200, breaker: { openMs: 100 } });
    truth = 1;
    await caches();
  });
  afterEach(async () => {
    await store.close();
    await redis.stop();
  });

  const fresh = () => cache.getOrCompute(entryOf(1), () => Promise.resolve(truth));
  const caches = () =>
    until(async () => {
      await fresh();
      await cache.settled();
      return (await cache.get(entryOf(1))) === truth;
    });

  /** Writes; the invalidation must not be acknowledged. Then no read may be old, and twenty together not slow. */
  async function writesAndReadsWithout(acknowledgement: boolean): Promise<void> {
    truth += 1;
    if (acknowledgement) await cache.invalidate(['tag-1']);
    else await expect(cache.invalidate(['tag-1'])).rejects.toMatchObject({ code: 'CACHE_NOT_INVALIDATED' });
    const started = performance.now();
    for (let times = 0; times < 20; times += 1) expect(await fresh()).toBe(truth);
    expect(performance.now() - started).toBeLessThan(1500);
  }

  it('killed, then started empty', async () => {
    await redis.kill();
    await writesAndReadsWithout(false);
    await redis.start();
    await caches();
  });

  it('paused, then resumed', async () => {
    redis.pause();
    await writesAndReadsWithout(false);
    redis.resume();
    expect(await fresh()).toBe(truth);
    await caches();
  });

  it('holding back writes, then letting them through', async () => {
    await redis.command('CLIENT', 'PAUSE', '60000', 'WRITE');
    await writesAndReadsWithout(false);
    await redis.command('CLIENT', 'UNPAUSE');
    await caches();
  });

  it('out of memory, then with enough of it', async () => {
    await redis.command('CONFIG', 'SET', 'maxmemory', '1');
    await writesAndReadsWithout(false);
    await redis.command('CONFIG', 'SET', 'maxmemory', '0');
    await caches();
  });

  it('turned into a read-only replica, then master again', async () => {
    const served: unknown[] = [];
    await until(async () => {
      await cache.getOrCompute(entryOf(2), () => Promise.resolve(2));
      await cache.settled();
      return (await cache.get(entryOf(2))) === 2;
    });
    await redis.command('REPLICAOF', '127.0.0.1', '1');
    await writesAndReadsWithout(false);
    // Others may write to the new master meanwhile: nothing that a replica has is served, each time that it is tried.
    const tried = cache.counters().misses.storeError;
    await until(async () => {
      served.push(await cache.get(entryOf(2)));
      return cache.counters().misses.storeError > tried + 5;
    });
    expect(new Set(served)).toEqual(new Set([undefined]));
    await redis.command('REPLICAOF', 'NO', 'ONE');
    await caches();
  });

  it('emptied', async () => {
    await redis.command('FLUSHALL');
    await writesAndReadsWithout(true);
    await caches();
  });

  it('restarted empty', async () => {
    await redis.restartEmpty();
    truth += 1;
    expect(await fresh()).toBe(truth);
    await caches();
  });

  it('restarted with a snapshot from before the last invalidation', async () => {
    await redis.restartWithSnapshot(async () => {
      truth += 1;
      await cache.invalidate(['tag-1']);
      await caches();
      truth += 1;
      await cache.invalidate(['tag-1']);
    });
    expect(Number(await redis.command('DBSIZE'))).toBeGreaterThan(0);
    await until(async () => {
      expect(await fresh()).toBe(truth);
      await cache.settled();
      return (await cache.get(entryOf(1))) !== undefined;
    });
    expect(await cache.get(entryOf(1))).toBe(truth);
  });

  it('dropped every connection', async () => {
    await redis.command('CLIENT', 'KILL', 'TYPE', 'normal');
    truth += 1;
    await until(async () => {
      await cache.invalidate(['tag-1']);
      return true;
    });
    expect(await fresh()).toBe(truth);
    await caches();
  });

  it('not there at first', async () => {
    await redis.kill();
    const early = await redisStore({ url: redis.url, connectMs: 50 });
    const waiting = numberCache({ store: early, breaker: { openMs: 50 } });
    expect(await waiting.getOrCompute(entryOf(1), () => Promise.resolve(9))).toBe(9);
    await redis.start();
    await until(async () => {
      await waiting.getOrCompute(entryOf(1), () => Promise.resolve(9));
      await waiting.settled();
      return (await waiting.get(entryOf(1))) === 9;
    });
    await early.close();
  });
});

describe.skipIf(withoutRedis())('on the wire', () => {
  it('500 warm entries with two tags each are one command', async () => {
    const redis = await startRedis();
    const store = await redisStore({ url: redis.url });
    const cache = numberCache({ store });
    const entries = Array.from({ length: 500 }, (_, id) => entryOf(id, [`of-${id}`, `of-${id}-all`]));
    const compute = (missing: readonly { id: number }[]) => Promise.resolve(missing.map(({ id }) => id));
    await cache.getOrComputeMany(entries, compute);
    await cache.settled();
    await redis.command('CONFIG', 'RESETSTAT');
    expect(await cache.getOrComputeMany(entries, compute)).toEqual(entries.map(({ id }) => id));
    const commands = [
      ...(await redis.command('INFO', 'commandstats')).matchAll(/cmdstat_(\S+):calls=(\d+)/g),
    ];
    const counted = commands.flatMap(([, name, calls]) =>
      name?.startsWith('config') ? [] : [`${name} ${calls}`],
    );
    expect(counted.filter((command) => !/^(client|hello)/.test(command))).toEqual(['mget 1']);
    await store.close();
    await redis.stop();
  });
});
