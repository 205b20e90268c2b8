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

export interface CacheCounters {
  hits: number;
  misses: Record<MissReason, number>;
  /** Values that were computed here. */
  computed: number;
  /** Values that were stored, acknowledged. */
  fills: number;
  /** Reads that took the value of a computation already under way. */
  joins: number;
  /** Tags that were invalidated, acknowledged. */
  invalidations: number;
  /** Calls to the store that failed or were too slow, and fills that could not be written. */
  errors: number;
  /** Calls to the store. */
  storeCalls: number;
  /** Milliseconds, summed over calls, that the store took. */
  storeMs: number;
  /** Milliseconds, summed over computations. */
  computeMs: number;
}

export function createCounters(): CacheCounters {
  return {
    hits: 0,
    misses: { absent: 0, tagMismatch: 0, expired: 0, shape: 0, storeError: 0, circuitOpen: 0 },
    computed: 0,
    fills: 0,
    joins: 0,
    invalidations: 0,
    errors: 0,
    storeCalls: 0,
    storeMs: 0,
    computeMs: 0,
  };
}
