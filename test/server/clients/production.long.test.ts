// What an unknown caller gets with the settings of production: each check of graphql-cop finds nothing, no mistyped document
// returns a name of the schema, and browsers get CORS headers.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { schema } from '../../../src/server/schema.ts';
import { variantOf, type Variant } from '../../support/variant.ts';
import { startVitae, type Vitae } from '../../support/vitae.ts';
import { PRODUCTION } from './production.ts';
import { badDocuments, namesOf } from './suggestion-walk.ts';

const URL_OF_API = 'http://vitae.test/graphql';

let vitae: Vitae;
let hidden: Variant;
/** With introspection, the playground and two sites that may call. */
let open: Variant;
beforeAll(async () => {
  vitae = await startVitae({ workers: false });
  hidden = variantOf(vitae, PRODUCTION);
  open = variantOf(vitae, { CORS_ORIGINS: 'https://app.example.com, https://b.example.com' });
});
afterAll(() => vitae.close());

interface Asked {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

async function ask(init: RequestInit, path = '', of = hidden): Promise<Asked> {
  const response = await of.app.fetch(`${URL_OF_API}${path}`, init);
  return { status: response.status, headers: response.headers, text: await response.text() };
}

const post = (query: unknown, more: object = {}, of = hidden) =>
  ask(
    {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, ...more }),
    },
    '',
    of,
  );
const get = (query: string) => ask({ method: 'GET' }, `?query=${encodeURIComponent(query)}`);
const repeated = (count: number, part: (index: number) => string) =>
  Array.from({ length: count }, (_, i) => part(i)).join(' ');

describe('graphql-cop', () => {
  const INTROSPECT = '{ __schema { types { name fields { name } } } }';
  const CIRCLE =
    'query cop { __schema { types { fields { type { fields { type { fields { type { fields { type { name } } } } } } } } } } }';

  it.each<[check: string, query: string, mostErrors?: number]>([
    ['Alias Overloading', `query cop { ${repeated(101, (i) => `alias${i}: __typename`)} }`],
    ['Field Duplication', `query cop { ${repeated(500, () => '__typename')} }`],
    ['Directive Overloading', `query cop { __typename ${'@aa'.repeat(10)} }`, 1],
    [
      'Circular Fragment',
      'query { __schema { ...A } } fragment A on __Schema { __typename ...B } fragment B on __Schema { ...A }',
    ],
    ['Introspection-based Circular Query', CIRCLE],
    ['Field Suggestions', 'query cop { __schema { directive } }'],
    ['Introspection', INTROSPECT],
    ['Introspection of a type', '{ __type(name: "Query") { name } }'],
    ['Trace Mode', 'query cop { __typenam }'],
    ['Unhandled Errors Detection', 'qwerty cop { abc }'],
  ])('%s', async (_check, query, mostErrors = Infinity) => {
    const { status, text } = await post(query);
    expect(status).toBeLessThan(500);
    const { errors } = JSON.parse(text) as { errors: unknown[] };
    expect(errors.length).toBeGreaterThan(0);
    expect(errors.length).toBeLessThanOrEqual(mostErrors);
    expect(text).not.toMatch(/"data":\{|did you mean|tracing|exception|stack|\bat [^"]*:\d/i);
  });

  it('Array-based Query Batching', async () => {
    const body = JSON.stringify(Array.from({ length: 10 }, () => ({ query: 'query cop { __typename }' })));
    const answer = await ask({ method: 'POST', headers: { 'content-type': 'application/json' }, body });
    expect(answer.status).toBe(400);
    expect(answer.text).not.toContain('data');
    expect(answer.text).toContain('BAD_REQUEST');
  });

  it('Mutation is allowed over GET', async () => {
    for (const headers of [{}, { 'graphql-require-preflight': '1' }]) {
      const { status, text } = await ask(
        { headers },
        `?query=${encodeURIComponent('mutation { __typename }')}`,
      );
      expect([403, 405]).toContain(status);
      expect(text).not.toContain('"data":{');
    }
  });

  it('GET Method Query Support', async () => {
    const { status, text } = await get('query cop { __typename }');
    expect({ status, ...(JSON.parse(text) as object) }).toMatchObject({
      status: 403,
      errors: [{ extensions: { code: 'FORBIDDEN' } }],
    });
  });

  it.each(['application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/plain'])(
    'POST based %s query (possible CSRF)',
    async (type) => {
      const bodies = [
        'query=query+cop+%7B__typename%7D',
        '{"query":"{ __typename }"}',
        '--x\r\nContent-Disposition: form-data; name="operations"\r\n\r\n{"query":"{__typename}"}\r\n--x--\r\n',
      ];
      for (const body of bodies) {
        const { status, text } = await ask({ method: 'POST', headers: { 'content-type': type }, body });
        expect(status).toBe(403);
        expect(text).not.toContain('"data":{');
      }
    },
  );

  it('GraphQL IDE', async () => {
    for (const path of ['/graphiql', '/playground', '/console', '/graphql', '/']) {
      const response = await hidden.app.fetch(`http://vitae.test${path}`, {
        headers: { accept: 'text/html' },
      });
      expect(await response.text()).not.toMatch(/graphiql|playground/i);
    }
  });

  it('Introspection works where it is on, without circles', async () => {
    expect((await post(INTROSPECT, {}, open)).text).toContain('"ReindexRun"');
    expect((await post(CIRCLE, {}, open)).text).not.toContain('"data":{');
  });

  it('a valid query is answered without extensions', async () => {
    expect((await post('query cop { __typename }')).text).toBe('{"data":{"__typename":"Query"}}');
  });
});

describe('a walk over suggestions', () => {
  /** Names of the schema that an answer contains and its request does not. */
  async function namesLearnt(of: Variant): Promise<string[]> {
    const names = namesOf(schema);
    const found = new Set<string>();
    for (const { query, variables } of badDocuments(schema)) {
      const asked = JSON.stringify({ query, variables });
      const { text } = await post(query, { variables }, of);
      for (const { message } of (JSON.parse(text) as { errors?: { message: string }[] }).errors ?? []) {
        if (/did you mean/i.test(message)) found.add(message);
        // An English word may also be a name: it counts only where it is quoted.
        const words = [...message.matchAll(/"[^"]*"/g)].flatMap(([quoted]) => quoted.match(/\w+/g) ?? []);
        words.push(...(message.match(/\w+/g) ?? []).filter((word) => /\w[A-Z]/.test(word)));
        for (const word of words)
          if (names.has(word) && !new RegExp(`\\b${word}\\b`).test(asked)) found.add(word);
      }
    }
    return [...found].sort();
  }

  it('finds no name beyond those of the request', async () => {
    expect(await namesLearnt(hidden)).toEqual([]);
  });

  it('finds names where introspection is on', async () => {
    const found = await namesLearnt(open);
    expect(found).toEqual(expect.arrayContaining(['fullName', 'Profile', 'ReindexMode', 'startReindex']));
  });
});

describe('an invalid document', () => {
  it('is refused with the position of the fault, without names that it does not contain', async () => {
    const { text } = await post('query ($id: ID!) { profile(id: $id) { fulName } }', {
      variables: { id: 'x' },
    });
    expect(JSON.parse(text)).toEqual({
      errors: [
        {
          message: 'Cannot query field "fulName" on type "…".',
          locations: [{ line: 1, column: 39 }],
          extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
        },
      ],
    });
  });
});

describe('a browser', () => {
  const preflight = (origin: string, of: Variant) =>
    ask(
      {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'content-type, authorization',
        },
      },
      '',
      of,
    );

  it('may not call from another site, unless it is configured', async () => {
    const { headers } = await preflight('https://app.example.com', hidden);
    expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
    const crossed = await ask({
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: 'https://app.example.com' },
      body: '{"query":"{ __typename }"}',
    });
    expect(crossed.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('may call from a site that is configured, and from no other', async () => {
    for (const origin of ['https://app.example.com', 'https://b.example.com']) {
      expect((await preflight(origin, open)).headers.get('access-control-allow-origin')).toBe(origin);
    }
    for (const origin of [
      'https://evil.example.com',
      'null',
      'https://app.example.com.evil.example.com',
      'http://app.example.com',
    ]) {
      expect((await preflight(origin, open)).headers.get('access-control-allow-origin')).toBeNull();
    }
  });

  it('gets the playground with its own policy, where it is on', async () => {
    const { status, headers, text } = await ask({ headers: { accept: 'text/html' } }, '', open);
    expect(status).toBe(200);
    expect(text).toContain('Vitae');
    expect(headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; script-src 'self';.*frame-ancestors 'none'$/,
    );
  });
});
