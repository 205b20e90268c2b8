// Assembles the API: the schema, its plugins, the context of a request, masked errors and the playground. Opens no port;
// tests call `fetch` of the app.
import { useCSRFPrevention } from '@graphql-yoga/plugin-csrf-prevention';
import type { DocumentNode } from 'graphql';
import { createYoga } from 'graphql-yoga';
import { LRUCache } from 'lru-cache';
import type { ApiConfig } from '../config/api.ts';
import { dashboard } from '../admin/page.ts';
import { createInvalidations } from '../database/invalidations.ts';
import { createCallers, type Callers } from '../graphql/auth/callers.ts';
import { useHiddenSchema } from '../graphql/yoga/hide-schema.ts';
import type { Context, Services } from '../graphql/context.ts';
import { createErrorMask } from '../graphql/errors.ts';
import { createRates, useRateLimit, type RateLimiter } from '../graphql/limits/rate-limit.ts';
import { useBodyLimit } from '../graphql/limits/body-limit.ts';
import { useDocumentLimits } from '../graphql/limits/use-document-limits.ts';
import { useLimits } from '../graphql/limits/use-limits.ts';
import { useClientsConnection } from '../graphql/yoga/connection-header.ts';
import { usePagePolicy } from '../graphql/yoga/page-policy.ts';
import { usePlaygroundAssets } from '../graphql/yoga/playground-page.ts';
import { persistedOperationsPlugin, type PersistedOperations } from '../graphql/yoga/persisted-operations.ts';
import { playground, type PlaygroundTokens } from '../graphql/yoga/playground.ts';
import { useRequestParameters } from '../graphql/yoga/request-parameters.ts';
import { useStartPage } from '../graphql/yoga/start-page.ts';
import { useTelemetry } from '../graphql/yoga/telemetry.ts';
import { useTokenExpiry } from '../graphql/yoga/token-expiry.ts';
import type { Verifier } from '../graphql/auth/tokens.ts';
import type { Logger } from '../observability/logger.ts';
import { GRAPHQL_PATH } from './request-head.ts';
import { schema } from './schema.ts';

export interface AppOptions {
  readonly api: ApiConfig;
  readonly services: Services;
  readonly tokens: Verifier;
  readonly limiter: RateLimiter;
  /** Null where none are configured. */
  readonly persistedOperations: PersistedOperations | null;
  /** Development tokens for the tabs of the playground; null leaves them out. */
  readonly playgroundTokens: PlaygroundTokens | null;
}

export type App = ReturnType<typeof createApp>;

export function createApp(options: AppOptions) {
  const { api, services, tokens, playgroundTokens } = options;
  const { log } = services;
  const callers = createCallers(tokens, api.trustedProxies);
  return createYoga({
    schema,
    graphqlEndpoint: GRAPHQL_PATH,
    landingPage: false,
    // No URL ends so: the process has its own, and Yoga's would answer every URL that ends in /health.
    healthCheckEndpoint: '\n',
    ...(api.playground ? playground(playgroundTokens) : { graphiql: false }),
    plugins: pluginsOf(options, callers),
    batching: false,
    multipart: false,
    // Ours is cheaper: see body-limit.ts.
    maxRequestBodySize: false,
    cors: (request) => corsFor(request.headers.get('origin'), api.corsOrigins),
    parserAndValidationCache: {
      documentCache: cacheByLength<DocumentNode>(),
      errorCache: cacheByLength<Error>(),
    },
    maskedErrors: { maskError: createErrorMask(log) },
    logging: yogaLog(log),
    context: async ({ request }): Promise<Context> => ({
      ...services,
      invalidations: createInvalidations(services),
      viewer: await callers.viewerOf(request),
      callerOf: () => callers.callerOf(request),
    }),
  });
}

/** In the order in which they see a request. */
function pluginsOf({ api, limiter, persistedOperations, playgroundTokens }: AppOptions, callers: Callers) {
  const rates = createRates(limiter, callers, api.limits);
  return [
    dashboard(playgroundTokens?.administrator ?? null),
    ...(api.playground ? [usePlaygroundAssets()] : []),
    useStartPage(api.playground ? '/graphql' : '/admin'),
    useTelemetry(),
    useTokenExpiry(),
    usePagePolicy(),
    useClientsConnection(),
    useRateLimit(rates, callers),
    useCSRFPrevention({ requestHeaders: [...CSRF_HEADERS] }),
    useRequestParameters(),
    useDocumentLimits(api.limits),
    useLimits(api.limits, callers, rates),
    ...(api.introspection ? [] : [useHiddenSchema()]),
    ...(persistedOperations
      ? [persistedOperationsPlugin(persistedOperations, api.persistedOperationsOnly)]
      : []),
    useBodyLimit(api.limits.bodyBytes, rates),
  ];
}

/** A page of another site can send one of these only after a CORS preflight. */
const CSRF_HEADERS = ['graphql-require-preflight', 'apollo-require-preflight', 'x-graphql-yoga-csrf'];
const EXPOSED_HEADERS = ['RateLimit', 'RateLimit-Policy', 'Retry-After', 'X-Request-Id'];

/** No headers for a site that is not allowed. Yoga itself would allow "null", the origin of every sandboxed page. */
function corsFor(origin: string | null, allowed: readonly string[]) {
  if (origin === null || !allowed.includes(origin)) return false;
  return {
    origin: [origin],
    credentials: false,
    methods: ['GET', 'POST'],
    exposedHeaders: EXPOSED_HEADERS,
  };
}

/** Characters of the documents whose parsed form is kept, which takes up to a hundred times as much memory. */
const CACHED_CHARACTERS = 1_000_000;

/** Bounded by length instead of number, since a document may be as long as a body. */
function cacheByLength<Value extends object>(): LRUCache<string, Value> {
  return new LRUCache<string, Value>({
    maxSize: CACHED_CHARACTERS,
    sizeCalculation: (_value, document) => document.length + 1,
  });
}

function yogaLog(log: Logger) {
  return {
    debug: (...args: unknown[]) => log.debug({ args }, 'yoga'),
    info: (...args: unknown[]) => log.info({ args }, 'yoga'),
    warn: (...args: unknown[]) => log.warn({ args }, 'yoga'),
    // Yoga passes every masked error, with what the client sent. The mask logs the unexpected ones itself.
    error: (error: unknown) => {
      if (typeof error === 'string') log.error({ err: error }, 'yoga');
    },
  };
}
