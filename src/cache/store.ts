// The store that a tagged cache needs. A store that fails must reject: it must not report a key as absent, or a write as
// done, unless that is true.

export interface StoreWrite {
  readonly key: string;
  readonly value: string;
  /** Milliseconds, an integer above 0; null: no expiry. */
  readonly ttlMs: number | null;
}

export interface CacheStore {
  /**
   * One round trip; in a Redis cluster one per node, in parallel.
   * @returns a value or undefined for every key, in their order
   */
  getMany(keys: readonly string[]): Promise<readonly (string | undefined)[]>;
  /** Resolves when every write is acknowledged. After a rejection each write may have happened, or may still happen. */
  setMany(writes: readonly StoreWrite[]): Promise<void>;
  /**
   * Writes as `setMany`, then reads the same keys back, so that a write that was lost or damaged on its way is noticed.
   * @returns the values as `getMany`
   */
  setAndGetMany(writes: readonly StoreWrite[]): Promise<readonly (string | undefined)[]>;
  /** Which store answers at the moment, with what it holds. Null: not known, or one of this process alone. Never rejects. */
  identity(): Promise<string | null>;
  /** Call it after an answer that belongs to another question. Calls in flight may reject. */
  reset(): void;
  /** Never rejects. */
  close(): Promise<void>;
}
