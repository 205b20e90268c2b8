// Owns how many subscriptions each caller has open in this process, over every transport together. One is counted from
// before it starts until its stream has ended, however it ends.
import { finalAsyncIterator, isAsyncIterable } from 'graphql-yoga';
import { tooManySubscriptions } from './errors.ts';
import { countOpen } from './open-count.ts';

/** @returns how to start one for a caller; it rejects with TOO_MANY_SUBSCRIPTIONS */
export function countSubscriptions(maximum: number) {
  const open = countOpen(maximum);
  return async (caller: string, start: () => unknown): Promise<unknown> => {
    if (!open.take(caller)) throw tooManySubscriptions(maximum);
    let streams = false;
    try {
      const result = await start();
      streams = isAsyncIterable(result);
      return isAsyncIterable(result) ? finalAsyncIterator(result, () => open.release(caller)) : result;
    } finally {
      if (!streams) open.release(caller);
    }
  };
}
