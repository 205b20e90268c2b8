// Owns the way from any Keyv storage adapter to the cache's port. Keyv is set up so that it hides nothing: no key prefix,
// no envelope around the value, every refusal thrown. It never retries; a write that is not acknowledged rejects.
import { Keyv, type KeyvStoreAdapter } from 'keyv';
import { CacheError } from './errors.ts';
import type { CacheStore } from './store.ts';

/** A Keyv storage adapter as the cache uses it: nothing but text. */
export interface TextAdapter {
  get(key: string): Promise<string | undefined>;
  getMany(keys: string[]): Promise<(string | undefined)[]>;
  /** @param ttl milliseconds. @returns false where it did not happen, and from `setMany` such a false for each */
  set(key: string, value: string, ttl?: number): Promise<unknown>;
  setMany(writes: { key: string; value: string; ttl?: number }[]): Promise<unknown>;
  delete(key: string): Promise<boolean>;
  clear(): Promise<void>;
}

/**
 * @param adapter any Keyv storage adapter (https://keyv.org/docs/storage-adapters), or a Map. One with `getMany` reads in
 *   one round trip.
 * @param onError told of what the adapter emits besides rejecting, such as a lost connection
 */
export function keyvStore(
  adapter: KeyvStoreAdapter | TextAdapter | Map<string, string>,
  onError: (error: unknown) => void = () => undefined,
): CacheStore {
  const keyv = new Keyv<string>({
    store: adapter,
    useKeyPrefix: false,
    throwOnErrors: true,
    // What the cache writes is text already, with its own moment of expiry in it.
    serialize: ({ value }) => String(value),
    // Keyv's own type cannot say that the value of this Keyv is always text.
    deserialize: (text) => ({ value: text as never }),
  });
  keyv.namespace = undefined;
  keyv.on('error', onError);
  return {
    getMany: (keys) => readMany(keyv, keys),
    async setMany(writes) {
      const [first] = writes;
      if (!first) return;
      // One key alone needs no transaction around it.
      const acknowledged =
        writes.length === 1
          ? [await keyv.set(first.key, first.value, first.ttlMs ?? undefined)]
          : await keyv.setMany(writes.map(toKeyvEntry));
      refuseUnlessAll(acknowledged);
    },
    async close() {
      await keyv.disconnect().catch(onError);
    },
  };
}

async function readMany(keyv: Keyv<string>, keys: readonly string[]): Promise<(string | undefined)[]> {
  if (keys.length === 0) return [];
  return keyv.getMany<string>([...keys]);
}

function toKeyvEntry({ key, value, ttlMs }: { key: string; value: string; ttlMs: number | null }) {
  return ttlMs === null ? { key, value } : { key, value, ttl: ttlMs };
}

/** Adapters answer with nothing, or with one boolean for each write. */
function refuseUnlessAll(acknowledged: unknown): void {
  if (Array.isArray(acknowledged) && acknowledged.includes(false)) {
    throw new CacheError('CACHE_STORE_FAILED', 'the cache store did not acknowledge every write');
  }
}
