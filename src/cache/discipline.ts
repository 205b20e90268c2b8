// Owns the four decisions that keep the cache from ever serving an old value. The tests take each apart and see stale
// answers; nothing else may pass a discipline of its own.

export interface Discipline {
  /** What a nonce counts as that the store does not have; null: it never matches. */
  readonly absentNonce: string | null;
  /** Until when a reader may share a read of the store with those who asked before. */
  readonly readsMergeUntil: 'sent' | 'answered';
  /** Which running computation a reader may join, as a name. */
  readonly flightName: (key: string, stamp: string) => string;
  /**
   * Under which nonces computed values are stored.
   * @param fenced those known before the computation began
   * @param lookAgain those of now
   */
  readonly stampsToStore: (
    fenced: readonly string[],
    lookAgain: () => Promise<readonly string[]>,
  ) => Promise<readonly string[]> | readonly string[];
}

export const discipline: Discipline = {
  // Any substitute would match again after a nonce was evicted or lost.
  absentNonce: null,
  // Once it is sent, who comes after an invalidation would be told what the store had before it.
  readsMergeUntil: 'sent',
  // By key alone, who comes after an invalidation would join a computation from before it.
  flightName: (key, stamp) => `${key}\n${stamp}`,
  // Read any later, they would be those of a write that the computation has not seen.
  stampsToStore: (fenced) => fenced,
};
