// Keeps the AbortSignal of a request with all that the request starts. What is below reads it: the pool cancels statements.
// Jobs and commands have no signal.
import { AsyncLocalStorage } from 'node:async_hooks';

const signals = new AsyncLocalStorage<AbortSignal | undefined>();

/** Undefined outside of a request. */
export function currentSignal(): AbortSignal | undefined {
  return signals.getStore();
}

export function withSignal<Result>(signal: AbortSignal | undefined, work: () => Result): Result {
  return signals.run(signal, work);
}

/** For work that goes on after the request that started it, such as a timer that serves many. */
export function outlivingRequest<Result>(work: () => Result): Result {
  return signals.run(undefined, work);
}
