// Owns the API as a thing that answers requests: the schema, who asks, what they may ask for, errors masked, the playground.
// No port is opened here: tests call its fetch.
import { useCSRFPrevention } from '@graphql-yoga/plugin-csrf-prevention';
import type { DocumentNode } from 'graphql';
import { createYoga } from 'graphql-yoga';
import { LRUCache } from 'lru-cache';
import type { ApiConfig } from '../config/api.ts';
import { dashboard } from '../admin/page.ts';
import { createInvalidations } from '../database/invalidations.ts';
import { createCallers } from '../graphql/auth/callers.ts';
import { useClosedSchema } from '../graphql/yoga/closed-schema.ts';
import type { Context, Services } from '../graphql/context.ts';
import { createErrorMask } from '../graphql/errors.ts';
import { useRateLimit, type RateLimiter } from '../graphql/limits/rate-limit.ts';
import { useLimits } from '../graphql/limits/use-limits.ts';
import { persistedOperationsPlugin, type PersistedOperations } from '../graphql/yoga/persisted-operations.ts';
import { playground, type PlaygroundTokens } from '../graphql/yoga/playground.ts';
import { useRequestParameters } from '../graphql/yoga/request-parameters.ts';
import { useSecurityHeaders } from '../graphql/yoga/security-headers.ts';
import { useTelemetry } from '../graphql/yoga/telemetry.ts';
import { endWithToken } from '../graphql/yoga/token-expiry.ts';
import type { Verifier } from '../graphql/auth/tokens.ts';
import { schema } from './schema.ts';

export interface AppOptions {
  readonly api: ApiConfig;
  readonly services: Services;
  readonly tokens: Verifier;
  readonly limiter: RateLimiter;
  /** Null: none. */
  readonly persistedOperations: PersistedOperations | null;
  /** Development tokens for the playground's tabs; null leaves them out. */
  readonly playgroundTokens: PlaygroundTokens | null;
}

export type App = ReturnType<typeof createApp>;

export function createApp({
  api,
  services,
  tokens,
  limiter,
  persistedOperations,
  playgroundTokens,
}: AppOptions) {
  const { log } = services;
  const { limits, corsOrigins } = api;
  const callers = createCallers({
    viewerOf: (authorization) => tokens.viewerOf(authorization),
    trustedProxies: api.trustedProxies,
  });
  return createYoga({
    schema,
    graphqlEndpoint: ENDPOINT,
    landingPage: false,
    ...(api.playground ? playground(playgroundTokens) : { graphiql: false }),
    plugins: [
      dashboard(playgroundTokens?.administrator ?? null),
      useTelemetry(),
      endWithToken(),
      useSecurityHeaders(),
      useRateLimit(limiter, callers),
      useCSRFPrevention({ requestHeaders: [...CSRF_HEADERS] }),
      useRequestParameters(),
      useLimits(limits, callers),
      ...(api.introspection ? [] : [useClosedSchema()]),
      ...(persistedOperations
        ? [persistedOperationsPlugin(persistedOperations, api.persistedOperationsOnly)]
        : []),
    ],
    batching: false,
    multipart: false,
    maxRequestBodySize: limits.bodyBytes,
    cors: (request) => corsFor(request.headers.get('origin'), corsOrigins),
    parserAndValidationCache: { documentCache: byLength<DocumentNode>(), errorCache: byLength<Error>() },
    maskedErrors: { maskError: createErrorMask(log) },
    logging: {
      debug: (...args: unknown[]) => log.debug({ args }, 'yoga'),
      info: (...args: unknown[]) => log.info({ args }, 'yoga'),
      warn: (...args: unknown[]) => log.warn({ args }, 'yoga'),
      // It tells every error that the mask has changed, with what the client sent in it; the mask logs those that are ours.
      error: (error: unknown) => {
        if (!(error instanceof Error)) log.error({ err: error }, 'yoga');
      },
    },
    context: async ({ request }): Promise<Context> => ({
      ...services,
      invalidations: createInvalidations(services),
      viewer: await callers.viewerOf(request),
    }),
  });
}

/** Of every transport. */
const ENDPOINT = '/graphql';
/** A page elsewhere cannot send one of these without being asked for first, by CORS. */
const CSRF_HEADERS = ['graphql-require-preflight', 'apollo-require-preflight', 'x-graphql-yoga-csrf'];
/** Nothing is said to a site that is not among them: Yoga itself would allow "null", which every sandboxed page is. */
function corsFor(origin: string | null, allowed: readonly string[]) {
  if (origin === null || !allowed.includes(origin)) return false;
  return { origin: [origin], credentials: false, methods: ['GET', 'POST'], exposedHeaders: EXPOSED_HEADERS };
}

const EXPOSED_HEADERS = ['RateLimit', 'RateLimit-Policy', 'Retry-After', 'X-Request-Id'];
/** Characters of documents that are kept parsed. What is parsed takes up to a hundred times as much. */
const CACHED_CHARACTERS = 1_000_000;

/** By length and not by number, since a document may be as long as a body. */
function byLength<Value extends object>(): LRUCache<string, Value> {
  return new LRUCache<string, Value>({
    maxSize: CACHED_CHARACTERS,
    sizeCalculation: (_value, document) => document.length + 1,
  });
}
