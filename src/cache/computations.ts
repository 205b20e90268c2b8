// Computes missing values, or joins computations in flight, and stores the results in the background.
// A failed computation rejects for all callers that joined it, and is cancelled once all of them are gone. A failed fill is
// only counted and reported, by the store.
import { SharedWork } from '../cancellation/shared-work.ts';
import type { CacheEntry, ComputeMany } from './contract.ts';
import type { RunningCounters } from './counters.ts';
import type { EntryFormat, NamedEntry } from './entry.ts';
import type { GuardedStore } from './guarded-store.ts';
import type { StoreWrite } from './store.ts';

export interface MissingEntry<Entry> extends NamedEntry<Entry> {
  /** The nonces under which the value may be stored and shared; null: neither. */
  readonly stamp: string | null;
}

export interface ComputationsOptions<Value> {
  readonly store: GuardedStore;
  readonly format: EntryFormat<Value>;
  readonly counters: RunningCounters;
  readonly expiresAt: (value: Value) => number | null;
  readonly maxTtlMs: number;
  readonly now: () => number;
}

export interface Computations<Value> {
  /**
   * @param calledAt when the reader called; a joined value that expired before is computed again
   * @returns the values by store key
   */
  getMany<Entry extends CacheEntry>(
    missing: readonly MissingEntry<Entry>[],
    computeMany: ComputeMany<Entry, Value>,
    calledAt: number,
  ): Promise<ReadonlyMap<string, Value>>;
  /** Resolves when no fill is in flight. */
  whenStored(): Promise<void>;
}

export function createComputations<Value>(options: ComputationsOptions<Value>): Computations<Value> {
  const { counters, expiresAt } = options;
  const inFlight = createInFlight<Value>();
  const fills = new Set<Promise<void>>();

  async function computeInto<Entry>(
    values: Map<string, Value>,
    missing: readonly MissingEntry<Entry>[],
    computeMany: ComputeMany<Entry, Value>,
  ): Promise<void> {
    if (missing.length === 0) return;
    const entries = missing.map(({ entry }) => entry);
    const work = new SharedWork();
    work.join();
    const computing = work.run(() => compute(entries, computeMany, counters));
    const remove = inFlight.add(missing, { computing, work });
    // Readers may join until the value is stored.
    const filling = computing
      .then((computed) => fill(missing, computed, options))
      .catch(() => undefined)
      .finally(() => {
        remove();
        fills.delete(filling);
      });
    fills.add(filling);
    const computed = await computing;
    missing.forEach(({ key }, index) => values.set(key, computed[index] as Value));
  }

  /** @returns undefined if the value expired before the reader called */
  async function join(running: Running<Value>, calledAt: number): Promise<Value | undefined> {
    counters.joins += 1;
    running.work.join();
    const value = (await running.computing)[running.index] as Value;
    return (expiresAt(value) ?? Infinity) <= calledAt ? undefined : value;
  }

  return {
    async getMany(missing, computeMany, calledAt) {
      const values = new Map<string, Value>();
      const expired: (typeof missing)[number][] = [];
      const joinOne = async (one: (typeof missing)[number], running: Running<Value>) => {
        const value = await join(running, calledAt);
        if (value === undefined) expired.push(one);
        else values.set(one.key, value);
      };
      const found = missing.map((one) => ({ one, running: inFlight.find(one) }));
      const joins = found.map(({ one, running }) => running && joinOne(one, running));
      const rest = found.flatMap(({ one, running }) => (running ? [] : [one]));
      await Promise.all([...joins, computeInto(values, rest, computeMany)]);
      await computeInto(values, expired, computeMany);
      return values;
    },
    async whenStored() {
      while (fills.size > 0) await Promise.all(fills);
    },
  };
}

async function compute<Entry, Value>(
  entries: readonly Entry[],
  computeMany: ComputeMany<Entry, Value>,
  counters: RunningCounters,
): Promise<readonly Value[]> {
  const startedAt = performance.now();
  const values = await computeMany(entries);
  counters.computeMs += performance.now() - startedAt;
  if (values.length !== entries.length) {
    throw new RangeError(`expected ${entries.length} values, compute returned ${values.length}`);
  }
  counters.computed += values.length;
  return values;
}

/** Stores the values under the nonces from before the computation. */
async function fill<Value>(
  missing: readonly MissingEntry<unknown>[],
  values: readonly Value[],
  { store, format, counters, expiresAt, maxTtlMs, now }: ComputationsOptions<Value>,
): Promise<void> {
  const storedAt = now();
  const writes = missing.flatMap(({ key, stamp }, index): StoreWrite[] => {
    const value = values[index] as Value;
    const until = Math.min(expiresAt(value) ?? Infinity, storedAt + maxTtlMs);
    const ttlMs = Math.ceil(until - storedAt);
    if (stamp === null || ttlMs <= 0) return [];
    return [{ key, value: format.write({ key, value, stamp, expiresAt: until }), ttlMs }];
  });
  if (writes.length === 0) return;
  await store.fill(writes);
  counters.fills += writes.length;
}

/** A computation in flight. */
interface Computation<Value> {
  readonly computing: Promise<readonly Value[]>;
  readonly work: SharedWork;
}

interface Running<Value> extends Computation<Value> {
  /** The position of the value in the result. */
  readonly index: number;
}

/** The computations that may be joined, by entry and nonces. */
function createInFlight<Value>() {
  const running = new Map<string, Running<Value>>();
  // By key alone, a reader after an invalidation would join a computation from before it.
  const nameOf = ({ key, stamp }: MissingEntry<unknown>) => (stamp === null ? null : `${key}\n${stamp}`);
  return {
    find(missing: MissingEntry<unknown>): Running<Value> | undefined {
      const found = running.get(nameOf(missing) ?? '');
      return found?.work.isAbandoned ? undefined : found;
    },
    /** @returns a function that removes them */
    add(missing: readonly MissingEntry<unknown>[], computation: Computation<Value>): () => void {
      const names = missing.map(nameOf);
      names.forEach((name, index) => {
        if (name !== null) running.set(name, { ...computation, index });
      });
      return () => {
        for (const name of names) {
          if (name !== null && running.get(name)?.work === computation.work) running.delete(name);
        }
      };
    },
  };
}
