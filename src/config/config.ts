// Owns the environment: reads it once, validates it, and hands out one typed, frozen object.
// Anything wrong stops the start with every fault listed at once; nothing else in Vitae reads process.env.
import path from 'node:path';
import { CronExpressionParser } from 'cron-parser';
import { z } from 'zod';
import { apiConfig, apiVariables, type ApiConfig } from './api.ts';

const url = (protocols: string[]) =>
  z.string().refine((value) => URL.canParse(value) && protocols.includes(new URL(value).protocol), {
    message: `must be a URL that starts with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
  });

const urls = (protocols: string[]) =>
  z
    .string()
    .transform((list) => list.split(',').map((one) => one.trim()))
    .pipe(z.array(url(protocols)).min(1));

const schema = z.object({
  NODE_ENV: z.enum(['development', 'production', 'test']).default('development'),
  /** The port of the API; 0 takes any free one. */
  PORT: z.coerce.number().int().min(0).max(65_535).default(4000),
  /** Everything that Vitae keeps on disk. */
  DATA_DIR: z.string().min(1).default('.vitae'),
  /** Replaces the embedded Postgres. */
  DATABASE_URL: url(['postgres:', 'postgresql:']).optional(),
  /** Keeps the cache in Redis instead of in memory; needed once several processes serve the API. Of a cluster: several nodes. */
  REDIS_URL: urls(['redis:', 'rediss:']).optional(),
  /** Replaces the local search server, together with ALGOLIA_API_KEY. */
  ALGOLIA_APP_ID: z.string().min(1).optional(),
  ALGOLIA_API_KEY: z.string().min(1).optional(),
  /** May search and nothing else; the parent of the keys that `searchKey` gives out. */
  ALGOLIA_SEARCH_KEY: z.string().min(1).optional(),
  ALGOLIA_INDEX: z
    .string()
    .regex(/^[\w.-]{1,256}$/, 'may hold letters, digits, "_", "-" and "."')
    .default('profiles'),
  /** Another server that speaks Algolia's API: URLs, comma-separated. */
  ALGOLIA_HOSTS: urls(['http:', 'https:']).optional(),
  /** The most bytes that Algolia's plan lets a record have. */
  ALGOLIA_RECORD_LIMIT: z.coerce.number().int().min(1000).max(10_000_000).default(100_000),
  /** When the index is verified against the database. */
  VERIFY_SCHEDULE: z
    .string()
    .refine(isCron, 'must be a cron expression of five fields, in UTC, such as "0 3 * * *"')
    .optional(),
  /** Where transitions into and out of the index are told beside the table; of a source of Segment. */
  SEGMENT_WRITE_KEY: z.string().min(1).optional(),
  /** Another region of Segment, or another server that speaks its API. */
  SEGMENT_HOST: url(['http:', 'https:']).optional(),
  ROLE: z.enum(['api', 'worker', 'all']).default('all'),
  /** How many jobs of a queue run at once in one process, as queue=number, comma-separated. */
  JOB_CONCURRENCY: z
    .string()
    .regex(/^[^=,]+=\s*\d{1,3}\s*(,[^=,]+=\s*\d{1,3}\s*)*$/, 'must be queue=number, comma-separated')
    .transform((list) => list.split(',').map((one) => one.split('=')))
    .transform((pairs) => Object.fromEntries(pairs.map(([name = '', count]) => [name.trim(), Number(count)])))
    .pipe(z.record(z.string().min(1), z.number().max(100)))
    .default({}),
  /** How many generated profiles the first start adds to the four real ones. */
  SEED_PROFILES: z.coerce.number().int().min(0).max(10_000_000).default(2000),
  /** Signs and verifies the tokens; made and kept in DATA_DIR outside production. */
  JWT_SECRET: z.string().min(32, 'must hold at least 32 characters').optional(),
  /** The keys of somebody else who signs the tokens, instead of the secret. */
  JWKS_URL: url(['https:', 'http:']).optional(),
  /** Which algorithms are taken from that somebody, comma-separated. */
  JWT_ALGORITHMS: z
    .string()
    .transform((list) => list.split(',').map((name) => name.trim()))
    .pipe(z.array(z.enum(['RS256', 'ES256', 'EdDSA'])).min(1))
    .optional(),
  /** What a token must name as its issuer and its audience; "vitae" where our secret signs. */
  JWT_ISSUER: z.string().min(1).optional(),
  JWT_AUDIENCE: z.string().min(1).optional(),
  /** What the command line shows a Vitae whose tokens somebody else signs. */
  VITAE_TOKEN: z.string().min(1).optional(),
  /** What a bearer must show to read /metrics; made public by nothing else. */
  METRICS_TOKEN: z.string().min(16, 'must hold at least 16 characters').optional(),
  /** Where traces go: an OpenTelemetry collector that takes OTLP over HTTP. */
  OTEL_EXPORTER_OTLP_ENDPOINT: url(['http:', 'https:']).optional(),
  /** How long a process that was told to stop still accepts requests, for balancers to notice. */
  DRAIN_SECONDS: z.coerce.number().min(0).max(300).optional(),
  ...apiVariables,
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});

function isCron(expression: string): boolean {
  try {
    CronExpressionParser.parse(expression, { tz: 'UTC' });
    return expression.trim().split(/\s+/).length === 5;
  } catch {
    return false;
  }
}

export interface Config {
  readonly production: boolean;
  readonly port: number;
  /** Absolute. */
  readonly dataDir: string;
  /** Null: the embedded Postgres. */
  readonly databaseUrl: string | null;
  /** Of several nodes of a cluster, comma-separated. Null: in memory. */
  readonly redisUrl: string | null;
  /** Null: the local search server. `hosts` null: Algolia's own. */
  readonly algolia: {
    readonly appId: string;
    readonly apiKey: string;
    /** Null: `searchKey` gives out none. */
    readonly searchKey: string | null;
    readonly hosts: string[] | null;
  } | null;
  readonly algoliaIndex: string;
  /** Bytes. */
  readonly recordLimit: number;
  /** Cron, five fields, UTC. Null: the index is verified only when somebody asks. */
  readonly verifySchedule: string | null;
  /** Null: analytics go to the table only. `host` null: Segment's own. */
  readonly segment: { readonly writeKey: string; readonly host: string | null } | null;
  readonly role: 'api' | 'worker' | 'all';
  /** By the queue's name; a queue that is not named has what its contract says. */
  readonly jobConcurrency: Readonly<Record<string, number>>;
  readonly seedProfiles: number;
  /** Null: made and kept in `dataDir`. */
  readonly jwtSecret: string | null;
  /** What a token must say. `jwks` null: the secret signs. */
  readonly tokens: {
    readonly issuer: string;
    readonly audience: string;
    readonly jwks: { readonly url: string; readonly algorithms: readonly string[] } | null;
  };
  /** Null: the command line signs its own. */
  readonly token: string | null;
  /** Null: the metrics are not served. */
  readonly metricsToken: string | null;
  /** Null: no traces. */
  readonly otlpEndpoint: string | null;
  readonly drainMs: number;
  readonly api: ApiConfig;
  readonly logLevel: string;
}

/** Every variable that Vitae reads. */
export const variables: readonly string[] = Object.keys(schema.shape);

export class ConfigError extends Error {
  readonly code = 'INVALID_CONFIGURATION';
  /** One line per fault, each naming the variable and the rule. */
  readonly faults: readonly string[];
  constructor(faults: readonly string[]) {
    super(`Vitae cannot start with this environment:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
    this.name = 'ConfigError';
    this.faults = faults;
  }
}

/**
 * Parses the environment. An empty variable counts as absent.
 * @throws ConfigError that lists every fault.
 */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const present = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(present);
  if (!parsed.success) {
    throw new ConfigError(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
  }
  const env = parsed.data;
  const production = env.NODE_ENV === 'production';
  const faults = [
    ...(production ? missingInProduction(env) : []),
    ...tokenFaults(env, production),
    ...(Boolean(env.ALGOLIA_APP_ID) === Boolean(env.ALGOLIA_API_KEY)
      ? []
      : ['ALGOLIA_APP_ID and ALGOLIA_API_KEY: give both or neither']),
    ...(env.ALGOLIA_HOSTS && !env.ALGOLIA_API_KEY
      ? ['ALGOLIA_HOSTS: needs ALGOLIA_APP_ID and ALGOLIA_API_KEY for that server']
      : []),
    ...(env.ALGOLIA_SEARCH_KEY && !env.ALGOLIA_API_KEY
      ? ['ALGOLIA_SEARCH_KEY: needs ALGOLIA_APP_ID and ALGOLIA_API_KEY of the same application']
      : []),
    ...(env.ALGOLIA_SEARCH_KEY && env.ALGOLIA_SEARCH_KEY === env.ALGOLIA_API_KEY
      ? ['ALGOLIA_SEARCH_KEY: must be a key of its own that may only search, not ALGOLIA_API_KEY']
      : []),
    ...(env.SEGMENT_HOST && !env.SEGMENT_WRITE_KEY ? ['SEGMENT_HOST: needs SEGMENT_WRITE_KEY'] : []),
    ...(env.PERSISTED_OPERATIONS_ONLY === 'on' && !env.PERSISTED_OPERATIONS
      ? ['PERSISTED_OPERATIONS_ONLY: needs PERSISTED_OPERATIONS']
      : []),
    ...(env.ROLE === 'api' && !env.REDIS_URL
      ? ['REDIS_URL: ROLE=api needs it, since processes that serve the API must share one cache']
      : []),
    ...(env.ROLE !== 'all' && !env.ALGOLIA_API_KEY
      ? [
          `ROLE=${env.ROLE}: needs ALGOLIA_APP_ID and ALGOLIA_API_KEY, since the local search server lives in ROLE=all`,
        ]
      : []),
  ];
  if (faults.length > 0) throw new ConfigError(faults);
  return Object.freeze({
    production,
    port: env.PORT,
    dataDir: path.resolve(env.DATA_DIR),
    databaseUrl: env.DATABASE_URL ?? null,
    redisUrl: env.REDIS_URL?.join() ?? null,
    algolia:
      env.ALGOLIA_APP_ID && env.ALGOLIA_API_KEY
        ? {
            appId: env.ALGOLIA_APP_ID,
            apiKey: env.ALGOLIA_API_KEY,
            searchKey: env.ALGOLIA_SEARCH_KEY ?? null,
            hosts: env.ALGOLIA_HOSTS ?? null,
          }
        : null,
    algoliaIndex: env.ALGOLIA_INDEX,
    recordLimit: env.ALGOLIA_RECORD_LIMIT,
    verifySchedule: env.VERIFY_SCHEDULE ?? null,
    segment: env.SEGMENT_WRITE_KEY
      ? { writeKey: env.SEGMENT_WRITE_KEY, host: env.SEGMENT_HOST ?? null }
      : null,
    role: env.ROLE,
    jobConcurrency: env.JOB_CONCURRENCY,
    seedProfiles: env.SEED_PROFILES,
    jwtSecret: env.JWT_SECRET ?? null,
    tokens: {
      issuer: env.JWT_ISSUER ?? 'vitae',
      audience: env.JWT_AUDIENCE ?? 'vitae',
      jwks: env.JWKS_URL
        ? { url: env.JWKS_URL, algorithms: env.JWT_ALGORITHMS ?? ['RS256', 'ES256', 'EdDSA'] }
        : null,
    },
    token: env.VITAE_TOKEN ?? null,
    metricsToken: env.METRICS_TOKEN ?? null,
    otlpEndpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT ?? null,
    drainMs: (env.DRAIN_SECONDS ?? (production ? 5 : 0)) * 1000,
    api: apiConfig(env, production),
    logLevel: env.LOG_LEVEL,
  });
}

function missingInProduction(env: z.infer<typeof schema>): string[] {
  const needed = ['DATABASE_URL', 'ALGOLIA_APP_ID', 'ALGOLIA_API_KEY'] as const;
  return [
    ...(env.JWT_SECRET || env.JWKS_URL ? [] : ['JWT_SECRET: must be set in production, or JWKS_URL']),
    ...needed.filter((name) => !env[name]).map((name) => `${name}: must be set in production`),
  ];
}

function tokenFaults(env: z.infer<typeof schema>, production: boolean): string[] {
  if (!env.JWKS_URL) {
    return env.JWT_ALGORITHMS ? ['JWT_ALGORITHMS: needs JWKS_URL; a secret signs with HS256'] : [];
  }
  const needed = ['JWT_ISSUER', 'JWT_AUDIENCE'] as const;
  return [
    ...(env.JWT_SECRET ? ['JWT_SECRET: give it or JWKS_URL, not both'] : []),
    ...needed.filter((name) => !env[name]).map((name) => `${name}: must be set with JWKS_URL`),
    ...(production && !env.JWKS_URL.startsWith('https:') ? ['JWKS_URL: must be https in production'] : []),
  ];
}
