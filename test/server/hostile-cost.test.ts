// Requests that are made to cost much: each is answered with its code, in few bytes and little processor time, whatever the
// transport. The processor time includes that of the client, which runs in the same process.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { validArguments } from '../support/valid-arguments.ts';
import { openSocket, serve, type Served } from '../support/served.ts';
import { startVitae, type Vitae } from '../support/vitae.ts';
import { until } from '../support/eventually.ts';
import { documentOf, makeFilledProfile, profileMutations, type FilledProfile } from '../support/mutations.ts';
import { PRODUCTION } from './clients/production.ts';

/** The promise is 100 ms. A process that is just started, and the client, take more. */
const BUDGET_MS = 700;
const MAX_BYTES = 30_000;

let vitae: Vitae;
let served: Served;
let own: FilledProfile;
beforeAll(async () => {
  vitae = await startVitae({ workers: false, environment: PRODUCTION });
  served = await serve(vitae.appOptions);
  own = await makeFilledProfile(vitae, 'Ada Lovelace');
});
afterAll(async () => {
  await served[Symbol.asyncDispose]();
  await vitae.close();
});

const times = (count: number, part: (index: number) => string, between = ' ') =>
  Array.from({ length: count }, (_, index) => part(index)).join(between);
const list = (count: number, item: string) => `[${times(count, () => item, ',')}]`;
const object = (count: number, key = (index: number) => `k${index}`) =>
  `{${times(count, (index) => `"${key(index)}":1`, ',')}}`;
const nested = (open: string, count: number, close: string) => `${open.repeat(count)}1${close.repeat(count)}`;
const LONG = 'x'.repeat(900_000);

const body = (query: string, variables = '{}') =>
  `{"query":${JSON.stringify(query)},"variables":${variables}}`;
const COMPLETION = 'query ($v: [SectionName!]) { me { completion(sections: $v) { percentage } } }';
const completions = times(29, (index) => `a${index}: completion(sections: $v) { percentage }`);
const SKILLS = 'mutation ($v: [SkillInput!]!) { saveSkills(skills: $v) { __typename } }';
const BIO = 'mutation ($v: BioInput!) { saveBio(input: $v) { __typename } }';
const PAGE = 'query ($v: Int) { profiles(first: $v) { edges { cursor } } }';
const PROFILE = 'query ($v: ID!) { profile(id: $v) { id } }';
const REINDEX = 'mutation ($v: StartReindexInput) { startReindex(input: $v) { id } }';
const since = (value: string) => `{"v":{"filter":{"updatedSince":${value}}}}`;
const fragments = (count: number, inside: (index: number) => string) =>
  times(count, (index) => `fragment F${index} on Query { ${inside(index)} }`);

/** What it is, the body, and the codes of its errors; none where it is answered. */
const CASES: [what: string, sent: string, code?: string][] = [
  ['490,000 wrong items', body(COMPLETION, `{"v":${list(490_000, '1')}}`), 'LIMIT_EXCEEDED'],
  ['9,990 wrong items', body(COMPLETION, `{"v":${list(9990, '1')}}`), 'BAD_REQUEST'],
  ['9,990 unknown names', body(COMPLETION, `{"v":${list(9990, '"skil"')}}`), 'BAD_REQUEST'],
  ['9,990 valid items', body(COMPLETION, `{"v":${list(9990, '"bio"')}}`), 'INVALID_INPUT'],
  [
    '9,990 valid items, used 29 times',
    body(`query ($v: [SectionName!]) { me { ${completions} } }`, `{"v":${list(9990, '"bio"')}}`),
    'INVALID_INPUT',
  ],
  ['an enum of 900 KB', body(COMPLETION, `{"v":"${LONG}"}`), 'BAD_REQUEST'],
  ['4,990 items of a mutation', body(SKILLS, `{"v":${list(4990, '{"name":"a"}')}}`)],
  ['9,990 wrong items of a mutation', body(SKILLS, `{"v":${list(9990, '1')}}`), 'BAD_REQUEST'],
  [
    '9,900 items in an item',
    body(SKILLS, `{"v":[{"name":"a","keywords":${list(9900, '1')}}]}`),
    'BAD_REQUEST',
  ],
  ['75,000 unknown fields', body(BIO, `{"v":${object(75_000)}}`), 'LIMIT_EXCEEDED'],
  ['9,900 unknown fields', body(BIO, `{"v":${object(9900)}}`), 'BAD_REQUEST'],
  [
    'long unknown fields',
    body(BIO, `{"v":${object(50, (i) => `label${i}${'x'.repeat(15_000)}`)}}`),
    'BAD_REQUEST',
  ],
  ['a field of 900 KB', body(BIO, `{"v":{"${LONG}":1}}`), 'BAD_REQUEST'],
  ['a field given 60,000 times', body(BIO, `{"v":{${times(60_000, () => '"label":"a"', ',')}}}`)],
  ['a text where an object is', body(BIO, `{"v":"${LONG}"}`), 'BAD_REQUEST'],
  ['a number of 900,000 digits', body(PAGE, `{"v":${'9'.repeat(900_000)}}`), 'BAD_REQUEST'],
  ['an Int that is a long text', body(PAGE, `{"v":"${LONG}"}`), 'BAD_REQUEST'],
  ['an ID that is a long object', body(PROFILE, `{"v":{"a":"${LONG}"}}`), 'BAD_REQUEST'],
  ['an ID of 900 KB', body(PROFILE, `{"v":"${LONG}"}`)],
  ['lists 9,000 deep', body(PROFILE, `{"v":${nested('[', 9000, ']')}}`), 'BAD_REQUEST'],
  ['lists 450,000 deep', body(PROFILE, `{"v":${nested('[', 450_000, ']')}}`), 'LIMIT_EXCEEDED'],
  ['objects 9,000 deep', body(BIO, `{"v":${nested('{"label":', 9000, '}')}}`), 'BAD_REQUEST'],
  ['a DateTime of 900 KB', body(REINDEX, since(`"${LONG}"`)), 'BAD_REQUEST'],
  [
    'a DateTime of digits',
    body(REINDEX, since(`"2020-01-01T00:00:00.${'1'.repeat(900_000)}Z"`)),
    'NOT_ALLOWED',
  ],
  ['a DateTime that is an object', body(REINDEX, since(object(9000))), 'BAD_REQUEST'],
  ['75,000 variables that are not used', body('{ __typename }', object(75_000)), 'LIMIT_EXCEEDED'],
  ['wrong values besides a wrong document', body('{ no }', `{"v":${list(490_000, '1')}}`), 'LIMIT_EXCEEDED'],
  [
    '28 wrong variables',
    body(
      `query (${times(28, (i) => `$v${i}: ID!`)}) { ${times(28, (i) => `a${i}: profile(id: $v${i}) { id }`)} }`,
      `{${times(28, (i) => `"v${i}":{"a":"${'x'.repeat(30_000)}"}`, ',')}}`,
    ),
    'BAD_REQUEST',
  ],
  [
    '480 variables',
    body(`query (${times(480, (i) => `$v${i}: Int`)}) { __typename }`),
    'GRAPHQL_VALIDATION_FAILED',
  ],
  [
    'one variable 480 times',
    body(`query (${times(480, () => '$v: Int')}) { __typename }`),
    'GRAPHQL_VALIDATION_FAILED',
  ],
  ['extensions with 75,000 keys', `{"query":"{ __typename }","extensions":${object(75_000)}}`],
  ['extensions 450,000 deep', `{"query":"{ __typename }","extensions":{"a":${nested('[', 450_000, ']')}}}`],
  ['450,000 brackets', nested('[', 450_000, ']'), 'BAD_REQUEST'],
  ['900,000 open brackets', '['.repeat(900_000), 'BAD_REQUEST'],
  ['a number of 900,000 digits for a body', '9'.repeat(900_000), 'BAD_REQUEST'],
  ['15,000 operations at once', list(15_000, '{"query":"{ __typename }"}'), 'BAD_REQUEST'],
  ['a parameter of 900 KB', `{"query":"{ __typename }","${LONG}":1}`, 'BAD_REQUEST'],
  [
    'an operationName of 900 KB',
    `{"query":"{ __typename }","operationName":"${LONG}"}`,
    'OPERATION_RESOLUTION_FAILURE',
  ],
  ['a name of 900 KB', body(`{ ${LONG} }`), 'GRAPHQL_VALIDATION_FAILED'],
  ['a name of 900 KB where none is expected', body(`{ me(id: 1 ${LONG}) ) }`), 'GRAPHQL_PARSE_FAILED'],
  [
    'long unknown fields in a document',
    body(`{ ${times(290, (i) => `profile${i}${'x'.repeat(3000)}`)} }`),
    'GRAPHQL_VALIDATION_FAILED',
  ],
  [
    '600 unknown arguments',
    body(`{ me(${times(600, (i) => `a${i}: 1`)}) { id } }`),
    'GRAPHQL_VALIDATION_FAILED',
  ],
  ['600 unknown fragments', body(`{ ${times(600, (i) => `...F${i}`)} }`), 'GRAPHQL_VALIDATION_FAILED'],
  [
    '240 unused fragments',
    body(`{ __typename } ${fragments(240, () => '__typename')}`),
    'GRAPHQL_VALIDATION_FAILED',
  ],
  [
    'fragments in circles',
    body(`{ ...F0 } ${fragments(30, (i) => times(28, (j) => `...F${(i + j + 1) % 30}`))}`),
    'GRAPHQL_VALIDATION_FAILED',
  ],
  [
    'fragments that multiply',
    body(`{ ...F0 } ${fragments(180, (i) => (i < 179 ? `...F${i + 1} ...F${i + 1}` : '__typename'))}`),
    'LIMIT_EXCEEDED',
  ],
  [
    'fragments that may overlap',
    body(
      `{ ${times(40, (i) => `...F${i}`)} } ${fragments(40, (i) => (i < 39 ? `...F39 ${times(Math.min(9, 38 - i), (j) => `...F${i + j + 1}`)}` : '__typename'))}`,
    ),
    'LIMIT_EXCEEDED',
  ],
  ['fields that may overlap', body(`{ ${times(70, () => 'me { completion { sections { name } } }')} }`)],
  [
    'fields that do overlap',
    body(`{ ${times(140, (i) => `profiles(first: ${i}) { __typename }`)} }`),
    'GRAPHQL_VALIDATION_FAILED',
  ],
  ['200 operations', body(times(200, (i) => `query Q${i} { me { id } }`)), 'OPERATION_RESOLUTION_FAILURE'],
  ['600 directives', body(`{ __typename ${times(600, () => '@a')} }`), 'LIMIT_EXCEEDED'],
  ['a block string of 290,000 lines', body(`{ profile(id: """${'\n '.repeat(290_000)}""") { id } }`)],
  ['900,000 commas', body(`{ __typename ${','.repeat(900_000)} }`)],
  [
    'faults after 400,000 lines',
    body(`${'\n'.repeat(400_000)} { ${times(290, (i) => `x${i}`)} }`),
    'GRAPHQL_VALIDATION_FAILED',
  ],
  [
    'one variable 480 times after 400,000 lines',
    body(`query (${'\n'.repeat(400_000)} ${times(480, () => '$v: Int')}) { __typename }`),
    'GRAPHQL_VALIDATION_FAILED',
  ],
  [
    'a literal of 1,900 items',
    body(`{ me { completion(sections: [${times(1900, () => 'bio')}]) { percentage } } }`),
    'INVALID_INPUT',
  ],
  [
    'wrong literals',
    body(`{ me { completion(sections: [${times(100, () => `b${'o'.repeat(8000)}`)}]) { percentage } } }`),
    'GRAPHQL_VALIDATION_FAILED',
  ],
  [
    'a search for 900 KB, 25 times',
    body(
      `query ($v: String!) { ${times(25, (i) => `a${i}: searchProfiles(query: $v) { totalCount }`)} }`,
      `{"v":"${LONG}"}`,
    ),
    'INVALID_INPUT',
  ],
];

/** Milliseconds of this process. */
async function costOf<Result>(work: () => Promise<Result>): Promise<readonly [number, Result]> {
  const before = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  return [(user + system) / 1000, result];
}

const codesIn = (text: string) => [
  ...new Set(Array.from(text.matchAll(/"code":"(\w+)"/g), ([, code]) => code)),
];

describe('over HTTP', () => {
  const bearer = async () => `Bearer ${await vitae.tokens.sign({ kind: 'person', profileId: own.id })}`;

  async function post(text: string, headers: Record<string, string>) {
    const response = await fetch(served.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: text,
    });
    return { status: response.status, text: await response.text() };
  }

  it.each(CASES)('%s', async (_what, sent, code) => {
    // The mutations come without a token: they cost no more than to be refused.
    const headers = sent.includes('mutation') ? {} : { authorization: await bearer() };
    const [ms, { status, text }] = await costOf(() => post(sent, headers));
    expect(codesIn(text), text.slice(0, 500)).toEqual(code === undefined ? [] : [code]);
    expect(status).toBeLessThan(500);
    expect(text.length).toBeLessThan(MAX_BYTES);
    expect(ms).toBeLessThan(BUDGET_MS);
  });

  it('as an event stream', async () => {
    const watch = 'subscription ($v: ID) { completionChanged(profileId: $v) { percentage } }';
    const sent = body(watch, `{"v":{"a":"${LONG}"}}`);
    const [ms, { text }] = await costOf(async () => post(sent, { accept: 'text/event-stream' }));
    expect(codesIn(text), text.slice(0, 500)).toEqual(['BAD_REQUEST']);
    expect(text.length).toBeLessThan(MAX_BYTES);
    expect(ms).toBeLessThan(BUDGET_MS);
  });

  it.each(profileMutations.filter((name) => !name.startsWith('delete')))(
    '%s: each text of it, far too long',
    { timeout: 60_000 },
    async (mutation) => {
      const administrator = `Bearer ${await vitae.tokens.sign({ kind: 'administrator' })}`;
      const headers = { authorization: mutation === 'createProfile' ? administrator : await bearer() };
      const args = validArguments(mutation, own.items);
      for (const text of TEXTS) {
        const long = replaceTexts(args, text);
        const sent = JSON.stringify({ query: documentOf(mutation), variables: long });
        const [ms, answer] = await costOf(() => post(sent, headers));
        expect(answer.status, answer.text.slice(0, 500)).toBe(200);
        expect(answer.text.length).toBeLessThan(MAX_BYTES);
        expect(ms, `${mutation}: ${text.slice(0, 20)}`).toBeLessThan(BUDGET_MS);
      }
    },
  );
});

const fill = (part: string) => part.repeat(Math.ceil(40_000 / part.length));
/** Work on them that is more than linear would take seconds. */
const TEXTS = [
  fill('a'),
  fill(' a'),
  fill('1'),
  fill('a-'),
  fill('\u0301'),
  `https://${fill('ä.')}`,
  `+49 ${fill('(1')}`,
];

/** The arguments with this for every text in them; ids stay. */
function replaceTexts(value: unknown, text: string, key = ''): unknown {
  if (typeof value === 'string') return /id$/i.test(key) || key === 'visibility' ? value : text;
  if (Array.isArray(value)) return value.slice(0, 2).map((item) => replaceTexts(item, text, key));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, replaceTexts(item, text, name)]),
  );
}

it('over a socket', { timeout: 60_000 }, async () => {
  const operations = CASES.filter(([, sent]) => sent.startsWith('{"query":') && sent.endsWith('}}'));
  for (const [what, sent] of operations) {
    const raw = await openSocket(served.socketUrl);
    raw.send({ type: 'connection_init' });
    await until(() => raw.messages.length === 1);
    let closed = '';
    void raw.closed.then((reason) => (closed = reason));
    const [ms] = await costOf(() => {
      raw.send(`{"type":"subscribe","id":"1","payload":${sent}}`);
      return until(() => raw.messages.length > 1 || closed !== '');
    });
    const answer = JSON.stringify(raw.messages.slice(1));
    if (closed !== '') expect(closed, what).toBe('4400 Invalid message received');
    expect(answer.length, what).toBeLessThan(MAX_BYTES);
    expect(answer, what).not.toContain('INTERNAL_SERVER_ERROR');
    expect(ms, what).toBeLessThan(BUDGET_MS);
    raw.socket.close();
  }
});
