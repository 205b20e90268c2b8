// Shared by the tests of the cache: a cache of numbers, stores that count or fail, and a computation that a test completes.
import { memoryStore } from '../../src/cache/memory-store.ts';
import type { CacheStore } from '../../src/cache/store.ts';
import {
  createTaggedCache,
  type TaggedCache,
  type TaggedCacheOptions,
} from '../../src/cache/tagged-cache.ts';

export function numberCache(options: Partial<TaggedCacheOptions<number>> = {}): TaggedCache<number> {
  return createTaggedCache<number>({
    store: memoryStore(),
    namespace: 'numbers',
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
  group: 'numbers',
  tags,
});

/** A computation for one entry. */
export const give = (value: number) => () => Promise.resolve(value);

/** A computation for many entries: each value is the entry's id, times `factor`. */
export const giveIds =
  (factor = 1) =>
  (missing: readonly { id: number }[]) =>
    Promise.resolve(missing.map(({ id }) => id * factor));

/** Records the keys of each call. */
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
    setAndGetMany(all) {
      writes.push(all.map(({ key }) => key));
      return store.setAndGetMany(all);
    },
  };
  return { store: counted, reads, writes };
}

/** A memory store whose writes a test can refuse, and whose answers it can hold back. */
export function steerable() {
  const inner = memoryStore();
  const steering = { refuseWrites: false, holdReads: false, holdWrites: false };
  const answers: (() => void)[] = [];
  const hold = () => new Promise<void>((resolve) => answers.push(resolve));
  const write = async <T>(take: () => Promise<T>): Promise<T> => {
    if (steering.refuseWrites) throw new Error('refused');
    const answer = await take();
    if (steering.holdWrites) await hold();
    return answer;
  };
  const store: CacheStore = {
    ...inner,
    async getMany(keys) {
      const texts = await inner.getMany(keys);
      if (steering.holdReads) await hold();
      return texts;
    },
    setMany: (writes) => write(() => inner.setMany(writes)),
    setAndGetMany: (writes) => write(() => inner.setAndGetMany(writes)),
  };
  return {
    ...{ store, inner, steering },
    heldAnswers: () => answers.length,
    release: () => answers.splice(0).forEach((answer) => answer()),
  };
}

/** A computation that waits for the test. */
export function held<Value>() {
  const { promise, resolve, reject } = Promise.withResolvers<Value>();
  const started = Promise.withResolvers<true>();
  let calls = 0;
  return {
    compute: () => {
      calls += 1;
      started.resolve(true);
      return promise;
    },
    resolve,
    reject,
    /** Resolves when it is called. */
    started: started.promise,
    calls: () => calls,
  };
}
