// Limits of an operation: each at its maximum and one above, also through fragments.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startVitae, type Vitae } from '../../support/vitae.ts';
import { variantOf, type Variant } from '../../support/variant.ts';
import { until } from '../../support/eventually.ts';

let vitae: Vitae;
beforeAll(async () => {
  vitae = await startVitae({
    workers: false,
    environment: {
      LIMIT_DEPTH: '6',
      LIMIT_FIELDS: '12',
      LIMIT_ALIASES: '5',
      LIMIT_DIRECTIVES: '3',
      LIMIT_TOKENS: '200',
      LIMIT_COST: '500',
      LIMIT_BODY_BYTES: '2000',
    },
  });
});
afterAll(() => vitae.close());

const times = (count: number, part: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => part(index)).join(' ');

function post(body: string | ReadableStream) {
  return vitae.app.fetch('http://vitae.test/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
    ...(typeof body !== 'string' && { duplex: 'half' }),
  });
}

async function expectPasses(document: string, variables: object = {}) {
  const { errors, text } = await vitae.send(document, variables, null);
  expect(errors, text).toBeUndefined();
}

async function refusalOf(document: string, variables: object = {}, of: Variant = vitae) {
  const { errors, status, data, text } = await of.send(document, variables, null);
  expect(errors, text).toHaveLength(1);
  expect(data ?? null).toBeNull();
  return { status, ...errors?.[0]?.extensions };
}

const exceeded = (limit: string, maximum: number, found?: number) => ({
  status: 400,
  code: 'LIMIT_EXCEEDED',
  limit,
  maximum,
  ...(found !== undefined && { found }),
});

describe('a document at the limit passes, and one above it is refused with the limit named', () => {
  const skipped = '...@skip(if: true) { __typename }';
  it.each([
    [
      'depth',
      6,
      '{ profiles { edges { node { completion { sections { name } } } } } }',
      '{ profiles { edges { node { completion { sections { name { no } } } } } } }',
    ],
    ['fields', 12, `{ ${times(12, () => '__typename')} }`, `{ ${times(13, () => '__typename')} }`],
    [
      'aliases',
      5,
      `{ ${times(5, (i) => `a${i}: __typename`)} }`,
      `{ ${times(6, (i) => `a${i}: __typename`)} }`,
    ],
    [
      'directives',
      3,
      `{ __typename ${times(3, () => skipped)} }`,
      `{ __typename ${times(4, () => skipped)} }`,
    ],
  ])('%s', async (limit, maximum, atLimit, above) => {
    expect((await vitae.send(atLimit, { first: 1 }, null)).text).not.toContain(`"limit":"${limit}"`);
    expect(await refusalOf(above)).toEqual(exceeded(limit, maximum, maximum + 1));
  });

  it('tokens', async () => {
    const document = (count: number) => `query (${times(count, (i) => `$v${i}: Int`)}) { __typename }`;
    // Four tokens for each variable, and six around them.
    expect((await vitae.send(document(48), {}, null)).text).not.toContain('LIMIT_EXCEEDED');
    expect(await refusalOf(document(49))).toEqual(exceeded('tokens', 200));
    // Comments are not tokens.
    await expectPasses(`{ __typename } #${'x'.repeat(500)}`);
  });
});

describe('the limits cannot be bypassed', () => {
  it('fragments count where they are used, inline ones too', async () => {
    const fragment = 'fragment F on Query { a: __typename b: __typename }';
    await expectPasses(`{ ...F ...F } ${fragment}`);
    expect(await refusalOf(`{ ...F ...F ...F } ${fragment}`)).toEqual(exceeded('aliases', 5, 6));
    const inline = `{ ... { ... on Query { ${times(13, () => '__typename')} } } }`;
    expect(await refusalOf(inline)).toEqual(exceeded('fields', 12, 13));
    const deep = 'fragment A on Profile { completion { ...B } } fragment B on ProfileCompletion { ...C }';
    const deeper = 'fragment C on ProfileCompletion { sections { name } }';
    await expectPasses(`{ me { ...A } } ${deep} ${deeper}`);
    const tooDeep = `{ searchProfiles(query: "") { hits { profile { ...A x { y } } } } } ${deep}
      fragment C on ProfileCompletion { sections { name { z } } }`;
    expect(await refusalOf(tooDeep)).toEqual(exceeded('depth', 6, 7));
  });

  it.each([
    ['fields', '__typename'],
    ['aliases', 'a: __typename'],
    ['directives', '__typename @skip(if: true)'],
  ])('fragments that double each other: counting %s stops at the limit', async (limit, leaf) => {
    const others = {
      LIMIT_FIELDS: '1000000000',
      LIMIT_ALIASES: '1000000000',
      LIMIT_DIRECTIVES: '1000000000',
    };
    const one = variantOf(vitae, { ...others, [`LIMIT_${limit.toUpperCase()}`]: '12' });
    for (const levels of [4, 24]) {
      const doubling = times(levels, (i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`);
      const document = `{ ...F0 } ${doubling} fragment F${levels} on Query { ${leaf} }`;
      expect(await refusalOf(document, {}, one)).toEqual(exceeded(limit, 12, 13));
    }
  });

  it.each([
    ['in circles', '{ ...A } fragment A on Query { me { id } ...B } fragment B on Query { ...A }'],
    ['without a use', `{ __typename } fragment A on Query { ${times(50, () => '__typename')} }`],
  ])('validation refuses fragments %s', async (_how, document) => {
    const { errors } = await vitae.send(document, {}, null);
    expect(errors?.[0]?.extensions?.code).toBe('GRAPHQL_VALIDATION_FAILED');
  });

  it('an operation that is not run counts as well', async () => {
    const document = `query A { __typename } query B { ${times(6, (i) => `a${i}: __typename`)} }`;
    expect(await refusalOf(document)).toEqual(exceeded('aliases', 5, 6));
  });

  it('the same document again is refused again', async () => {
    const document = `{ ${times(6, (i) => `again${i}: __typename`)} }`;
    for (let i = 0; i < 3; i += 1) expect(await refusalOf(document)).toEqual(exceeded('aliases', 5, 6));
  });
});

describe('the cost', () => {
  const page = (fields: string) => `query ($first: Int, $last: Int) {
    profiles(first: $first, last: $last) { edges { node { ${fields} } } } }`;
  const search = (first: number) =>
    `{ searchProfiles(query: "", first: ${first}) { hits { id profile { id bio { label } } } } }`;

  it('multiplies each field by the size of the page, from either end', async () => {
    // The connection, and for each of 100 items an edge, a node and the fields.
    await expectPasses(page('id handle'), { first: 100 });
    const above = exceeded('cost', 500, 600);
    expect(await refusalOf(page('id handle fullName'), { first: 100 })).toEqual(above);
    expect(await refusalOf(page('id handle fullName'), { last: 100 })).toEqual(above);
    // The search, and six fields for each hit.
    await expectPasses(search(41));
    expect(await refusalOf(search(42))).toEqual(exceeded('cost', 500, 502));
  });

  it('counts the facets of a search, and the highlights of each hit as a list', async () => {
    const facets = (first: number) =>
      `{ searchProfiles(query: "", first: ${first}, facets: [SKILL, CITY]) { facets { facet values { value count } } } }`;
    await expectPasses(facets(42));
    expect(await refusalOf(facets(43))).toEqual(exceeded('cost', 500, 505));
    const highlights = (first: number) =>
      `{ searchProfiles(query: "", first: ${first}) { hits { highlights { value } } } }`;
    await expectPasses(highlights(20));
    expect(await refusalOf(highlights(21))).toEqual(exceeded('cost', 500, 502));
  });

  it('assumes 20 items for a page without a size, and 10 for a list', async () => {
    await expectPasses(page('skills { name }'));
    const more = page('skills { name level } languages { code }');
    expect(await refusalOf(more)).toEqual(exceeded('cost', 500, 780));
  });

  it('counts what a field starts, however little it returns', async () => {
    const each = (count: number, field: string) => `{ ${times(count, (n) => `a${n}: ${field}`)} }`;
    const pages = each(3, 'profiles(first: 67) { edges { cursor } }');
    expect(await refusalOf(pages)).toEqual(exceeded('cost', 500, 702));
    await expectPasses(each(3, 'profiles(first: 33) { edges { cursor } }'));
    const searches = each(2, 'searchProfiles(query: "", first: 1) { totalCount }');
    expect(await refusalOf(searches)).toEqual(exceeded('cost', 500, 502));
    // Those of chosen sections are seldom in the cache.
    await expectPasses(page('completion { percentage }'));
    const chosen = page(
      'a: completion(sections: [bio]) { percentage } b: completion(sections: [photo]) { percentage }',
    );
    expect(await refusalOf(chosen)).toEqual(exceeded('cost', 500, 580));
  });

  it('is not lowered by an invalid size', async () => {
    const document = `{ a: profiles(first: -1000) { edges { cursor } }
      b: profiles(first: 100) { edges { node { id handle fullName } } } }`;
    expect(await refusalOf(document)).toMatchObject({ code: 'LIMIT_EXCEEDED', limit: 'cost' });
  });

  it('counts only the operation that is executed', async () => {
    const large = page('id handle fullName').replace('query', 'query Large');
    const query = `query Small { __typename } ${large}`;
    const ask = async (operationName: string) =>
      (await post(JSON.stringify({ query, operationName, variables: { first: 100 } }))).text();
    expect(await ask('Small')).toBe('{"data":{"__typename":"Query"}}');
    expect(await ask('Large')).toContain('"limit":"cost"');
  });
});

describe('the values of the parameters', () => {
  const document = 'query ($s: [SectionName!]) { me { completion(sections: $s) { percentage } } }';
  let roomy: Variant;
  beforeAll(() => {
    roomy = variantOf(vitae, { LIMIT_BODY_BYTES: '1000000', LIMIT_VALUES: '100' });
  });
  const nested = (depth: number): unknown => (depth === 0 ? 'bio' : [nested(depth - 1)]);

  it.each<[string, object]>([
    ['wrong elements', { s: Array(300_000).fill(1) }],
    ['valid elements', { s: Array(101).fill('bio') }],
    ['lists of lists', { s: Array(51).fill([[]]) }],
    ['nested lists', { s: nested(101) }],
    ['fields of objects', { s: Object.fromEntries(Array.from({ length: 101 }, (_, n) => [`f${n}`, n])) }],
    ['a variable that the operation does not have', { other: Array(101).fill(1) }],
  ])('are counted before they are coerced: %s', async (_kind, variables) => {
    expect(await refusalOf(document, variables, roomy)).toEqual(exceeded('values', 100));
  });

  it('that do not fit: one error names the variable and the place of the first', async () => {
    const { errors, data, status } = await roomy.send(
      document,
      // With the list, the variables and the document as many values as are allowed.
      { s: ['bio', ...Array<number>(96).fill(1)] },
      null,
    );
    expect(data ?? null).toBeNull();
    expect(status).toBe(200);
    expect(errors?.map(({ message }) => message)).toEqual([
      'Variable "$s" has invalid value at [1]: Enum "SectionName" cannot represent non-string value: 1.',
    ]);
    expect(errors?.[0]?.extensions?.code).toBe('BAD_REQUEST');
  });
});

describe('with narrower limits', () => {
  let narrow: Variant;
  beforeAll(() => {
    const environment = { LIMIT_DEPTH: '3', LIMIT_COST: '300' };
    narrow = variantOf(vitae, environment);
  });

  it('a subscription is refused before it starts', async () => {
    const document = 'subscription { completionChanged { sections { name status weight } } }';
    const cheap = variantOf(vitae, { LIMIT_COST: '30' });
    expect(await refusalOf(document, {}, cheap)).toEqual(exceeded('cost', 30, 32));
  });

  it('introspection of the whole schema passes; circles in it are refused', async () => {
    const { data, text } = await narrow.send(getIntrospectionQuery(), {}, null);
    expect(data?.['__schema'], text).toBeTruthy();
    const circle = '{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }';
    const { errors } = await narrow.send(circle, {}, null);
    expect(errors?.[0]?.message).toMatch(/introspection depth/i);
  });

  it('documents as long as a body do not stay in memory', async () => {
    setFlagsFromString('--expose-gc');
    const collectGarbage = runInNewContext('gc') as () => void;
    const held = () => {
      collectGarbage();
      const { heapUsed, external } = process.memoryUsage();
      return heapUsed + external;
    };
    const before = held();
    const filler = 'x'.repeat(300_000);
    for (let i = 0; i < 100; i += 1) {
      const { text } = await narrow.send(`{ __typename } #${i}${filler}`, {}, null);
      expect(text).toBe('{"data":{"__typename":"Query"}}');
    }
    // Garbage may take a while to be freed.
    await until(() => held() - before < 10_000_000);
  });
});

it.each(['{ ... @defer { __typename } }', '{ profiles { edges @stream { cursor } } }'])(
  'incremental delivery is not supported: %s',
  async (document) => {
    expect((await vitae.send(document, {}, null)).errors?.[0]?.message).toMatch(/Unknown directive/);
  },
);

describe('a body', () => {
  const padded = (bytes: number) => '{"query":"{ __typename }"}'.padEnd(bytes);

  it('at the limit is accepted, and refused with one byte more, also without a content length', async () => {
    expect((await post(padded(2000))).status).toBe(200);
    const tooLarge = await post(padded(2001));
    expect(tooLarge.status).toBe(413);
    expect(await tooLarge.text()).toContain('REQUEST_ENTITY_TOO_LARGE');
    expect((await post(new Blob([padded(2000)]).stream())).status).toBe(200);
    expect((await post(new Blob([padded(2001)]).stream())).status).toBe(413);
  });
});
