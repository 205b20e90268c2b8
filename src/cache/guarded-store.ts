// Owns how long the cache waits for its store: a deadline for each call, and none at all for a store known to be dead.
// Every failure is a CacheError. A call given up on may still happen in the store; the algorithm allows for that.
import type { CircuitBreaker } from './circuit-breaker.ts';
import type { RunningCounters } from './counters.ts';
import { asCacheError, CacheError } from './errors.ts';
import type { CacheStore } from './store.ts';

export interface GuardOptions {
  /** Milliseconds. */
  readonly readDeadlineMs: number;
  /** Milliseconds. */
  readonly writeDeadlineMs: number;
  /** Makes one for the reads and one for the writes. */
  readonly breaker: () => CircuitBreaker;
  readonly counters: RunningCounters;
}

export type GuardedStore = Pick<CacheStore, 'getMany' | 'setMany'>;

export function guardStore(store: CacheStore, options: GuardOptions): GuardedStore {
  const { readDeadlineMs, writeDeadlineMs, counters } = options;
  // A store may answer reads and hold back writes; the other way round, one that does not answer reads is dead.
  const writes = options.breaker();
  const reads = options.breaker();
  const both: CircuitBreaker = {
    ...reads,
    failed() {
      reads.failed();
      writes.failed();
    },
  };
  return {
    getMany: (keys) => guarded(() => store.getMany(keys), readDeadlineMs, { breaker: both, counters }),
    setMany: (all) => guarded(() => store.setMany(all), writeDeadlineMs, { breaker: writes, counters }),
  };
}

interface Guard {
  readonly breaker: CircuitBreaker;
  readonly counters: RunningCounters;
}

async function guarded<T>(call: () => Promise<T>, deadlineMs: number, guard: Guard): Promise<T> {
  const { breaker, counters } = guard;
  if (!breaker.admits()) {
    throw new CacheError('CACHE_CIRCUIT_OPEN', 'the cache store failed a moment ago and is not asked yet');
  }
  counters.storeCalls += 1;
  const started = performance.now();
  try {
    const answer = await withinDeadline(call, deadlineMs);
    breaker.succeeded();
    return answer;
  } catch (error) {
    breaker.failed();
    counters.errors += 1;
    throw asCacheError(error);
  } finally {
    counters.storeMs += performance.now() - started;
  }
}

function withinDeadline<T>(call: () => Promise<T>, deadlineMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      // A busy process may see its timer before the answer that is already there: one look at the sockets first.
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
