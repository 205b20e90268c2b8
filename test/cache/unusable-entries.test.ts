// Entries that the cache does not serve: expired, damaged, of another shape or of another entry; and a nonce that was not kept.
import { describe, expect, it } from 'vitest';
import { memoryStore } from '../../src/cache/memory-store.ts';
import { eventually } from '../support/eventually.ts';
import { entryOf, give, held, numberCache } from './fixtures.ts';

const one = give(1);
const two = give(2);

describe('expiry and entries that cannot be used', () => {
  it('serves a value until it expires', async () => {
    let now = 1000;
    const cache = numberCache({ now: () => now, expiresAt: () => 5000 });
    await cache.getOrCompute(entryOf(1), one);
    await cache.whenStored();
    now = 4999;
    expect(await cache.get(entryOf(1))).toBe(1);
    now = 5000;
    expect(await cache.get(entryOf(1))).toBeUndefined();
    expect(cache.counters().misses.expired).toBe(1);
    await cache.getOrCompute(entryOf(1), two);
    await cache.whenStored();
    expect(cache.counters().fills).toBe(1);
  });

  it('serves no value longer than maxTtlMs', async () => {
    let now = 0;
    const cache = numberCache({ now: () => now, maxTtlMs: 100 });
    await cache.getOrCompute(entryOf(1), one);
    await cache.whenStored();
    now = 100;
    expect(await cache.get(entryOf(1))).toBeUndefined();
  });

  it('computes again if a joined value expired before the call', async () => {
    let now = 0;
    const cache = numberCache({ now: () => now, expiresAt: (value) => (value === 1 ? 10 : null) });
    const work = held<number>();
    const first = cache.getOrCompute(entryOf(1), work.compute);
    await work.started;
    now = 10;
    const later = cache.getOrCompute(entryOf(1), two);
    await eventually(() => expect(cache.counters().joins).toBe(1));
    work.resolve(1);
    expect([await first, await later]).toEqual([1, 2]);
  });

  it('a value that decode refuses is a miss, and reported', async () => {
    const store = memoryStore();
    const cache = numberCache({ store });
    await cache.getOrCompute(entryOf(1), one);
    await cache.whenStored();
    const reported: string[] = [];
    const strict = numberCache({
      store,
      decode() {
        throw new Error('another shape');
      },
      onError: ({ code }) => reported.push(code),
    });
    expect(await strict.get(entryOf(1))).toBeUndefined();
    expect(strict.counters().misses.shape).toBe(1);
    expect(reported).toEqual(['CACHE_NOT_DECODED']);
  });

  const key = 'numbers:e2:1';
  it.each([
    ['of another entry', (_: string, other: string) => other],
    ['that is damaged', (own: string) => own.replace(/1$/, '7')],
    ['that is cut', (own: string) => own.slice(0, -1)],
    ['that is none', () => 'garbage'],
  ])('an answer %s is a miss, reported, and resets the store', async (_name, damage) => {
    const store = memoryStore();
    const [reported, resets]: [string[], true[]] = [[], []];
    const cache = numberCache({
      store: { ...store, reset: () => resets.push(true) },
      onError: ({ code }) => reported.push(code),
    });
    await cache.getOrComputeMany([entryOf(1), entryOf(2)], () => Promise.resolve([1, 2]));
    await cache.whenStored();
    const [own = '', other = ''] = await store.getMany([key, 'numbers:e2:2']);
    await store.setMany([{ key, value: damage(own, other), ttlMs: null }]);
    expect(await cache.getMany([entryOf(1), entryOf(2)])).toEqual([undefined, 2]);
    expect(cache.counters()).toMatchObject({ errors: 1, misses: { wrongAnswer: 1 } });
    expect([reported, resets]).toEqual([['CACHE_WRONG_ANSWER'], [true]]);
    expect(await cache.getOrCompute(entryOf(1), two)).toBe(2);
    await cache.whenStored();
    expect(await cache.get(entryOf(1))).toBe(2);
  });

  it('an invalidation that the store acknowledges and does not keep is tried again', async () => {
    const store = memoryStore();
    let lost = 0;
    const cache = numberCache({
      store: {
        ...store,
        setAndGetMany(writes) {
          if (lost === 2) return store.setAndGetMany(writes);
          lost += 1;
          return store.getMany(writes.map(({ key: written }) => written));
        },
      },
      retryMs: 0,
    });
    const other = numberCache({ store });
    await other.getOrCompute(entryOf(1), one);
    await other.whenStored();
    await cache.invalidate(['tag-1']);
    expect(lost).toBe(2);
    expect(await other.get(entryOf(1))).toBeUndefined();
  });
});
