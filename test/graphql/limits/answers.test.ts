// Limits of an answer, over HTTP, event streams and sockets: its bytes, the real length of its lists, and the bytes of the
// rows that are read for it. `first` of a list.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isObjectType, type ExecutionResult } from 'graphql';
import { bytesOf, charactersLeft } from '../../../src/graphql/limits/answer-bytes.ts';
import { schema } from '../../../src/server/schema.ts';
import type { Api } from '../../support/api.ts';
import { mutated, mutate } from '../../support/mutations.ts';
import { apiAt, serve, socketClient, type Served } from '../../support/served.ts';
import { variantOptions } from '../../support/variant.ts';
import { startVitae, type Vitae } from '../../support/vitae.ts';

const MAXIMUM = 50_000;
const SUMMARY = 'x'.repeat(4000);

let vitae: Vitae;
let served: Served;
let api: Api;
/** Public profiles, each with twelve experiences of 4,000 characters. */
let ids: string[];

beforeAll(async () => {
  vitae = await startVitae({ workers: false });
  ids = Array.from({ length: 20 }, () => randomUUID());
  await vitae.db.profile.createMany({ data: ids.map((id) => ({ id, handle: id, fullName: 'A Person' })) });
  await vitae.db.experience.createMany({
    data: ids.flatMap((profileId) =>
      Array.from({ length: 12 }, (_, ordinal) => ({
        profileId,
        ordinal,
        name: `N${ordinal}`,
        summary: SUMMARY,
      })),
    ),
  });
  served = await serve(variantOptions(vitae, { LIMIT_RESPONSE_BYTES: String(MAXIMUM), LIMIT_COST: '2000' }));
  api = apiAt(served.url, vitae);
});
afterAll(async () => {
  await served[Symbol.asyncDispose]();
  await vitae.close();
});

async function refusal(document: string, variables: object = {}, as: string | null = null) {
  const { status, data, errors, text } = await api.send(document, variables, as);
  expect(data ?? null).toBeNull();
  expect(errors, text.slice(0, 1000)).toHaveLength(1);
  return { status, message: errors?.[0]?.message, ...errors?.[0]?.extensions };
}

const tooLong = { code: 'LIMIT_EXCEEDED', limit: 'responseBytes', maximum: MAXIMUM };
const tooCostly = { code: 'LIMIT_EXCEEDED', limit: 'cost', maximum: 2000 };
const one = (first: number) => `{ profile(id: "${ids[0]}") { experience(first: ${first}) { summary } } }`;

describe('the bytes of an answer', () => {
  it('pass up to the maximum and not above it, to the byte', () => {
    for (const text of ['x', 'ü', '漢', '😀', '"', '\\', '\n', '\u0007', '\ud800']) {
      for (const value of [{ data: { a: text.repeat(50), b: [1, null, true, new Date(0)], c: {}, d: [] } }]) {
        const bytes = Buffer.byteLength(JSON.stringify(value));
        expect([bytesOf(value, bytes) > bytes, bytesOf(value, bytes - 1) > bytes - 1], text).toEqual([
          false,
          true,
        ]);
      }
    }
  });

  it('are counted no further than the maximum', () => {
    const touched: number[] = [];
    const items = Array.from({ length: 1000 }, (_, index) => ({
      toJSON: () => touched.push(index),
    }));
    expect(bytesOf(items, 1100)).toBeGreaterThan(1100);
    expect(touched.length).toBeLessThan(500);
    expect(charactersLeft(['abc', 'def'], 2)).toBeLessThan(0);
  });

  it('of a query', async () => {
    const { data, errors } = await api.send(one(11), {}, null);
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({
      profile: { experience: Array.from({ length: 11 }, () => ({ summary: SUMMARY })) },
    });
    const alias =
      '{ a: profile(id: $id) { experience { summary } } b: profile(id: $id) { experience { summary } } }';
    expect(await refusal(`query ($id: ID!) ${alias}`, { id: ids[0] })).toMatchObject({
      status: 400,
      ...tooLong,
    });
  });

  it('of a mutation, which takes effect and says so', async () => {
    const profile = 'profile { a: experience { summary } b: experience { summary } }';
    const document = `mutation ($input: BioInput!) { saveBio(input: $input) { ... on ProfilePayload { ${profile} } } }`;
    const answer = await refusal(document, { input: { label: 'Kept' } }, ids[1] ?? '');
    expect(answer).toMatchObject({ status: 400, ...tooLong });
    expect(answer.message).toContain('What the mutation has changed stays changed.');
    expect(await vitae.db.bio.findUnique({ where: { profileId: ids[1] ?? '' } })).toMatchObject({
      label: 'Kept',
    });
  });

  it('count as the maximum where the answer is refused, since it was made', async () => {
    const environment = { LIMIT_RESPONSE_BYTES: '500000', LIMIT_REQUESTS_PER_MINUTE: '100' };
    await using large = await serve(variantOptions(vitae, environment));
    const lists = '{ edges { node { experience { summary } } } }';
    const remaining = async (query: string) => {
      const answer = await fetch(large.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query }),
      });
      await answer.text();
      return [answer.status, Number(/r=(\d+)/.exec(answer.headers.get('ratelimit') ?? '')?.[1])];
    };
    const [, before = 0] = await remaining('{ __typename }');
    // Its cost counts as 6 requests at most, and 500,000 bytes as 10.
    const [status, after = 0] = await remaining(`{ profiles(first: 20) ${lists} }`);
    expect(status).toBe(400);
    expect(before - after).toBeGreaterThan(10);
  });

  it('of errors, also those of validation', async () => {
    await using small = await serve(variantOptions(vitae, { LIMIT_RESPONSE_BYTES: '1000' }));
    const unknown = Array.from({ length: 20 }, (_, index) => `unknown${index}`);
    const { status, errors } = await apiAt(small.url, vitae).send(`{ ${unknown.join(' ')} }`, {}, null);
    expect(status).toBe(400);
    expect(errors?.map(({ extensions }) => extensions)).toEqual([{ ...tooLong, maximum: 1000 }]);
  });

  it('of each event of a stream and a socket; the subscription goes on', async () => {
    const [, , id = ''] = ids;
    const section = 'sections { name status weight updatedAt }';
    const many = Array.from({ length: 29 }, (_, index) => `a${index}: ${section}`).join(' ');
    const document = `subscription ($id: ID) { completionChanged(profileId: $id) { percentage ${many} } }`;
    await using small = await serve(variantOptions(vitae, { LIMIT_RESPONSE_BYTES: '10000' }));
    const authorization = `Bearer ${await vitae.tokens.sign({ kind: 'person', profileId: id })}`;
    const client = socketClient(small.socketUrl, authorization);
    const streams: AsyncIterator<unknown>[] = [
      client.iterate({ query: document, variables: { id } }),
      apiAt(small.url, vitae).stream(document, { id }, id),
    ];
    const event = { data: null, errors: [{ extensions: { ...tooLong, maximum: 10_000 } }] };
    // One write each: of two that come at once, a watcher sees the state after the second only.
    const save = { input: { label: randomUUID(), summary: 'Filled.' } };
    for (const [index, stream] of streams.entries()) {
      expect((await stream.next()).value as ExecutionResult).toMatchObject(event);
      await (index === 0 ? mutated(vitae, 'saveBio', save, id) : mutated(vitae, 'deleteBio', {}, id));
      expect((await stream.next()).value as ExecutionResult).toMatchObject(event);
      await stream.return?.();
    }
    await client.dispose();
  });
});

describe('the cost of an answer', () => {
  const page = (first: number, list: string) =>
    `{ profiles(first: ${first}) { edges { node { ${list} { id name position url } } } } }`;

  it('counts `first` of a list before execution', async () => {
    expect(await refusal(page(20, 'experience(first: 30)'))).toMatchObject({ status: 400, ...tooCostly });
    expect((await api.send(page(20, 'experience(first: 12)'), {}, null)).errors).toBeUndefined();
  });

  it('counts the real length of a list where none is given, and ends the operation', async () => {
    const lists = 'id a: experience { id name position url b: name c: name d: name e: name f: name }';
    const document = `{ profiles(first: 20) { edges { node { ${lists} } } } }`;
    // The document assumes ten items of each, and costs 1,960.
    expect(await refusal(document)).toMatchObject({ status: 400, ...tooCostly });
    expect((await api.send(document.replace('20', '18'), {}, null)).errors).toBeUndefined();
  });
});

describe('the rows of pages', () => {
  it('are read a page at a time, and no more of them above the maximum', async () => {
    const alias = (index: number) =>
      `a${index}: profiles(first: 2) { edges { node { experience(first: 1) { summary } } } }`;
    const document = `{ ${Array.from({ length: 15 }, (_, index) => alias(index)).join(' ')} }`;
    const sent = await vitae.countSql(async () => {
      expect(await refusal(document)).toMatchObject({ status: 400, ...tooLong });
    });
    expect(sent.filter((sql) => /FROM "public"."profile"/.test(sql))).toHaveLength(1);
  });
});

describe('`first` of a list', () => {
  const type = schema.getType('Profile');
  const fields = isObjectType(type) ? Object.values(type.getFields()) : [];
  const lists = fields.flatMap(({ name, args }) => {
    const first = args.find((arg) => arg.name === 'first');
    return first ? [[name, Number(/1 to (\d+)/.exec(first.description ?? '')?.[1])] as const] : [];
  });

  it('has a maximum in the description', () => {
    expect(lists).toContainEqual(['experience', 100]);
  });

  it.each(lists)('%s is 1 to its maximum', async (list, maximum) => {
    const ask = async (first: number | null) => {
      const document = `query ($first: Int) { profile(id: "${ids[0]}") { ${list}(first: $first) { updatedAt } } }`;
      const { errors } = await api.send(document, { first }, null);
      return errors?.map(({ message }) => message) ?? [];
    };
    expect(await ask(0)).toEqual([`first: must be 1 to ${maximum}`]);
    expect(await ask(maximum + 1)).toEqual([`first: must be 1 to ${maximum}`]);
    for (const first of [1, maximum, null]) expect(await ask(first)).toEqual([]);
  });

  it('gives the first ones, costs no further statement, and leaves other aliases alone', async () => {
    const document = `{ profile(id: "${ids[0]}") {
      a: experience(first: 1) { name } b: experience(first: 3) { name } c: experience { name } } }`;
    const sent = await vitae.countSql(async () => {
      const { data } = await api.send(document, {}, null);
      const names = (count: number) => Array.from({ length: count }, (_, index) => ({ name: `N${index}` }));
      expect(data).toEqual({ profile: { a: names(1), b: names(3), c: names(12) } });
    });
    expect(sent.filter((sql) => /"experience"/.test(sql))).toHaveLength(1);
  });
});

it('a profile at its maximum is answered, and thirty of it are cut off', async () => {
  const { profile } = await mutated(vitae, 'createProfile', { input: { fullName: 'Large' } }, 'admin');
  const id = profile?.id ?? '';
  const input = { name: 'A', highlights: Array.from({ length: 50 }, () => 'x'.repeat(1000)) };
  let added = 0;
  while ((await mutate(vitae, 'createExperience', { input }, id)).code === undefined) added += 1;
  expect(added).toBe(4);
  const whole = 'profile(id: $id) { experience { name highlights summary } }';
  const { errors } = await vitae.send(`query ($id: ID!) { ${whole} }`, { id }, null);
  expect(errors).toBeUndefined();
  const aliased = Array.from({ length: 29 }, (_, index) => `a${index}: ${whole}`).join(' ');
  expect(await refusal(`query ($id: ID!) { ${aliased} }`, { id })).toMatchObject(tooLong);
});
