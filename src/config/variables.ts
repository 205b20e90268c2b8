// Every environment variable that Vitae reads, with its rule, default and meaning. docs/configuration.md and .env.example are
// printed from this table: npm run generate:configuration.
import { CronExpressionParser } from 'cron-parser';
import { z } from 'zod';
import { apiVariables } from './api.ts';
import { retentionVariables } from './retention.ts';
import { url } from './url.ts';
import { filePath, list, oneOf, seconds, text, whole, type Variables } from './variable.ts';

export const JWT_ALGORITHMS = ['RS256', 'ES256', 'EdDSA'] as const;

const jobConcurrency = z
  .string()
  .regex(/^(\s*[^=,\s]+\s*=\s*\d{1,3}\s*(,(?!$)|$))+$/, 'must be queue=number, comma-separated')
  .transform((pairs) => pairs.split(',').map((pair) => pair.split('=')))
  .transform((pairs) => Object.fromEntries(pairs.map(([name = '', count]) => [name.trim(), Number(count)])))
  .pipe(z.record(z.string(), z.number().max(100, 'must be a whole number from 0 to 100')));

export const variables = {
  NODE_ENV: {
    rule: oneOf(['development', 'production', 'test']).default('development'),
    meaning:
      '`production`: a missing or guessable secret stops the start, no profiles are generated, no development tokens are printed',
    example: 'production',
  },
  ROLE: {
    rule: oneOf(['api', 'worker', 'all']).default('all'),
    meaning: 'what this process runs: `api`, `worker` or `all`',
  },
  JOB_CONCURRENCY: {
    rule: jobConcurrency.default({}),
    unset: '4 for `profile-changed`, 2 for `reindex-batch`, otherwise 1',
    meaning:
      'how many jobs of a queue run at once in this process: queue=number, comma-separated. Each uses one of 10 connections to Postgres',
    example: 'profile-changed=8,reindex-batch=2',
  },
  HOST: {
    rule: text.optional(),
    unset: '`localhost`; in production every interface',
    meaning:
      'the address or name that the port listens on: `localhost` (127.0.0.1 and ::1), or `0.0.0.0` for every interface',
    example: 'localhost',
  },
  PORT: {
    rule: whole(0, 65_535).default(4000),
    meaning: 'the port of the API, `/health`, `/ready` and `/metrics`; 0 takes any free port',
  },
  DATA_DIR: {
    rule: filePath.default('.vitae'),
    meaning: 'the folder for everything that Vitae stores on disk',
  },
  DATABASE_URL: {
    rule: url(['postgres:', 'postgresql:']).optional(),
    unset: 'embedded Postgres',
    meaning: 'your Postgres; required in production',
    example: 'postgresql://vitae:password@localhost:5432/vitae',
    holdsPassword: true,
  },
  DIRECT_DATABASE_URL: {
    rule: url(['postgres:', 'postgresql:']).optional(),
    unset: '`DATABASE_URL`',
    meaning:
      'the same database without the pooler, for migrations, `LISTEN` and the seed; required where `DATABASE_URL` leads through a pooler in transaction mode',
    example: 'postgresql://vitae:password@localhost:5432/vitae',
    holdsPassword: true,
  },
  REDIS_URL: {
    rule: list(url(['redis:', 'rediss:'])).optional(),
    unset: 'in memory',
    meaning:
      'Redis for the cache, or several nodes of a cluster, comma-separated; required if several processes serve the API',
    example: 'redis://localhost:6379',
    holdsPassword: true,
  },
  ALGOLIA_APP_ID: {
    rule: text.optional(),
    unset: 'local search server',
    meaning: 'your Algolia application; required in production',
    example: 'YOURAPPID',
  },
  ALGOLIA_API_KEY: {
    rule: text.optional(),
    unset: 'local search server',
    meaning: 'an admin key of that application; required in production',
    example: 'an-admin-api-key',
    secretBits: 0,
  },
  ALGOLIA_SEARCH_KEY: {
    rule: text.optional(),
    unset: '`searchKey` is null',
    meaning: 'a key that may only search; the parent of the keys that `searchKey` issues',
    example: 'a-search-only-api-key',
    secretBits: 0,
  },
  ALGOLIA_INDEX: {
    rule: z
      .string()
      .regex(/^[\w.-]{1,256}$/, 'must be 1 to 256 letters, digits, "_", "-" and "."')
      .default('profiles'),
    meaning: 'the name of the index',
  },
  ALGOLIA_RECORD_LIMIT: {
    rule: whole(10_000, 100_000).default(100_000),
    meaning:
      'the most bytes of a record in your Algolia plan, 10,000 to 100,000; the local search server has the same limit',
  },
  VERIFY_SCHEDULE: {
    rule: z
      .string()
      .refine(isCron, 'must be a cron expression of five fields, in UTC, such as "0 3 * * *"')
      .optional(),
    unset: 'never',
    meaning: 'when to compare the index with the database: cron, five fields, UTC',
    example: '0 3 * * *',
  },
  AUDIT_PER_MINUTE: {
    rule: whole(0, 2000).default(500),
    meaning:
      'how many profiles the audit compares in Postgres, cache and index in a minute; 0: the audit does not run',
  },
  ALGOLIA_HOSTS: {
    rule: list(url(['http:', 'https:'])).optional(),
    unset: "Algolia's hosts",
    meaning: "URLs of another server with Algolia's API, comma-separated",
    example: 'https://search.example.com',
  },
  SEGMENT_WRITE_KEY: {
    rule: text.optional(),
    unset: 'analytics stay in a table',
    meaning:
      'the write key of a Segment source; it then also gets an event for each profile that enters or leaves the index',
    example: 'the-write-key-of-a-source',
    secretBits: 0,
  },
  SEGMENT_HOST: {
    rule: url(['http:', 'https:']).optional(),
    unset: '`https://api.segment.io`',
    meaning: 'another region of Segment, or another server with its API',
    example: 'https://events.eu1.segmentapis.com',
  },
  SEED_PROFILES: {
    rule: whole(0, 10_000_000).default(2000),
    meaning: 'the number of profiles that the first start generates',
  },
  JWT_SECRET: {
    rule: z.string().min(32, 'must hold at least 32 characters').optional(),
    unset: 'generated, stored in `DATA_DIR`',
    meaning: 'signs and verifies tokens (HS256); production requires this or `JWKS_URL`',
    example: 'at-least-32-characters-that-nobody-guesses',
    secretBits: 64,
  },
  JWKS_URL: {
    rule: url(['https:', 'http:']).optional(),
    unset: '`JWT_SECRET`',
    meaning: 'the public keys of another issuer of tokens, instead of a secret',
    example: 'https://login.example.com/.well-known/jwks.json',
  },
  JWT_ALGORITHMS: {
    rule: list(oneOf(JWT_ALGORITHMS)).optional(),
    unset: `\`${JWT_ALGORITHMS.join()}\``,
    meaning: 'the accepted algorithms of the keys at `JWKS_URL`, comma-separated',
    example: 'RS256',
  },
  JWT_ISSUER: {
    rule: text.optional(),
    unset: '`vitae`',
    meaning: 'the issuer that a token must name; required with `JWKS_URL`',
    example: 'https://login.example.com',
  },
  JWT_AUDIENCE: {
    rule: text.optional(),
    unset: '`vitae`',
    meaning: 'the audience that a token must name; required with `JWKS_URL`',
    example: 'vitae',
  },
  VITAE_TOKEN: {
    rule: text.optional(),
    unset: 'signed with `JWT_SECRET`',
    meaning: "an administrator's token for `npm run reindex` and the other commands",
    example: 'a-token-of-the-administrator',
    secretBits: 0,
  },
  METRICS_TOKEN: {
    rule: z.string().min(16, 'must hold at least 16 characters').optional(),
    unset: 'no metrics',
    meaning: 'the bearer token for `/metrics`',
    example: 'at-least-16-characters',
    secretBits: 32,
  },
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    rule: url(['http:', 'https:']).optional(),
    unset: 'no traces',
    meaning: 'an OpenTelemetry collector, OTLP over HTTP',
    example: 'http://localhost:4318',
  },
  PLAIN_HTTP_HOSTS: {
    rule: list(text.toLowerCase()).optional(),
    unset: 'only loopback',
    meaning:
      'hosts that production may reach by plain `http:`, such as a collector in the same container network, comma-separated',
    example: 'otel-collector',
  },
  DRAIN_SECONDS: {
    rule: seconds(0, 300).optional(),
    unset: '0; in production 5',
    meaning: 'how long a process accepts requests after it was told to stop',
    example: '5',
  },
  ...apiVariables,
  ...retentionVariables,
  LOG_LEVEL: {
    rule: oneOf(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
    meaning: 'the least severe level that is logged, as in pino',
  },
} satisfies Variables;

function isCron(expression: string): boolean {
  try {
    CronExpressionParser.parse(expression, { tz: 'UTC' });
    return expression.trim().split(/\s+/).length === 5;
  } catch {
    return false;
  }
}
