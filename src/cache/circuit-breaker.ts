// Stops calling a store that keeps failing. After some failures in a row the circuit opens for a while. Then one probe
// call is let through, and its outcome closes the circuit or opens it again.

export interface BreakerOptions {
  /**
   * Failures in a row that open the circuit.
   * @default 3
   */
  readonly failures?: number;
  /**
   * How long it stays open, in milliseconds.
   * @default 1000
   */
  readonly openMs?: number;
}

export interface CircuitBreaker {
  /** Whether the store may be called now. After `true` the caller must call `succeeded` or `failed`. */
  admits(): boolean;
  isOpen(): boolean;
  succeeded(): void;
  failed(): void;
}

export function createCircuitBreaker(
  { failures = 3, openMs = 1000 }: BreakerOptions,
  now: () => number,
): CircuitBreaker {
  let failuresInARow = 0;
  let openedAt = 0;
  let probing = false;
  const isOpen = () => failuresInARow >= failures && Math.abs(now() - openedAt) < openMs;
  return {
    isOpen,
    admits() {
      if (failuresInARow < failures) return true;
      if (isOpen() || probing) return false;
      probing = true;
      return true;
    },
    succeeded() {
      failuresInARow = 0;
      probing = false;
    },
    failed() {
      failuresInARow += 1;
      probing = false;
      openedAt = now();
    },
  };
}
