// Owns the environment: its defaults, and that a start with anything wrong in it names every fault at once.
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from '../src/config.ts';

function faultsOf(environment: NodeJS.ProcessEnv): readonly string[] {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

const namesOf = (environment: NodeJS.ProcessEnv) =>
  faultsOf(environment).map((fault) => /^[A-Z_]+/.exec(fault)?.[0] ?? fault);

const ALGOLIA = { ALGOLIA_APP_ID: 'APP', ALGOLIA_API_KEY: 'key' };
const PRODUCTION = {
  NODE_ENV: 'production',
  JWT_SECRET: 'x'.repeat(32),
  DATABASE_URL: 'postgres://user:password@db.example.com/vitae',
  ...ALGOLIA,
};

describe('an empty environment', () => {
  it('is everything on this machine', () => {
    expect(readConfig({})).toMatchObject({
      production: false,
      port: 4000,
      dataDir: path.resolve('.vitae'),
      databaseUrl: null,
      algolia: null,
      algoliaIndex: 'profiles',
      role: 'all',
      seedProfiles: 2000,
      jwtSecret: null,
      logLevel: 'info',
    });
  });

  it('is the same as one of empty variables', () => {
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

  it('cannot be changed afterwards', () => {
    expect(Object.isFrozen(readConfig({}))).toBe(true);
  });
});

describe('a full environment', () => {
  it('is read as it is given', () => {
    const config = readConfig({
      ...PRODUCTION,
      PORT: '0',
      DATA_DIR: '/var/lib/vitae',
      REDIS_URL: 'redis://cache.example.com:6379',
      ALGOLIA_INDEX: 'people-1',
      ALGOLIA_HOSTS: 'http://a.example.com:1, https://b.example.com',
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
      algolia: { appId: 'APP', apiKey: 'key', hosts: ['http://a.example.com:1', 'https://b.example.com'] },
      algoliaIndex: 'people-1',
      role: 'worker',
      seedProfiles: 0,
      jwtSecret: PRODUCTION.JWT_SECRET,
      logLevel: 'debug',
    });
  });
});

describe('a variable that is wrong', () => {
  it.each([
    ['PORT', ['-1', '65536', 'abc', '1.5', 'http']],
    ['DATABASE_URL', ['mysql://a/b', 'localhost', 'postgres']],
    ['REDIS_URL', ['http://a', 'localhost:6379']],
    ['ROLE', ['both', 'API', 'worker,api']],
    ['SEED_PROFILES', ['-1', 'many', '1.5', '10000001']],
    ['JWT_SECRET', ['short', 'x'.repeat(31)]],
    ['LOG_LEVEL', ['loud']],
    ['NODE_ENV', ['staging']],
    ['ALGOLIA_INDEX', ['a b', 'x'.repeat(257), '*']],
  ] as const)('%s stops the start, and is named', (name, values) => {
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

  it('comes together with all others, and no secret is quoted', () => {
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

describe('what belongs together', () => {
  it('production needs its secrets and its servers, all named at once', () => {
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

  it('Algolia needs both its id and its key', () => {
    expect(namesOf({ ALGOLIA_APP_ID: 'APP' })).toEqual(['ALGOLIA_APP_ID']);
    expect(namesOf({ ALGOLIA_API_KEY: 'key' })).toEqual(['ALGOLIA_APP_ID']);
    expect(readConfig(ALGOLIA).algolia).toEqual({ appId: 'APP', apiKey: 'key', hosts: null });
  });

  it('hosts need an id and a key', () => {
    expect(namesOf({ ALGOLIA_HOSTS: 'http://a.example.com' })).toEqual(['ALGOLIA_HOSTS']);
  });

  it.each(['api', 'worker'])('ROLE=%s needs a search server that both can reach', (role) => {
    expect(faultsOf({ ROLE: role }).length).toBeGreaterThan(0);
    expect(
      faultsOf({ ROLE: role, ...ALGOLIA, DATABASE_URL: PRODUCTION.DATABASE_URL, REDIS_URL: 'redis://a' }),
    ).toEqual([]);
  });
});
