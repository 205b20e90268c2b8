// Limits the requests of a caller. Every HTTP request counts before its body is read; over a socket every operation counts.
// Answers carry the headers of draft-ietf-httpapi-ratelimit-headers.
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
  /** Counts one request. Never rejects. */
  consume(caller: string): Promise<Rate>;
}

export function useRateLimit(limiter: RateLimiter, callers: Callers): Plugin {
  const rates = new WeakMap<Request, Rate>();

  async function count(request: Request, serverContext: object): Promise<Rate> {
    if (hasMessage(serverContext)) callers.noteAddress(request, serverContext.req);
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
      // An HTTP request was counted in onRequest; an operation over a socket was not.
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

/** False where `fetch` of the app was called directly. */
function hasMessage(serverContext: object): serverContext is { req: IncomingMessage } {
  return 'req' in serverContext && typeof serverContext.req === 'object';
}
