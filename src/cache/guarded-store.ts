// Gives each call to the store a deadline and a circuit breaker. Every failure is a CacheError.
// A call that missed its deadline may still take effect in the store; nonces.ts says why that is harmless.
import type { CircuitBreaker } from './circuit-breaker.ts';
import type { RunningCounters } from './counters.ts';
import { asCacheError, CacheError } from './errors.ts';
import type { CacheStore } from './store.ts';

export interface GuardOptions {
  /** Milliseconds. */
  readonly readDeadlineMs: number;
  /** Milliseconds. */
  readonly writeDeadlineMs: number;
  /** Called once for reads and once for writes. */
  readonly createBreaker: () => CircuitBreaker;
  readonly counters: RunningCounters;
}

export type GuardedStore = Pick<CacheStore, 'getMany' | 'setMany'>;

export function guardStore(store: CacheStore, options: GuardOptions): GuardedStore {
  const { readDeadlineMs, writeDeadlineMs, counters } = options;
  const writes = options.createBreaker();
  const reads = options.createBreaker();
  // A store that refuses writes may still answer reads. A store that fails reads fails writes too.
  const readsAndWrites: CircuitBreaker = {
    ...reads,
    failed() {
      reads.failed();
      writes.failed();
    },
  };
  return {
    getMany: (keys) =>
      guarded(() => store.getMany(keys), readDeadlineMs, { breaker: readsAndWrites, counters }),
    setMany: (entries) =>
      guarded(() => store.setMany(entries), writeDeadlineMs, { breaker: writes, counters }),
  };
}

interface Guard {
  readonly breaker: CircuitBreaker;
  readonly counters: RunningCounters;
}

async function guarded<T>(call: () => Promise<T>, deadlineMs: number, guard: Guard): Promise<T> {
  const { breaker, counters } = guard;
  if (!breaker.admits()) {
    throw new CacheError('CACHE_CIRCUIT_OPEN', 'the cache store has just failed and is not called');
  }
  counters.storeCalls += 1;
  const startedAt = performance.now();
  try {
    const answer = await withinDeadline(call, deadlineMs);
    breaker.succeeded();
    return answer;
  } catch (error) {
    breaker.failed();
    counters.errors += 1;
    throw asCacheError(error);
  } finally {
    counters.storeMs += performance.now() - startedAt;
  }
}

function withinDeadline<T>(call: () => Promise<T>, deadlineMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      // In a busy process the timer may fire before an answer that has arrived is read. Read the sockets first.
      setImmediate(() => {
        reject(new CacheError('CACHE_STORE_TIMEOUT', `the cache store took more than ${deadlineMs} ms`));
      });
    }, deadlineMs);
    call().then(
      (answer) => {
        clearTimeout(timer);
        resolve(answer);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(asCacheError(error));
      },
    );
  });
}
