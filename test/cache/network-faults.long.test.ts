// A network that fails between the cache and Redis: slow, half-open, or with one message lost or damaged. Whatever it does, no
// read returns another entry's value or one from before an acknowledged invalidation, and the cache is served again by itself.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { redisStore } from '../../src/cache/redis-store.ts';
import type { CacheStore } from '../../src/cache/store.ts';
import type { TaggedCache } from '../../src/cache/tagged-cache.ts';
import { until } from '../support/eventually.ts';
import { startRedis, withoutRedis, type TestRedis } from '../support/redis.ts';
import { onlyThe, startRedisProxy, type Fault, type RedisProxy } from '../support/redis-proxy.ts';
import { entryOf, give, numberCache } from './fixtures.ts';

/** As long as each other's, so that an answer of another one is not recognised by its length. */
const IDS = Array.from({ length: 20 }, (_, n) => 100 + n);

describe.skipIf(withoutRedis())('a network', () => {
  let redis: TestRedis;
  let proxy: RedisProxy;
  let stores: CacheStore[];
  /** Behind the proxy. */
  let cache: TaggedCache<number>;
  /** Another process, whose network is whole. */
  let other: TaggedCache<number>;
  let reported: string[];

  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());
  beforeEach(async () => {
    proxy = await startRedisProxy(redis.port);
    stores = await Promise.all([proxy.url, redis.url].map((url) => redisStore({ url })));
    const [store, direct] = stores as [CacheStore, CacheStore];
    reported = [];
    const onError = ({ code }: { code: string }) => reported.push(code);
    cache = numberCache({ store, onError, breaker: { openMs: 50 } });
    other = numberCache({ store: direct });
    await other.getOrComputeMany(entries, values);
    await other.whenStored();
    expect(await cache.getMany(entries)).toEqual(IDS);
  });
  afterEach(async () => {
    proxy.heal();
    await Promise.all(stores.map((store) => store.close()));
    proxy.close();
    await redis.command('FLUSHALL');
  });

  const entries = IDS.map((id) => entryOf(id));
  const values = () => Promise.resolve(IDS);
  const served = () =>
    until(async () => {
      await cache.getOrComputeMany(entries, (missing) => Promise.resolve(missing.map(({ id }) => id)));
      await cache.whenStored();
      const hits = await cache.getMany(entries);
      return hits.every((value, index) => value === IDS[index]);
    });
  /** Reads all entries at once, each in a call of its own, and writes one between them. */
  async function readsAndWrites(): Promise<void> {
    const reads = entries.map(async (entry, index) => {
      if (index === 10) await cache.invalidate(['tag-in-between']).catch(() => undefined);
      const value = await cache.get(entry);
      expect([undefined, entry.id]).toContain(value);
    });
    await Promise.all(reads);
  }

  it('that is slow: an acknowledged invalidation is seen by another process, whatever reads it has refused', async () => {
    proxy.delayMs = 300;
    for (const entry of entries.slice(0, 3)) {
      for (let times = 0; times < 3; times += 1) await cache.get(entry);
      await cache.invalidate(entry.tags);
      expect(await other.get(entry)).toBeUndefined();
    }
    expect(reported).toContain('CACHE_STORE_TIMEOUT');
    proxy.heal();
    await served();
  });

  it('that loses the connection during an invalidation: it is sent again and acknowledged', async () => {
    proxy.onRequest = onlyThe(0, 'tag-100', () => {
      void redis.command('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
      return null;
    });
    await cache.invalidate(['tag-100']);
    expect(await other.get(entryOf(100))).toBeUndefined();
  });

  it.each([
    ['an idle', () => Promise.resolve()],
    ['a busy', () => readsAndWrites()],
  ])('%s connection that is half-open is replaced, and the cache is served again', async (_name, work) => {
    proxy.halfOpen();
    await work();
    await served();
    expect(await cache.getOrCompute(entryOf(1), give(1))).toBe(1);
  });

  it('that swallows new connections too: the cache is served again once it does not', async () => {
    proxy.swallows = true;
    proxy.halfOpen();
    // Longer than it takes to replace the connection: its successor is caught in its handshake.
    await until(async () => {
      await cache.get(entryOf(100));
      return reported.length > 40;
    });
    proxy.heal();
    await served();
  });

  const lost: Fault = () => null;
  const changed =
    (from: string, to: string): Fault =>
    (message) =>
      Buffer.from(message.toString('latin1').replace(from, to), 'latin1');
  const replies: readonly (readonly [string, Fault])[] = [
    ['a reply lost', lost],
    ['a reply of an unknown type', changed('*', '!')],
    ['a reply that says that it is shorter', changed('*3', '*2')],
    ['a reply that says that it is longer', changed('*3', '*4')],
    ['a value that says that it is shorter', changed('$18', '$17')],
    ['a value that says that it is much longer', changed('$', '$9')],
    ['a digit of a value changed', (message) => flipped(message, message.length - 3)],
    ['a byte of a nonce changed', (message) => flipped(message, message.indexOf('\r\n', 5) + 5)],
    ['a reply that comes twice', (message) => Buffer.concat([message, message])],
  ];
  it.each(replies)(
    '%s: no read returns the value of another entry, and the cache recovers',
    async (_name, fault) => {
      for (const nth of [0, 7]) {
        proxy.onReply = onlyThe(nth, '*3', fault);
        await readsAndWrites();
        await readsAndWrites();
        await served();
      }
    },
  );

  const requests: readonly (readonly [string, Fault])[] = [
    ['lost', lost],
    ['with another key', changed('tag-100', 'tag-1OO')],
    ['with another value', (message) => flipped(message, message.lastIndexOf('$18') + 8)],
  ];
  it('a question lost: the cache is served again, though each later answer is taken for the one before', async () => {
    const entry = entryOf(105);
    proxy.onRequest = onlyThe(0, 'tag-105', lost);
    await cache.get(entry);
    // One after the other, so that no answer is late by the time that means a dead connection.
    await until(async () => (await cache.get(entry)) === 105);
  });

  it.each(requests)('a request %s: what is acknowledged is true', async (_name, fault) => {
    proxy.onRequest = onlyThe(0, 'tag-100', fault);
    // Replies of these must not be taken for an acknowledgment.
    const reads = entries.slice(1).map((entry) => cache.get(entry));
    const acknowledged = await cache.invalidate(['tag-100']).then(
      () => true,
      () => false,
    );
    await Promise.all(reads);
    if (acknowledged) expect(await other.get(entryOf(100))).toBeUndefined();
    expect(await cache.get(entryOf(100))).toBeUndefined();
    await served();
  });
});

function flipped(message: Buffer, at: number): Buffer {
  const copy = Buffer.from(message);
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}
