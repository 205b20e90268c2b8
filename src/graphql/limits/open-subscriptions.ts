// Owns how many subscriptions each caller has open in this process. One is counted from before it starts until its stream
// has ended, however it ends.
import { finalAsyncIterator, isAsyncIterable } from 'graphql-yoga';
import { tooManySubscriptions } from './errors.ts';

/** @returns how to start one for a caller; it rejects with TOO_MANY_SUBSCRIPTIONS */
export function countSubscriptions(maximum: number) {
  const open = new Map<string, number>();

  function release(caller: string): void {
    const left = (open.get(caller) ?? 1) - 1;
    if (left > 0) open.set(caller, left);
    else open.delete(caller);
  }

  return async (caller: string, start: () => unknown): Promise<unknown> => {
    const count = (open.get(caller) ?? 0) + 1;
    if (count > maximum) throw tooManySubscriptions(maximum);
    open.set(caller, count);
    let streams = false;
    try {
      const result = await start();
      streams = isAsyncIterable(result);
      return isAsyncIterable(result) ? finalAsyncIterator(result, () => release(caller)) : result;
    } finally {
      if (!streams) release(caller);
    }
  };
}
