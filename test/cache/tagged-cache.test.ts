// The cache over a working store: hits, tags, batches, joined computations, eviction.
import { describe, expect, it, vi } from 'vitest';
import { memoryStore } from '../../src/cache/memory-store.ts';
import { createTaggedCache } from '../../src/cache/tagged-cache.ts';
import { eventually } from '../support/eventually.ts';
import { counting, entryOf, give, giveIds, held, numberCache } from './fixtures.ts';

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
