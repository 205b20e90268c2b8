// A process whose network to Redis fails acknowledges a write only when every other process sees it. The other process here is
// a second cache on the same database, with a network of its own that is whole.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadCompletions } from '../completion/load-completions.ts';
import { percentageWith } from '../completion/percentage.ts';
import { startInvalidationSweep } from '../../src/database/invalidations.ts';
import { placeOf } from '../../src/database/incarnation.ts';
import { openCache, type OpenCache } from '../../src/services/cache.ts';
import { eventually, until } from '../support/eventually.ts';
import { mutated } from '../support/mutations.ts';
import { startRedisProxy, type RedisProxy } from '../support/redis-proxy.ts';
import { startRedis, withoutRedis, type TestRedis } from '../support/redis.ts';
import { startVitae, type Vitae } from '../support/vitae.ts';

const WITH_BIO = percentageWith(['bio']);

describe.skipIf(withoutRedis())('a process whose network to Redis', () => {
  let redis: TestRedis;
  let proxy: RedisProxy;
  let vitae: Vitae;
  let other: OpenCache;
  let stopSweep: () => Promise<void>;

  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());
  beforeEach(async () => {
    proxy = await startRedisProxy(redis.port);
    vitae = await startVitae({ workers: false, sweeps: false, redisUrl: proxy.url });
    other = await openCache({ redisUrl: redis.url }, vitae.services.log, await placeOf(vitae.services.db));
    stopSweep = await startInvalidationSweep({ ...vitae.services, cache: other.cache });
  });
  afterEach(async () => {
    proxy.heal();
    await stopSweep();
    await other.close();
    await vitae.close();
    proxy.close();
  });

  async function newProfile(): Promise<string> {
    const { profile } = await mutated(vitae, 'createProfile', { input: { fullName: 'One' } }, 'admin');
    return profile?.id ?? '';
  }
  const saveBio = (id: string) => mutated(vitae, 'saveBio', { input: { summary: 'A summary.' } }, id);
  async function percentageOf(process: Pick<Vitae['services'], 'cache'>, id: string) {
    const found = await loadCompletions({ ...vitae.services, cache: process.cache }, [id]);
    await process.cache.whenStored();
    return found.get(id)?.percentage;
  }
  const here = (id: string) => percentageOf(vitae.services, id);
  const elsewhere = (id: string) => percentageOf(other, id);

  it('is slow: each write is seen, also after three reads that waited for Redis in vain', async () => {
    const ids = await Promise.all(Array.from({ length: 4 }, newProfile));
    proxy.delayMs = 300;
    for (const id of ids) {
      expect(await elsewhere(id)).toBe(0);
      for (let times = 0; times < 3; times += 1) expect(await here(id)).toBe(0);
      await saveBio(id);
      expect(await elsewhere(id)).toBe(WITH_BIO);
    }
  });

  it('carries nothing more: each write is seen, and the cache is served again by itself', async () => {
    const ids = await Promise.all(Array.from({ length: 4 }, newProfile));
    for (const id of ids) expect(await elsewhere(id)).toBe(0);
    proxy.halfOpen();
    for (const id of ids) {
      await saveBio(id);
      expect(await elsewhere(id)).toBe(WITH_BIO);
      expect(await here(id)).toBe(WITH_BIO);
    }
    const { hits } = vitae.services.cache.counters();
    await until(async () => {
      await here(ids[0] ?? '');
      return vitae.services.cache.counters().hits > hits;
    });
    await eventually(async () => expect(await vitae.db.cacheInvalidation.count()).toBe(0));
  });

  it('is cut: a write succeeds, is seen, and its record is deleted by the other process', async () => {
    const id = await newProfile();
    expect(await elsewhere(id)).toBe(0);
    proxy.swallows = true;
    proxy.halfOpen();
    await saveBio(id);
    expect(await elsewhere(id)).toBe(WITH_BIO);
    await eventually(async () => expect(await vitae.db.cacheInvalidation.count()).toBe(0));
  });

  it('loses a reply: every profile is answered with its own completion', async () => {
    const ids = await Promise.all(Array.from({ length: 6 }, newProfile));
    for (const id of ids.slice(0, 3)) await saveBio(id);
    const expected = ids.map((_, index) => (index < 3 ? WITH_BIO : 0));
    const answers = () => Promise.all(ids.map((id) => readAlone(id)));
    expect(await answers()).toEqual(expected);
    for (let nth = 0; nth < 5; nth += 1) {
      let seen = 0;
      proxy.onReply = (reply) => ((seen += 1) === nth + 1 ? null : reply);
      for (let times = 0; times < 4; times += 1) expect(await answers()).toEqual(expected);
    }
  });

  /** In a call of its own to Redis. */
  async function readAlone(id: string): Promise<number> {
    await new Promise((resolve) => setImmediate(resolve));
    const { text } = await vitae.send(`{ profile(id: "${id}") { completion { percentage } } }`, {}, 'admin');
    return Number(/"percentage":(\d+)/.exec(text)?.[1]);
  }
});
