// What production refuses at its start: secrets that are examples or can be guessed, and servers without encryption.
import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { SERVERS } from '../../src/config/production.ts';
import type { Variable } from '../../src/config/variable.ts';
import { variables } from '../../src/config/variables.ts';
import { environmentExample } from '../../src/dev/generate/configuration-page.ts';
import { faultsOf as faultsOfWhole } from './faults-of.ts';

const random = () => randomBytes(32).toString('hex');
const PRODUCTION = {
  NODE_ENV: 'production',
  JWT_SECRET: random(),
  METRICS_TOKEN: random(),
  DATABASE_URL: 'postgres://user:password@db.example.com/vitae',
  ALGOLIA_APP_ID: 'APP',
  ALGOLIA_API_KEY: random(),
  SEGMENT_WRITE_KEY: random(),
};

const faultsOf = (environment: NodeJS.ProcessEnv) => faultsOfWhole({ ...PRODUCTION, ...environment });

const entries: readonly (readonly [string, Variable])[] = Object.entries(variables);
const secretNames = entries.flatMap(([name, { secretBits }]) => (secretBits === undefined ? [] : [name]));
const examples = [...environmentExample().matchAll(/^# ([A-Z_]+)=(.*)$/gm)].flatMap(
  ([, name = '', value = '']) => (secretNames.includes(name) ? [value] : []),
);

describe('a secret that is an example', () => {
  it('is in .env.example for every secret', () => {
    expect(secretNames).toEqual(
      entries.map(([name]) => name).filter((name) => /SECRET|TOKEN$|KEY$/.test(name)),
    );
    expect(examples).toHaveLength(secretNames.length);
  });

  it.each(secretNames)('is refused as %s, whichever variable it is the example of', (name) => {
    for (const example of examples) {
      const value = example.padEnd(32, ' ');
      expect(faultsOf({ [name]: value }), example).toEqual([
        `${name}: must not be an example of the documentation`,
      ]);
      expect(faultsOf({ [name]: value, NODE_ENV: 'development' })).toEqual([]);
    }
  });
});

const GUESSABLE: readonly (readonly [kind: string, values: readonly string[]])[] = [
  ['one character', ['a'.repeat(32), 'A'.repeat(64), '0'.repeat(40), ' '.repeat(32), '-'.repeat(99)]],
  ['two characters', ['ab'.repeat(16), 'a'.repeat(31) + 'b', '01'.repeat(20), '0110100110010110'.repeat(2)]],
  ['a repeated piece', ['3f9c'.repeat(16), '3f9c81d2'.repeat(4), 'Xy7$'.repeat(8)]],
  [
    'a count',
    [
      '0123456789abcdef'.repeat(2),
      '1234567890'.repeat(4),
      'abcdefghijklmnopqrstuvwxyz012345',
      '9876543210zyxwvutsrqponmlkjihgfe',
    ],
  ],
  [
    'words',
    [
      'correct horse battery staple tree',
      'thequickbrownfoxjumpsoverthelazydog',
      'This-Is-The-Key-Of-Our-Company-2026',
      'this_is_a_key_that_nobody_can_know_1',
    ],
  ],
  [
    'a placeholder',
    [
      'MySuperSecretSigningKey1234567890',
      'P4ssw0rd-Password-P4ssw0rd-29384756',
      'changeme-7f3a91c2-changeme-99d01b7e',
      'YOUR_EXAMPLE_KEY_31f7a9b02c4d5e6f8',
    ],
  ],
  [
    'a secret of the tests as they once were',
    [
      'a secret of the tests, with more than 32 characters',
      'a secret of the storm, with more than 32 characters',
    ],
  ],
];

describe.each(GUESSABLE)('a secret of %s', (_kind, values) => {
  it.each(values)('%j stops the start, without being quoted', (value) => {
    for (const name of ['JWT_SECRET', 'METRICS_TOKEN'] as const) {
      const faults = faultsOf({ [name]: value });
      expect(faults).toEqual([
        expect.stringMatching(new RegExp(`^${name}: must be random, without words, `)),
      ]);
      expect(faults.join()).not.toContain(value);
      expect(faultsOf({ [name]: value, NODE_ENV: 'development' })).toEqual([]);
    }
  });
});

describe('a random secret', () => {
  /** As random as any, and the same in every run. */
  const bytes = (seed: number) => createHash('sha256').update(`secret ${seed}`).digest();
  const SECRETS = 3000;

  it.each(['hex', 'base64', 'base64url'] as const)('of 32 bytes as %s is always accepted', (encoding) => {
    const refused = Array.from({ length: SECRETS }, (_, seed) => bytes(seed).toString(encoding)).filter(
      (secret) => secretFaults(secret).length > 0,
    );
    expect(refused).toEqual([]);
  });

  it('of 16 bytes as hex is accepted, and one of 8 bytes for the metrics', () => {
    for (let seed = 0; seed < 1000; seed += 1) {
      expect(faultsOf({ JWT_SECRET: bytes(seed).toString('hex', 0, 16) })).toEqual([]);
      expect(faultsOf({ METRICS_TOKEN: bytes(seed).toString('hex', 0, 8) })).toEqual([]);
    }
  });

  function secretFaults(secret: string) {
    return faultsOf({ JWT_SECRET: secret });
  }
});

describe('one secret for two things', () => {
  const pairs = secretNames.flatMap((name, at) =>
    secretNames.slice(at + 1).map((other) => [name, other] as const),
  );
  it.each(pairs)('%s and %s', (name, other) => {
    const same = random();
    for (const NODE_ENV of ['production', 'development'])
      expect(faultsOf({ [name]: same, [other]: same, NODE_ENV })).toEqual([
        `${other}: must differ from ${name}`,
      ]);
  });
});

describe('a server', () => {
  const JWKS = { JWT_SECRET: '', JWT_ISSUER: 'them', JWT_AUDIENCE: 'us' };
  const faultsWith = (name: string, url: string, more: NodeJS.ProcessEnv = {}) =>
    faultsOf({ ...(name === 'JWKS_URL' && JWKS), [name]: url, ...more });

  it('is every variable that takes a URL, apart from the sites that may call', () => {
    const takesUrl = entries.filter(
      ([, { rule }]) =>
        rule.safeParse('https://a.example.com').success && !rule.safeParse('no URL, however long').success,
    );
    expect(takesUrl.map(([name]) => name).sort()).toEqual([...SERVERS, 'CORS_ORIGINS'].sort());
  });

  describe.each(SERVERS)('%s', (name) => {
    it.each([
      'http://a.example.com',
      'http://otel-collector:4318',
      'http://10.0.0.1',
      'http://localhost.example.com',
      'http://127.0.0.1.example.com',
      'http://127.0.0.1@a.example.com',
      'HTTP://A.EXAMPLE.COM',
      'http://[2001:db8::1]:4318',
      'http://0.0.0.0',
    ])('refuses %s', (url) => {
      expect(faultsWith(name, url)).toEqual([
        `${name}: must be https in production, unless its host is loopback or in PLAIN_HTTP_HOSTS`,
      ]);
      expect(faultsWith(name, url, { NODE_ENV: 'development' })).toEqual([]);
    });

    it.each([
      'https://a.example.com',
      'http://localhost:4318',
      'http://search.localhost',
      'http://127.0.0.1:1',
      'http://127.1',
      'http://[::1]:4318',
    ])('takes %s', (url) => {
      expect(faultsWith(name, url)).toEqual([]);
    });

    it('takes plain http to a host that is named, and to no other', () => {
      const allowed = { PLAIN_HTTP_HOSTS: 'otel-collector, Search.Internal' };
      for (const host of ['otel-collector:4318', 'search.internal'])
        expect(faultsWith(name, `http://${host}`, allowed)).toEqual([]);
      expect(faultsWith(name, 'http://a.example.com', allowed)).toHaveLength(1);
    });

    it.each(['ws://localhost', 'ftp://localhost', 'file:///etc/passwd', 'javascript:alert(1)'])(
      'refuses %s everywhere',
      (url) => {
        for (const NODE_ENV of ['production', 'development'])
          expect(faultsWith(name, url, { NODE_ENV })[0]).toMatch(new RegExp(`^${name}[.:]`));
      },
    );
  });

  it('is refused where one of several is plain', () => {
    const hosts = 'https://a.example.com,http://b.example.com';
    expect(faultsOf({ ALGOLIA_HOSTS: hosts })).toHaveLength(1);
  });
});
