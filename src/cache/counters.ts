// Owns the counters of one cache: plain numbers that only grow, read as a snapshot. They never fail.

/** Why a read did not get its value from the store. */
export type MissReason =
  /** No entry was there. */
  | 'absent'
  /** An entry was there, and one of its tags was invalidated, evicted or lost since. */
  | 'tagMismatch'
  /** Its moment had passed. */
  | 'expired'
  /** It was written under another version, or `decode` refused it. */
  | 'shape'
  /** The store failed or was too slow. */
  | 'storeError'
  /** The store was not asked. */
  | 'circuitOpen';

/** A snapshot. */
export interface CacheCounters {
  readonly hits: number;
  readonly misses: Readonly<Record<MissReason, number>>;
  /** Values that were computed here. */
  readonly computed: number;
  /** Values that were stored, acknowledged. */
  readonly fills: number;
  /** Reads that took the value of a computation already under way. */
  readonly joins: number;
  /** Tags that were invalidated, acknowledged. */
  readonly invalidations: number;
  /** Tags whose invalidation was not acknowledged; one that is repeated counts each time. */
  readonly failedInvalidations: number;
  /** Calls to the store that failed or were too slow. */
  readonly errors: number;
  /** Calls to the store; reads of the same turn are one. */
  readonly storeCalls: number;
  /** Milliseconds, summed over calls, that the store took. */
  readonly storeMs: number;
  /** Milliseconds, summed over computations. */
  readonly computeMs: number;
}

/** Those that are being counted. */
export type RunningCounters = { -readonly [Name in Exclude<keyof CacheCounters, 'misses'>]: number } & {
  readonly misses: Record<MissReason, number>;
};

export function createCounters(): RunningCounters {
  return {
    hits: 0,
    misses: { absent: 0, tagMismatch: 0, expired: 0, shape: 0, storeError: 0, circuitOpen: 0 },
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
