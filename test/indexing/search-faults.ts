// Wraps the search gateway in tests: holds writes back, and records those that were sent. For faults of the search server see
// `faults` of the Vitae under test.
import type { SearchGateway, WriteOperation } from '../../src/search/gateway.ts';

export interface SearchTap {
  /** For startVitae. */
  readonly wrapSearch: (gateway: SearchGateway) => SearchGateway;
  /** Every write that was sent, in order. */
  readonly written: (readonly WriteOperation[])[];
  /** Writes wait until `release`. @param writes the number of writes that wait; later ones are sent. @default all */
  hold(writes?: number): void;
  release(): void;
  /** The number of writes that wait now. */
  readonly waiting: number;
}

export function tapSearch(): SearchTap {
  const written: (readonly WriteOperation[])[] = [];
  let gate: PromiseWithResolvers<undefined> | null = null;
  let waiting = 0;
  let held = 0;
  return {
    written,
    get waiting() {
      return waiting;
    },
    hold(writes = Infinity) {
      gate ??= Promise.withResolvers<undefined>();
      held = writes;
    },
    release() {
      gate?.resolve(undefined);
      gate = null;
    },
    wrapSearch: (gateway) => ({
      ...gateway,
      async write(operations, options) {
        if (gate && held > 0) {
          held -= 1;
          waiting += 1;
          await gate.promise;
          waiting -= 1;
        }
        const answer = await gateway.write(operations, options);
        if (operations.length > 0) written.push(operations);
        return answer;
      },
    }),
  };
}

/** Random numbers from 0 to 1 that are the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
