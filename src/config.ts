// Owns the environment: reads it once, validates it, and hands out one typed, frozen object.
// Anything wrong stops the start with every fault listed at once; nothing else in Vitae reads process.env.
import path from 'node:path';
import { z } from 'zod';

const url = (protocols: string[]) =>
  z.string().refine((value) => URL.canParse(value) && protocols.includes(new URL(value).protocol), {
    message: `must be a URL that starts with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
  });

const schema = z.object({
  NODE_ENV: z.enum(['development', 'production', 'test']).default('development'),
  /** The port of the API; 0 takes any free one. */
  PORT: z.coerce.number().int().min(0).max(65_535).default(4000),
  /** Everything that Vitae keeps on disk. */
  DATA_DIR: z.string().min(1).default('.vitae'),
  /** Replaces the embedded Postgres. */
  DATABASE_URL: url(['postgres:', 'postgresql:']).optional(),
  /** Keeps the cache in Redis instead of in memory; needed once several processes serve the API. */
  REDIS_URL: url(['redis:', 'rediss:']).optional(),
  /** Replaces the local search server, together with ALGOLIA_API_KEY. */
  ALGOLIA_APP_ID: z.string().min(1).optional(),
  ALGOLIA_API_KEY: z.string().min(1).optional(),
  ALGOLIA_INDEX: z
    .string()
    .regex(/^[\w.-]{1,256}$/, 'may hold letters, digits, "_", "-" and "."')
    .default('profiles'),
  /** Another server that speaks Algolia's API: URLs, comma-separated. */
  ALGOLIA_HOSTS: z
    .string()
    .transform((list) => list.split(',').map((host) => host.trim()))
    .pipe(z.array(url(['http:', 'https:'])).min(1))
    .optional(),
  ROLE: z.enum(['api', 'worker', 'all']).default('all'),
  /** How many generated profiles the first start adds to the four real ones. */
  SEED_PROFILES: z.coerce.number().int().min(0).max(10_000_000).default(2000),
  /** Signs and verifies the tokens; made and kept in DATA_DIR outside production. */
  JWT_SECRET: z.string().min(32, 'must hold at least 32 characters').optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});

export interface Config {
  readonly production: boolean;
  readonly port: number;
  /** Absolute. */
  readonly dataDir: string;
  /** Null: the embedded Postgres. */
  readonly databaseUrl: string | null;
  /** Null: in memory. */
  readonly redisUrl: string | null;
  /** Null: the local search server. `hosts` null: Algolia's own. */
  readonly algolia: {
    readonly appId: string;
    readonly apiKey: string;
    readonly hosts: string[] | null;
  } | null;
  readonly algoliaIndex: string;
  readonly role: 'api' | 'worker' | 'all';
  readonly seedProfiles: number;
  /** Null: made and kept in `dataDir`. */
  readonly jwtSecret: string | null;
  readonly logLevel: string;
}

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
    ...(Boolean(env.ALGOLIA_APP_ID) === Boolean(env.ALGOLIA_API_KEY)
      ? []
      : ['ALGOLIA_APP_ID and ALGOLIA_API_KEY: give both or neither']),
    ...(env.ALGOLIA_HOSTS && !env.ALGOLIA_API_KEY
      ? ['ALGOLIA_HOSTS: needs ALGOLIA_APP_ID and ALGOLIA_API_KEY for that server']
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
    redisUrl: env.REDIS_URL ?? null,
    algolia:
      env.ALGOLIA_APP_ID && env.ALGOLIA_API_KEY
        ? { appId: env.ALGOLIA_APP_ID, apiKey: env.ALGOLIA_API_KEY, hosts: env.ALGOLIA_HOSTS ?? null }
        : null,
    algoliaIndex: env.ALGOLIA_INDEX,
    role: env.ROLE,
    seedProfiles: env.SEED_PROFILES,
    jwtSecret: env.JWT_SECRET ?? null,
    logLevel: env.LOG_LEVEL,
  });
}

function missingInProduction(env: z.infer<typeof schema>): string[] {
  const needed = ['JWT_SECRET', 'DATABASE_URL', 'ALGOLIA_APP_ID', 'ALGOLIA_API_KEY'] as const;
  return needed.filter((name) => !env[name]).map((name) => `${name}: must be set in production`);
}
