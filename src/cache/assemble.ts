// Owns the algorithm: look, fence, compute or join, fill.
//
//   look    one read of the entries and of their tags' nonces; a hit needs every nonce equal to the entry's own
//   fence   a tag without a nonce gets a fresh one, acknowledged, before anything is computed
//   compute or join a computation that began under the same nonces
//   fill    stored under the nonces of the fence, in the background: it may come late, and then nobody reads it
//
// A store that fails in `look` or `fence` means: compute, and store nothing.
import { createCircuitBreaker } from './circuit-breaker.ts';
import { createCounters, type MissReason } from './counters.ts';
import type { Discipline } from './discipline.ts';
import { createEntryFormat } from './entry-format.ts';
import { asCacheError, CacheError } from './errors.ts';
import { createFlights, type Flight } from './flights.ts';
import { guardStore } from './guarded-store.ts';
import { createKeys } from './keys.ts';
import { createNonces } from './nonces.ts';
import type { StoreWrite } from './store.ts';
import type { CacheEntry, ComputeMany, TaggedCache, TaggedCacheOptions } from './contract.ts';

const DAY_MS = 86_400_000;

/** What one read saw. */
interface Sight<Value> {
  /** The nonces that count, by tag key. */
  readonly nonces: ReadonlyMap<string, string>;
  /** By position of the entry. */
  readonly found: readonly ({ readonly value: Value } | MissReason)[];
}

/** An entry that is computed here, and what it may be stored under; null: it must not be. */
interface Fenced<Entry> {
  readonly entry: Entry;
  readonly stamp: string | null;
}

export function assembleTaggedCache<Value>(
  options: TaggedCacheOptions<Value>,
  discipline: Discipline,
): TaggedCache<Value> {
  const { namespace, version, decode, expiresAt = () => null, maxTtlMs = 90 * DAY_MS } = options;
  const { encode = (value: Value): unknown => value, onError = () => undefined, now = Date.now } = options;
  const { nonceTtlMs = 2 * maxTtlMs, readDeadlineMs = 150, writeDeadlineMs = 500 } = options;
  const counters = createCounters();
  const breaker = createCircuitBreaker(options.breaker ?? {}, now);
  const store = guardStore(options.store, { readDeadlineMs, writeDeadlineMs, breaker, counters });
  const keys = createKeys(namespace);
  const nonces = createNonces(store, keys.generation, nonceTtlMs);
  const format = createEntryFormat({ version, encode, decode });
  const flights = createFlights<Value>();
  const fills = new Set<Promise<void>>();

  async function look(entries: readonly CacheEntry[]): Promise<Sight<Value>> {
    const tagKeys = keys.tagsOf(entries);
    // As of now: a quarantine that ends while the store answers does not vouch for an answer from before.
    const suspect = new Set(tagKeys.filter((tagKey) => nonces.inQuarantine(tagKey)));
    const texts = await store.getMany([...tagKeys, ...entries.map(({ key }) => keys.entry(key))]);
    const current = new Map<string, string>();
    for (const [index, tagKey] of tagKeys.entries()) {
      const nonce = suspect.has(tagKey) || nonces.inQuarantine(tagKey) ? undefined : texts[index];
      const counted = nonce ?? discipline.absentNonce;
      if (counted !== null) current.set(tagKey, counted);
    }
    const at = now();
    const found = entries.map((entry, index) => {
      const text = texts[tagKeys.length + index];
      return text === undefined ? 'absent' : format.read(text, keys.stamp(entry, current), at);
    });
    return { nonces: current, found };
  }

  /** The nonces under which these entries may be computed: those seen, and fresh ones where there were none. */
  async function fence(entries: readonly CacheEntry[], seen: ReadonlyMap<string, string>) {
    const lacking = keys.tagsOf(entries).filter((tagKey) => !seen.has(tagKey));
    if (lacking.length === 0) return seen;
    return new Map([...seen, ...(await nonces.create(lacking))]);
  }

  async function lookAgain(entries: readonly CacheEntry[]): Promise<string[]> {
    const fenced = await fence(entries, (await look(entries)).nonces);
    return entries.map((entry) => keys.stamp(entry, fenced) ?? '');
  }

  async function compute<Entry>(entries: readonly Entry[], computeMany: ComputeMany<Entry, Value>) {
    const started = performance.now();
    const values = await computeMany(entries);
    counters.computeMs += performance.now() - started;
    if (values.length !== entries.length) {
      throw new RangeError(`asked for ${entries.length} values, compute returned ${values.length}`);
    }
    counters.computed += values.length;
    return values;
  }

  async function fill(fenced: readonly Fenced<CacheEntry>[], values: readonly Value[]): Promise<void> {
    const kept = fenced.flatMap(({ entry, stamp }, index) =>
      stamp === null ? [] : [{ entry, stamp, value: values[index] as Value }],
    );
    const stamps = await discipline.stampsToStore(
      kept.map(({ stamp }) => stamp),
      () => lookAgain(kept.map(({ entry }) => entry)),
    );
    const at = now();
    const writes = kept.flatMap(({ entry, value }, index): StoreWrite[] => {
      const until = Math.min(expiresAt(value) ?? Infinity, at + maxTtlMs);
      const ttlMs = Math.ceil(until - at);
      const stamp = stamps[index];
      if (ttlMs <= 0 || stamp === undefined) return [];
      return [{ key: keys.entry(entry.key), value: format.write(value, stamp, until), ttlMs }];
    });
    if (writes.length === 0) return;
    await store.setMany(writes);
    counters.fills += writes.length;
  }

  /** Computes, answers, and fills without the answer waiting for it. */
  async function computeAndFill<Entry extends CacheEntry>(
    fenced: readonly Fenced<Entry>[],
    computeMany: ComputeMany<Entry, Value>,
  ): Promise<readonly Value[]> {
    const computing = compute(
      fenced.map(({ entry }) => entry),
      computeMany,
    );
    const names = fenced.flatMap(({ entry, stamp }, index) =>
      stamp === null ? [] : [{ name: discipline.flightName(entry.key, stamp), index }],
    );
    const land = flights.start(names, computing);
    // Until it is stored, readers may join what is computed already.
    const filling = computing
      .then((values) => fill(fenced, values))
      .catch((error: unknown) => {
        // A computation that failed is told to who asked for it.
        if (error instanceof CacheError) onError(error);
      })
      .finally(() => {
        land();
        fills.delete(filling);
      });
    fills.add(filling);
    return computing;
  }

  async function join(flight: Flight<Value>, entry: CacheEntry, arrived: number): Promise<Value | undefined> {
    counters.joins += 1;
    const value = await flight();
    // It may have turned untrue by itself before this reader came.
    return (expiresAt(value) ?? Infinity) <= arrived ? undefined : value;
  }

  function countMisses(reasons: readonly MissReason[]): void {
    for (const reason of reasons) counters.misses[reason] += 1;
  }

  async function lookOrNot(entries: readonly CacheEntry[]): Promise<Sight<Value> | null> {
    try {
      const sight = await look(entries);
      const reasons = sight.found.filter((found) => typeof found === 'string');
      countMisses(reasons);
      counters.hits += entries.length - reasons.length;
      return sight;
    } catch (error) {
      const failure = asCacheError(error);
      countMisses(entries.map(() => (failure.code === 'CACHE_CIRCUIT_OPEN' ? 'circuitOpen' : 'storeError')));
      onError(failure);
      return null;
    }
  }

  async function getMany(entries: readonly CacheEntry[]): Promise<(Value | undefined)[]> {
    if (entries.length === 0) return [];
    const sight = await lookOrNot(entries);
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
    const byKey = new Map(asked.map((entry) => [entry.key, entry]));
    const entries = [...byKey.values()];
    const sight = await lookOrNot(entries);
    const values = new Map<string, Value>();
    const missing = entries.filter((entry, index) => {
      const found = sight?.found[index];
      if (typeof found !== 'object') return true;
      values.set(entry.key, found.value);
      return false;
    });
    if (missing.length > 0) {
      const current = sight ? await fence(missing, sight.nonces) : new Map<string, string>();
      const fenced = missing.map((entry) => ({ entry, stamp: keys.stamp(entry, current) }));
      await settle(fenced, { computeMany, arrived, values });
    }
    return asked.map(({ key }) => values.get(key) as Value);
  }

  /** Joins what can be joined and computes the rest at once, then what had expired when it was joined. */
  async function settle<Entry extends CacheEntry>(
    fenced: readonly Fenced<Entry>[],
    into: { computeMany: ComputeMany<Entry, Value>; arrived: number; values: Map<string, Value> },
  ): Promise<void> {
    const own: Fenced<Entry>[] = [];
    const joins: Promise<Fenced<Entry>[]>[] = [];
    for (const one of fenced) {
      const { entry, stamp } = one;
      const flight = stamp === null ? undefined : flights.find(discipline.flightName(entry.key, stamp));
      if (!flight) {
        own.push(one);
        continue;
      }
      joins.push(
        join(flight, entry, into.arrived).then((value) => {
          if (value === undefined) return [one];
          into.values.set(entry.key, value);
          return [];
        }),
      );
    }
    const computeOwn = async (wanted: readonly Fenced<Entry>[]) => {
      if (wanted.length === 0) return;
      const computed = await computeAndFill(wanted, into.computeMany);
      for (const [index, { entry }] of wanted.entries()) into.values.set(entry.key, computed[index] as Value);
    };
    const [expired] = await Promise.all([Promise.all(joins), computeOwn(own)]);
    await computeOwn(expired.flat());
  }

  async function invalidate(tagKeys: readonly string[]): Promise<void> {
    if (tagKeys.length === 0) return;
    try {
      await nonces.invalidate(tagKeys);
    } catch (cause) {
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
    clear: () => invalidate([keys.generation]),
    counters: () => ({ ...counters, misses: { ...counters.misses } }),
    async settled() {
      while (fills.size > 0) await Promise.all(fills);
    },
  };
}
