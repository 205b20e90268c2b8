// The counters of one cache. They only grow.

/** Why an entry was not served from the store. */
export type MissReason =
  /** The store has no entry. */
  | 'absent'
  /** One of the entry's tags was invalidated or evicted since. */
  | 'tagMismatch'
  /** The entry has expired. */
  | 'expired'
  /** `decode` threw. */
  | 'shape'
  /** The entry is damaged, or the store answered with another one. */
  | 'wrongAnswer'
  /** The store failed or missed its deadline. */
  | 'storeError'
  /** The circuit breaker was open. */
  | 'circuitOpen';

/** As they are at a moment. */
export interface CacheCounters {
  readonly hits: number;
  readonly misses: Readonly<Record<MissReason, number>>;
  /** Values that were computed since none was served. */
  readonly computed: number;
  /** Values whose write the store acknowledged. */
  readonly fills: number;
  /** Entries that joined a computation in flight. */
  readonly joins: number;
  /** Tags whose invalidation the store acknowledged. */
  readonly invalidations: number;
  /** Tags whose invalidation was not acknowledged, counted per attempt. */
  readonly failedInvalidations: number;
  /** Calls to the store that failed or missed their deadline, and wrong answers. */
  readonly errors: number;
  /** Calls to the store. */
  readonly storeCalls: number;
  /** Milliseconds, summed over calls to the store. */
  readonly storeMs: number;
  /** Milliseconds, summed over computations. */
  readonly computeMs: number;
}

/** The same, for the parts of the cache that count. */
export type RunningCounters = { -readonly [Name in Exclude<keyof CacheCounters, 'misses'>]: number } & {
  readonly misses: Record<MissReason, number>;
};

export function createCounters(): RunningCounters {
  return {
    hits: 0,
    misses: {
      absent: 0,
      tagMismatch: 0,
      expired: 0,
      shape: 0,
      wrongAnswer: 0,
      storeError: 0,
      circuitOpen: 0,
    },
    computed: 0,
    fills: 0,
    joins: 0,
    invalidations: 0,
    failedInvalidations: 0,
    errors: 0,
    storeCalls: 0,
    storeMs: 0,
    computeMs: 0,
  };
}

export function copyOf(counters: RunningCounters): CacheCounters {
  return { ...counters, misses: { ...counters.misses } };
}
