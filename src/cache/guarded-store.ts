// Gives each call to the store a deadline. Optional work, which is reads and fills, also passes a circuit breaker: a store
// that keeps failing is spared it. Required work is always tried, and again until its deadline. Every failure is reported.
// A call that missed its deadline may still take effect in the store; nonces.ts says why that is harmless.
import type { CircuitBreaker } from './circuit-breaker.ts';
import type { RunningCounters } from './counters.ts';
import { asCacheError, CacheError } from './errors.ts';
import type { CacheStore, StoreWrite } from './store.ts';

export interface GuardOptions {
  /** Milliseconds. */
  readonly readDeadlineMs: number;
  /** Milliseconds. */
  readonly writeDeadlineMs: number;
  /** Between the first two attempts at required work, in milliseconds. */
  readonly retryMs: number;
  /** Called once for reads and once for fills. */
  readonly createBreaker: () => CircuitBreaker;
  readonly counters: RunningCounters;
  readonly onError: (error: CacheError) => void;
  /** The clock, in milliseconds since 1970. */
  readonly now: () => number;
}

export interface GuardedStore {
  /** Optional. */
  read(keys: readonly string[]): Promise<readonly (string | undefined)[]>;
  /** Optional. */
  fill(writes: readonly StoreWrite[]): Promise<void>;
  /** Whether fills are refused at the moment. */
  sparesFills(): boolean;
  /**
   * Required. Resolves when the store has acknowledged an attempt and holds what it wrote.
   * @param createWrites called for each attempt
   */
  require(createWrites: () => readonly StoreWrite[], deadlineMs: number): Promise<readonly StoreWrite[]>;
  /** When its calls began to fail, in milliseconds since 1970; null: the last one succeeded. */
  failingSince(): number | null;
  /** Reports an answer that is damaged or belongs to another question, and resets the store. */
  refuseAnswer(key: string): void;
}

export function guardStore(store: CacheStore, options: GuardOptions): GuardedStore {
  const { readDeadlineMs, writeDeadlineMs, retryMs, counters, onError, now } = options;
  const reads = options.createBreaker();
  const fills = options.createBreaker();
  let failingSince: number | null = null;

  async function call<T>(make: () => Promise<T>, deadlineMs: number, breaker: CircuitBreaker): Promise<T> {
    counters.storeCalls += 1;
    const startedAt = performance.now();
    try {
      const answer = await withinDeadline(make, deadlineMs);
      breaker.succeeded();
      failingSince = null;
      return answer;
    } catch (error) {
      breaker.failed();
      failingSince ??= now();
      counters.errors += 1;
      const failure = asCacheError(error);
      onError(failure);
      throw failure;
    } finally {
      counters.storeMs += performance.now() - startedAt;
    }
  }

  async function optional<T>(
    make: () => Promise<T>,
    deadlineMs: number,
    breaker: CircuitBreaker,
  ): Promise<T> {
    if (breaker.admits()) return call(make, deadlineMs, breaker);
    throw new CacheError('CACHE_CIRCUIT_OPEN', 'the cache store has just failed and is not called');
  }

  async function attempt(writes: readonly StoreWrite[]): Promise<void> {
    const held = await store.setAndGetMany(writes);
    // An absent nonce matches no entry either.
    const lost = writes.find(({ value }, index) => (held[index] ?? value) !== value);
    if (!lost) return;
    store.reset();
    throw new CacheError('CACHE_WRONG_ANSWER', `the cache store did not keep ${lost.key}`);
  }

  return {
    read: (keys) => optional(() => store.getMany(keys), readDeadlineMs, reads),
    fill: (writes) => optional(() => store.setMany(writes), writeDeadlineMs, fills),
    sparesFills: () => fills.isOpen(),
    failingSince: () => failingSince,
    async require(createWrites, deadlineMs) {
      const until = performance.now() + deadlineMs;
      for (let pauseMs = retryMs; ; pauseMs *= 2) {
        const writes = createWrites();
        const leftMs = Math.max(0, until - performance.now());
        try {
          await call(() => attempt(writes), leftMs, fills);
          return writes;
        } catch (error) {
          if (performance.now() + pauseMs >= until) throw error;
        }
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
    },
    refuseAnswer(key) {
      counters.errors += 1;
      store.reset();
      onError(new CacheError('CACHE_WRONG_ANSWER', `the answer for ${key} is another or a damaged entry`));
    },
  };
}

function withinDeadline<T>(call: () => Promise<T>, deadlineMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      // In a busy process the timer may fire before an answer that has arrived is read. Read the sockets first.
      setImmediate(() => {
        reject(
          new CacheError(
            'CACHE_STORE_TIMEOUT',
            `the cache store took more than ${Math.round(deadlineMs)} ms`,
          ),
        );
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
