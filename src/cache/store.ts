// Owns the port: what the tagged cache asks of a store, and nothing more.
// A store that fails rejects; it never answers "absent" or "written" for what it does not know.

export interface StoreWrite {
  readonly key: string;
  readonly value: string;
  /** Milliseconds, a whole number above 0; null: no expiry. */
  readonly ttlMs: number | null;
}

export interface CacheStore {
  /**
   * One round trip (in a Redis cluster one per node, in parallel).
   * @returns a value or undefined for every key, in the order of the keys
   */
  getMany(keys: readonly string[]): Promise<readonly (string | undefined)[]>;
  /** Resolves once every write is acknowledged. After a rejection any of them may have happened, or may happen yet. */
  setMany(writes: readonly StoreWrite[]): Promise<void>;
  /** Never rejects. */
  close(): Promise<void>;
}
