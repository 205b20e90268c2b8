// The interface of a tagged cache: its options, their defaults, and its methods.
// If the store is down, slow, read-only, full or emptied, a read computes the value instead. Only `invalidate` and `clear` reject.
import type { BreakerOptions } from './circuit-breaker.ts';
import type { CacheCounters } from './counters.ts';
import type { CacheError } from './errors.ts';
import type { CacheStore } from './store.ts';

/** The caller derives the tags from the key, so one round trip reads the entry and the nonces of its tags. */
export interface CacheEntry<Key extends string = string, Tag extends string = string> {
  /** Unique in the namespace. It names the version of the value's shape and of the code that computes it. */
  readonly key: Key;
  /** A tag that many entries share, so that it costs a read of many entries one key. There are few groups. */
  readonly group: Tag;
  /** Invalidating any of them invalidates the entry. Their order does not matter. */
  readonly tags: readonly Tag[];
}

export interface TaggedCacheOptions<Value> {
  readonly store: CacheStore;
  /** Separates caches in one store. Letters, digits, `_`, `.` and `-`. */
  readonly namespace: string;
  /** What values are computed from. Caches of other sources share the tags and not the entries. @default empty */
  readonly source?: string;
  /** Turns parsed JSON into a value, for example a zod schema's `parse`. If it throws, the entry is a miss. */
  readonly decode: (json: unknown) => Value;
  /**
   * When the value expires without an invalidation, in milliseconds since 1970; null: never.
   * @default null for every value
   */
  readonly expiresAt?: (value: Value) => number | null;
  /**
   * The maximum lifetime of an entry, in milliseconds.
   * @default 90 days
   */
  readonly maxTtlMs?: number;
  /**
   * The lifetime of a nonce, in milliseconds; null: no expiry. An entry is a miss once one of its nonces expired.
   * @default twice `maxTtlMs`
   */
  readonly nonceTtlMs?: number | null;
  /**
   * How many tags with a failed invalidation are remembered one by one. Above it every entry is a miss in this process until
   * the store acknowledges a fresh nonce of its group.
   * @default 10_000
   */
  readonly quarantineLimit?: number;
  /** Deadline of a read of the store, in milliseconds. @default 150 */
  readonly readDeadlineMs?: number;
  /** Deadline of a write that a later read can repeat, in milliseconds. @default 500 */
  readonly writeDeadlineMs?: number;
  /** Deadline of an invalidation with all its attempts, in milliseconds. @default 1000 */
  readonly invalidationDeadlineMs?: number;
  /** The pause between two attempts at an invalidation or at a nonce, in milliseconds; then twice as long each. @default 50 */
  readonly retryMs?: number;
  /** When a failing store is no longer called for reads and fills. */
  readonly breaker?: BreakerOptions;
  /** Called with each failure of the store, wrong answer, and entry that `decode` refuses. @default does nothing */
  readonly onError?: (error: CacheError) => void;
  /** The clock, in milliseconds since 1970. @default Date.now */
  readonly now?: () => number;
}

/** Returns the values of the missing entries, in their order. */
export type ComputeMany<Entry, Value> = (missing: readonly Entry[]) => Promise<readonly Value[]>;

/** @template Key, Tag the allowed keys and tags, such as `profile_${string}`. @default any string */
export interface TaggedCache<Value, Key extends string = string, Tag extends string = string> {
  /** The cached value, or undefined. One round trip. */
  get(entry: CacheEntry<Key, Tag>): Promise<Value | undefined>;
  /** The same for many entries, in their order, in one round trip. */
  getMany(entries: readonly CacheEntry<Key, Tag>[]): Promise<(Value | undefined)[]>;
  /**
   * The cached value, or else the result of `compute`, which is then stored. The value is never older than the last
   * invalidation that was acknowledged before this call. If the same computation is in flight and started under the same
   * nonces, the call shares its result, also a rejection.
   * @throws what `compute` throws
   */
  getOrCompute(entry: CacheEntry<Key, Tag>, compute: () => Promise<Value>): Promise<Value>;
  /**
   * The same for many entries: one round trip to the store, and one call of `compute` for all misses. Entries may have more
   * properties than key and tags; `compute` receives them unchanged.
   * @throws what `compute` throws, and a RangeError if it returns another number of values than there are misses
   */
  getOrComputeMany<Entry extends CacheEntry<Key, Tag>>(
    entries: readonly Entry[],
    compute: ComputeMany<Entry, Value>,
  ): Promise<Value[]>;
  /**
   * Once it resolves, no read returns a value that was computed before this call. O(tags), independent of the number of
   * entries. From this call until the store acknowledges it, this process serves no entry with these tags.
   * @param tags tags and groups
   * @throws CacheError CACHE_NOT_INVALIDATED if the store did not acknowledge it in time: call it again. Other processes may
   *   then serve such entries.
   */
  invalidate(tags: readonly Tag[]): Promise<void>;
  /** Those of the groups that entries may be in: an entry of another one is in no store. @throws CacheError of the store */
  groupsInUse(groups: readonly Tag[]): Promise<Tag[]>;
  /** A snapshot. */
  counters(): CacheCounters;
  /** When the calls of the store began to fail; null: the last one succeeded. */
  failingSince(): Date | null;
  /** Which store answers at the moment, with what it holds. Null: not known, or one of this process alone. Never rejects. */
  storeIdentity(): Promise<string | null>;
  /** Resolves when every value computed so far is stored or its write has failed. Never rejects. */
  whenStored(): Promise<void>;
}
