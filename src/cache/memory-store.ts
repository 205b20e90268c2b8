// Owns the store in this process's memory: bounded, the least recently used goes first.
// It cannot fail; what it has forgotten, an entry or a nonce, is a miss.
import { LRUCache } from 'lru-cache';
import { keyvStore, type TextAdapter } from './keyv-store.ts';
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
  const put = (key: string, value: string, ttl?: number) => {
    kept.set(key, value, ttl === undefined ? {} : { ttl });
  };
  const adapter: TextAdapter = {
    get: (key) => Promise.resolve(kept.get(key)),
    getMany: (keys) => Promise.resolve(keys.map((key) => kept.get(key))),
    set(key, value, ttl) {
      put(key, value, ttl);
      return Promise.resolve();
    },
    setMany(writes) {
      for (const { key, value, ttl } of writes) put(key, value, ttl);
      return Promise.resolve();
    },
    delete: (key) => Promise.resolve(kept.delete(key)),
    clear() {
      kept.clear();
      return Promise.resolve();
    },
  };
  return keyvStore(adapter);
}
