// Owns the errors of the cache: each has a stable code and keeps its cause.
// Reads never throw them (a read computes instead); only `invalidate` and `clear` reject.

export type CacheErrorCode =
  /** The store refused, answered with an error or is not connected. */
  | 'CACHE_STORE_FAILED'
  /** The store did not answer within the deadline; what was asked may still happen. */
  | 'CACHE_STORE_TIMEOUT'
  /** The store was not asked, since it failed several times in a row a moment ago. */
  | 'CACHE_CIRCUIT_OPEN'
  /** An invalidation that the store did not acknowledge: repeat it until it is. */
  | 'CACHE_NOT_INVALIDATED';

export class CacheError extends Error {
  readonly code: CacheErrorCode;
  constructor(code: CacheErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'CacheError';
    this.code = code;
  }
}

/** Whatever a store threw, as a CacheError. */
export function asCacheError(error: unknown): CacheError {
  if (error instanceof CacheError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new CacheError('CACHE_STORE_FAILED', `the cache store failed: ${reason}`, { cause: error });
}
