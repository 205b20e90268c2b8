// Owns how often a caller may call. Every HTTP request counts, whatever it holds, before its body is read; over a socket
// every operation. What is left is said in the headers of draft-ietf-httpapi-ratelimit-headers.
import type { IncomingMessage } from 'node:http';
import type { Plugin } from 'graphql-yoga';
import type { Callers } from '../auth/callers.ts';
import { formatError } from '../errors.ts';
import { rateLimited } from './errors.ts';

export interface Rate {
  readonly allowed: boolean;
  /** Requests in a window. */
  readonly limit: number;
  readonly windowSeconds: number;
  /** Requests that are left. */
  readonly remaining: number;
  /** Seconds until they are all there again, at least 1. */
  readonly resetSeconds: number;
}

export interface RateLimiter {
  /** Counts one request. Never rejects. */
  consume(caller: string): Promise<Rate>;
}

export function useRateLimit(limiter: RateLimiter, callers: Callers): Plugin {
  const rates = new WeakMap<Request, Rate>();

  async function count(request: Request, serverContext: object): Promise<Rate> {
    if (hasMessage(serverContext)) callers.arrived(request, serverContext.req);
    const rate = await limiter.consume(await callers.callerOf(request));
    rates.set(request, rate);
    return rate;
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
      // Counted when it arrived, unless it came over a socket.
      if (rates.has(request)) return;
      const rate = await count(request, context);
      if (!rate.allowed) setResult({ errors: [rateLimited(rate.resetSeconds)] });
    },
    onResponse({ request, response }) {
      const rate = rates.get(request);
      if (!rate) return;
      const { limit, windowSeconds, remaining, resetSeconds } = rate;
      response.headers.set('ratelimit-policy', `"caller";q=${limit};w=${windowSeconds}`);
      response.headers.set('ratelimit', `"caller";r=${remaining};t=${resetSeconds}`);
    },
  };
}

/** There is none where a test calls fetch. */
function hasMessage(serverContext: object): serverContext is { req: IncomingMessage } {
  return 'req' in serverContext && typeof serverContext.req === 'object';
}
