// Faults of the store: dead, paused, full, read-only, emptied, or restored from an old snapshot. The cache then computes,
// calls the store only a few times, serves nothing old, and recovers by itself.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TaggedCache } from '../../src/cache/contract.ts';
import { redisStore } from '../../src/cache/redis-store.ts';
import type { CacheStore } from '../../src/cache/store.ts';
import { until } from '../support/eventually.ts';
import { startRedis, withoutRedis, type TestRedis } from '../support/redis.ts';
import { entryOf, give, giveIds, held, numberCache, steerable } from './fixtures.ts';

const never = <T>() => new Promise<T>(() => undefined);
const notInvalidated = (cache: TaggedCache<number>, tags: readonly string[]) =>
  expect(cache.invalidate(tags)).rejects.toMatchObject({ code: 'CACHE_NOT_INVALIDATED' });

describe('a store that does not answer', () => {
  it('is called three times, each until the deadline, and then not until one probe', async () => {
    let calls = 0;
    const hang = () => {
      calls += 1;
      return never<never>();
    };
    const silent: CacheStore = {
      ...{ getMany: hang, setMany: hang, setAndGetMany: hang },
      identity: () => Promise.resolve(null),
      reset: () => undefined,
      close: () => Promise.resolve(),
    };
    const reported: string[] = [];
    let now = 0;
    const cache = numberCache({
      store: silent,
      readDeadlineMs: 20,
      invalidationDeadlineMs: 20,
      now: () => now,
      breaker: { openMs: 1000 },
      onError: ({ code }) => reported.push(code),
    });
    const read = () => cache.getOrCompute(entryOf(1), give(1));
    for (let times = 0; times < 5; times += 1) expect(await read()).toBe(1);
    expect(cache.counters().misses).toMatchObject({ storeError: 3, circuitOpen: 2 });
    now = 1000;
    const probe = read();
    await until(() => calls === 4);
    await Promise.all([probe, read(), read()]);
    expect(calls).toBe(4);
    expect(cache.counters().misses).toMatchObject({ storeError: 4, circuitOpen: 4 });
    // Calls that the breaker refused are not reported: a dead store would fill the logs.
    expect(reported).toEqual(Array.from({ length: 4 }, () => 'CACHE_STORE_TIMEOUT'));
    // An invalidation is required work: the open circuit does not refuse it.
    await expect(cache.invalidate(['tag-1'])).rejects.toMatchObject({
      code: 'CACHE_NOT_INVALIDATED',
      cause: { code: 'CACHE_STORE_TIMEOUT' },
    });
    expect(calls).toBe(5);
  });
});

describe('a tag whose invalidation failed', () => {
  /** A cache over a steerable store that holds 1 for the entries 1 and 2. */
  async function filledCache(options: Parameters<typeof numberCache>[0] = {}) {
    const steered = steerable();
    const cache = numberCache({
      ...{ store: steered.store, readDeadlineMs: 5000, writeDeadlineMs: 5000, retryMs: Infinity },
      ...options,
    });
    await cache.getOrComputeMany([entryOf(1), entryOf(2)], () => Promise.resolve([1, 1]));
    await cache.whenStored();
    return { ...steered, cache };
  }

  it('is in quarantine until a reader gives it a fresh nonce', async () => {
    const { cache, steering } = await filledCache();
    steering.refuseWrites = true;
    await notInvalidated(cache, ['tag-1']);
    expect(await cache.get(entryOf(1))).toBeUndefined();
    expect(await cache.getOrCompute(entryOf(1), give(2))).toBe(2);
    steering.refuseWrites = false;
    expect(await cache.getOrCompute(entryOf(1), give(3))).toBe(3);
    await cache.whenStored();
    expect(await cache.get(entryOf(1))).toBe(3);
  });

  it('is not served by an answer that was sent before the quarantine ended', async () => {
    const { cache, steering, heldAnswers, release } = await filledCache();
    steering.refuseWrites = true;
    await notInvalidated(cache, ['tag-1']);
    Object.assign(steering, { refuseWrites: false, holdReads: true });
    const reader = cache.getOrCompute(entryOf(1), give(2));
    await until(() => heldAnswers() === 1);
    steering.holdReads = false;
    expect(await cache.getOrCompute(entryOf(1), give(2))).toBe(2);
    release();
    expect(await reader).toBe(2);
  });

  it('leaves the other tags readable', async () => {
    const { cache, steering } = await filledCache();
    steering.refuseWrites = true;
    for (let times = 0; times < 5; times += 1) await notInvalidated(cache, ['tag-1']);
    expect(await cache.getMany([entryOf(1), entryOf(2)])).toEqual([undefined, 1]);
  });

  it('stays in quarantine when the store acknowledges an earlier attempt', async () => {
    const { store, inner, steering, heldAnswers, release } = steerable();
    const [cache, other] = [
      numberCache({ store, writeDeadlineMs: 5000, retryMs: Infinity }),
      numberCache({ store: inner }),
    ];
    // A reader's nonce is in the store but not acknowledged. Another process stores the old value under it.
    steering.holdWrites = true;
    const work = held<number>();
    const reader = cache.getOrCompute(entryOf(1), work.compute);
    await until(() => heldAnswers() === 1);
    await other.getOrCompute(entryOf(1), give(1));
    await other.whenStored();
    steering.refuseWrites = true;
    await notInvalidated(cache, ['tag-1']);
    release();
    await work.started;
    expect(await cache.get(entryOf(1))).toBeUndefined();
    work.resolve(2);
    expect(await reader).toBe(2);
  });

  it('puts every tag in quarantine when there are more than the limit', async () => {
    const { cache, steering } = await filledCache({ breaker: { failures: 1e9 }, quarantineLimit: 3 });
    steering.refuseWrites = true;
    await notInvalidated(cache, ['tag-1', 'other-1', 'other-2']);
    expect(await cache.getMany([entryOf(1), entryOf(2)])).toEqual([undefined, 1]);
    await notInvalidated(cache, ['other-3']);
    expect(await cache.getMany([entryOf(1), entryOf(2)])).toEqual([undefined, undefined]);
    steering.refuseWrites = false;
    await cache.getOrComputeMany([entryOf(1), entryOf(2)], () => Promise.resolve([2, 2]));
    await cache.whenStored();
    expect(await cache.getMany([entryOf(1), entryOf(2)])).toEqual([2, 2]);
  });
});

describe.skipIf(withoutRedis())('a Redis that fails', () => {
  let redis: TestRedis;
  let store: CacheStore;
  let cache: TaggedCache<number>;
  /** The value that a computation returns now. */
  let truth: number;
  /** The clock of the cache. */
  let now: number;

  beforeEach(async () => {
    redis = await startRedis();
    store = await redisStore({ url: redis.url });
    now = 0;
    cache = numberCache({
      ...{ store, readDeadlineMs: 100, writeDeadlineMs: 200, invalidationDeadlineMs: 300 },
      ...{ breaker: { openMs: 100 }, now: () => now },
    });
    truth = 1;
    await recovers();
  });
  afterEach(async () => {
    await store.close();
    await redis.stop();
  });

  const read = () => cache.getOrCompute(entryOf(1), () => Promise.resolve(truth));
  /** Waits until the value is cached again. Moves the clock, so that the circuit breaker lets a probe through. */
  const recovers = () =>
    until(async () => {
      now += 100;
      await read();
      await cache.whenStored();
      return (await cache.get(entryOf(1))) === truth;
    });

  async function readsTruth(): Promise<void> {
    for (let times = 0; times < 20; times += 1) {
      expect(await read()).toBe(truth);
      await cache.whenStored();
    }
  }

  /** The invalidation fails. Then no read returns an old value, and reads no longer wait after three failures. */
  async function writeAndReadDuringFault(): Promise<void> {
    truth += 1;
    await notInvalidated(cache, ['tag-1']);
    const { misses } = cache.counters();
    await readsTruth();
    expect(cache.counters().misses.storeError - misses.storeError).toBeLessThanOrEqual(3);
  }

  const faults: Readonly<Record<string, readonly [start: () => unknown, end: () => unknown]>> = {
    'killed, then started empty': [() => redis.kill(), () => redis.start()],
    'paused, then resumed': [() => redis.pause(), () => redis.resume()],
    'holding back writes, then letting them through': [
      () => redis.command('CLIENT', 'PAUSE', '60000', 'WRITE'),
      () => redis.command('CLIENT', 'UNPAUSE'),
    ],
    'out of memory, then with enough of it': [
      () => redis.command('CONFIG', 'SET', 'maxmemory', '1'),
      () => redis.command('CONFIG', 'SET', 'maxmemory', '0'),
    ],
  };
  it.each(Object.entries(faults))('%s', async (_name, [start, end]) => {
    await start();
    await writeAndReadDuringFault();
    await end();
    expect(await read()).toBe(truth);
    await recovers();
  });

  it('turned into a read-only replica, then master again', async () => {
    const served: unknown[] = [];
    await cache.getOrCompute(entryOf(2), give(2));
    await cache.whenStored();
    expect(await cache.get(entryOf(2))).toBe(2);
    await redis.command('REPLICAOF', '127.0.0.1', '1');
    await writeAndReadDuringFault();
    // Others may write to a new master meanwhile, so no read of the replica is served.
    const { storeError } = cache.counters().misses;
    await until(async () => {
      now += 100;
      served.push(await cache.get(entryOf(2)));
      return cache.counters().misses.storeError > storeError + 5;
    });
    expect(new Set(served)).toEqual(new Set([undefined]));
    await redis.command('REPLICAOF', 'NO', 'ONE');
    await recovers();
  });

  it('emptied', async () => {
    await redis.command('FLUSHALL');
    truth += 1;
    await cache.invalidate(['tag-1']);
    await readsTruth();
    await recovers();
  });

  it('restarted empty', async () => {
    await redis.restartEmpty();
    truth += 1;
    expect(await read()).toBe(truth);
    await recovers();
  });

  it('restarted with a snapshot from before the last invalidation', async () => {
    await redis.restartWithSnapshot(async () => {
      truth += 1;
      await cache.invalidate(['tag-1']);
      await recovers();
      truth += 1;
      await cache.invalidate(['tag-1']);
    });
    expect(Number(await redis.command('DBSIZE'))).toBeGreaterThan(0);
    await until(async () => {
      now += 100;
      expect(await read()).toBe(truth);
      await cache.whenStored();
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
    expect(await read()).toBe(truth);
    await recovers();
  });

  it('not there at first', async () => {
    await redis.kill();
    const early = await redisStore({ url: redis.url, connectMs: 50 });
    const waiting = numberCache({ store: early, breaker: { openMs: 50 } });
    expect(await waiting.getOrCompute(entryOf(1), give(9))).toBe(9);
    await redis.start();
    await until(async () => {
      await waiting.getOrCompute(entryOf(1), give(9));
      await waiting.whenStored();
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
    await cache.getOrComputeMany(entries, giveIds());
    await cache.whenStored();
    await redis.command('CONFIG', 'RESETSTAT');
    expect(await cache.getOrComputeMany(entries, giveIds())).toEqual(entries.map(({ id }) => id));
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
