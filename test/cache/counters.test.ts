// What the cache counts.
import { describe, expect, it } from 'vitest';
import { memoryStore } from '../../src/cache/memory-store.ts';
import { eventually } from '../support/eventually.ts';
import { entryOf, give, held, numberCache, steerable } from './fixtures.ts';

const one = give(1);
const two = give(2);

describe('counters', () => {
  it('count hits, misses by reason, computed values, fills, joins, invalidations, store calls and time', async () => {
    let now = 0;
    const store = memoryStore();
    const cache = numberCache({ store, now: () => now, maxTtlMs: 600_000, nonceTtlMs: null });
    const work = held<number>();
    const both = [1, 2].map(() => cache.getOrCompute(entryOf(1), work.compute));
    await work.started;
    await eventually(() => expect(cache.counters().joins).toBe(1));
    const started = performance.now();
    await eventually(() => expect(performance.now() - started).toBeGreaterThan(2));
    work.resolve(1);
    await Promise.all(both);
    await cache.whenStored();
    await cache.getMany([entryOf(1), entryOf(2)]);
    await cache.invalidate(['tag-1', 'tag-3']);
    await cache.get(entryOf(1));
    await cache.getOrCompute(entryOf(3), one);
    await cache.whenStored();
    now = 600_000;
    await cache.get(entryOf(3));
    const { storeMs, computeMs, ...counts } = cache.counters();
    expect(counts).toEqual({
      hits: 1,
      misses: {
        absent: 4,
        tagMismatch: 1,
        expired: 1,
        shape: 0,
        wrongAnswer: 0,
        storeError: 0,
        circuitOpen: 0,
      },
      computed: 2,
      fills: 2,
      joins: 1,
      invalidations: 2,
      failedInvalidations: 0,
      errors: 0,
      // Reads: two concurrent ones, getMany, get, getOrCompute, get. Writes: nonces once, two fills, one invalidation.
      storeCalls: 6 + 4,
    });
    expect(storeMs).toBeGreaterThan(0);
    expect(computeMs).toBeGreaterThan(2);
  });

  it('count refused writes', async () => {
    const { store, steering } = steerable();
    const cache = numberCache({ store, breaker: { failures: 2 }, retryMs: Infinity });
    await cache.get(entryOf(1));
    await cache.getOrCompute(entryOf(1), one);
    await cache.whenStored();
    steering.refuseWrites = true;
    await expect(cache.invalidate(['tag-1', 'tag-2'])).rejects.toThrow();
    // A nonce is required work: it is tried by each read, also when the circuit for fills is open.
    expect(await cache.getOrCompute(entryOf(1), two)).toBe(2);
    expect(await cache.getOrCompute(entryOf(1), two)).toBe(2);
    await cache.whenStored();
    expect(cache.counters()).toMatchObject({ fills: 1, errors: 3, invalidations: 0, failedInvalidations: 2 });
  });

  it('are a snapshot', async () => {
    const cache = numberCache();
    const before = cache.counters();
    await cache.getOrCompute(entryOf(1), one);
    expect(before.misses.absent).toBe(0);
    expect(cache.counters().misses.absent).toBe(1);
  });
});
