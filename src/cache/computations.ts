// Owns the last two steps of a miss: compute, or join who computes already, and fill.
//
//   compute  under nonces that were there before; or join a computation that began under the same ones
//   fill     stored under those nonces, in the background: it may come late, and then nobody reads it
//
// A computation that fails is told to all who asked for it. A fill that fails is counted and told to `onError`; nobody waits.
import type { CacheEntry, ComputeMany } from './contract.ts';
import type { RunningCounters } from './counters.ts';
import type { Discipline } from './discipline.ts';
import type { EntryFormat } from './entry-format.ts';
import { createFlights, type Flight } from './flights.ts';
import type { GuardedStore } from './guarded-store.ts';
import type { Named } from './keys.ts';
import type { StoreWrite } from './store.ts';

/** An entry that the store does not have, and what it may be stored under; null: it must not be. */
export interface Fenced<Entry> extends Named<Entry> {
  readonly stamp: string | null;
}

export interface ComputationsOptions<Value> {
  readonly store: GuardedStore;
  readonly format: EntryFormat<Value>;
  readonly discipline: Discipline;
  /** The stamps that these entries would get now. */
  readonly lookAgain: (entries: readonly Named<unknown>[]) => Promise<string[]>;
  readonly counters: RunningCounters;
  readonly expiresAt: (value: Value) => number | null;
  readonly maxTtlMs: number;
  readonly tell: (error: unknown) => void;
  readonly now: () => number;
}

export interface Computations<Value> {
  /**
   * @param arrived when the reader came: a value that turned untrue before is not taken from another's computation
   * @returns the values, by store key
   */
  settle<Entry extends CacheEntry>(
    missing: readonly Fenced<Entry>[],
    computeMany: ComputeMany<Entry, Value>,
    arrived: number,
  ): Promise<ReadonlyMap<string, Value>>;
  /** Resolves once no fill is under way. */
  filled(): Promise<void>;
}

export function createComputations<Value>(options: ComputationsOptions<Value>): Computations<Value> {
  const { store, format, discipline, lookAgain, counters, expiresAt, maxTtlMs, tell, now } = options;
  const flights = createFlights<Value>();
  const fills = new Set<Promise<void>>();

  async function compute<Entry>(entries: readonly Entry[], computeMany: ComputeMany<Entry, Value>) {
    const started = performance.now();
    const values = await computeMany(entries);
    counters.computeMs += performance.now() - started;
    if (values.length !== entries.length) {
      throw new RangeError(`asked for ${entries.length} values, compute returned ${values.length}`);
    }
    counters.computed += values.length;
    return values;
  }

  async function fill(fenced: readonly Fenced<unknown>[], values: readonly Value[]): Promise<void> {
    const kept = fenced.flatMap((named, index) =>
      named.stamp === null ? [] : [{ named, stamp: named.stamp, value: values[index] as Value }],
    );
    const stamps = await discipline.stampsToStore(
      kept.map(({ stamp }) => stamp),
      () => lookAgain(kept.map(({ named }) => named)),
    );
    const at = now();
    const writes = kept.flatMap(({ named, value }, index): StoreWrite[] => {
      const until = Math.min(expiresAt(value) ?? Infinity, at + maxTtlMs);
      const ttlMs = Math.ceil(until - at);
      const stamp = stamps[index];
      if (ttlMs <= 0 || stamp === undefined) return [];
      return [{ key: named.key, value: format.write(value, stamp, until), ttlMs }];
    });
    if (writes.length === 0) return;
    await store.setMany(writes);
    counters.fills += writes.length;
  }

  /** Computes, answers, and fills without the answer waiting for it. */
  async function computeAndFill<Entry>(
    fenced: readonly Fenced<Entry>[],
    computeMany: ComputeMany<Entry, Value>,
  ): Promise<readonly Value[]> {
    const computing = compute(
      fenced.map(({ entry }) => entry),
      computeMany,
    );
    const names = fenced.flatMap(({ key, stamp }, index) =>
      stamp === null ? [] : [{ name: discipline.flightName(key, stamp), index }],
    );
    const land = flights.start(names, computing);
    // Until it is stored, readers may join what is computed already.
    const filling = computing
      .then((values) => fill(fenced, values).catch(tell))
      .catch(() => undefined)
      .finally(() => {
        land();
        fills.delete(filling);
      });
    fills.add(filling);
    return computing;
  }

  async function join(flight: Flight<Value>, arrived: number): Promise<Value | undefined> {
    counters.joins += 1;
    const value = await flight();
    // It may have turned untrue by itself before this reader came.
    return (expiresAt(value) ?? Infinity) <= arrived ? undefined : value;
  }

  return {
    async settle(missing, computeMany, arrived) {
      const values = new Map<string, Value>();
      const own: (typeof missing)[number][] = [];
      const expired: (typeof missing)[number][] = [];
      const joins: Promise<void>[] = [];
      for (const one of missing) {
        const flight =
          one.stamp === null ? undefined : flights.find(discipline.flightName(one.key, one.stamp));
        if (!flight) {
          own.push(one);
          continue;
        }
        const joined = join(flight, arrived).then((value) => {
          if (value === undefined) expired.push(one);
          else values.set(one.key, value);
        });
        joins.push(joined);
      }
      const computeThese = async (wanted: typeof missing) => {
        if (wanted.length === 0) return;
        const computed = await computeAndFill(wanted, computeMany);
        wanted.forEach(({ key }, index) => values.set(key, computed[index] as Value));
      };
      await Promise.all([...joins, computeThese(own)]);
      await computeThese(expired);
      return values;
    },
    async filled() {
      while (fills.size > 0) await Promise.all(fills);
    },
  };
}
