// The environment: defaults, rules, and a start that lists every fault at once.
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from '../../src/config/config.ts';
import { environmentExample } from '../../src/dev/generate/configuration-page.ts';
import { faultsOf } from './faults-of.ts';

const namesOf = (environment: NodeJS.ProcessEnv) =>
  faultsOf(environment).map((fault) => /^[A-Z_]+/.exec(fault)?.[0] ?? fault);

const random = () => randomBytes(32).toString('hex');
const ALGOLIA = { ALGOLIA_APP_ID: 'APP', ALGOLIA_API_KEY: 'key' };
const PRODUCTION = {
  NODE_ENV: 'production',
  JWT_SECRET: random(),
  DATABASE_URL: 'postgres://user:password@db.example.com/vitae',
  ...ALGOLIA,
};

describe('an empty environment', () => {
  it('uses the embedded parts', () => {
    expect(readConfig({})).toMatchObject({
      production: false,
      port: 4000,
      dataDir: path.resolve('.vitae'),
      databaseUrl: null,
      algolia: null,
      segment: null,
      algoliaIndex: 'profiles',
      recordLimit: 100_000,
      verifySchedule: null,
      role: 'all',
      jobConcurrency: {},
      seedProfiles: 2000,
      jwtSecret: null,
      logLevel: 'info',
      api: { introspection: true, playground: true, corsOrigins: [], trustedProxies: 0 },
    });
  });

  it('in production has no introspection and no playground unless they are on', () => {
    expect(readConfig(PRODUCTION).api).toMatchObject({ introspection: false, playground: false });
    const switchedOn = readConfig({ ...PRODUCTION, INTROSPECTION: 'on', PLAYGROUND: 'on' }).api;
    expect(switchedOn).toMatchObject({ introspection: true, playground: true });
  });

  it('is the same as empty variables', () => {
    const names = [
      'PORT',
      'DATA_DIR',
      'DATABASE_URL',
      'REDIS_URL',
      'ALGOLIA_APP_ID',
      'ROLE',
      'JWT_SECRET',
      'NODE_ENV',
    ];
    expect(readConfig(Object.fromEntries(names.map((name) => [name, ''])))).toEqual(readConfig({}));
  });

  it('gives a frozen configuration', () => {
    expect(Object.isFrozen(readConfig({}))).toBe(true);
  });
});

describe('a full environment', () => {
  it('is read completely', () => {
    const config = readConfig({
      ...PRODUCTION,
      PORT: '0',
      DATA_DIR: '/var/lib/vitae',
      REDIS_URL: 'redis://cache.example.com:6379',
      ALGOLIA_INDEX: 'people-1',
      ALGOLIA_HOSTS: 'https://a.example.com:1, https://b.example.com',
      ROLE: 'worker',
      SEED_PROFILES: '0',
      LOG_LEVEL: 'debug',
    });
    expect(config).toMatchObject({
      production: true,
      port: 0,
      dataDir: '/var/lib/vitae',
      databaseUrl: PRODUCTION.DATABASE_URL,
      redisUrl: 'redis://cache.example.com:6379',
      algolia: {
        appId: 'APP',
        apiKey: 'key',
        searchKey: null,
        hosts: ['https://a.example.com:1', 'https://b.example.com'],
      },
      algoliaIndex: 'people-1',
      role: 'worker',
      seedProfiles: 0,
      jwtSecret: PRODUCTION.JWT_SECRET,
      logLevel: 'debug',
    });
  });
});

describe('an invalid variable', () => {
  it.each([
    ['PORT', ['-1', '65536', 'abc', '1.5', 'http']],
    ['DATABASE_URL', ['mysql://a/b', 'localhost', 'postgres']],
    ['DIRECT_DATABASE_URL', ['mysql://a/b', 'localhost', 'postgres']],
    ['REDIS_URL', ['http://a', 'localhost:6379', 'redis://a,http://b']],
    ['ROLE', ['both', 'API', 'worker,api']],
    ['SEED_PROFILES', ['-1', 'many', '1.5', '10000001']],
    ['JWT_SECRET', ['short', 'x'.repeat(31)]],
    ['LOG_LEVEL', ['loud']],
    ['NODE_ENV', ['staging']],
    ['INTROSPECTION', ['yes', 'true', 'ON']],
    ['CORS_ORIGINS', ['*', 'app.example.com', 'https://a.example.com,', 'ftp://a.example.com']],
    ['TRUSTED_PROXIES', ['-1', '11', 'one']],
    ['LIMIT_DEPTH', ['0', '-1', '1.5', 'deep']],
    ['LIMIT_EXECUTION_SECONDS', ['0', '601', 'long']],
    ['PERSISTED_OPERATIONS_ONLY', ['on', 'yes']],
    ['SEGMENT_HOST', ['api.segment.io', 'ftp://a.example.com']],
    ['ALGOLIA_INDEX', ['a b', 'x'.repeat(257), '*']],
  ] as const)('%s stops the start and is named', (name, values) => {
    for (const value of values) expect(namesOf({ [name]: value }), value).toEqual([name]);
  });

  it.each(['', ' ', 'a.example.com', 'ftp://a.example.com', 'http://a.example.com,,'])(
    'ALGOLIA_HOSTS as %j',
    (hosts) => {
      const names = namesOf({ ...ALGOLIA, ALGOLIA_HOSTS: hosts });
      if (hosts === '') expect(names).toEqual([]);
      else expect(new Set(names)).toEqual(new Set(['ALGOLIA_HOSTS']));
    },
  );

  it('is listed with all others, without quoting a secret', () => {
    const wrong = {
      PORT: 'abc',
      ROLE: 'both',
      JWT_SECRET: 'too-short-secret',
      DATABASE_URL: 'mysql://u:hidden@h/d',
      LOG_LEVEL: 'loud',
    };
    expect([...namesOf(wrong)].sort()).toEqual(Object.keys(wrong).sort());
    const { message } = new ConfigError(faultsOf(wrong));
    expect(message).not.toMatch(/too-short-secret|hidden/);
    for (const name of Object.keys(wrong)) expect(message).toContain(name);
  });
});

describe('variables that need each other', () => {
  it('production needs its secrets and servers, and lists all that are missing', () => {
    expect(namesOf({ NODE_ENV: 'production' })).toEqual([
      'JWT_SECRET',
      'DATABASE_URL',
      'ALGOLIA_APP_ID',
      'ALGOLIA_API_KEY',
    ]);
    expect(faultsOf(PRODUCTION)).toEqual([]);
    for (const name of ['JWT_SECRET', 'DATABASE_URL'] as const)
      expect(namesOf({ ...PRODUCTION, [name]: '' })).toEqual([name]);
  });

  it('DIRECT_DATABASE_URL stands beside DATABASE_URL', () => {
    const direct = 'postgres://user:password@db.example.com:5433/vitae';
    expect(namesOf({ DIRECT_DATABASE_URL: direct })).toEqual(['DIRECT_DATABASE_URL']);
    expect(readConfig({ ...PRODUCTION, DIRECT_DATABASE_URL: direct }).directDatabaseUrl).toBe(direct);
    expect(readConfig(PRODUCTION).directDatabaseUrl).toBe(PRODUCTION.DATABASE_URL);
    expect(readConfig({}).directDatabaseUrl).toBeNull();
  });

  it('tokens are verified with a secret or with a JWKS, never both', () => {
    const jwks = { JWKS_URL: 'https://login.example.com/keys', JWT_ISSUER: 'them', JWT_AUDIENCE: 'us' };
    const { JWT_SECRET, ...production } = PRODUCTION;
    expect(readConfig({ ...production, ...jwks }).tokens).toEqual({
      issuer: 'them',
      audience: 'us',
      jwks: { url: jwks.JWKS_URL, algorithms: ['RS256', 'ES256', 'EdDSA'] },
    });
    expect(readConfig({ JWT_ISSUER: 'i' }).tokens).toEqual({ issuer: 'i', audience: 'vitae', jwks: null });
    expect(readConfig({ ...jwks, JWT_ALGORITHMS: 'ES256, EdDSA' }).tokens.jwks?.algorithms).toEqual([
      'ES256',
      'EdDSA',
    ]);
    expect(namesOf({ JWKS_URL: jwks.JWKS_URL, JWT_SECRET })).toEqual([
      'JWT_SECRET',
      'JWT_ISSUER',
      'JWT_AUDIENCE',
    ]);
    expect(namesOf({ JWT_ALGORITHMS: 'RS256' })).toEqual(['JWT_ALGORITHMS']);
    expect(namesOf({ ...jwks, JWT_ALGORITHMS: 'RS256,HS256' })).toEqual(['JWT_ALGORITHMS']);
  });

  it('Algolia needs both its id and its key', () => {
    expect(namesOf({ ALGOLIA_APP_ID: 'APP' })).toEqual(['ALGOLIA_APP_ID']);
    expect(namesOf({ ALGOLIA_API_KEY: 'key' })).toEqual(['ALGOLIA_APP_ID']);
    expect(readConfig(ALGOLIA).algolia).toEqual({
      appId: 'APP',
      apiKey: 'key',
      searchKey: null,
      hosts: null,
    });
  });

  it('a search key needs an id and a key, and differs from the key', () => {
    const searchKey = { ALGOLIA_SEARCH_KEY: 'search-only' };
    expect(readConfig({ ...ALGOLIA, ...searchKey }).algolia).toMatchObject({ searchKey: 'search-only' });
    expect(namesOf(searchKey)).toEqual(['ALGOLIA_SEARCH_KEY']);
    expect(namesOf({ ...ALGOLIA, ALGOLIA_SEARCH_KEY: ALGOLIA.ALGOLIA_API_KEY })).toEqual([
      'ALGOLIA_SEARCH_KEY',
    ]);
  });

  it('search keys for anyone need a search key, except at the local search server', () => {
    const on = { ANONYMOUS_SEARCH_KEYS: 'on' };
    expect(readConfig({}).api.anonymousSearchKeys).toBe(false);
    expect(readConfig(on).api.anonymousSearchKeys).toBe(true);
    expect(namesOf({ ...ALGOLIA, ...on })).toEqual(['ANONYMOUS_SEARCH_KEYS']);
    expect(readConfig({ ...ALGOLIA, ALGOLIA_SEARCH_KEY: 'search-only', ...on }).api.anonymousSearchKeys).toBe(
      true,
    );
  });

  it('hosts need an id and a key', () => {
    expect(namesOf({ ALGOLIA_HOSTS: 'http://a.example.com' })).toEqual(['ALGOLIA_HOSTS']);
  });

  it("Segment's host needs a key; a key needs no host", () => {
    const host = 'https://events.eu1.segmentapis.com';
    expect(namesOf({ SEGMENT_HOST: host })).toEqual(['SEGMENT_HOST']);
    expect(readConfig({ SEGMENT_WRITE_KEY: 'key' }).segment).toEqual({ writeKey: 'key', host: null });
    const both = { SEGMENT_WRITE_KEY: 'key', SEGMENT_HOST: host };
    expect(readConfig(both).segment).toEqual({ writeKey: 'key', host });
  });

  it.each(['api', 'worker'])('ROLE=%s needs a search server that other processes can reach', (role) => {
    expect(faultsOf({ ROLE: role }).length).toBeGreaterThan(0);
    expect(
      faultsOf({ ROLE: role, ...ALGOLIA, DATABASE_URL: PRODUCTION.DATABASE_URL, REDIS_URL: 'redis://a' }),
    ).toEqual([]);
  });
});

it('every example is valid, though not in production', () => {
  const lines = [...environmentExample().matchAll(/^# ([A-Z_]+)=(.*)$/gm)];
  const { JWT_SECRET, JWKS_URL, JWT_ALGORITHMS, ...examples } = Object.fromEntries(
    lines.map((line): [string, string] => [line[1] ?? '', line[2] ?? '']),
  );
  const others = { ...examples, NODE_ENV: 'development' };
  expect(() => readConfig({ ...others, JWT_SECRET })).not.toThrow();
  expect(() => readConfig({ ...others, JWKS_URL, JWT_ALGORITHMS })).not.toThrow();
});

describe('JOB_CONCURRENCY', () => {
  it('sets how many jobs of each queue run at once', () => {
    const { jobConcurrency } = readConfig({ JOB_CONCURRENCY: 'profile-changed=8, reindex-batch = 0' });
    expect(jobConcurrency).toEqual({ 'profile-changed': 8, 'reindex-batch': 0 });
  });

  it.each(['8', 'a=', 'a=x', 'a=1.5', 'a=-1', 'a=101', '=1', 'a=1,', 'a=1=2'])('%j is refused', (value) => {
    expect(namesOf({ JOB_CONCURRENCY: value })).toContain('JOB_CONCURRENCY');
  });
});

describe('VERIFY_SCHEDULE', () => {
  it.each(['0 3 * * *', '*/15 0-6 * * 1-5', '30 4 1 jan,jul *'])('takes %j', (cron) => {
    expect(readConfig({ VERIFY_SCHEDULE: cron }).verifySchedule).toBe(cron);
  });

  it.each(['daily', '@daily', '61 3 * * *', '0 3 * *', '0 0 3 * * *', '0 3 * * * UTC', '0 3 31 2 *'])(
    'refuses %j',
    (cron) => {
      expect(namesOf({ VERIFY_SCHEDULE: cron })).toEqual(['VERIFY_SCHEDULE']);
    },
  );
});

describe('ALGOLIA_RECORD_LIMIT', () => {
  it('is a number of bytes', () => {
    expect(readConfig({ ALGOLIA_RECORD_LIMIT: '10000' }).recordLimit).toBe(10_000);
    for (const wrong of ['10 KB', '0', '-1', '1.5', '9999', '100001'])
      expect(namesOf({ ALGOLIA_RECORD_LIMIT: wrong })).toEqual(['ALGOLIA_RECORD_LIMIT']);
  });
});
