// A store in the memory of this process. Above its limits it evicts the least recently used keys.
import { LRUCache } from 'lru-cache';
import { keyvStore, type TextAdapter } from './keyv-store.ts';
import type { CacheStore } from './store.ts';

export interface MemoryStoreOptions {
  /**
   * The maximum number of keys. An entry takes one key, and so does each tag.
   * @default 100_000
   */
  readonly maxEntries?: number;
}

/** A caller that asks for every set of sections of every profile fills it. */
const MAX_BYTES = 64_000_000;
/** The bytes of a key beside its characters and those of its value, which count as one byte each. */
const KEY_BYTES = 200;

export function memoryStore({ maxEntries = 100_000 }: MemoryStoreOptions = {}): CacheStore {
  const entries = new LRUCache<string, string>({
    max: maxEntries,
    maxSize: MAX_BYTES,
    sizeCalculation: (value, key) => KEY_BYTES + key.length + value.length,
  });
  const put = (key: string, value: string, ttl?: number) => {
    entries.set(key, value, ttl === undefined ? {} : { ttl });
  };
  const adapter: TextAdapter = {
    get: (key) => Promise.resolve(entries.get(key)),
    getMany: (keys) => Promise.resolve(keys.map((key) => entries.get(key))),
    set(key, value, ttl) {
      put(key, value, ttl);
      return Promise.resolve();
    },
    setMany(writes) {
      for (const { key, value, ttl } of writes) put(key, value, ttl);
      return Promise.resolve();
    },
    delete: (key) => Promise.resolve(entries.delete(key)),
    clear() {
      entries.clear();
      return Promise.resolve();
    },
  };
  return keyvStore(adapter);
}
