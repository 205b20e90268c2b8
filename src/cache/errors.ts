// The errors of the cache. Each has a stable code and keeps its cause.

import { reasonOf } from '../observability/describe-error.ts';

export type CacheErrorCode =
  /** The store refused the call, answered with an error or is not connected. */
  | 'CACHE_STORE_FAILED'
  /** The store did not answer within the deadline. The call may still take effect. */
  | 'CACHE_STORE_TIMEOUT'
  /** The store was not called because it has just failed several times in a row. */
  | 'CACHE_CIRCUIT_OPEN'
  /** The store's answer is damaged, or belongs to another question. */
  | 'CACHE_WRONG_ANSWER'
  /** `decode` refused an entry. */
  | 'CACHE_NOT_DECODED'
  /** The store did not acknowledge an invalidation: repeat it. */
  | 'CACHE_NOT_INVALIDATED';

export class CacheError extends Error {
  readonly code: CacheErrorCode;
  constructor(code: CacheErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'CacheError';
    this.code = code;
  }
}

/** Wraps whatever a store threw. */
export function asCacheError(error: unknown): CacheError {
  if (error instanceof CacheError) return error;
  const reason = reasonOf(error);
  return new CacheError('CACHE_STORE_FAILED', `the cache store failed: ${reason}`, { cause: error });
}
