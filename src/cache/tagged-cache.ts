// Creates a tagged cache. contract.ts says what it guarantees. A read has four steps:
//
//   1. find          One read of the entries and the nonces of their tags. A hit needs every nonce to equal the entry's own.
//   2. ensureNonces  Gives a tag without a nonce a fresh one, acknowledged by the store, before anything is computed.
//   3. compute       Or joins a computation in flight that started under the same nonces.
//   4. fill          Stores the value under the nonces of step 2, in the background. A late fill is never read.
//
// Steps 1 and 2 are in lookup.ts, 3 and 4 in computations.ts. If the store fails in 1 or 2, the value is computed, not stored.
import { createCircuitBreaker } from './circuit-breaker.ts';
import { createComputations, type Computations } from './computations.ts';
import type { CacheEntry, ComputeMany, TaggedCache, TaggedCacheOptions } from './contract.ts';
import { copyOf, createCounters, type RunningCounters } from './counters.ts';
import { createEntryFormat, createKeys, stampOf, type Keys } from './entry.ts';
import { CacheError } from './errors.ts';
import { guardStore, type GuardedStore } from './guarded-store.ts';
import { createLookup, type Lookup } from './lookup.ts';
import { createNonces, type Nonces } from './nonces.ts';

export type { TaggedCache, TaggedCacheOptions } from './contract.ts';

const DAY_MS = 86_400_000;

interface Parts<Value> {
  readonly keys: Keys;
  readonly nonces: Nonces;
  readonly lookup: Lookup<Value>;
  readonly computations: Computations<Value>;
  readonly store: GuardedStore;
  readonly counters: RunningCounters;
  readonly now: () => number;
}

/** @throws RangeError for a namespace with other characters */
export function createTaggedCache<Value, Key extends string = string, Tag extends string = string>(
  options: TaggedCacheOptions<Value>,
): TaggedCache<Value, Key, Tag> {
  const parts = createParts(options);
  const { keys, counters, computations } = parts;
  return {
    get: async (entry) => (await getMany(parts, [entry]))[0],
    getMany: (entries) => getMany(parts, entries),
    async getOrCompute(entry, computeOne) {
      const [value] = await getOrComputeMany(parts, [entry], async () => [await computeOne()]);
      return value as Value;
    },
    getOrComputeMany: (entries, computeMany) => getOrComputeMany(parts, entries, computeMany),
    invalidate: (tags) =>
      invalidate(
        parts,
        [...new Set(tags)].map((tag) => keys.tag(tag)),
      ),
    async groupsInUse(groups) {
      const existing = new Set(await parts.nonces.existing(groups.map((group) => keys.tag(group))));
      return groups.filter((group) => existing.has(keys.tag(group)));
    },
    counters: () => copyOf(counters),
    failingSince() {
      const since = parts.store.failingSince();
      return since === null ? null : new Date(since);
    },
    storeIdentity: () => options.store.identity(),
    whenStored: () => computations.whenStored(),
  };
}

function createParts<Value>(options: TaggedCacheOptions<Value>): Parts<Value> {
  const { namespace, source = '', decode } = options;
  const { expiresAt = () => null, maxTtlMs = 90 * DAY_MS, nonceTtlMs = 2 * maxTtlMs } = options;
  const { readDeadlineMs = 150, writeDeadlineMs = 500, invalidationDeadlineMs = 1000 } = options;
  const { retryMs = 50, onError = () => undefined, now = Date.now } = options;
  const counters = createCounters();
  const store = guardStore(options.store, {
    ...{ readDeadlineMs, writeDeadlineMs, retryMs, counters, onError, now },
    createBreaker: () => createCircuitBreaker(options.breaker ?? {}, now),
  });
  const keys = createKeys(namespace, source);
  const format = createEntryFormat(decode);
  const nonces = createNonces({
    ...{ store, ttlMs: nonceTtlMs, writeDeadlineMs, invalidationDeadlineMs },
    isGroup: (tagKey) => keys.isGroup(tagKey),
    quarantineLimit: options.quarantineLimit ?? 10_000,
  });
  const lookup = createLookup({ store, nonces, format, counters, onError, now });
  const computations = createComputations({ store, format, counters, expiresAt, maxTtlMs, now });
  return { keys, nonces, lookup, computations, store, counters, now };
}

async function getMany<Value>(
  { keys, lookup }: Parts<Value>,
  entries: readonly CacheEntry[],
): Promise<(Value | undefined)[]> {
  if (entries.length === 0) return [];
  const { results } = await lookup.find(entries.map((entry) => keys.name(entry)));
  return results.map((result) => (typeof result === 'string' ? undefined : result.value));
}

async function getOrComputeMany<Value, Entry extends CacheEntry>(
  { keys, lookup, computations, now }: Parts<Value>,
  entries: readonly Entry[],
  computeMany: ComputeMany<Entry, Value>,
): Promise<Value[]> {
  if (entries.length === 0) return [];
  const calledAt = now();
  const named = entries.map((entry) => keys.name(entry));
  const distinct = [...new Map(named.map((one) => [one.key, one])).values()];
  const { nonces: found, results } = await lookup.find(distinct);
  const values = new Map<string, Value>();
  const missing = distinct.filter(({ key }, index) => {
    const result = results[index];
    if (typeof result !== 'object') return true;
    values.set(key, result.value);
    return false;
  });
  if (missing.length > 0) {
    const nonces = await lookup.ensureNonces(missing, found);
    const stamped = missing.map((one) => ({ ...one, stamp: stampOf(one, nonces) }));
    const computed = await computations.getMany(stamped, computeMany, calledAt);
    for (const [key, value] of computed) values.set(key, value);
  }
  return named.map(({ key }) => values.get(key) as Value);
}

async function invalidate({ nonces, counters }: Parts<unknown>, tagKeys: readonly string[]): Promise<void> {
  if (tagKeys.length === 0) return;
  try {
    await nonces.invalidate(tagKeys);
  } catch (cause) {
    counters.failedInvalidations += tagKeys.length;
    const message = `the store did not acknowledge the invalidation of ${tagKeys.length} tags`;
    throw new CacheError('CACHE_NOT_INVALIDATED', message, { cause });
  }
  counters.invalidations += tagKeys.length;
}
