// The variables of the API: what it shows, which sites and proxies it trusts, and the limits of an operation and a caller.
import { z } from 'zod';
import {
  filePath,
  list,
  onOff,
  seconds as secondsIn,
  whole,
  type Environment,
  type Variables,
} from './variable.ts';

const seconds = (fallback: number) => secondsIn(0.01, 600).default(fallback);
const limit = (fallback: number) => whole(1, 1_000_000_000).default(fallback);

const origin = z
  .string()
  .refine((value) => URL.canParse(value) && ['http:', 'https:'].includes(new URL(value).protocol), {
    message: 'must be an origin such as https://app.example.com; several are comma-separated',
  })
  .transform((value) => new URL(value).origin);

export const apiVariables = {
  INTROSPECTION: {
    rule: onOff.optional(),
    unset: '`on`; in production `off`',
    meaning: 'introspection, and suggestions such as "Did you mean" in errors',
    example: 'off',
  },
  PLAYGROUND: {
    rule: onOff.optional(),
    unset: '`on`; in production `off`',
    meaning: 'GraphiQL at `/graphql`',
    example: 'off',
  },
  CORS_ORIGINS: {
    rule: list(origin).optional(),
    unset: 'no other site',
    meaning: 'sites whose pages may call the API and open sockets, comma-separated',
    example: 'https://app.example.com,https://admin.example.com',
  },
  TRUSTED_PROXIES: {
    rule: whole(0, 10).default(0),
    meaning: 'the number of proxies in front; Vitae trusts as many entries of `X-Forwarded-For`',
    example: '1',
  },
  PERSISTED_OPERATIONS: {
    rule: filePath.optional(),
    unset: 'none',
    meaning: 'a JSON file of documents by key, such as GraphQL Code Generator writes; clients send the key',
    example: 'persisted-documents.json',
  },
  PERSISTED_OPERATIONS_ONLY: {
    rule: onOff.default('off'),
    meaning: '`on` refuses every document that is not in that file',
  },
  ANONYMOUS_SEARCH_KEYS: {
    rule: onOff.default('off'),
    meaning:
      '`on` issues a `searchKey` also without a token. Then `ALGOLIA_SEARCH_KEY` must be a key with `maxHitsPerQuery` and `maxQueriesPerIPPerHour`, which Algolia applies to each caller',
  },
  LIMIT_DEPTH: { rule: limit(10), meaning: 'the depth of fields' },
  LIMIT_FIELDS: { rule: limit(300), meaning: 'fields of an operation, including its fragments' },
  LIMIT_ALIASES: { rule: limit(30), meaning: 'aliases of an operation' },
  LIMIT_DIRECTIVES: { rule: limit(8), meaning: 'directives of an operation' },
  LIMIT_TOKENS: { rule: limit(2000), meaning: 'tokens of a document' },
  LIMIT_VALUES: {
    rule: limit(10_000),
    meaning:
      'values in the parameters of an operation, such as its variables and extensions: each list, object and value counts',
  },
  LIMIT_COST: {
    rule: limit(50_000),
    meaning:
      'the cost of an operation: 1 per field, 100 per page, 250 per mutation or search, times the page size, times `first` or 10 per list; longer lists are counted while they are read',
  },
  LIMIT_PROFILE_BYTES: {
    rule: limit(250_000),
    meaning:
      'bytes that the sections of one profile hold as a whole, counted as JSON, and the most that is kept of its resume beside them; the largest real resumes have under 100,000',
  },
  LIMIT_BODY_BYTES: {
    rule: limit(1_000_000),
    meaning:
      'bytes of a request, and of a message over a socket; a process holds 20 times as many at once, over all connections',
  },
  LIMIT_RESPONSE_BYTES: {
    rule: limit(10_000_000),
    meaning: 'bytes of an answer, and of each event of a subscription',
  },
  LIMIT_CONNECTIONS: {
    rule: limit(256),
    meaning:
      'open connections of one address (IPv6: of one /64) to one process; without effect where `TRUSTED_PROXIES` is set',
  },
  LIMIT_TOTAL_CONNECTIONS: { rule: limit(5000), meaning: 'open connections to one process' },
  LIMIT_REQUEST_SECONDS: {
    rule: seconds(30),
    meaning: 'how long a request may take to arrive, with its body; its head has 10 seconds at most',
  },
  LIMIT_READ_SECONDS: {
    rule: seconds(30),
    meaning: 'how long bytes may wait for a client that does not read them',
  },
  LIMIT_IDLE_SECONDS: {
    rule: seconds(65),
    meaning:
      'how long a connection stays open between two requests; set it longer than that of a proxy in front',
  },
  LIMIT_EXECUTION_SECONDS: {
    rule: seconds(10),
    meaning: 'the duration of a query or a mutation',
  },
  LIMIT_REQUESTS_PER_MINUTE: {
    rule: limit(600),
    meaning:
      'requests of one caller, counted in Redis if `REDIS_URL` is set, otherwise per process; an operation counts once more for each 500 of its cost, and a body, an answer and an event for each 50,000 bytes',
  },
  LIMIT_OPERATIONS: {
    rule: limit(5),
    meaning:
      'queries and mutations of one caller that run at once in one process; others wait, within `LIMIT_EXECUTION_SECONDS`',
  },
  LIMIT_SUBSCRIPTIONS: {
    rule: limit(20),
    meaning: 'open subscriptions of one caller in one process, and also open sockets',
  },
} satisfies Variables;

export type ApiConfig = Readonly<ReturnType<typeof apiConfig>>;
export type Limits = Readonly<ApiConfig['limits']>;

export function apiConfig(env: Environment<typeof apiVariables>, production: boolean) {
  const unlessProduction = production ? 'off' : 'on';
  return {
    introspection: (env.INTROSPECTION ?? unlessProduction) === 'on',
    playground: (env.PLAYGROUND ?? unlessProduction) === 'on',
    corsOrigins: env.CORS_ORIGINS ?? [],
    trustedProxies: env.TRUSTED_PROXIES,
    /** The path of a file, or null. */
    persistedOperations: env.PERSISTED_OPERATIONS ?? null,
    persistedOperationsOnly: env.PERSISTED_OPERATIONS_ONLY === 'on',
    anonymousSearchKeys: env.ANONYMOUS_SEARCH_KEYS === 'on',
    limits: {
      /** Introspection has a limit of its own, in GraphQL itself. */
      depth: env.LIMIT_DEPTH,
      /** A fragment counts at every place where it is used. */
      fields: env.LIMIT_FIELDS,
      aliases: env.LIMIT_ALIASES,
      directives: env.LIMIT_DIRECTIVES,
      /** Of the whole document. */
      tokens: env.LIMIT_TOKENS,
      /** See limits/variables.ts. */
      values: env.LIMIT_VALUES,
      /** See limits/cost.ts. */
      cost: env.LIMIT_COST,
      /** See profiles/size.ts. */
      profileBytes: env.LIMIT_PROFILE_BYTES,
      bodyBytes: env.LIMIT_BODY_BYTES,
      /** See limits/answer-budget.ts. */
      responseBytes: env.LIMIT_RESPONSE_BYTES,
      /** Of one address. */
      connections: env.LIMIT_CONNECTIONS,
      totalConnections: env.LIMIT_TOTAL_CONNECTIONS,
      requestMs: env.LIMIT_REQUEST_SECONDS * 1000,
      readMs: env.LIMIT_READ_SECONDS * 1000,
      idleMs: env.LIMIT_IDLE_SECONDS * 1000,
      /** Subscriptions have no such limit. */
      executionMs: env.LIMIT_EXECUTION_SECONDS * 1000,
      requestsPerMinute: env.LIMIT_REQUESTS_PER_MINUTE,
      operations: env.LIMIT_OPERATIONS,
      subscriptions: env.LIMIT_SUBSCRIPTIONS,
    },
  };
}
