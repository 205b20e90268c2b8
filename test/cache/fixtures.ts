// Owns what the cache's tests share: a cache of numbers over any store, a store that is watched, and computations that wait to
// be told.
import type { CacheStore } from '../../src/cache/store.ts';
import {
  createTaggedCache,
  type TaggedCache,
  type TaggedCacheOptions,
} from '../../src/cache/tagged-cache.ts';
import { memoryStore } from '../../src/cache/memory-store.ts';

export function numberCache(options: Partial<TaggedCacheOptions<number>> = {}): TaggedCache<number> {
  return createTaggedCache<number>({
    store: memoryStore(),
    namespace: 'numbers',
    version: '1',
    decode(json) {
      if (typeof json !== 'number') throw new TypeError('not a number');
      return json;
    },
    ...options,
  });
}

export const entryOf = (id: number, tags: readonly string[] = [`tag-${id}`]) => ({
  id,
  key: String(id),
  tags,
});

/** Counts the calls and the keys of each. */
export function counting(store: CacheStore) {
  const reads: (readonly string[])[] = [];
  const writes: (readonly string[])[] = [];
  const counted: CacheStore = {
    ...store,
    getMany(keys) {
      reads.push(keys);
      return store.getMany(keys);
    },
    setMany(all) {
      writes.push(all.map(({ key }) => key));
      return store.setMany(all);
    },
  };
  return { store: counted, reads, writes };
}

/** A computation that ends when it is told to. */
export function held<Value>() {
  const { promise, resolve, reject } = Promise.withResolvers<Value>();
  const asked = Promise.withResolvers<true>();
  let calls = 0;
  return {
    compute: () => {
      calls += 1;
      asked.resolve(true);
      return promise;
    },
    resolve,
    reject,
    /** Resolves once it was called. */
    begun: asked.promise,
    calls: () => calls,
  };
}
