// Limits the subscriptions that each caller has open in this process, over all transports together. A subscription counts
// from before its start until its stream ends.
import { finalAsyncIterator, isAsyncIterable } from 'graphql-yoga';
import { tooManySubscriptions } from './errors.ts';
import { countOpen } from './open-count.ts';

/** @returns starts a subscription of a caller; it rejects with TOO_MANY_SUBSCRIPTIONS */
export function limitSubscriptions(maximum: number) {
  const open = countOpen(maximum);
  return async (caller: string, start: () => unknown): Promise<unknown> => {
    if (!open.take(caller)) throw tooManySubscriptions(maximum);
    let isStream = false;
    try {
      const result = await start();
      isStream = isAsyncIterable(result);
      return isAsyncIterable(result) ? finalAsyncIterator(result, () => open.release(caller)) : result;
    } finally {
      if (!isStream) open.release(caller);
    }
  };
}
