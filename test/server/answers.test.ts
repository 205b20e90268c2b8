// Every byte of the answers to a table of requests: status, headers and body, over a port. A change of how a request is served
// leaves them as they are. Where an answer is meant to change, `npx vitest run test/server/answers -u` writes answers.txt again.
import { generateKeyPairSync } from 'node:crypto';
import { SignJWT, UnsecuredJWT } from 'jose';
import { beforeAll, expect, it } from 'vitest';
import { serve, type Served } from '../support/served.ts';
import { makeFilledProfile, mutated } from '../support/mutations.ts';
import { variantOptions } from '../support/variant.ts';
import { JWT_SECRET, useVitae } from '../support/vitae.ts';
import { ask, CLOSE, HOST } from './raw-requests.ts';

const SITE = 'https://app.example';
const BODY_BYTES = 3000;
const LIMITS = { CORS_ORIGINS: SITE, LIMIT_BODY_BYTES: String(BODY_BYTES), LIMIT_RESPONSE_BYTES: '3000' };

const vitae = useVitae({ workers: false, sweeps: false });
const ids = { public: '', private: '' };
const tokens: Record<string, string> = {};

beforeAll(async () => {
  ids.public = (await makeFilledProfile(vitae, 'Ada Lovelace')).id;
  const input = { fullName: 'Alan Turing', visibility: 'PRIVATE' };
  ids.private = (await mutated(vitae, 'createProfile', { input }, 'admin')).profile?.id ?? '';
  Object.assign(tokens, await manyTokens());
});

async function manyTokens(): Promise<Record<string, string>> {
  const now = Math.floor(Date.now() / 1000);
  const claims = { role: 'admin', sub: 'one', iss: 'vitae', aud: 'vitae', exp: now + 600 };
  const sign = (more: object, secret = JWT_SECRET, alg = 'HS256') =>
    new SignJWT({ ...claims, ...more }).setProtectedHeader({ alg }).sign(Buffer.from(secret));
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    administrator: await sign({}),
    owner: await sign({ role: 'person', sub: ids.private }),
    'owner, in capital letters': await sign({ role: 'person', sub: ids.private.toUpperCase() }),
    stranger: await sign({ role: 'person', sub: ids.public }),
    'by scope': await sign({ role: undefined, scope: 'read admin' }),
    expired: await sign({ exp: now - 60 }),
    'not yet valid': await sign({ nbf: now + 300 }),
    'without an end': await sign({ exp: undefined }),
    'of another secret': await sign({}, 'x'.repeat(40)),
    'of another algorithm': await sign({}, JWT_SECRET.repeat(2), 'HS512'),
    'of a key pair': await new SignJWT(claims).setProtectedHeader({ alg: 'ES256' }).sign(privateKey),
    'without a signature': new UnsecuredJWT(claims).encode(),
    'of another issuer': await sign({ iss: 'else' }),
    'for another audience': await sign({ aud: 'else' }),
    'of an unknown role': await sign({ role: 'root' }),
    'of a person without an id': await sign({ role: 'person', sub: 'x' }),
  };
}

type Lines = readonly string[];
/** The lines of its head, and its body. */
type Sent = readonly [head: Lines, body: string];

const JSON_TYPE = 'Content-Type: application/json';
const PREFLIGHT = 'graphql-require-preflight: 1';
const STRICT = 'Accept: application/graphql-response+json';
const TYPENAME = '{"query":"{ __typename }"}';

const head = (method: string, path: string, ...headers: Lines): Lines => [
  `${method} ${path} HTTP/1.1`,
  HOST,
  CLOSE,
  'X-Request-Id: one',
  ...headers,
];
const get = (path: string, ...headers: Lines): Sent => [head('GET', path, ...headers), ''];
const lengthOf = (text: string) => `Content-Length: ${Buffer.byteLength(text, 'latin1')}`;
const post = (body: string, ...headers: Lines): Sent => [
  head('POST', '/graphql', JSON_TYPE, lengthOf(body), ...headers),
  body,
];
const typed = (type: string, body: string): Sent => [
  head('POST', '/graphql', `Content-Type: ${type}`, lengthOf(body), PREFLIGHT),
  body,
];
const query = (text: string, variables?: object): string => JSON.stringify({ query: text, variables });
const chunked = (...chunks: Lines): Sent => [
  head('POST', '/graphql', JSON_TYPE, 'Transfer-Encoding: chunked'),
  [...chunks, ''].map((chunk) => `${Buffer.byteLength(chunk).toString(16)}\r\n${chunk}\r\n`).join(''),
];
const padded = (bytes: number) => TYPENAME.padEnd(bytes);
const encoded = (text: string) => `/graphql?query=${encodeURIComponent(text)}`;

const methods: Record<string, Sent> = {
  'POST JSON': post(TYPENAME),
  'POST JSON, strict': post(TYPENAME, STRICT),
  'POST JSON with a charset': typed('application/json; charset=utf-8', TYPENAME),
  'POST graphql+json': typed('application/graphql+json', TYPENAME),
  'POST a document': typed('application/graphql', '{ __typename }'),
  'POST a form': typed('application/x-www-form-urlencoded', 'query=%7B__typename%7D'),
  'POST multipart': typed('multipart/form-data; boundary=a', '--a--'),
  'POST text': typed('text/plain', TYPENAME),
  'POST without a type': [head('POST', '/graphql', lengthOf(TYPENAME)), TYPENAME],
  GET: get(encoded('{ __typename }')),
  'GET with the header against CSRF': get(encoded('{ __typename }'), PREFLIGHT),
  'GET of a mutation': get(encoded('mutation { deleteBio { __typename } }'), PREFLIGHT),
  'GET without a query': get('/graphql', PREFLIGHT),
  'GET with wrong variables': get(`${encoded('{ __typename }')}&variables=%7B`, PREFLIGHT),
  HEAD: [head('HEAD', encoded('{ __typename }'), PREFLIGHT), ''],
  PUT: [head('PUT', '/graphql', JSON_TYPE, lengthOf(TYPENAME)), TYPENAME],
  'an unknown method': [head('PATCH', '/graphql'), ''],
  'a compressed body': post(TYPENAME, 'Content-Encoding: gzip'),
  'an Accept that nothing fits': post(TYPENAME, 'Accept: image/png'),
  'an Accept of HTML': post(TYPENAME, 'Accept: text/html'),
  'another path': get('/nothing'),
  'a path below': get('/graphql/below'),
  'the root': get('/'),
  health: get('/health'),
  ready: get('/ready'),
  'metrics without a token': get('/metrics'),
};

const bodies: Record<string, Sent> = {
  'of the most bytes': post(padded(BODY_BYTES)),
  'of one byte more': post(padded(BODY_BYTES + 1)),
  'declared too long, and not sent': [
    head('POST', '/graphql', JSON_TYPE, `Content-Length: ${BODY_BYTES + 1}`),
    '',
  ],
  'declared far too long': [head('POST', '/graphql', JSON_TYPE, 'Content-Length: 99999999999999999999'), ''],
  'too long, of a type that is not read': typed('text/css', 'x'.repeat(BODY_BYTES + 1)),
  'too long, to another path': [head('POST', '/nothing', JSON_TYPE, `Content-Length: ${BODY_BYTES + 1}`), ''],
  'too long, with a token that is not valid': post(padded(BODY_BYTES + 1), 'Authorization: Bearer x'),
  'longer than its Content-Length': [head('POST', '/graphql', JSON_TYPE, 'Content-Length: 10'), TYPENAME],
  'whose Content-Length is no number': [head('POST', '/graphql', JSON_TYPE, 'Content-Length: abc'), TYPENAME],
  'whose Content-Length is negative': [head('POST', '/graphql', JSON_TYPE, 'Content-Length: -1'), TYPENAME],
  'whose Content-Length is signed': [head('POST', '/graphql', JSON_TYPE, 'Content-Length: +26'), TYPENAME],
  'with two lengths': [
    head('POST', '/graphql', JSON_TYPE, 'Content-Length: 26', 'Content-Length: 27'),
    TYPENAME,
  ],
  'with two equal lengths': [
    head('POST', '/graphql', JSON_TYPE, 'Content-Length: 26', 'Content-Length: 26'),
    TYPENAME,
  ],
  'with a length and chunks': [
    head('POST', '/graphql', JSON_TYPE, 'Content-Length: 26', 'Transfer-Encoding: chunked'),
    TYPENAME,
  ],
  'in one chunk': chunked(TYPENAME),
  'in many chunks': chunked(...(TYPENAME.match(/./g) ?? [])),
  'in chunks, of the most bytes': chunked(...(padded(BODY_BYTES).match(/[^]{1,500}/g) ?? [])),
  'in one chunk, of one byte more': chunked(padded(BODY_BYTES + 1)),
  'in many chunks, of one byte more': chunked(...(padded(BODY_BYTES + 1).match(/[^]{1,500}/g) ?? [])),
  'in chunks, of no JSON': chunked('{'),
  'in chunks, none': chunked(),
  'in a broken chunk': [head('POST', '/graphql', JSON_TYPE, 'Transfer-Encoding: chunked'), 'x\r\n'],
  'in chunks, of a form': [
    head(
      'POST',
      '/graphql',
      'Content-Type: application/x-www-form-urlencoded',
      'Transfer-Encoding: chunked',
      PREFLIGHT,
    ),
    '16\r\nquery=%7B__typename%7D\r\n0\r\n\r\n',
  ],
  'with another transfer encoding': [
    head('POST', '/graphql', JSON_TYPE, 'Transfer-Encoding: gzip'),
    TYPENAME,
  ],
  'that waits to be asked for': post(TYPENAME, 'Expect: 100-continue'),
  'that waits, and is too long': [
    head('POST', '/graphql', JSON_TYPE, `Content-Length: ${BODY_BYTES + 1}`, 'Expect: 100-continue'),
    '',
  ],
  'that is empty': post(''),
  'without a length': [head('POST', '/graphql', JSON_TYPE), ''],
  'that is null': post('null'),
  'that is a list': post(`[${TYPENAME}]`),
  'that is a number': post('7'),
  'that is no JSON': post('{"query"'),
  'with a byte order mark': post(`\u00ef\u00bb\u00bf${TYPENAME}`),
  'with a parameter too many': post('{"query":"{ __typename }","more":1}'),
};

const crossSite: Record<string, Sent> = {
  'from an allowed site': post(TYPENAME, `Origin: ${SITE}`),
  'from another site': post(TYPENAME, 'Origin: https://else.example'),
  'from a sandbox': post(TYPENAME, 'Origin: null'),
  'too long, from an allowed site': post(padded(BODY_BYTES + 1), `Origin: ${SITE}`),
  'refused, from an allowed site': post('{', `Origin: ${SITE}`),
  'a preflight of an allowed site': [
    head(
      'OPTIONS',
      '/graphql',
      `Origin: ${SITE}`,
      'Access-Control-Request-Method: POST',
      'Access-Control-Request-Headers: content-type, authorization',
    ),
    '',
  ],
  'a preflight of another site': [
    head('OPTIONS', '/graphql', 'Origin: https://else.example', 'Access-Control-Request-Method: POST'),
    '',
  ],
};

const PROFILE = 'query ($id: ID!) { profile(id: $id) { fullName email completion { percentage } } }';
const ALL = 'completion { id profileId percentage nextChangeAt }';
const SECTIONS = 'completion(sections: [bio, skill]) { sections { name status weight } }';

const operations: Record<string, () => Sent> = {
  'that does not parse': () => post(query('{ me {'), STRICT),
  'with an unknown field': () => post(query('{ mee { id } }'), STRICT),
  'with an unknown field, as JSON': () => post(query('{ mee { id } }')),
  'with a wrong variable': () => post(query(PROFILE, { id: [1] }), STRICT),
  'without its variable': () => post(query(PROFILE), STRICT),
  'without its name': () => post(query('query A { __typename } query B { __typename }'), STRICT),
  'of an unknown name': () => post('{"query":"query A { __typename }","operationName":"B"}', STRICT),
  'that is too deep': () => post(query(`{ me ${'{ completion '.repeat(11)}${'}'.repeat(11)} }`), STRICT),
  'that costs too much': () =>
    post(query(`{ ${Array.from({ length: 30 }, (_, i) => `a${i}: ${page}`).join(' ')} }`), STRICT),
  'of too many aliases': () =>
    post(query(`{ ${Array.from({ length: 31 }, (_, i) => `a${i}: __typename`).join(' ')} }`), STRICT),
  'with a directive': () => post(query('{ __typename @skip(if: true) a: __typename }')),
  'that asks for the schema': () => post(query('{ __schema { queryType { name } } }')),
  'that fails in a field': () => post(query('{ profile { id } }')),
  'that is not allowed': () => post(query('{ reindexRuns { edges { cursor } } }')),
  'a mutation without a token': () =>
    post(query('mutation { deleteBio { __typename ... on Error { code message } } }')),
  'a mutation of wrong input': () =>
    post(
      query(
        'mutation { saveBio(input: { label: "\\u0000" }) { __typename ... on InvalidInputError { code message fields { path message code } } } }',
      ),
      as('owner'),
    ),
  'a subscription without a stream': () =>
    post(query('subscription { reindexProgress(runId: "latest") { id } }'), as('administrator')),
  'a profile': () => post(query(PROFILE, { id: ids.public })),
  'a profile by GET': () => get(encoded(`{ profile(id: "${ids.public}") { fullName } }`), PREFLIGHT),
  'a profile in capital letters': () => post(query(PROFILE, { id: ids.public.toUpperCase() })),
  'a completion, read again': () => post(query(`{ profile(id: "${ids.public}") { ${ALL} } }`)),
  'the sections of a completion': () => post(query(`{ profile(id: "${ids.public}") { ${SECTIONS} } }`)),
  'a completion of sections that are not there': () =>
    post(query(`{ profile(id: "${ids.public}") { completion(sections: [BIO, SKILL]) { id percentage } } }`)),
  'a list': () => post(query('{ profiles(first: 5) { edges { node { fullName experience { name } } } } }')),
  'a list of a wrong size': () => post(query('{ profiles(first: 101) { edges { cursor } } }')),
  'profiles by their ids': () =>
    post(
      query('query ($ids: [ID!]!) { profilesByIds(ids: $ids) { fullName } }', {
        ids: [ids.public, 'x', ids.private],
      }),
    ),
};
const page = 'profiles(first: 100) { edges { node { id experience { id name } } } }';

const as = (whose: string) => `Authorization: Bearer ${tokens[whose] ?? ''}`;
const me = () =>
  query('query ($id: ID!) { me { fullName } profile(id: $id) { fullName email } }', { id: ids.private });

/** Header lines, by whose they are. */
function authorizations(): Record<string, string> {
  const owner = tokens['owner'] ?? '';
  return {
    none: 'X-None: 1',
    ...Object.fromEntries(Object.keys(tokens).map((whose) => [whose, as(whose)])),
    'in small letters': `authorization: bearer ${owner}`,
    'with two spaces': `Authorization: Bearer  ${owner}`,
    'without its scheme': `Authorization: ${owner}`,
    'of another scheme': 'Authorization: Basic YTpi',
    'the scheme alone': 'Authorization: Bearer',
    'two tokens': `Authorization: Bearer ${owner} ${owner}`,
    'with a letter changed': `Authorization: Bearer ${owner.slice(0, -4)}AAAA`,
    empty: 'Authorization: ',
  };
}

/** Without what differs from run to run. */
function written(text: string): string {
  return text
    .replaceAll(new RegExp(ids.public, 'gi'), 'PUBLIC')
    .replaceAll(new RegExp(ids.private, 'gi'), 'PRIVATE')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
    .replaceAll(/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g, 'ID')
    .replaceAll(/t=\d+/g, 't=SECONDS');
}

/** Those of nearly every answer. */
const USUAL: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  connection: 'close',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'content-type': 'application/json; charset=utf-8',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'ratelimit-policy': '"caller";q=1000000;w=60',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'x-request-id': 'one',
};

/** The headers that differ from the usual ones, and the usual ones that are missing. */
function unusual(headers: Readonly<Record<string, string>>): string[] {
  const more = Object.entries(headers).filter(([name, value]) => name !== 'date' && USUAL[name] !== value);
  const missing = Object.keys(USUAL).filter((name) => !(name in headers));
  return [...more.map(([name, value]) => `${name}: ${value}`), ...missing.map((name) => `no ${name}`)].sort();
}

async function answersOf(served: Served, requests: Record<string, Sent>): Promise<string> {
  const answers: string[] = [];
  // One after the other: each counts towards the rate.
  for (const [name, [lines, body]] of Object.entries(requests)) {
    const answer = await ask(`${lines.join('\r\n')}\r\n\r\n${body}`, served);
    answers.push(written([`# ${name}`, answer.status, ...unusual(answer.headers), answer.body].join('\n')));
  }
  return answers.join('\n\n');
}

const FILE = './answers.txt';

it('every request has the answer that it had', async () => {
  const parts: string[] = [];
  const group = async (title: string, environment: NodeJS.ProcessEnv, requests: Record<string, Sent>) => {
    await using served = await serve(variantOptions(vitae, { ...LIMITS, ...environment }));
    parts.push(`## ${title}`, await answersOf(served, requests));
  };
  const made = Object.fromEntries(Object.entries(operations).map(([name, make]) => [name, make()]));
  await group('Methods and types', {}, methods);
  await group('Bodies', {}, bodies);
  await group('Sites', {}, crossSite);
  await group('Operations', {}, made);
  await group('Operations, with the schema hidden', { INTROSPECTION: 'off' }, made);
  for (const round of ['first', 'again'])
    await group(
      `Tokens, ${round}`,
      {},
      Object.fromEntries(Object.entries(authorizations()).map(([whose, line]) => [whose, post(me(), line)])),
    );
  await group(
    'Too many requests',
    { LIMIT_REQUESTS_PER_MINUTE: '2' },
    {
      first: post(TYPENAME),
      second: post(TYPENAME),
      third: post(TYPENAME),
      'third, too long': post(padded(BODY_BYTES + 1)),
      'third, with a token': post(TYPENAME, as('owner')),
      'third, with a token that is not valid': post(TYPENAME, as('expired')),
    },
  );
  await expect(`${parts.join('\n\n')}\n`).toMatchFileSnapshot(FILE);
});
