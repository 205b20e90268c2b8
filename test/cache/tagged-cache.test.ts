// The cache over a working store: hits, tags, batches, joined computations, expiry, versions, counters.
import { describe, expect, it, vi } from 'vitest';
import { memoryStore } from '../../src/cache/memory-store.ts';
import { createTaggedCache } from '../../src/cache/tagged-cache.ts';
import { eventually } from '../support/eventually.ts';
import { counting, entryOf, give, giveIds, held, numberCache, steerable } from './fixtures.ts';

const one = give(1);
const two = give(2);

describe('reading and invalidating', () => {
  it('computes once, then hits', async () => {
    const cache = numberCache();
    expect(await cache.get(entryOf(1))).toBeUndefined();
    expect(await cache.getOrCompute(entryOf(1), one)).toBe(1);
    await cache.whenStored();
    expect(await cache.getOrCompute(entryOf(1), two)).toBe(1);
    expect(await cache.get(entryOf(1))).toBe(1);
  });

  it('invalidates every entry of a tag, and no other', async () => {
    const cache = numberCache();
    const entries = [entryOf(1, ['a', 'b']), entryOf(2, ['b']), entryOf(3, ['c']), entryOf(4, [])];
    await cache.getOrComputeMany(entries, giveIds());
    await cache.whenStored();
    await cache.invalidate(['b', 'b', 'unused']);
    expect(await cache.getMany(entries)).toEqual([undefined, undefined, 3, 4]);
  });

  it('compares tags without their order', async () => {
    const cache = numberCache();
    await cache.getOrCompute(entryOf(1, ['a', 'b']), one);
    await cache.whenStored();
    expect(await cache.get(entryOf(1, ['b', 'a', 'b']))).toBe(1);
    expect(await cache.get(entryOf(1, ['a']))).toBeUndefined();
  });

  it('invalidates a group in one write, and no other namespace', async () => {
    const { store, writes } = counting(memoryStore());
    const [cache, other] = [numberCache({ store }), numberCache({ store, namespace: 'other' })];
    const entries = Array.from({ length: 1000 }, (_, id) => entryOf(id));
    for (const filled of [cache, other]) {
      await filled.getOrComputeMany(entries, giveIds());
      await filled.whenStored();
    }
    const before = writes.length;
    await cache.invalidate(['numbers']);
    expect(writes.slice(before)).toEqual([['numbers:t:numbers']]);
    expect(new Set(await cache.getMany(entries))).toEqual(new Set([undefined]));
    expect(await other.get(entryOf(7))).toBe(7);
  });

  it('writes the nonces of many tags in commands of 1,000', async () => {
    const { store, writes } = counting(memoryStore());
    const cache = numberCache({ store });
    await cache.invalidate(Array.from({ length: 2500 }, (_, id) => `tag-${id}`));
    expect(writes.map(({ length }) => length)).toEqual([1000, 1000, 500]);
    expect(new Set(writes.flat()).size).toBe(2500);
  });

  it('refuses a namespace that could contain another', () => {
    expect(() => numberCache({ namespace: 'a:b' })).toThrow(RangeError);
  });
});

describe('many entries', () => {
  it('are read with their nonces in one call, and all misses are computed in one call', async () => {
    const { store, reads, writes } = counting(memoryStore());
    const cache = numberCache({ store });
    const compute = vi.fn(giveIds(10));
    await cache.getOrComputeMany([entryOf(1), entryOf(3)], compute);
    await cache.whenStored();
    expect([reads.length, writes.length]).toEqual([1, 2]);
    const asked = [entryOf(3), entryOf(2), entryOf(1), entryOf(2), entryOf(4)];
    expect(await cache.getOrComputeMany(asked, compute)).toEqual([30, 20, 10, 20, 40]);
    expect(compute.mock.calls.map(([missing]) => missing.map(({ id }) => id))).toEqual([
      [1, 3],
      [2, 4],
    ]);
    expect(reads).toHaveLength(2);
  });

  it('without entries do not call the store', async () => {
    const { store, reads } = counting(memoryStore());
    expect(await numberCache({ store }).getOrComputeMany([], () => Promise.resolve([]))).toEqual([]);
    expect(reads).toEqual([]);
  });

  it('reject if the computation returns too few values', async () => {
    const few = numberCache().getOrComputeMany([entryOf(1), entryOf(2)], () => Promise.resolve([1]));
    await expect(few).rejects.toThrow(RangeError);
  });
});

describe('a computation in flight', () => {
  it('is shared by 1,000 concurrent callers', async () => {
    const cache = numberCache();
    const work = held<number>();
    const all = Promise.all(Array.from({ length: 1000 }, () => cache.getOrCompute(entryOf(1), work.compute)));
    await work.started;
    work.resolve(5);
    expect(new Set(await all)).toEqual(new Set([5]));
    expect(work.calls()).toBe(1);
    expect(cache.counters()).toMatchObject({ joins: 999, computed: 1 });
  });

  it('is shared also by callers whose reads are answered just after the nonces are acknowledged', async () => {
    const store = memoryStore();
    let reads = 0;
    const cache = numberCache({
      store: {
        ...store,
        async getMany(keys) {
          const texts = await store.getMany(keys);
          reads += 1;
          if (reads === 2) for (let step = 0; step < 100; step += 1) await Promise.resolve();
          return texts;
        },
      },
    });
    const work = held<number>();
    const both = Promise.all([1, 2].map(() => cache.getOrCompute(entryOf(1), work.compute)));
    await work.started;
    await eventually(() => expect(cache.counters().joins).toBe(1));
    work.resolve(5);
    expect(await both).toEqual([5, 5]);
  });

  it('is joined per key; other keys are computed', async () => {
    const cache = numberCache();
    const first = held<number[]>();
    const running = cache.getOrComputeMany([entryOf(1), entryOf(2)], first.compute);
    await first.started;
    const second = vi.fn(giveIds());
    const joining = cache.getOrComputeMany([entryOf(2), entryOf(3)], second);
    await eventually(() => expect(second).toHaveBeenCalled());
    expect(second.mock.calls[0]?.[0].map(({ id }) => id)).toEqual([3]);
    first.resolve([10, 20]);
    expect([await running, await joining]).toEqual([
      [10, 20],
      [20, 3],
    ]);
  });

  it('from before an invalidation is not joined after it, and its value is not served later', async () => {
    const cache = numberCache();
    const old = held<number>();
    const before = cache.getOrCompute(entryOf(1), old.compute);
    await old.started;
    await cache.invalidate(['tag-1']);
    expect(await cache.getOrCompute(entryOf(1), two)).toBe(2);
    old.resolve(1);
    expect(await before).toBe(1);
    await cache.whenStored();
    // The late fill replaced the newer entry, and is never read.
    expect(await cache.get(entryOf(1))).toBeUndefined();
  });

  it('passes its rejection to all callers that joined, and stores nothing', async () => {
    const cache = numberCache();
    const work = held<number>();
    const both = Promise.allSettled([1, 2].map(() => cache.getOrCompute(entryOf(1), work.compute)));
    await work.started;
    await eventually(() => expect(cache.counters().joins).toBe(1));
    work.reject(new Error('no database'));
    expect((await both).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await cache.whenStored();
    expect(await cache.getOrCompute(entryOf(1), two)).toBe(2);
  });
});

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

it('accepts only the keys and tags of its type', () => {
  const typed = createTaggedCache<number, `profile:${number}`, 'all' | `of-${number}`>({
    ...{ store: memoryStore(), namespace: 'typed', decode: Number },
  });
  const misuses = [
    // @ts-expect-error -- another key
    () => typed.get({ key: 'person:1', group: 'all', tags: [] }),
    // @ts-expect-error -- another tag
    () => typed.getMany([{ key: 'profile:1', group: 'all', tags: ['every'] }]),
    // @ts-expect-error -- a value of another type
    () => typed.getOrCompute({ key: 'profile:1', group: 'all', tags: ['of-1'] }, () => Promise.resolve('1')),
    // @ts-expect-error -- a tag that no entry can have
    () => typed.invalidate(['of-x']),
  ];
  expect(misuses).toHaveLength(4);
});

it('the memory store evicts above its limit; evicted entries are misses', async () => {
  const cache = numberCache({ store: memoryStore({ maxEntries: 100 }) });
  const entries = Array.from({ length: 200 }, (_, id) => entryOf(id, []));
  for (const entry of entries) {
    await cache.getOrCompute(entry, () => Promise.resolve(entry.id));
    await cache.whenStored();
  }
  const kept = (await cache.getMany(entries)).filter((value) => value !== undefined);
  expect(kept.length).toBeGreaterThan(90);
  expect(kept.length).toBeLessThan(100);
});
