// Owns what a tagged cache promises to who uses it: its options, their defaults, and each of its calls.
// No read fails for a store that is down, slow, read-only, full or emptied: it computes instead. `invalidate` does reject.
import type { BreakerOptions } from './circuit-breaker.ts';
import type { CacheCounters } from './counters.ts';
import type { CacheError } from './errors.ts';
import type { CacheStore } from './store.ts';

/** What is asked for. The tags follow from the key, so that entry and nonces are read in one round trip. */
export interface CacheEntry<Key extends string = string, Tag extends string = string> {
  /** Unique in the namespace. */
  readonly key: Key;
  /** An invalidation of any of them ends the entry. The order does not matter. */
  readonly tags: readonly Tag[];
}

export interface TaggedCacheOptions<Value> {
  readonly store: CacheStore;
  /** Keeps caches in one store apart: letters, digits, `_`, `.` and `-`. */
  readonly namespace: string;
  /** Raise it when the shape of a value changes: entries of another version are misses. */
  readonly version: string;
  /** From parsed JSON back to a value, a zod schema's `parse` for instance. What throws is a miss. */
  readonly decode: (json: unknown) => Value;
  /**
   * From a value to what JSON can hold.
   * @default the value itself, as `JSON.stringify` takes it: a Date becomes its ISO text
   */
  readonly encode?: (value: Value) => unknown;
  /**
   * The moment from which the value is no longer true by itself, in milliseconds since 1970; null: there is none.
   * @default null for every value
   */
  readonly expiresAt?: (value: Value) => number | null;
  /**
   * The longest that an entry lives, in milliseconds.
   * @default 90 days
   */
  readonly maxTtlMs?: number;
  /**
   * The longest that a nonce lives, in milliseconds; an entry never outlives its nonces. Null: no expiry.
   * @default twice `maxTtlMs`
   */
  readonly nonceTtlMs?: number | null;
  /**
   * Of how many tags a failed invalidation is remembered one by one; above it every entry is a miss in this process, until the
   * store acknowledges a fresh generation.
   * @default 10_000
   */
  readonly quarantineLimit?: number;
  /** How long a read waits for the store, in milliseconds. @default 150 */
  readonly readDeadlineMs?: number;
  /** How long a write waits for the store, in milliseconds. @default 500 */
  readonly writeDeadlineMs?: number;
  /** When a store that keeps failing is left alone. */
  readonly breaker?: BreakerOptions;
  /** Told of each failure of the store that no caller sees. @default does nothing */
  readonly onError?: (error: CacheError) => void;
  /** The clock, in milliseconds since 1970. @default Date.now */
  readonly now?: () => number;
}

/** The values of the missing entries, in their order. */
export type ComputeMany<Entry, Value> = (missing: readonly Entry[]) => Promise<readonly Value[]>;

/** @template Key, Tag the keys and tags that may be used, such as `profile_${string}`; any text where they are not given */
export interface TaggedCache<Value, Key extends string = string, Tag extends string = string> {
  /** What the cache has; undefined where it has nothing current. One round trip. */
  get(entry: CacheEntry<Key, Tag>): Promise<Value | undefined>;
  /** The same for many, in the order of the entries, in one round trip. */
  getMany(entries: readonly CacheEntry<Key, Tag>[]): Promise<(Value | undefined)[]>;
  /**
   * What the cache has, or else what `compute` gives, which is then stored. Nothing older than the last acknowledged
   * invalidation before this call is ever returned. Where the same computation is running already and began under the
   * same nonces, its value is taken, and its rejection too.
   * @throws what `compute` throws
   */
  getOrCompute(entry: CacheEntry<Key, Tag>, compute: () => Promise<Value>): Promise<Value>;
  /**
   * The same for many: one round trip for all that are there, one call of `compute` for all that are not. Entries may carry
   * more than a key and tags; `compute` gets them as they are.
   * @throws what `compute` throws, and a RangeError where it returns another number of values than it was asked for
   */
  getOrComputeMany<Entry extends CacheEntry<Key, Tag>>(
    entries: readonly Entry[],
    compute: ComputeMany<Entry, Value>,
  ): Promise<Value[]>;
  /**
   * After this no read returns what was computed before this call. O(tags), whatever the number of entries.
   * @throws CacheError CACHE_NOT_INVALIDATED where the store did not acknowledge: repeat it. Until an attempt succeeds this
   *   process does not serve these tags' entries; others may.
   */
  invalidate(tags: readonly Tag[]): Promise<void>;
  /** Invalidates everything in the namespace, in O(1). @throws as `invalidate` */
  clear(): Promise<void>;
  /** A copy. */
  counters(): CacheCounters;
  /** Resolves once every value computed so far is stored, or its store has failed. Never rejects. For shutdown and tests. */
  settled(): Promise<void>;
}
