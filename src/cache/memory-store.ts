// Owns the store in this process's memory: bounded, the least recently used goes first.
// It cannot fail; what it has forgotten, an entry or a nonce, is a miss.
import { LRUCache } from 'lru-cache';
import { keyvStore } from './keyv-store.ts';
import type { CacheStore } from './store.ts';

export interface MemoryStoreOptions {
  /**
   * How many keys are kept; an entry is one key, and so is each tag.
   * @default 100_000
   */
  readonly maxEntries?: number;
}

export function memoryStore({ maxEntries = 100_000 }: MemoryStoreOptions = {}): CacheStore {
  const kept = new LRUCache<string, string>({ max: maxEntries });
  const put = (key: string, value: string, ttl: number | undefined) =>
    kept.set(key, value, ttl === undefined ? {} : { ttl });
  return keyvStore({
    opts: {},
    get: (key: string) => Promise.resolve(kept.get(key)),
    getMany: (keys: string[]) => Promise.resolve(keys.map((key) => kept.get(key))),
    set: (key: string, value: string, ttl?: number) => {
      put(key, value, ttl);
      return Promise.resolve(true);
    },
    setMany: (entries: { key: string; value: string; ttl?: number }[]) => {
      for (const { key, value, ttl } of entries) put(key, value, ttl);
      return Promise.resolve(entries.map(() => true));
    },
    delete: (key: string) => Promise.resolve(kept.delete(key)),
    clear: () => Promise.resolve(kept.clear()),
    on() {
      return this;
    },
  });
}
