// Owns what a cache does while its store is well: hits, tags, batches, single flight, expiry, shapes, counters.
import { describe, expect, it, vi } from 'vitest';
import { memoryStore } from '../../src/cache/memory-store.ts';
import { createTaggedCache } from '../../src/cache/tagged-cache.ts';
import { counting, entryOf, held, numberCache } from './fixtures.ts';
import { eventually } from '../support/eventually.ts';

const one = () => Promise.resolve(1);
const two = () => Promise.resolve(2);

describe('reading and invalidating', () => {
  it('computes once, then hits', async () => {
    const cache = numberCache();
    expect(await cache.get(entryOf(1))).toBeUndefined();
    expect(await cache.getOrCompute(entryOf(1), one)).toBe(1);
    await cache.settled();
    expect(await cache.getOrCompute(entryOf(1), two)).toBe(1);
    expect(await cache.get(entryOf(1))).toBe(1);
  });

  it('ends every entry of an invalidated tag, and no other', async () => {
    const cache = numberCache();
    const entries = [entryOf(1, ['a', 'b']), entryOf(2, ['b']), entryOf(3, ['c']), entryOf(4, [])];
    await cache.getOrComputeMany(entries, (missing) => Promise.resolve(missing.map(({ id }) => id)));
    await cache.settled();
    await cache.invalidate(['b', 'b', 'unused']);
    expect(await cache.getMany(entries)).toEqual([undefined, undefined, 3, 4]);
  });

  it('does not mind the order of tags, and does mind the tags', async () => {
    const cache = numberCache();
    await cache.getOrCompute(entryOf(1, ['a', 'b']), one);
    await cache.settled();
    expect(await cache.get(entryOf(1, ['b', 'a', 'b']))).toBe(1);
    expect(await cache.get(entryOf(1, ['a']))).toBeUndefined();
  });

  it('clears everything in one write, and only its own namespace', async () => {
    const { store, writes } = counting(memoryStore());
    const [cache, other] = [numberCache({ store }), numberCache({ store, namespace: 'other' })];
    const entries = Array.from({ length: 1000 }, (_, id) => entryOf(id));
    for (const filled of [cache, other]) {
      await filled.getOrComputeMany(entries, (missing) => Promise.resolve(missing.map(({ id }) => id)));
      await filled.settled();
    }
    const before = writes.length;
    await cache.clear();
    expect(writes.slice(before)).toEqual([['numbers:g']]);
    expect(new Set(await cache.getMany(entries))).toEqual(new Set([undefined]));
    expect(await other.get(entryOf(7))).toBe(7);
  });

  it('writes the nonces of many tags a thousand at a time, and all of them', async () => {
    const { store, writes } = counting(memoryStore());
    const cache = numberCache({ store });
    await cache.invalidate(Array.from({ length: 2500 }, (_, id) => `tag-${id}`));
    expect(writes.map(({ length }) => length)).toEqual([1000, 1000, 500]);
    expect(new Set(writes.flat()).size).toBe(2500);
  });

  it('refuses a namespace that could hold another', () => {
    expect(() => numberCache({ namespace: 'a:b' })).toThrow(RangeError);
  });
});

describe('many at once', () => {
  it('reads entries and nonces together, and computes all misses in one call', async () => {
    const { store, reads, writes } = counting(memoryStore());
    const cache = numberCache({ store });
    const compute = vi.fn((missing: readonly { id: number }[]) =>
      Promise.resolve(missing.map(({ id }) => id * 10)),
    );
    await cache.getOrComputeMany([entryOf(1), entryOf(3)], compute);
    await cache.settled();
    expect([reads.length, writes.length]).toEqual([1, 2]);
    const asked = [entryOf(3), entryOf(2), entryOf(1), entryOf(2), entryOf(4)];
    expect(await cache.getOrComputeMany(asked, compute)).toEqual([30, 20, 10, 20, 40]);
    expect(compute.mock.calls.map(([missing]) => missing.map(({ id }) => id))).toEqual([
      [1, 3],
      [2, 4],
    ]);
    expect(reads).toHaveLength(2);
  });

  it('answers nothing for nothing, without asking', async () => {
    const { store, reads } = counting(memoryStore());
    expect(await numberCache({ store }).getOrComputeMany([], () => Promise.resolve([]))).toEqual([]);
    expect(reads).toEqual([]);
  });

  it('says so when a computation returns too few', async () => {
    const few = numberCache().getOrComputeMany([entryOf(1), entryOf(2)], () => Promise.resolve([1]));
    await expect(few).rejects.toThrow(RangeError);
  });
});

describe('single flight', () => {
  it('gives 1,000 callers at once one computation', async () => {
    const cache = numberCache();
    const work = held<number>();
    const all = Promise.all(Array.from({ length: 1000 }, () => cache.getOrCompute(entryOf(1), work.compute)));
    await work.begun;
    work.resolve(5);
    expect(new Set(await all)).toEqual(new Set([5]));
    expect(work.calls()).toBe(1);
    expect(cache.counters()).toMatchObject({ joins: 999, computed: 1 });
  });

  it('joins key by key, and computes the rest', async () => {
    const cache = numberCache();
    const first = held<number[]>();
    const running = cache.getOrComputeMany([entryOf(1), entryOf(2)], first.compute);
    await first.begun;
    const second = vi.fn((missing: readonly { id: number }[]) =>
      Promise.resolve(missing.map(({ id }) => id)),
    );
    const joining = cache.getOrComputeMany([entryOf(2), entryOf(3)], second);
    await eventually(() => expect(second).toHaveBeenCalled());
    expect(second.mock.calls[0]?.[0].map(({ id }) => id)).toEqual([3]);
    first.resolve([10, 20]);
    expect([await running, await joining]).toEqual([
      [10, 20],
      [20, 3],
    ]);
  });

  it('lets nobody who came after an invalidation join a computation from before it, nor keeps its value', async () => {
    const cache = numberCache();
    const old = held<number>();
    const before = cache.getOrCompute(entryOf(1), old.compute);
    await old.begun;
    await cache.invalidate(['tag-1']);
    expect(await cache.getOrCompute(entryOf(1), two)).toBe(2);
    old.resolve(1);
    expect(await before).toBe(1);
    await cache.settled();
    // The late fill took the newer one's place, and nobody reads it.
    expect(await cache.get(entryOf(1))).toBeUndefined();
  });

  it('passes a rejection to all who joined, and keeps nothing of it', async () => {
    const cache = numberCache();
    const work = held<number>();
    const both = Promise.allSettled([1, 2].map(() => cache.getOrCompute(entryOf(1), work.compute)));
    await work.begun;
    await eventually(() => expect(cache.counters().joins).toBe(1));
    work.reject(new Error('no database'));
    expect((await both).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await cache.settled();
    expect(await cache.getOrCompute(entryOf(1), two)).toBe(2);
  });
});

describe('time and shape', () => {
  it('keeps a value until the moment at which it turns untrue, and not longer', async () => {
    let now = 1000;
    const cache = numberCache({ now: () => now, expiresAt: () => 5000 });
    await cache.getOrCompute(entryOf(1), one);
    await cache.settled();
    now = 4999;
    expect(await cache.get(entryOf(1))).toBe(1);
    now = 5000;
    expect(await cache.get(entryOf(1))).toBeUndefined();
    expect(cache.counters().misses.expired).toBe(1);
    await cache.getOrCompute(entryOf(1), two);
    await cache.settled();
    expect(cache.counters().fills).toBe(1);
  });

  it('keeps nothing longer than maxTtlMs', async () => {
    let now = 0;
    const cache = numberCache({ now: () => now, maxTtlMs: 100 });
    await cache.getOrCompute(entryOf(1), one);
    await cache.settled();
    now = 100;
    expect(await cache.get(entryOf(1))).toBeUndefined();
  });

  it('does not give a reader a joined value that turned untrue before the reader came', async () => {
    let now = 0;
    const cache = numberCache({ now: () => now, expiresAt: (value) => (value === 1 ? 10 : null) });
    const work = held<number>();
    const first = cache.getOrCompute(entryOf(1), work.compute);
    await work.begun;
    now = 10;
    const later = cache.getOrCompute(entryOf(1), two);
    await eventually(() => expect(cache.counters().joins).toBe(1));
    work.resolve(1);
    expect([await first, await later]).toEqual([1, 2]);
  });

  it('takes another version, a refused value and what it cannot parse as misses', async () => {
    const store = memoryStore();
    const cache = numberCache({ store });
    await cache.getOrCompute(entryOf(1), one);
    await cache.settled();
    const next = numberCache({ store, version: '2' });
    expect(await next.get(entryOf(1))).toBeUndefined();
    const strict = numberCache({
      store,
      decode() {
        throw new Error('another shape');
      },
    });
    expect(await strict.get(entryOf(1))).toBeUndefined();
    await store.setMany([{ key: 'numbers:e:1', value: 'garbage', ttlMs: null }]);
    expect(await cache.get(entryOf(1))).toBeUndefined();
    expect([next, strict, cache].map((each) => each.counters().misses.shape)).toEqual([1, 1, 1]);
  });
});

describe('counters', () => {
  it('count hits, misses by reason, computed values, fills, joins, invalidations, calls and time', async () => {
    let now = 0;
    const store = memoryStore();
    const cache = numberCache({ store, now: () => now, maxTtlMs: 600_000, nonceTtlMs: null });
    const work = held<number>();
    const both = [1, 2].map(() => cache.getOrCompute(entryOf(1), work.compute));
    await work.begun;
    await eventually(() => expect(cache.counters().joins).toBe(1));
    const started = performance.now();
    await eventually(() => expect(performance.now() - started).toBeGreaterThan(2));
    work.resolve(1);
    await Promise.all(both);
    await cache.settled();
    await cache.getMany([entryOf(1), entryOf(2)]);
    await cache.invalidate(['tag-1', 'tag-3']);
    await cache.get(entryOf(1));
    await cache.getOrCompute(entryOf(3), one);
    await cache.settled();
    now = 600_000;
    await cache.get(entryOf(3));
    await numberCache({ store, version: '2' }).get(entryOf(3));
    const { storeMs, computeMs, ...counts } = cache.counters();
    expect(counts).toEqual({
      hits: 1,
      misses: { absent: 4, tagMismatch: 1, expired: 1, shape: 0, storeError: 0, circuitOpen: 0 },
      computed: 2,
      fills: 2,
      joins: 1,
      invalidations: 2,
      failedInvalidations: 0,
      errors: 0,
      // Reads: the two at once, getMany, get, getOrCompute, get. Writes: nonces once, two fills, one invalidation.
      storeCalls: 5 + 4,
    });
    expect(storeMs).toBeGreaterThan(0);
    expect(computeMs).toBeGreaterThan(2);
  });

  it('count what the store refuses', async () => {
    const told: string[] = [];
    let refuses = false;
    const store = memoryStore();
    const cache = numberCache({
      store: {
        ...store,
        setMany: (writes) => (refuses ? Promise.reject(new Error('refused')) : store.setMany(writes)),
      },
      breaker: { failures: 2 },
      onError: ({ code }) => told.push(code),
    });
    await cache.get(entryOf(1));
    await cache.getOrCompute(entryOf(1), one);
    await cache.settled();
    refuses = true;
    await expect(cache.invalidate(['tag-1', 'tag-2'])).rejects.toThrow();
    // The second refusal opens the circuit for writes; the third is not asked for.
    expect(await cache.getOrCompute(entryOf(1), two)).toBe(2);
    expect(await cache.getOrCompute(entryOf(1), two)).toBe(2);
    await cache.settled();
    expect(cache.counters()).toMatchObject({ fills: 1, errors: 2, invalidations: 0, failedInvalidations: 2 });
  });

  it('are a copy', async () => {
    const cache = numberCache();
    const before = cache.counters();
    await cache.getOrCompute(entryOf(1), one);
    expect(before.misses.absent).toBe(0);
    expect(cache.counters().misses.absent).toBe(1);
  });
});

it('takes only the keys and tags that its type names', () => {
  const typed = createTaggedCache<number, `profile:${number}`, 'all' | `of-${number}`>({
    ...{ store: memoryStore(), namespace: 'typed', version: '1', decode: Number },
  });
  const misuses = [
    // @ts-expect-error -- another key
    () => typed.get({ key: 'person:1', tags: ['all'] }),
    // @ts-expect-error -- another tag
    () => typed.getMany([{ key: 'profile:1', tags: ['every'] }]),
    // @ts-expect-error -- a value of another type
    () => typed.getOrCompute({ key: 'profile:1', tags: ['of-1'] }, () => Promise.resolve('1')),
    // @ts-expect-error -- a tag that no entry can have
    () => typed.invalidate(['of-x']),
  ];
  expect(misuses).toHaveLength(4);
});

it('keeps the memory store within its bound; what it forgot is a miss', async () => {
  const cache = numberCache({ store: memoryStore({ maxEntries: 100 }) });
  const entries = Array.from({ length: 200 }, (_, id) => entryOf(id, []));
  for (const entry of entries) {
    await cache.getOrCompute(entry, () => Promise.resolve(entry.id));
    await cache.settled();
  }
  const kept = (await cache.getMany(entries)).filter((value) => value !== undefined);
  expect(kept.length).toBeGreaterThan(90);
  expect(kept.length).toBeLessThan(100);
});
