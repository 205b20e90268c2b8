// Counts each event of a subscription towards the rate of its caller: the cost of its operation, and its bytes. The next event is
// made when they are counted. So a caller with too many gets them late, and the newest one instead of those in between.
import { bytesOf } from './answer-bytes.ts';
import { BYTES_PER_REQUEST, COST_PER_REQUEST, type Rates } from './rate-limit.ts';

interface Subscription {
  readonly request: Request;
  /** Of its operation. */
  readonly cost: number;
  /** The most bytes that are sent of an event. */
  readonly maximum: number;
}

export function countEvents<Event>(
  rates: Rates,
  { request, cost, maximum }: Subscription,
  events: AsyncIterable<Event>,
): AsyncIterableIterator<Event> {
  const source = events[Symbol.asyncIterator]();
  const left = new AbortController();
  let uncounted = 0;
  let counted = Promise.resolve();

  function count(event: Event): Promise<void> {
    const bytes = Math.min(bytesOf(event, maximum), maximum);
    uncounted += cost / COST_PER_REQUEST + bytes / BYTES_PER_REQUEST;
    const requests = Math.floor(uncounted);
    uncounted -= requests;
    return rates.hold(request, requests, left.signal);
  }

  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      await counted;
      const result = await source.next();
      if (!result.done) counted = count(result.value);
      return result;
    },
    return() {
      left.abort();
      return source.return?.() ?? Promise.resolve({ done: true, value: undefined });
    },
  };
}
