// Counts each event of a subscription towards the rate of its caller: the cost of its operation, and its bytes. The next event is
// made when they are counted. So a caller with too many gets them late, and the newest one instead of those in between.
import type { ExecutionResult } from 'graphql';
import type { AnswerBudget } from './answer-budget.ts';
import { BYTES_PER_REQUEST, COST_PER_REQUEST, type Rates } from './rate-limit.ts';

interface Subscription {
  readonly request: Request;
  /** Of its operation. */
  readonly cost: number;
  readonly budget: AnswerBudget;
}

/** @returns the events, each bounded */
export function countEvents(
  rates: Rates,
  { request, cost, budget }: Subscription,
  events: AsyncIterable<ExecutionResult>,
): AsyncIterableIterator<ExecutionResult> {
  const source = events[Symbol.asyncIterator]();
  const left = new AbortController();
  let uncounted = 0;
  let counted = Promise.resolve();

  function count(bytes: number): Promise<void> {
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
      if (result.done) return result;
      const { answer, bytes } = budget.bounded(result.value, 0);
      counted = count(bytes);
      return { done: false, value: answer };
    },
    return() {
      left.abort();
      return source.return?.() ?? Promise.resolve({ done: true, value: undefined });
    },
  };
}
