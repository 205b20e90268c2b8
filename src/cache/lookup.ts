// Looks entries up, and makes sure that their tags have nonces. It never rejects: if the store fails, every entry is a miss
// and none may be stored.
import type { RunningCounters, MissReason } from './counters.ts';
import { stampOf, tagKeysOf, type EntryFormat, type NamedEntry } from './entry.ts';
import { CacheError } from './errors.ts';
import type { GuardedStore } from './guarded-store.ts';
import type { Nonces } from './nonces.ts';

/** The result of one read of the store. */
export interface CacheLookup<Value> {
  /** The valid nonces by tag key; null if the store failed. */
  readonly nonces: ReadonlyMap<string, string> | null;
  /** In the order of the entries. */
  readonly results: readonly ({ readonly value: Value } | MissReason)[];
}

export interface LookupOptions<Value> {
  readonly store: GuardedStore;
  readonly nonces: Nonces;
  readonly format: EntryFormat<Value>;
  readonly counters: RunningCounters;
  readonly onError: (error: CacheError) => void;
  readonly now: () => number;
}

export interface Lookup<Value> {
  /** Reads the entries and the nonces of their tags in one round trip. A hit needs every nonce to equal the entry's own. */
  find(entries: readonly NamedEntry<unknown>[]): Promise<CacheLookup<Value>>;
  /**
   * Writes a fresh nonce for every tag that has none. While fills are refused, it does not wait for them.
   * @param nonces of the lookup
   * @returns all nonces; a tag whose fresh nonce was not acknowledged is missing
   */
  ensureNonces(
    entries: readonly NamedEntry<unknown>[],
    nonces: CacheLookup<Value>['nonces'],
  ): Promise<ReadonlyMap<string, string>>;
}

export function createLookup<Value>(options: LookupOptions<Value>): Lookup<Value> {
  const { store, nonces, counters } = options;
  return {
    async find(entries) {
      const lookup = await read(entries, options).catch((error: unknown) =>
        failedLookup<Value>(entries.length, error),
      );
      for (const result of lookup.results) {
        if (typeof result === 'string') counters.misses[result] += 1;
        else counters.hits += 1;
      }
      return lookup;
    },
    async ensureNonces(entries, found) {
      if (found === null) return new Map();
      const missing = tagKeysOf(entries).filter((tagKey) => !found.has(tagKey));
      if (missing.length === 0) return found;
      const created = nonces.create(missing);
      return store.sparesFills() ? found : new Map([...found, ...(await created)]);
    },
  };
}

async function read<Value>(
  entries: readonly NamedEntry<unknown>[],
  { store, nonces, format, onError, now }: LookupOptions<Value>,
): Promise<CacheLookup<Value>> {
  const tagKeys = tagKeysOf(entries);
  // Checked before and after: a quarantine that ends during the read says nothing about an answer from before its end.
  const quarantined = new Set(tagKeys.filter((tagKey) => nonces.inQuarantine(tagKey)));
  const texts = await store.read([...tagKeys, ...entries.map(({ key }) => key)]);
  const valid = new Map<string, string>();
  tagKeys.forEach((tagKey, index) => {
    const nonce = texts[index];
    if (quarantined.has(tagKey) || nonces.inQuarantine(tagKey)) return;
    // A substitute for an absent nonce would match again after the nonce was evicted.
    if (nonce !== undefined) valid.set(tagKey, nonce);
  });
  const readAt = now();
  const results = entries.map((entry, index) => {
    const text = texts[tagKeys.length + index];
    if (text === undefined) return 'absent';
    const result = format.read(text, { key: entry.key, stamp: stampOf(entry, valid), now: readAt });
    if (result === 'wrongAnswer') store.refuseAnswer(entry.key);
    if (result === 'shape') onError(new CacheError('CACHE_NOT_DECODED', `decode refused ${entry.key}`));
    return result;
  });
  return { nonces: valid, results };
}

function failedLookup<Value>(count: number, error: unknown): CacheLookup<Value> {
  const refused = error instanceof CacheError && error.code === 'CACHE_CIRCUIT_OPEN';
  const reason: MissReason = refused ? 'circuitOpen' : 'storeError';
  return { nonces: null, results: Array.from({ length: count }, () => reason) };
}
