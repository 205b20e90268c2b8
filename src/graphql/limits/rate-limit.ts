// Limits the requests of a caller. Every HTTP request counts before its body is read; over a socket every operation counts. An
// expensive operation counts as several requests, before it runs. Answers carry the headers of draft-ietf-httpapi-ratelimit-headers.
import type { IncomingMessage } from 'node:http';
import type { Plugin } from 'graphql-yoga';
import type { Callers } from '../auth/callers.ts';
import { formatError } from '../errors.ts';
import { rateLimited } from './errors.ts';

export interface Rate {
  readonly allowed: boolean;
  /** Allowed requests in a window. */
  readonly limit: number;
  readonly windowSeconds: number;
  readonly remaining: number;
  /** Until the window ends, at least 1. */
  readonly resetSeconds: number;
}

export interface RateLimiter {
  /** @param requests how many to count. @default 1. Never rejects. */
  consume(caller: string, requests?: number): Promise<Rate>;
}

/** Each full amount of this in the cost of an operation counts as one more request. */
const COST_PER_REQUEST = 500;

/** The rates of the requests that are being served. */
export interface Rates {
  /** @param requests to count. @default 1 */
  count(request: Request, requests?: number): Promise<Rate>;
  /** Counts an operation by its cost. One operation is never more than a whole window. @throws GraphQLError RATE_LIMITED */
  charge(request: Request, cost: number): Promise<void>;
  /** Undefined where nothing was counted. */
  of(request: Request): Rate | undefined;
}

export function createRates(limiter: RateLimiter, callers: Callers): Rates {
  const rates = new WeakMap<Request, Rate>();
  async function count(request: Request, requests = 1): Promise<Rate> {
    const rate = await limiter.consume(await callers.callerOf(request), requests);
    rates.set(request, rate);
    return rate;
  }
  return {
    count,
    async charge(request, cost) {
      const most = (rates.get(request)?.limit ?? Infinity) - 1;
      const requests = Math.min(Math.floor(cost / COST_PER_REQUEST), most);
      if (requests <= 0) return;
      const { allowed, resetSeconds } = await count(request, requests);
      if (!allowed) throw rateLimited(resetSeconds);
    },
    of: (request) => rates.get(request),
  };
}

export function useRateLimit(rates: Rates, callers: Callers): Plugin {
  function count(request: Request, serverContext: object): Promise<Rate> {
    if (hasMessage(serverContext)) callers.noteAddress(request, serverContext.req);
    return rates.count(request);
  }

  return {
    async onRequest(hook) {
      const { request, serverContext, fetchAPI } = hook;
      const rate = await count(request, serverContext);
      if (rate.allowed) return;
      const body = JSON.stringify({ errors: [formatError(rateLimited(rate.resetSeconds))] });
      const headers = { 'content-type': 'application/json', 'retry-after': String(rate.resetSeconds) };
      hook.endResponse(new fetchAPI.Response(body, { status: 429, headers }));
    },
    async onParams({ request, context, setResult }) {
      // An HTTP request was counted in onRequest; an operation over a socket was not.
      if (rates.of(request)) return;
      const rate = await count(request, context);
      if (!rate.allowed) setResult({ errors: [rateLimited(rate.resetSeconds)] });
    },
    onResponse({ request, response }) {
      const rate = rates.of(request);
      if (!rate) return;
      const { limit, windowSeconds, remaining, resetSeconds } = rate;
      response.headers.set('ratelimit-policy', `"caller";q=${limit};w=${windowSeconds}`);
      response.headers.set('ratelimit', `"caller";r=${remaining};t=${resetSeconds}`);
    },
  };
}

/** False where `fetch` of the app was called directly. */
function hasMessage(serverContext: object): serverContext is { req: IncomingMessage } {
  return 'req' in serverContext && typeof serverContext.req === 'object';
}
