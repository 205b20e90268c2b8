// Makes a store from any Keyv storage adapter: no key prefix, no envelope around the value, and every failure rejects.
// It never retries.
import { Keyv, type KeyvStoreAdapter } from 'keyv';
import { CacheError } from './errors.ts';
import type { CacheStore, StoreWrite } from './store.ts';

/** A Keyv storage adapter for strings. */
export interface TextAdapter {
  get(key: string): Promise<string | undefined>;
  getMany(keys: string[]): Promise<(string | undefined)[]>;
  /** @param ttl milliseconds. @returns false if nothing was written; `setMany` returns one such value per write */
  set(key: string, value: string, ttl?: number): Promise<unknown>;
  setMany(writes: { key: string; value: string; ttl?: number }[]): Promise<unknown>;
  delete(key: string): Promise<boolean>;
  clear(): Promise<void>;
}

/**
 * @param adapter any Keyv storage adapter (https://keyv.org/docs/storage-adapters), or a Map. With `getMany` it reads in one
 *   round trip.
 * @param onError called with errors that the adapter emits, such as a lost connection
 */
export function keyvStore(
  adapter: KeyvStoreAdapter | TextAdapter | Map<string, string>,
  onError: (error: unknown) => void = () => undefined,
): CacheStore {
  const keyv = new Keyv<string>({
    store: adapter,
    useKeyPrefix: false,
    throwOnErrors: true,
    // The cache writes strings that contain their own expiry.
    serialize: ({ value }) => String(value),
    // Keyv's type cannot say that the value is always a string.
    deserialize: (text) => ({ value: text as never }),
  });
  keyv.namespace = undefined;
  keyv.on('error', onError);
  return {
    getMany: (keys) => readMany(keyv, keys),
    setMany: (writes) => writeMany(keyv, writes),
    async setAndGetMany(writes) {
      await writeMany(keyv, writes);
      return readMany(
        keyv,
        writes.map(({ key }) => key),
      );
    },
    identity: () => Promise.resolve(null),
    reset: () => undefined,
    async close() {
      await keyv.disconnect().catch(onError);
    },
  };
}

async function readMany(keyv: Keyv<string>, keys: readonly string[]): Promise<(string | undefined)[]> {
  if (keys.length === 0) return [];
  return keyv.getMany<string>([...keys]);
}

async function writeMany(keyv: Keyv<string>, writes: readonly StoreWrite[]): Promise<void> {
  const [first] = writes;
  if (!first) return;
  // A single key needs no transaction.
  const acknowledged =
    writes.length === 1
      ? [await keyv.set(first.key, first.value, first.ttlMs ?? undefined)]
      : await keyv.setMany(writes.map(toKeyvEntry));
  throwUnlessAcknowledged(acknowledged);
}

function toKeyvEntry({ key, value, ttlMs }: StoreWrite) {
  return ttlMs === null ? { key, value } : { key, value, ttl: ttlMs };
}

/** Adapters return nothing, or one boolean per write. */
function throwUnlessAcknowledged(acknowledged: unknown): void {
  if (Array.isArray(acknowledged) && acknowledged.includes(false)) {
    throw new CacheError('CACHE_STORE_FAILED', 'the cache store did not acknowledge every write');
  }
}
