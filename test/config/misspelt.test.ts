// Variables that look like one of ours are named with the one that was meant. Those of other programs are left alone.
import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from '../../src/config/config.ts';
import { misspeltVariables } from '../../src/config/misspelt.ts';

const meantBy = (name: string, value = 'x') =>
  misspeltVariables({ [name]: value }).map((line) => /did you mean (\w+)\?/.exec(line)?.[1]);

describe('a misspelt variable', () => {
  it.each([
    ['DATABASE_URI', 'DATABASE_URL'],
    ['DATABSE_URL', 'DATABASE_URL'],
    ['DATABASEURL', 'DATABASE_URL'],
    ['database_url', 'DATABASE_URL'],
    ['VITAE_DATABASE_URL', 'DATABASE_URL'],
    ['REDIS_URI', 'REDIS_URL'],
    ['REDIS_ULR', 'REDIS_URL'],
    ['ALGOLIA_APPID', 'ALGOLIA_APP_ID'],
    ['ALGOLIA_APPLICATION_ID', 'ALGOLIA_APP_ID'],
    ['ALGOLIA_ADMIN_API_KEY', 'ALGOLIA_API_KEY'],
    ['LIMIT_DEPHT', 'LIMIT_DEPTH'],
    ['LIMITS_DEPTH', 'LIMIT_DEPTH'],
    ['CORS_ORIGIN', 'CORS_ORIGINS'],
    ['JWT_SECRETS', 'JWT_SECRET'],
    ['VITAE_TOKN', 'VITAE_TOKEN'],
    ['PROT', 'PORT'],
    ['JOBS_CONCURRENCY', 'JOB_CONCURRENCY'],
    ['NODE_ENVIRONMENT_', undefined],
  ])('%s: %s', (name, meant) => {
    expect(meantBy(name)).toEqual(meant === undefined ? [] : [meant]);
  });
});

describe('a variable of another program', () => {
  it.each([
    ...['HOME', 'HOSTNAME', 'PATH', 'USER', 'SHELL', 'TERM', 'LANG', 'PWD', 'OLDPWD', 'LOGNAME', 'HOSTTYPE'],
    ...['PGHOST', 'PGPORT', 'NODE_OPTIONS', 'NODE_PATH', 'NO_COLOR', 'LOG_FILE', 'DATA', 'POST', 'ROLES'],
    ...['REDIS_HOST', 'REDIS_PASSWORD', 'POSTGRES_PASSWORD', 'OTEL_SERVICE_NAME', 'DATABASE_NAME'],
    ...['OTEL_EXPORTER_OTLP_HEADERS', 'OTEL_EXPORTER_OTLP_PROTOCOL', 'npm_config_loglevel'],
    ...['REDIS_PORT', 'VITAE_PORT', 'VITAE_SERVICE_HOST', 'VITAE_SERVICE_PORT', 'VITAE_PORT_4000_TCP_ADDR'],
  ])('%s', (name) => {
    expect(meantBy(name)).toEqual([]);
  });

  it('and an empty or right one is no misspelt one', () => {
    expect(misspeltVariables({ DATABASE_URI: '', DATABASE_URL: 'x', PORT: '1' })).toEqual([]);
  });
});

it('a start that fails names the misspelt variable too, which may be why', () => {
  expect(() => readConfig({ ROLE: 'api', REDIS_URI: 'redis://a' })).toThrow(
    'REDIS_URI: Vitae has no such variable; did you mean REDIS_URL?',
  );
});

describe('a fault of a list', () => {
  const faultsOf = (environment: NodeJS.ProcessEnv) => {
    try {
      readConfig(environment);
      return [];
    } catch (error) {
      return error instanceof ConfigError ? error.faults : [];
    }
  };

  it.each([
    ['CORS_ORIGINS', 'https://a.example.com,nonsense', /^CORS_ORIGINS: value 2 of 2: /],
    ['CORS_ORIGINS', 'nonsense', /^CORS_ORIGINS: (?!value)/],
    ['REDIS_URL', 'redis://a,http://user:hidden@b', /^REDIS_URL: value 2 of 2: must be a URL(?!.*hidden)/],
    ['JOB_CONCURRENCY', 'profile-changed=900', /^JOB_CONCURRENCY: profile-changed: /],
  ])('%s=%s', (name, value, words) => {
    expect(faultsOf({ [name]: value })).toEqual([expect.stringMatching(words) as string]);
  });
});
