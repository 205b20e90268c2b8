// Limits the requests of a caller. Every HTTP request counts before its body is read; over a socket every operation counts. A
// long body counts as several requests before it is parsed, an expensive operation before it runs, and a long answer once it is
// made. Answers carry the headers of draft-ietf-httpapi-ratelimit-headers.
import type { IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Plugin } from 'graphql-yoga';
import type { Limits } from '../../config/api.ts';
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
export const COST_PER_REQUEST = 500;
/** Each full amount of this in a body or an answer counts as one more request. The most expensive input of this length costs about as much. */
export const BYTES_PER_REQUEST = 50_000;

export function requestsOfCost(cost: number): number {
  return Math.floor(cost / COST_PER_REQUEST);
}

export function requestsOfBytes(bytes: number): number {
  return Math.floor(bytes / BYTES_PER_REQUEST);
}

/**
 * @param contentLength of a header; a body without one counts once it has arrived
 * @param maximum no more is read
 */
export function requestsOfBody(contentLength: string | null | undefined, maximum: number): number {
  const declared = /^\d+$/.test(contentLength ?? '') ? Number(contentLength) : 0;
  return requestsOfBytes(Math.min(declared, maximum));
}

/** The rates of the requests that are being served. */
export interface Rates {
  /** Counts a request with its declared body. */
  count(request: Request): Promise<Rate>;
  /** Counts a request as more. @throws GraphQLError RATE_LIMITED */
  charge(request: Request, more: number): Promise<void>;
  /** @throws GraphQLError RATE_LIMITED where the requests of the caller have been counted as too many meanwhile */
  check(request: Request): Promise<void>;
  /** Counts what was done for a request already. Never rejects. */
  add(request: Request, more: number): Promise<void> | undefined;
  /** Counts a request as more as soon as a window has room for them, or the signal aborts. Never rejects. */
  hold(request: Request, more: number, signal: AbortSignal): Promise<void>;
  /** Undefined where nothing was counted. */
  of(request: Request): Rate | undefined;
}

export function createRates(
  limiter: RateLimiter,
  callers: Callers,
  { requestsPerMinute, bodyBytes }: Pick<Limits, 'requestsPerMinute' | 'bodyBytes'>,
): Rates {
  const rates = new WeakMap<Request, Rate>();
  async function consume(request: Request, requests: number): Promise<Rate> {
    const rate = await limiter.consume(await callers.callerOf(request), requests);
    rates.set(request, rate);
    return rate;
  }
  // A body or an operation alone is never more than a whole window.
  const most = requestsPerMinute - 1;
  async function chargeExactly(request: Request, requests: number): Promise<void> {
    const { allowed, resetSeconds } = await consume(request, requests);
    if (!allowed) throw rateLimited(resetSeconds);
  }
  return {
    count: (request) =>
      consume(request, 1 + Math.min(requestsOfBody(request.headers.get('content-length'), bodyBytes), most)),
    async charge(request, more) {
      const requests = Math.min(more, most);
      if (requests > 0) await chargeExactly(request, requests);
    },
    check: (request) => chargeExactly(request, 0),
    add: (request, more) =>
      more > 0 ? consume(request, Math.min(more, most)).then(() => undefined) : undefined,
    async hold(request, more, signal) {
      const requests = Math.min(more, most);
      while (requests > 0 && !signal.aborted) {
        const { allowed, resetSeconds } = await consume(request, requests);
        if (allowed) return;
        await delay(resetSeconds * 1000, undefined, { signal }).catch(() => undefined);
      }
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
