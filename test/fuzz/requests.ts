// Generates requests. The seed and the number of a request determine it, so that it can be sent again alone.
// Most hold a document of the schema, some a damaged one, and some are malformed HTTP.
import type { GraphQLSchema } from 'graphql';
import { randomFrom, type Random } from '../../src/dev/demo/people/random.ts';
import { documentFor, rootsOf, type Document } from './documents.ts';
import { COSTLY, createValues, edgesOf, type Material, type Subject } from './values.ts';

export interface Tokens {
  readonly administrator: string;
  readonly other: string;
  /** By profile id. */
  readonly persons: Readonly<Record<string, string>>;
}

export interface FuzzRequest {
  readonly number: number;
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | null;
  /** Null if there is none, or if it was damaged. */
  readonly document: Document | null;
  /** Whether the caller may see the sealed profile. */
  readonly seesAll: boolean;
}

export interface RequestOptions {
  readonly schema: GraphQLSchema;
  readonly seed: number;
  readonly material: Material;
  readonly tokens: Tokens;
}

interface Sender {
  readonly headers: Record<string, string>;
  readonly seesAll: boolean;
}

/** @returns a function that makes the request with this number, from 0 on */
export function createRequests({ schema, seed, material, tokens }: RequestOptions) {
  const roots = rootsOf(schema);
  const edges = edgesOf(seed);

  return (number: number): FuzzRequest => {
    const random = randomFrom(number, `fuzz ${seed}`);
    const values = createValues(random, edges);
    const subject = random.pick(material.subjects);
    const root = roots[number % roots.length];
    if (!root) throw new Error('the schema has no roots');
    const edgy = random.pick([0, 0, 0, 0.05, 0.3]);
    const document = documentFor(schema, root, { random, values, material, subject, edgy });
    const sender = senderOf(random, subject, root.type === 'Mutation');
    if (random.chance(0.03)) return odd(number, random, sender, document);
    if (random.chance(0.15))
      return post(number, sender, { ...document, query: damaged(random, document.query) }, null);
    return post(number, streaming(random, sender, root.type), document, document);
  };

  function senderOf(random: Random, subject: Subject, writes: boolean): Sender {
    const bearer = (token: string, seesAll = false) => ({
      headers: { authorization: `Bearer ${token}` },
      seesAll,
    });
    const draw = random.share();
    if (draw < 0.45) return bearer(tokens.administrator, true);
    if (draw < 0.75) return bearer(tokens.persons[subject.id] ?? '');
    if (draw < 0.85) return bearer(tokens.other);
    if (draw < (writes ? 0.9 : 0.95)) return { headers: {}, seesAll: false };
    return { headers: { authorization: wrong(random, tokens.administrator) }, seesAll: false };
  }
}

function wrong(random: Random, token: string): string {
  const [head = '', claims = '', signature = ''] = token.split('.');
  const at = random.int(0, signature.length - 2);
  return random.pick([
    `Bearer ${token.slice(0, random.int(0, token.length - 1))}`,
    `Bearer ${head}.${claims}.${signature.slice(0, at)}${signature[at] === 'A' ? 'B' : 'A'}${signature.slice(at + 1)}`,
    `Bearer ${head}.${Buffer.from('{"role":"admin","exp":9999999999}').toString('base64url')}.${signature}`,
    `Bearer ${Buffer.from('{"alg":"none"}').toString('base64url')}.${claims}.`,
    `Bearer ${head}..${signature}`,
    `Basic ${Buffer.from('admin:admin').toString('base64')}`,
    'Bearer',
    `Bearer ${'.'.repeat(random.int(1, 5000))}`,
  ]);
}

function streaming(random: Random, sender: Sender, type: string): Sender {
  if (type !== 'Subscription' || random.chance(0.1)) return sender;
  return { ...sender, headers: { ...sender.headers, accept: 'text/event-stream' } };
}

function post(number: number, sender: Sender, body: object, document: Document | null): FuzzRequest {
  const { query, variables } = body as Document;
  return {
    number,
    method: 'POST',
    path: '/graphql',
    headers: { 'content-type': 'application/json', ...sender.headers },
    body: Buffer.from(JSON.stringify({ query, variables })),
    document,
    seesAll: sender.seesAll,
  };
}

/** The same request with one of its variables made to cost much; a new variable where it has none. */
export function madeCostly(request: FuzzRequest): FuzzRequest {
  const random = randomFrom(request.number, 'costly');
  const { query, variables } = request.document ?? { query: '{ __typename }', variables: {} };
  const names = Object.keys(variables);
  const name = names.length > 0 ? random.pick([names[0], ...names.slice(1)]) : undefined;
  const costly = { query, variables: { ...variables, [name ?? 'v']: random.pick(COSTLY) } };
  return { ...request, method: 'POST', path: '/graphql', body: Buffer.from(JSON.stringify(costly)) };
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[_A-Za-z]\w*|\S/gu;
const GARBAGE = [
  '{',
  '}',
  '(',
  ')',
  '[',
  ']',
  ':',
  '$',
  '@',
  '!',
  '...',
  '|',
  '"',
  '"""',
  '#',
  '\\',
  '\u0000',
  '\ufeff',
  '0',
  '-',
  '1e',
  '&',
];

/** Makes one to three errors: removes, repeats, moves, misspells or inserts a token, or cuts the rest. */
function damaged(random: Random, query: string): string {
  const parts = query.match(TOKEN) ?? [];
  for (let errors = random.int(1, 3); errors > 0; errors -= 1) {
    const at = random.int(0, Math.max(0, parts.length - 1));
    const other = random.int(0, Math.max(0, parts.length - 1));
    const part = parts[at] ?? '';
    switch (random.int(0, 5)) {
      case 0:
        parts.splice(at, 1);
        break;
      case 1:
        parts.splice(at, 0, part);
        break;
      case 2:
        parts.splice(at, 1, parts[other] ?? '');
        break;
      case 3:
        parts.splice(at, 1, part.slice(0, -1) + random.pick(['', 'x', '_', '9']));
        break;
      case 4:
        parts.splice(at, 0, GARBAGE[random.int(0, GARBAGE.length - 1)] ?? '');
        break;
      default:
        parts.length = at;
    }
  }
  return parts.join(' ');
}

/** Requests that only a broken or hostile client sends. */
function odd(number: number, random: Random, sender: Sender, { query, variables }: Document): FuzzRequest {
  const json = { 'content-type': 'application/json', ...sender.headers };
  const request = (body: string | Buffer, headers: Record<string, string> = json): FuzzRequest => ({
    number,
    method: 'POST',
    path: '/graphql',
    headers,
    body: Buffer.from(body as string),
    document: null,
    seesAll: sender.seesAll,
  });
  const bytes = Buffer.from(JSON.stringify({ query, variables }));
  const flipped = Buffer.from(bytes);
  for (let count = random.int(1, 20); count > 0; count -= 1) {
    flipped[random.int(0, flipped.length - 1)] = random.int(0, 255);
  }
  const get = (search: string, headers: Record<string, string> = sender.headers): FuzzRequest => ({
    ...request(''),
    method: 'GET',
    path: `/graphql${search}`,
    headers,
    body: null,
  });
  const encoded = encodeURIComponent(query.slice(0, 4000).toWellFormed());
  return random.pick([
    request(flipped),
    request(bytes.subarray(0, random.int(0, bytes.length))),
    request(JSON.stringify([{ query }, { query }])),
    request(JSON.stringify({ query: [query] })),
    request(JSON.stringify({ query, variables: [variables] })),
    request(JSON.stringify({ query, variables: 'x' })),
    request(JSON.stringify({ query, operationName: { x: 1 } })),
    request(JSON.stringify({ query, operationName: '__proto__' })),
    request(JSON.stringify({ query, extensions: { persistedQuery: { version: 1, sha256Hash: 'x' } } })),
    request(`{"__proto__":{"query":"{ __typename }"},"query":${JSON.stringify(query)}}`),
    request('null'),
    request('"x"'),
    request(''),
    request(query, { ...sender.headers, 'content-type': 'application/graphql' }),
    request(`query=${encoded}`, { ...sender.headers, 'content-type': 'application/x-www-form-urlencoded' }),
    request(bytes, { ...json, 'content-type': 'application/json; charset=utf-16' }),
    request(bytes, { ...json, 'content-encoding': 'gzip' }),
    request(bytes, { ...json, accept: 'image/png' }),
    get(`?query=${encoded}`),
    get(`?query=${encoded}`, { ...sender.headers, 'graphql-require-preflight': '1' }),
    get(`?query=%E0%A4%A&variables=${encodeURIComponent('{"a":')}`),
    get(`?query=${encoded}&variables=x`, {
      ...sender.headers,
      accept: 'text/event-stream',
      'x-graphql-yoga-csrf': '1',
    }),
    { ...request(bytes), method: random.pick(['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD']) },
    {
      ...get(''),
      path: random.pick(['/graphql/', '/graphql/stream', '//graphql', '/%00', '/graphql?%', '/health?x']),
    },
  ]);
}
