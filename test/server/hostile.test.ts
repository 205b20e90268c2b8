// Hostile requests over HTTP, with the settings of production: each gets a typed error without internals, and the next
// request is served normally.
import { once } from 'node:events';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import {
  GraphQLNonNull,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  type GraphQLInputType,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PRODUCTION } from './clients/production.ts';
import type { Api } from '../support/api.ts';
import { apiAt, serve, type Served } from '../support/served.ts';
import { startVitae, type Vitae } from '../support/vitae.ts';
import { coordinateOf, documentOf, fieldOf, operations, waysFrom } from '../graphql/auth/matrix/ways.ts';
import { makeFilledProfile, type FilledProfile } from '../support/mutations.ts';

let vitae: Vitae;
let served: Served;
let api: Api;
let own: FilledProfile;

beforeAll(async () => {
  vitae = await startVitae({ workers: false, environment: PRODUCTION });
  served = await serve(vitae.appOptions);
  api = apiAt(served.url, vitae);
  own = await makeFilledProfile(vitae, 'Ada Lovelace');
});
afterAll(async () => {
  await served[Symbol.asyncDispose]();
  await vitae.close();
});

/** Requests the status codes of the specification. */
const STRICT = { accept: 'application/graphql-response+json' };

interface Asked {
  readonly status: number;
  readonly text: string;
}

async function post(
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
): Promise<Asked> {
  const response = await fetch(served.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...STRICT, ...headers },
    body,
  });
  return { status: response.status, text: await response.text() };
}

async function expectServed(): Promise<void> {
  expect(await post('{"query":"{ __typename }"}')).toEqual({
    status: 200,
    text: '{"data":{"__typename":"Query"}}',
  });
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
}

const codesOf = (text: string) =>
  (JSON.parse(text) as { errors?: { extensions: { code: string } }[] }).errors?.map(
    ({ extensions }) => extensions.code,
  );
const times = (count: number, part: (index: number) => string) =>
  Array.from({ length: count }, (_, i) => part(i)).join(' ');

describe('a document', () => {
  const LIMIT = 'LIMIT_EXCEEDED';
  const WRONG = 'GRAPHQL_VALIDATION_FAILED';
  it.each<readonly [string, string, string]>([
    ['100,000 levels deep', `${'{ a '.repeat(100_000)}${'}'.repeat(100_000)}`, LIMIT],
    ['of 100,000 brackets', `{ a(b: ${'['.repeat(100_000)}`, LIMIT],
    ['of 11 levels', `{ me ${'{ completion '.repeat(11)}${'}'.repeat(11)} }`, LIMIT],
    ['of 50,000 fields', `{ ${times(50_000, () => '__typename')} }`, LIMIT],
    ['of 301 fields', `{ ${times(301, () => '__typename')} }`, LIMIT],
    ['of 400 aliases', `{ ${times(400, (i) => `a${i}: me { id }`)} }`, LIMIT],
    ['of 500 directives', `{ __typename ${times(500, () => '@skip(if: false)')} }`, LIMIT],
    [
      'of 200 operations',
      times(200, (i) => `query Q${i} { ${times(31, (n) => `a${n}: me { id }`)} }`),
      LIMIT,
    ],
    [
      'whose fragments go in a circle',
      '{ ...A } fragment A on Query { ...B } fragment B on Query { ...C } fragment C on Query { ...A }',
      WRONG,
    ],
    ['whose fragment uses itself', '{ me { ...A } } fragment A on Profile { id ...A }', WRONG],
    [
      'whose fragments double each other 40 times',
      `{ ...F0 } ${times(40, (i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`)} fragment F40 on Query { __typename }`,
      LIMIT,
    ],
    [
      'with an integer of 100,000 digits',
      `{ profiles(first: ${'9'.repeat(100_000)}) { edges { cursor } } }`,
      WRONG,
    ],
    ['with a number beyond all', '{ profiles(first: 1e999999999) { edges { cursor } } }', WRONG],
    ['with a name of 500,000 letters', `{ ${'a'.repeat(500_000)} }`, WRONG],
    ['with half a character escaped', '{ profile(id: "\\ud83d") { id } }', 'GRAPHQL_PARSE_FAILED'],
    ['that asks for prototype keys', '{ __proto__ constructor hasOwnProperty }', WRONG],
    ['with a directive of a prototype key', '{ __typename @__proto__ @constructor }', WRONG],
    ['on types of prototype keys', '{ ... on __proto__ { x } ... on constructor { x } }', WRONG],
    ['that is empty', '', 'GRAPHQL_PARSE_FAILED'],
    ['of comments alone', `#${'x'.repeat(900_000)}`, 'GRAPHQL_PARSE_FAILED'],
    [
      'that defines a schema',
      'type Query { a: Int } extend schema { query: Query }',
      'OPERATION_RESOLUTION_FAILURE',
    ],
  ])('%s is refused with a code', async (_what, query, code) => {
    const { status, text } = await post(JSON.stringify({ query }));
    expect(status, text).toBeLessThan(500);
    expect(new Set(codesOf(text)), text.slice(0, 500)).toEqual(new Set([code]));
    expect(text.length).toBeLessThan(1_100_000);
    expect(text).not.toContain('"data":{');
    await expectServed();
  });
});

describe('variables', () => {
  const PROFILE = 'query ($id: ID!) { profile(id: $id) { id } }';
  const SAVE = `mutation ($id: ID, $input: BioInput!) { saveBio(profileId: $id, input: $input) {
    __typename ... on Error { code fields { path } } } }`;
  const nested = (depth: number) => `${'['.repeat(depth)}1${']'.repeat(depth)}`;
  const asOwner = async () => ({
    authorization: `Bearer ${await vitae.tokens.sign({ kind: 'person', profileId: own.id })}`,
  });

  it.each<readonly [string, string, string?]>([
    ['a prototype for variables', `{"__proto__":{"id":"x"}}`],
    [
      'prototype keys',
      `{"id":{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}}`,
    ],
    ['a list 100,000 deep', `{"id":${nested(100_000)}}`, 'LIMIT_EXCEEDED'],
    ['an object 50,000 deep', `{"id":${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}}`, 'LIMIT_EXCEEDED'],
    ['a number beyond all', '{"id":1e999999}'],
    ['a list', '[1]'],
    ['a text', '"x"'],
    ['a number', '7'],
  ])('%s: refused', async (_what, variables, code = 'BAD_REQUEST') => {
    const { status, text } = await post(`{"query":${JSON.stringify(PROFILE)},"variables":${variables}}`);
    expect(status, text.slice(0, 500)).toBe(400);
    expect(codesOf(text)).toEqual([code]);
    await expectServed();
  });

  it.each([
    ['__proto__ in an input', '{"input":{"__proto__":{"label":"x"}}}'],
    ['constructor in an input', '{"input":{"constructor":"x","toString":"y"}}'],
  ])('%s: is no field of it', async (_what, variables) => {
    const { text } = await post(
      `{"query":${JSON.stringify(SAVE)},"variables":${variables}}`,
      await asOwner(),
    );
    expect(new Set(codesOf(text)), text).toEqual(new Set(['BAD_REQUEST']));
    await expectServed();
  });

  it('with characters that Postgres cannot store: a typed error that names the field', async () => {
    for (const label of ['a\u0000b', '\u0000', '\ud83d']) {
      const variables = { input: { label } };
      const { text } = await post(JSON.stringify({ query: SAVE, variables }), await asOwner());
      expect(JSON.parse(text)).toEqual({
        data: {
          saveBio: {
            __typename: 'InvalidInputError',
            code: 'INVALID_INPUT',
            fields: [{ path: 'input.label' }],
          },
        },
      });
    }
  });
});

describe('an argument of a query or a subscription', () => {
  const TEXTS = [
    '\u0000',
    'a\u0000b',
    '\ud83d',
    '__proto__',
    "' OR 1=1 --",
    'x'.repeat(200_000),
    '',
    '\u202e',
  ];
  const NUMBERS = [0, -1, 2 ** 31 - 1, -(2 ** 31)];
  const reads = operations.filter(({ type }) => type !== 'Mutation');

  /** Alone, in a list, and in each field of an object. */
  function valuesOf(type: GraphQLInputType): unknown[] {
    const nullable = getNullableType(type);
    if (isListType(nullable)) return valuesOf(nullable.ofType).map((value) => [value]);
    if (isInputObjectType(nullable)) {
      const fields = Object.values(nullable.getFields());
      return fields.flatMap((field) => valuesOf(field.type).map((value) => ({ [field.name]: value })));
    }
    const { name } = getNamedType(nullable);
    if (name === 'Int') return NUMBERS;
    return ['String', 'ID'].includes(name) ? TEXTS : [];
  }
  const taking = reads.filter((operation) => fieldOf(operation).args.length > 0);

  it.each(taking.map((operation) => ({ operation, name: coordinateOf(operation) })))(
    '$name: any value gets a typed error',
    async ({ operation }) => {
      const document = documentOf(operation, waysFrom(operation).slice(0, 1));
      const { args } = fieldOf(operation);
      const usual = Object.fromEntries(
        args
          .filter(({ type }) => type instanceof GraphQLNonNull)
          .map(({ name, type }) => {
            const named = getNamedType(type);
            return [name, isEnumType(named) ? named.getValues()[0]?.name : 'profile-changed'];
          }),
      );
      for (const { name, type } of args) {
        for (const value of valuesOf(type)) {
          const variables = { ...usual, [name]: value };
          const {
            errors = [],
            status,
            text,
          } = operation.type === 'Subscription'
            ? await api.first(document, variables, 'admin')
            : await api.send(document, variables, 'admin');
          const what = `${name}: ${JSON.stringify(value).slice(0, 40)}: ${text.slice(0, 300)}`;
          expect(status, what).toBe(200);
          for (const { extensions } of errors) {
            expect(extensions?.code, what).toMatch(/^(INVALID_INPUT|NOT_FOUND)$/);
          }
        }
      }
      await expectServed();
    },
  );
});

describe('a body', () => {
  it('of 10 MB is refused, with and without a content length', async () => {
    const body = Buffer.from(`{"query":"{ __typename }${' '.repeat(10_000_000)}"}`);
    expect((await sendRaw([body], { 'content-length': String(body.length) })).status).toBe(413);
    await expectServed();
    const chunks = Array.from({ length: 100 }, (_, i) => body.subarray(i * 100_000, (i + 1) * 100_000));
    expect((await sendRaw(chunks, { 'transfer-encoding': 'chunked' })).status).toBe(413);
    await expectServed();
  });

  it('that is not UTF-8 is read with replacement characters or refused', async () => {
    const quoted = (bytes: number[]) =>
      Buffer.concat([
        Buffer.from('{"query":"{ searchProfiles(query: \\"'),
        Buffer.from(bytes),
        Buffer.from('\\") { totalCount } }"}'),
      ]);
    for (const bytes of [[0xff], [0xc3, 0x28], [0xed, 0xa0, 0x80], [0xf8, 0x88, 0x80, 0x80, 0x80]]) {
      const { status, text } = await post(new Uint8Array(quoted(bytes)));
      expect({ status, text }).toEqual({
        status: 200,
        text: expect.stringContaining('totalCount') as string,
      });
    }
    const { status, text } = await post(new Uint8Array([0xff, 0xfe, 0x7b, 0x00]));
    expect({ status, codes: codesOf(text) }).toEqual({ status: 400, codes: ['BAD_REQUEST'] });
    expect(text).not.toMatch(/SyntaxError|unexpected token/i);
    await expectServed();
  });

  it.each([
    '',
    'null',
    '7',
    '"x"',
    '[]',
    '{}',
    '{"query":null}',
    '{"query":{"a":1}}',
    '{"query":"{ __typename }","operationName":"__proto__"}',
  ])('that is %j is refused with a code', async (body) => {
    const { status, text } = await post(body);
    expect(status, text).toBe(400);
    expect(codesOf(text)?.[0], text).toMatch(/^(BAD_REQUEST|OPERATION_RESOLUTION_FAILURE)$/);
  });

  it('that never ends does not block other requests', async () => {
    const stalled: Socket[] = [];
    for (let i = 0; i < 100; i += 1) {
      const socket = connect(served.port, 'localhost');
      socket.on('error', () => undefined);
      await once(socket, 'connect');
      socket.write(
        'POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 500000\r\n\r\n{"query":',
      );
      stalled.push(socket);
    }
    await expectServed();
    for (const socket of stalled) socket.destroy();
    await expectServed();
  });
});

describe('the parameters of a URL', () => {
  it.each(['variables=x', 'variables={', 'extensions=[', 'variables=%7B%22a%22'])(
    'that are not JSON are refused with 400: %s',
    async (parameters) => {
      const body = `query=%7B__typename%7D&${parameters}`;
      const headers = { ...STRICT, 'graphql-require-preflight': '1' };
      const form = { ...headers, 'content-type': 'application/x-www-form-urlencoded' };
      for (const response of [
        await fetch(`${served.url}?${body}`, { headers }),
        await fetch(served.url, { method: 'POST', headers: form, body }),
      ]) {
        expect(response.status).toBe(400);
        expect(codesOf(await response.text())).toEqual(['BAD_REQUEST']);
      }
    },
  );
});

describe('a media type', () => {
  const QUERY = '{"query":"{ __typename }"}';
  const FORM = 'query=%7B__typename%7D';
  const post = (type: string, body: string) =>
    fetch(served.url, {
      method: 'POST',
      headers: { ...STRICT, 'graphql-require-preflight': '1', 'content-type': type },
      body: Buffer.from(body),
    });

  it.each([
    ['APPLICATION/JSON', QUERY],
    ['Application/Json;charset=UTF-8', QUERY],
    ['application/json ; charset=utf-8', QUERY],
    ['application/GraphQL+JSON', QUERY],
    ['APPLICATION/GRAPHQL', '{ __typename }'],
    ['Application/X-WWW-Form-UrlEncoded', FORM],
  ])('is compared without case and white space: %s', async (type, body) => {
    const response = await post(type, body);
    expect([response.status, await response.text()]).toEqual([200, '{"data":{"__typename":"Query"}}']);
  });

  it.each([
    ['text/css', 'The Content-Type "text/css" is not supported: send application/json.'],
    ['TEXT/PLAIN;x=A', 'The Content-Type "text/plain;x=A" is not supported: send application/json.'],
    ['application/jsonx', 'The Content-Type "application/jsonx" is not supported: send application/json.'],
    ['multipart/form-data; boundary=a', /^The Content-Type "multipart/],
    ['', /^The (header Content-Type is missing|Content-Type "" is not supported): send application\/json\.$/],
    [`a/${'b'.repeat(500)}`, /^The Content-Type "a\/b{98}…" is not supported/],
  ])('that is not supported is refused in words: %j', async (type, words) => {
    const response = await post(type, QUERY);
    expect(response.status).toBe(415);
    expect(await response.json()).toEqual({
      errors: [{ message: expect.stringMatching(words) as string, extensions: { code: 'BAD_REQUEST' } }],
    });
  });
});

/** Without fetch, which would correct the headers. Does not wait for the upload after the answer. */
function sendRaw(chunks: readonly Buffer[], headers: Record<string, string>): Promise<{ status: number }> {
  return new Promise((resolve, reject) => {
    const sent = request(served.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
    });
    let answered = false;
    sent.once('response', ({ statusCode: status = 0 }) => {
      answered = true;
      resolve({ status });
      sent.destroy();
    });
    // A server that has answered may stop reading.
    sent.once('error', (error) => {
      if (!answered) reject(error);
    });
    for (const chunk of chunks) sent.write(chunk);
    sent.end();
  });
}
