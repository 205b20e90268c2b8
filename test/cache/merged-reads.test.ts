// Owns what reads of the same turn share: one call of the store, each key once; and what they never share.
import { describe, expect, it } from 'vitest';
import { memoryStore } from '../../src/cache/memory-store.ts';
import type { CacheStore } from '../../src/cache/store.ts';
import { counting, entryOf, numberCache } from './fixtures.ts';
import { until } from '../support/eventually.ts';

const give = (value: number) => () => Promise.resolve(value);

describe('reads of one turn', () => {
  it('are one for 1,000 callers, each key once', async () => {
    const { store, reads } = counting(memoryStore());
    const cache = numberCache({ store });
    await cache.getOrCompute(entryOf(1), give(1));
    await cache.settled();
    reads.splice(0);
    const values = await Promise.all(
      Array.from({ length: 1000 }, () => cache.getOrCompute(entryOf(1), give(2))),
    );
    expect(new Set(values)).toEqual(new Set([1]));
    expect(reads).toEqual([['numbers:g', 'numbers:t:tag-1', 'numbers:e:1']]);
    expect(cache.counters()).toMatchObject({ hits: 1000, computed: 1 });
  });

  it('give each caller its own', async () => {
    const { store, reads } = counting(memoryStore());
    const cache = numberCache({ store });
    const read = (ids: readonly number[]) =>
      cache.getOrComputeMany(
        ids.map((id) => entryOf(id, [`of-${id}`, 'all'])),
        (missing) => Promise.resolve(missing.map(({ id }) => id * 10)),
      );
    await read([1, 2, 3]);
    await cache.settled();
    reads.splice(0);
    const together = [read([3, 1]), read([2, 4]), read([1])];
    expect(await Promise.all(together)).toEqual([[30, 10], [20, 40], [10]]);
    expect(reads).toHaveLength(1);
    expect(new Set(reads[0]).size).toBe(reads[0]?.length);
  });

  it('are several where they ask for very much', async () => {
    const { store, reads } = counting(memoryStore());
    const cache = numberCache({ store });
    const entries = Array.from({ length: 4999 }, (_, id) => entryOf(id, []));
    await Promise.all([1, 2, 3].map(() => cache.getMany(entries)));
    expect(reads.map(({ length }) => length)).toEqual([5000, 5000]);
  });

  it('fail together, and each computes', async () => {
    const broken: CacheStore = { ...memoryStore(), getMany: () => Promise.reject(new Error('broken')) };
    const cache = numberCache({ store: broken });
    const reads = [1, 2, 3].map((id) => cache.getOrCompute(entryOf(id), give(id)));
    expect(await Promise.all(reads)).toEqual([1, 2, 3]);
    expect(cache.counters()).toMatchObject({ storeCalls: 1, errors: 1, misses: { storeError: 3 } });
  });
});

it('a read that is on its way takes nobody in', async () => {
  const onTheWay: (() => void)[] = [];
  let slow = false;
  const store = memoryStore();
  const slowly: CacheStore = {
    ...store,
    async getMany(keys) {
      const texts = await store.getMany(keys);
      if (slow) await new Promise<void>((arrive) => onTheWay.push(arrive));
      return texts;
    },
  };
  const cache = numberCache({ store: slowly, readDeadlineMs: 5000 });
  await cache.getOrCompute(entryOf(1), give(1));
  await cache.settled();
  slow = true;
  const before = cache.getOrCompute(entryOf(1), give(2));
  await until(() => onTheWay.length === 1);
  await cache.invalidate(['tag-1']);
  slow = false;
  expect(await cache.getOrCompute(entryOf(1), give(2))).toBe(2);
  onTheWay[0]?.();
  expect(await before).toBe(1);
});
