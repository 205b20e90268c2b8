// Owns the algorithm: look, fence, compute or join, fill.
//
//   look     one read of the entries and of their tags' nonces; a hit needs every nonce equal to the entry's own
//   fence    a tag without a nonce gets a fresh one, acknowledged, before anything is computed
//   compute  or join a computation that began under the same nonces
//   fill     stored under the nonces of the fence, in the background: it may come late, and then nobody reads it
//
// The first two are in look.ts, the others in computations.ts. A store that fails in the first two means: compute, and store nothing.
import { createCircuitBreaker } from './circuit-breaker.ts';
import { createComputations } from './computations.ts';
import type { CacheEntry, ComputeMany, TaggedCache, TaggedCacheOptions } from './contract.ts';
import { createCounters, copyOf } from './counters.ts';
import type { Discipline } from './discipline.ts';
import { createEntryFormat } from './entry-format.ts';
import { asCacheError, CacheError } from './errors.ts';
import { guardStore } from './guarded-store.ts';
import { createKeys, stampOf, type Named } from './keys.ts';
import { createLook, type Sight } from './look.ts';
import { mergeReads } from './merged-reads.ts';
import { createNonces } from './nonces.ts';

const DAY_MS = 86_400_000;

export function assembleTaggedCache<Value, Key extends string = string, Tag extends string = string>(
  options: TaggedCacheOptions<Value>,
  discipline: Discipline,
): TaggedCache<Value, Key, Tag> {
  const { namespace, version, decode, expiresAt = () => null, maxTtlMs = 90 * DAY_MS } = options;
  const { encode = (value: Value): unknown => value, onError = () => undefined, now = Date.now } = options;
  const {
    nonceTtlMs = 2 * maxTtlMs,
    quarantineLimit = 10_000,
    readDeadlineMs = 150,
    writeDeadlineMs = 500,
  } = options;
  const counters = createCounters();
  const store = guardStore(options.store, {
    ...{ readDeadlineMs, writeDeadlineMs, counters },
    breaker: () => createCircuitBreaker(options.breaker ?? {}, now),
  });
  const keys = createKeys(namespace);
  const { generation } = keys;
  const nonces = createNonces({ store, generation, ttlMs: nonceTtlMs, quarantineLimit });
  const format = createEntryFormat({ version, encode, decode });
  const { absentNonce, readsMergeUntil } = discipline;
  const readMany = mergeReads(store.getMany, readsMergeUntil);
  const looking = createLook({ readMany, nonces, format, absentNonce, now });
  const computations = createComputations({
    ...{ store, format, discipline, counters, expiresAt, maxTtlMs, now },
    tell,
    async lookAgain(entries) {
      const fenced = await looking.fence(entries, (await looking.look(entries)).nonces);
      return entries.map((entry) => stampOf(entry, fenced) ?? '');
    },
  });

  /** What no caller sees. That a store known to be dead was not asked is counted, and not told again for each read. */
  function tell(error: unknown): CacheError {
    const failure = asCacheError(error);
    if (failure.code !== 'CACHE_CIRCUIT_OPEN') onError(failure);
    return failure;
  }

  async function lookOrNot(entries: readonly Named<unknown>[]): Promise<Sight<Value> | null> {
    try {
      const sight = await looking.look(entries);
      for (const found of sight.found) {
        if (typeof found === 'string') counters.misses[found] += 1;
        else counters.hits += 1;
      }
      return sight;
    } catch (error) {
      const { code } = tell(error);
      counters.misses[code === 'CACHE_CIRCUIT_OPEN' ? 'circuitOpen' : 'storeError'] += entries.length;
      return null;
    }
  }

  async function getMany(entries: readonly CacheEntry[]): Promise<(Value | undefined)[]> {
    if (entries.length === 0) return [];
    const sight = await lookOrNot(entries.map((entry) => keys.name(entry)));
    return entries.map((_, index) => {
      const found = sight?.found[index];
      return typeof found === 'object' ? found.value : undefined;
    });
  }

  async function getOrComputeMany<Entry extends CacheEntry>(
    asked: readonly Entry[],
    computeMany: ComputeMany<Entry, Value>,
  ): Promise<Value[]> {
    if (asked.length === 0) return [];
    const arrived = now();
    const wanted = asked.map((entry) => keys.name(entry));
    const entries = asked.length === 1 ? wanted : [...new Map(wanted.map((one) => [one.key, one])).values()];
    const sight = await lookOrNot(entries);
    const values = new Map<string, Value>();
    const missing = entries.filter(({ key }, index) => {
      const found = sight?.found[index];
      if (typeof found !== 'object') return true;
      values.set(key, found.value);
      return false;
    });
    if (missing.length > 0) {
      const current = sight ? await looking.fence(missing, sight.nonces) : new Map<string, string>();
      const fenced = missing.map((one) => ({ ...one, stamp: stampOf(one, current) }));
      const settled = await computations.settle(fenced, computeMany, arrived);
      for (const [key, value] of settled) values.set(key, value);
    }
    return wanted.map(({ key }) => values.get(key) as Value);
  }

  async function invalidate(tagKeys: readonly string[]): Promise<void> {
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

  return {
    getMany,
    getOrComputeMany,
    get: async (entry) => (await getMany([entry]))[0],
    async getOrCompute(entry, computeOne) {
      const [value] = await getOrComputeMany([entry], async () => [await computeOne()]);
      return value as Value;
    },
    invalidate: (tags) => invalidate([...new Set(tags)].map((tag) => keys.tag(tag))),
    clear: () => invalidate([generation]),
    counters: () => copyOf(counters),
    settled: () => computations.filled(),
  };
}
