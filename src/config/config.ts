// Reads the environment into one typed, frozen object. Invalid values stop the start, with every fault listed at once.
// No other file reads process.env.
import path from 'node:path';
import { apiConfig } from './api.ts';
import { misspeltVariables } from './misspelt.ts';
import { retentionConfig } from './retention.ts';
import { productionFaults } from './production.ts';
import { sharedSecrets } from './secret-faults.ts';
import { environmentRule, type Environment as EnvironmentOf, type Variable } from './variable.ts';
import { JWT_ALGORITHMS, variables } from './variables.ts';

const schema = environmentRule(variables);
type Environment = EnvironmentOf<typeof variables>;

export type Config = Readonly<ReturnType<typeof configOf>>;

export class ConfigError extends Error {
  readonly code = 'INVALID_CONFIGURATION';
  /** One line per fault, with the variable and its rule. */
  readonly faults: readonly string[];
  constructor(faults: readonly string[]) {
    super(`Vitae cannot start with this environment:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
    this.name = 'ConfigError';
    this.faults = faults;
  }
}

/**
 * Parses the environment. An empty variable counts as unset.
 * @throws ConfigError with every fault
 */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const present = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(present);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => faultOf(issue, present));
    throw new ConfigError([...faults, ...misspeltVariables(present)]);
  }
  const env = parsed.data;
  const production = env.NODE_ENV === 'production';
  const faults = [
    ...(production ? productionFaults(env) : []),
    ...tokenFaults(env),
    ...combinationFaults(env),
    ...sharedSecrets(env),
  ];
  if (faults.length > 0) throw new ConfigError([...faults, ...misspeltVariables(present)]);
  return Object.freeze(configOf(env, production));
}

/** Names the variable, its rule and its value: of several values, the one at fault. */
function faultOf(
  { path: [name, part], message }: { readonly path: readonly PropertyKey[]; readonly message: string },
  present: Readonly<Record<string, string | undefined>>,
): string {
  const value = present[String(name)] ?? '';
  const values = value.split(',');
  const shown = shownOf(String(name), typeof part === 'number' ? (values[part] ?? '').trim() : value);
  if (typeof part !== 'number') {
    const place = part === undefined ? [] : [String(part)];
    return [String(name), ...place, `${message}${shown}`].join(': ');
  }
  return `${String(name)}: ${values.length > 1 ? `value ${part + 1} of ${values.length}: ` : ''}${message}${shown}`;
}

const SHOWN_CHARACTERS = 100;

/** What may hold a secret is not shown. */
function shownOf(name: string, value: string): string {
  const { secretBits, holdsPassword = false }: Variable = variables[name as keyof typeof variables];
  // Docker takes the quotes of an --env-file as a part of the value.
  if (/^(["'`]).*\1$/.test(value)) return '; remove the quotes, which are a part of the value here';
  if (secretBits !== undefined || holdsPassword || value.includes('@')) return '';
  const cut = value.length > SHOWN_CHARACTERS ? `${value.slice(0, SHOWN_CHARACTERS)} …` : value;
  return `, and is ${JSON.stringify(cut)}`;
}

function configOf(env: Environment, production: boolean) {
  return {
    production,
    /** Null: every interface. */
    host: env.HOST ?? (production ? null : 'localhost'),
    port: env.PORT,
    /** Absolute. */
    dataDir: path.resolve(env.DATA_DIR),
    /** Null: embedded Postgres. */
    databaseUrl: env.DATABASE_URL ?? null,
    /** Past a pooler, for what needs a session. */
    directDatabaseUrl: env.DIRECT_DATABASE_URL ?? env.DATABASE_URL ?? null,
    /** Several nodes of a cluster are comma-separated. Null: in memory. */
    redisUrl: env.REDIS_URL?.join() ?? null,
    /** Null: local search server. */
    algolia:
      env.ALGOLIA_APP_ID && env.ALGOLIA_API_KEY
        ? {
            appId: env.ALGOLIA_APP_ID,
            apiKey: env.ALGOLIA_API_KEY,
            /** Null: `searchKey` is null. */
            searchKey: env.ALGOLIA_SEARCH_KEY ?? null,
            /** Null: Algolia's hosts. */
            hosts: env.ALGOLIA_HOSTS ?? null,
          }
        : null,
    algoliaIndex: env.ALGOLIA_INDEX,
    /** Bytes. */
    recordLimit: env.ALGOLIA_RECORD_LIMIT,
    /** Cron, five fields, UTC. Null: never. */
    verifySchedule: env.VERIFY_SCHEDULE ?? null,
    /** Profiles. 0: the audit does not run. */
    auditPerMinute: env.AUDIT_PER_MINUTE,
    /** Null: analytics stay in the table. `host` null: Segment's host. */
    segment: env.SEGMENT_WRITE_KEY
      ? { writeKey: env.SEGMENT_WRITE_KEY, host: env.SEGMENT_HOST ?? null }
      : null,
    role: env.ROLE,
    /** By the name of the queue. Other queues use the concurrency of their contract. */
    jobConcurrency: env.JOB_CONCURRENCY,
    seedProfiles: env.SEED_PROFILES,
    /** Null: generated, stored in `dataDir`. */
    jwtSecret: env.JWT_SECRET ?? null,
    /** What a token must contain. `jwks` null: the secret signs. */
    tokens: {
      issuer: env.JWT_ISSUER ?? 'vitae',
      audience: env.JWT_AUDIENCE ?? 'vitae',
      jwks: env.JWKS_URL ? { url: env.JWKS_URL, algorithms: env.JWT_ALGORITHMS ?? JWT_ALGORITHMS } : null,
    },
    /** Null: the commands sign their own. */
    token: env.VITAE_TOKEN ?? null,
    /** Null: no metrics. */
    metricsToken: env.METRICS_TOKEN ?? null,
    /** Null: no traces. */
    otlpEndpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT ?? null,
    drainMs: (env.DRAIN_SECONDS ?? (production ? 5 : 0)) * 1000,
    api: apiConfig(env, production),
    retention: retentionConfig(env),
    logLevel: env.LOG_LEVEL,
  };
}

/** Variables that need another one, or contradict it. */
function combinationFaults(env: Environment): string[] {
  const rules: [isFault: boolean, fault: string][] = [
    [
      Boolean(env.ALGOLIA_APP_ID) !== Boolean(env.ALGOLIA_API_KEY),
      'ALGOLIA_APP_ID and ALGOLIA_API_KEY: set both or neither',
    ],
    [
      Boolean(env.ALGOLIA_HOSTS && !env.ALGOLIA_API_KEY),
      'ALGOLIA_HOSTS: needs ALGOLIA_APP_ID and ALGOLIA_API_KEY for that server',
    ],
    [
      Boolean(env.ALGOLIA_SEARCH_KEY && !env.ALGOLIA_API_KEY),
      'ALGOLIA_SEARCH_KEY: needs ALGOLIA_APP_ID and ALGOLIA_API_KEY of the same application',
    ],
    [
      env.ANONYMOUS_SEARCH_KEYS === 'on' && Boolean(env.ALGOLIA_API_KEY) && !env.ALGOLIA_SEARCH_KEY,
      'ANONYMOUS_SEARCH_KEYS: needs ALGOLIA_SEARCH_KEY, the parent of the keys',
    ],
    [Boolean(env.DIRECT_DATABASE_URL && !env.DATABASE_URL), 'DIRECT_DATABASE_URL: needs DATABASE_URL'],
    [Boolean(env.SEGMENT_HOST && !env.SEGMENT_WRITE_KEY), 'SEGMENT_HOST: needs SEGMENT_WRITE_KEY'],
    [
      env.PERSISTED_OPERATIONS_ONLY === 'on' && !env.PERSISTED_OPERATIONS,
      'PERSISTED_OPERATIONS_ONLY: needs PERSISTED_OPERATIONS',
    ],
    [
      env.ROLE === 'api' && !env.REDIS_URL,
      'REDIS_URL: ROLE=api needs it, because processes that serve the API must share one cache',
    ],
    [
      env.ROLE !== 'all' && !env.ALGOLIA_API_KEY,
      `ROLE=${env.ROLE}: needs ALGOLIA_APP_ID and ALGOLIA_API_KEY, because only ROLE=all has the local search server`,
    ],
  ];
  return rules.flatMap(([isFault, fault]) => (isFault ? [fault] : []));
}

function tokenFaults(env: Environment): string[] {
  if (!env.JWKS_URL) {
    return env.JWT_ALGORITHMS ? ['JWT_ALGORITHMS: needs JWKS_URL; a secret signs with HS256'] : [];
  }
  const needed = ['JWT_ISSUER', 'JWT_AUDIENCE'] as const;
  return [
    ...(env.JWT_SECRET ? ['JWT_SECRET: set it or JWKS_URL, not both'] : []),
    ...needed.filter((name) => !env[name]).map((name) => `${name}: must be set with JWKS_URL`),
  ];
}
