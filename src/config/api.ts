// Owns the variables of the API towards strangers: what is shown, who may call from where, and what one operation and one
// caller may ask for. Part of the environment that config.ts reads.
import { z } from 'zod';

const onOff = z.enum(['on', 'off']);
const atMost = (fallback: number) => z.coerce.number().int().min(1).max(1_000_000_000).default(fallback);

const origin = z
  .string()
  .refine((value) => URL.canParse(value) && ['http:', 'https:'].includes(new URL(value).protocol), {
    message: 'must be origins such as https://app.example.com, comma-separated',
  })
  .transform((value) => new URL(value).origin);

export const apiVariables = {
  /** Introspection, and names that a caller did not send, such as "Did you mean …"; on outside production. */
  INTROSPECTION: onOff.optional(),
  /** On outside production. */
  PLAYGROUND: onOff.optional(),
  /** Other sites whose pages may call the API, comma-separated. */
  CORS_ORIGINS: z
    .string()
    .transform((list) => list.split(',').map((item) => item.trim()))
    .pipe(z.array(origin))
    .optional(),
  /** How many proxies stand in front: so many entries at the end of X-Forwarded-For are believed. */
  TRUSTED_PROXIES: z.coerce.number().int().min(0).max(10).default(0),
  /** A JSON file of documents by their key, as GraphQL Code Generator writes it. */
  PERSISTED_OPERATIONS: z.string().min(1).optional(),
  /** Refuses every other document. */
  PERSISTED_OPERATIONS_ONLY: onOff.default('off'),
  LIMIT_DEPTH: atMost(10),
  LIMIT_FIELDS: atMost(300),
  LIMIT_ALIASES: atMost(30),
  LIMIT_DIRECTIVES: atMost(8),
  LIMIT_TOKENS: atMost(2000),
  LIMIT_COST: atMost(50_000),
  LIMIT_BODY_BYTES: atMost(1_000_000),
  LIMIT_EXECUTION_SECONDS: z.coerce.number().min(0.01).max(600).default(10),
  LIMIT_REQUESTS_PER_MINUTE: atMost(600),
  LIMIT_SUBSCRIPTIONS: atMost(20),
};

type ApiVariables = z.infer<z.ZodObject<typeof apiVariables>>;

export interface Limits {
  /** How deep fields are nested. Those of introspection have their own limit, of GraphQL itself. */
  readonly depth: number;
  /** Fields of an operation, each as often as it is written, fragments at every place where they are used. */
  readonly fields: number;
  readonly aliases: number;
  readonly directives: number;
  /** Of the whole document. */
  readonly tokens: number;
  /** By field and size of page; see limits/cost.ts. */
  readonly cost: number;
  readonly bodyBytes: number;
  /** Of queries and mutations; subscriptions last. */
  readonly executionMs: number;
  /** Of one caller, over all processes that share a Redis. */
  readonly requestsPerMinute: number;
  /** Open at once, of one caller in one process. */
  readonly subscriptions: number;
}

export interface ApiConfig {
  readonly introspection: boolean;
  readonly playground: boolean;
  /** Empty: no other site. */
  readonly corsOrigins: readonly string[];
  readonly trustedProxies: number;
  /** A file; null: none. */
  readonly persistedOperations: string | null;
  readonly persistedOperationsOnly: boolean;
  readonly limits: Limits;
}

export function apiConfig(env: ApiVariables, production: boolean): ApiConfig {
  const unlessProduction = production ? 'off' : 'on';
  return {
    introspection: (env.INTROSPECTION ?? unlessProduction) === 'on',
    playground: (env.PLAYGROUND ?? unlessProduction) === 'on',
    corsOrigins: env.CORS_ORIGINS ?? [],
    trustedProxies: env.TRUSTED_PROXIES,
    persistedOperations: env.PERSISTED_OPERATIONS ?? null,
    persistedOperationsOnly: env.PERSISTED_OPERATIONS_ONLY === 'on',
    limits: {
      depth: env.LIMIT_DEPTH,
      fields: env.LIMIT_FIELDS,
      aliases: env.LIMIT_ALIASES,
      directives: env.LIMIT_DIRECTIVES,
      tokens: env.LIMIT_TOKENS,
      cost: env.LIMIT_COST,
      bodyBytes: env.LIMIT_BODY_BYTES,
      executionMs: env.LIMIT_EXECUTION_SECONDS * 1000,
      requestsPerMinute: env.LIMIT_REQUESTS_PER_MINUTE,
      subscriptions: env.LIMIT_SUBSCRIPTIONS,
    },
  };
}
