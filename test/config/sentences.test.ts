// A wrong value of any variable is told in a plain sentence: the variable, its rule, and the value unless it may hold a secret.
import { describe, expect, it } from 'vitest';
import type { Variable } from '../../src/config/variable.ts';
import { variables } from '../../src/config/variables.ts';
import { faultsOf } from './faults-of.ts';

const WRONG = [
  ...[' ', '\t', 'abc', 'a b', '-1', '1.5', '1e400', '999999999999', '0x', 'NaN', 'Infinity', 'yes', 'ON'],
  ...[',', 'a,,b', '=', '"4000"', "'on'", 'http://', 'http:x', 'redis:x', 'localhost:1', 'http://a:99999'],
  ...['postgres://', 'postgres://a:b:c', '~/x', '$HOME/x', 'x'.repeat(300)],
];
const FOREIGN =
  /invalid|expected|received|too (big|small)|NaN(?!")|undefined|string|regex|pattern|[<>]=|null|object|array/i;

describe('every kind of a wrong value', () => {
  it.each(Object.entries(variables as Readonly<Record<string, Variable>>))(
    '%s',
    (name, { secretBits, holdsPassword = false }) => {
      for (const value of WRONG) {
        const faults = faultsOf({ [name]: value }).filter((fault) => fault.startsWith(`${name}: `));
        for (const fault of faults.filter((each) => !/: (needs|set) /.test(each))) {
          const rule = fault.replace(/(, and is|value \d+ of \d+:) .*/s, '');
          expect(rule).not.toMatch(FOREIGN);
          expect(fault).toMatch(/: (must|has) /);
          const isSecret = secretBits !== undefined || holdsPassword;
          if (isSecret && value.length > 5) expect(fault).not.toContain(value);
          if (!isSecret) expect(fault).toMatch(/, and is "|; remove the quotes/);
        }
      }
    },
  );

  it.each([
    ['PORT', 'abc', 'PORT: must be a whole number from 0 to 65535, and is "abc"'],
    ['PORT', '65536', 'PORT: must be a whole number from 0 to 65535, and is "65536"'],
    ['PORT', ' ', 'PORT: must be a whole number from 0 to 65535, and is " "'],
    [
      'PORT',
      '"4000"',
      'PORT: must be a whole number from 0 to 65535; remove the quotes, which are a part of the value here',
    ],
    [
      'LIMIT_READ_SECONDS',
      '1h',
      'LIMIT_READ_SECONDS: must be a number of seconds from 0.01 to 600, and is "1h"',
    ],
    ['ROLE', 'both', 'ROLE: must be api, worker, or all, and is "both"'],
    ['PLAYGROUND', 'yes', 'PLAYGROUND: must be on or off, and is "yes"'],
    [
      'JWKS_URL',
      'x.example',
      'JWKS_URL: must be a URL that starts with https:// or http://, and is "x.example"',
    ],
    [
      'ALGOLIA_HOSTS',
      'http://a,b',
      'ALGOLIA_HOSTS: value 2 of 2: must be a URL that starts with http:// or https://, and is "b"',
    ],
    [
      'JOB_CONCURRENCY',
      'reindex-batch=900',
      'JOB_CONCURRENCY: reindex-batch: must be a whole number from 0 to 100, and is "reindex-batch=900"',
    ],
    ['DATA_DIR', ' ', 'DATA_DIR: must not be blank, and is " "'],
    ...['~/x', '~', '~me/x', '$HOME/x', '${HOME}/x', '%USERPROFILE%\\x'].map(
      (value): [string, string, string] => [
        'DATA_DIR',
        value,
        `DATA_DIR: must be the whole path: only a shell replaces ~, $HOME and the like, and is ${JSON.stringify(value)}`,
      ],
    ),
  ])('%s=%s', (name, value, fault) => {
    expect(faultsOf({ [name]: value })).toContain(fault);
  });
});

describe('a password in a URL', () => {
  const AT = ['@host:5432/vitae', '@host/vitae?sslmode=require', '@host'];
  const RAW = ['p#w', 'p/w', 'p?w', '12#w', '12/w', '12?w', 'p@/w', '%ab', 'a:p/w'];

  it.each(['DATABASE_URL', 'REDIS_URL'] as const)(
    'with a sign that is not encoded is told so: %s',
    (name) => {
      const start = name === 'REDIS_URL' ? 'redis://' : 'postgres://';
      for (const password of RAW) {
        for (const rest of AT) {
          const faults = faultsOf({ [name]: `${start}user:${password}${rest}` });
          expect(faults, password).toEqual([expect.stringMatching(/percent-encoded: @ as %40/) as string]);
          expect(faults[0]).not.toContain(password);
        }
        const encoded = `${start}user:${encodeURIComponent(password)}@host:1/0`;
        expect(faultsOf({ [name]: encoded })).toEqual([]);
      }
    },
  );

  it('of Redis must hold no lone %, and no comma, which begins the next URL', () => {
    for (const password of ['50%off', '100%', 'a,b'])
      expect(faultsOf({ REDIS_URL: `redis://user:${password}@host` })[0]).toMatch(/percent-encoded: .*%2C/);
  });

  it.each(['50%off', '100%', 'a@b', 'a:b', "a!$&'()*+;=b", 'a"b^`{|}', 'p[w'])(
    'that Postgres gets as it is meant may stay: %s',
    (password) => {
      expect(faultsOf({ DATABASE_URL: `postgres://user:${password}@host:5432/vitae` })).toEqual([]);
    },
  );

  it('an @ elsewhere is none', () => {
    for (const url of ['https://a.example/@scope/keys', 'https://user:pass@a.example/keys#@'])
      expect(faultsOf({ JWKS_URL: url, JWT_ISSUER: 'i', JWT_AUDIENCE: 'a' })).toEqual([]);
  });

  it('is never shown, whatever variable it is in', () => {
    for (const name of Object.keys(variables)) {
      const message = faultsOf({ [name]: 'mysql://user:hidden@host/db' }).join('\n');
      expect(message).not.toContain('hidden');
    }
  });
});
