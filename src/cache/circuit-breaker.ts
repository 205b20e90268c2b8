// Owns the decision whether a store that keeps failing is asked at all. After some failures in a row it is not, for a
// moment; then one call tries it, and what that call sees decides for all.

export interface BreakerOptions {
  /**
   * Failures in a row until the circuit opens.
   * @default 3
   */
  readonly failures?: number;
  /**
   * For how long it stays open, in milliseconds.
   * @default 1000
   */
  readonly openMs?: number;
}

export interface CircuitBreaker {
  /** Whether the store may be asked now. A `true` must be followed by `succeeded` or `failed`. */
  admits(): boolean;
  succeeded(): void;
  failed(): void;
}

export function createCircuitBreaker(
  { failures = 3, openMs = 1000 }: BreakerOptions,
  now: () => number,
): CircuitBreaker {
  let inARow = 0;
  let openedAt = 0;
  let probing = false;
  return {
    admits() {
      if (inARow < failures) return true;
      const open = Math.abs(now() - openedAt) < openMs;
      if (open || probing) return false;
      probing = true;
      return true;
    },
    succeeded() {
      inARow = 0;
      probing = false;
    },
    failed() {
      inARow += 1;
      probing = false;
      openedAt = now();
    },
  };
}
