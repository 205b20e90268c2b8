// An unexpected error gives the client only an id, and the log everything.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../src/server/app.ts';
import { createApiOver } from '../support/api.ts';
import { startVitae, type Vitae } from '../support/vitae.ts';
import { mutated } from '../support/mutations.ts';

let vitae: Vitae;
/** What a search throws or rejects with. */
let fail: () => Promise<never>;
beforeAll(async () => {
  vitae = await startVitae({
    workers: false,
    wrapSearch: (gateway) => ({ ...gateway, search: () => fail() }),
  });
});
afterAll(() => vitae.close());

async function expectMasked(document: string, secrets: RegExp) {
  const { errors, text, status } = await vitae.send(document, {}, 'admin');
  expect(status).toBe(200);
  expect(errors).toHaveLength(1);
  expect(errors?.[0]?.message).toBe('Something went wrong on our side.');
  expect(text).not.toMatch(secrets);
  expect(text).not.toMatch(/\bat .*\.ts|node_modules|stack|SELECT|UPDATE|prisma/i);
  const { code, errorId, ...rest } = errors?.[0]?.extensions ?? {};
  expect(code).toBe('INTERNAL_SERVER_ERROR');
  expect(rest).toEqual({});
  const line = vitae.logged.find((logged) => typeof errorId === 'string' && logged.includes(errorId));
  expect(line).toMatch(secrets);
  expect(line).toMatch(/stack/);
}

describe('an unexpected error', () => {
  it('of the search: is masked, and logged under the id in the answer', async () => {
    fail = () => {
      throw new Error('password=secret at https://inner.example.com');
    };
    await expectMasked('{ searchProfiles(query: "a") { totalCount } }', /secret|inner/);
  });

  it('of the database, in a query and in a mutation', async () => {
    const { profile } = await mutated(vitae, 'createProfile', { input: { fullName: 'A' } }, 'admin');
    const id = profile?.id ?? '';
    await vitae.sql('ALTER TABLE photo RENAME TO photo_gone');
    try {
      const save = `mutation { savePhoto(profileId: "${id}", input: { url: "https://a.example.com" }) { __typename } }`;
      await expectMasked(save, /photo/);
      await expectMasked(`{ profile(id: "${id}") { photo { url } } }`, /photo`? does not exist|photo/);
      expect((await vitae.db.profile.findUnique({ where: { id } }))?.revision).toBe(1);
    } finally {
      await vitae.sql('ALTER TABLE photo_gone RENAME TO photo');
    }
  });
});

async function rejectWith(thrown: unknown): Promise<never> {
  await Promise.resolve();
  throw thrown;
}

describe('whatever is thrown', () => {
  const circle = new Error('a circle of secrets');
  circle.cause = new AggregateError([circle], 'around');
  class Failure {
    readonly reason = 'secret';
    readonly token = 'hidden';
    readonly request = { headers: { cookie: 'hidden' } };
  }
  const without = Object.assign(Object.create(null) as object, { reason: 'secret' });
  it.each<[string, unknown, RegExp]>([
    ['a text', 'secret', /"message":"secret"/],
    ['an empty text', '', /"type":"string","message":""/],
    ['a number', 5021, /"type":"number","message":"5021"/],
    ['a symbol', Symbol('secret'), /Symbol\(secret\)/],
    ['null', null, /"type":"null","message":"null"/],
    ['undefined', undefined, /a resolver threw/],
    ['an object', { status: 5021, reason: 'secret' }, /"type":"Object".*status: 5021, reason: 'secret'/],
    ['an object of a class', new Failure(), /"type":"Failure".*reason: 'secret'/],
    ['an object without a prototype', without, /reason: 'secret'/],
    ['a list', ['secret', {}], /"type":"Array".*'secret'/],
    ['an object with errors', { errors: 5021 }, /errors: 5021/],
    ['an object like an error', { message: 'secret', name: 'Odd', extensions: { code: 'OK' } }, /secret/],
    ['an error with a cause', new Error('outer', { cause: { reason: 'secret' } }), /outer.*reason: 'secret'/],
    ['an error of several', new AggregateError([new Error('one'), 'secret'], 'both'), /both.*one.*secret/],
    ['a circle of causes', circle, /a circle of secrets.*around/],
    ['an error that is too long', new Error('long '.repeat(200_000)), /^.{1000,100000}$/s],
  ])('%s: the log shows it, the client an id', async (_what, thrown, shown) => {
    for (const throws of [
      () => {
        throw thrown;
      },
      () => rejectWith(thrown),
    ]) {
      fail = throws;
      const { errors, text, status } = await vitae.send(
        '{ searchProfiles(query: "a") { totalCount } }',
        {},
        null,
      );
      expect(status).toBe(200);
      const { code, errorId, ...rest } = errors?.[0]?.extensions ?? {};
      expect([errors?.length, code, rest]).toEqual([1, 'INTERNAL_SERVER_ERROR', {}]);
      expect(text).not.toMatch(/secret|5021|outer|both|long/);
      const lines = vitae.logged.filter((logged) => logged.includes(String(errorId)));
      expect(lines).toHaveLength(1);
      expect(lines[0]).toMatch(shown);
      expect(lines[0]).not.toMatch(/\[object|hidden/);
    }
  });

  it('outside of the search too: below another field, in a mutation, in a subscription', async () => {
    const { profile } = await mutated(vitae, 'createProfile', { input: { fullName: 'A' } }, 'admin');
    const id = profile?.id ?? '';
    const { services, appOptions, tokens } = vitae;
    const rejects = () => rejectWith({ reason: 'odd thing' });
    const broken = {
      ...services,
      cache: { ...services.cache, getOrComputeMany: rejects },
      jobs: { ...services.jobs, enqueue: rejects },
      notifications: { ...services.notifications, subscribe: rejects },
    };
    const api = createApiOver(createApp({ ...appOptions, services: broken }), tokens);
    const documents = [
      `{ profile(id: "${id}") { completion { percentage } } }`,
      'mutation { saveBio(input: { summary: "B" }) { __typename } }',
      'subscription { completionChanged { percentage } }',
    ];
    for (const document of documents) {
      const before = vitae.logged.length;
      const { errors, text } = await api.first(document, {}, id);
      expect(errors?.[0]?.extensions?.code, `${document}: ${text}`).toBe('INTERNAL_SERVER_ERROR');
      expect(text).not.toContain('odd thing');
      expect(vitae.logged.slice(before).join(''), document).toContain('odd thing');
    }
  });
});

describe('a row that is deleted before the answer', () => {
  it('is NOT_FOUND, and logs no error', async () => {
    const { profile } = await mutated(vitae, 'createProfile', { input: { fullName: 'Short' } }, 'admin');
    const id = profile?.id ?? '';
    const { services, appOptions, tokens } = vitae;
    // Between the write and the payload.
    const cache = {
      ...services.cache,
      async invalidate(tags: readonly string[]) {
        await vitae.db.profile.delete({ where: { id } });
        await services.cache.invalidate(tags);
      },
    };
    const api = createApiOver(createApp({ ...appOptions, services: { ...services, cache } }), tokens);
    const document = `mutation { createExperience(input: { name: "A" }) {
      ... on ExperiencePayload { experience { id } profile { id } } } }`;
    const before = vitae.logged.length;
    const { errors, data } = await api.send(document, {}, id);
    expect(data).toBeNull();
    expect(errors?.map(({ extensions }) => extensions?.code)).toEqual(['NOT_FOUND']);
    expect(vitae.logged.slice(before)).toEqual([]);
  });
});

describe('a fault of the client', () => {
  it.each([
    ['{ nothing }', {}],
    ['query ($first: Int) { profiles(first: $first) { edges { cursor } } }', { first: 'Secret' }],
    ['subscription ($id: ID) { completionChanged(profileId: $id) { percentage } }', { id: ['Secret'] }],
    ['mutation { saveBio(input: { summary: "Secret" }) { __typename } }', {}],
    ['{ deadLetters(queue: "Secret") { edges { cursor } } }', {}],
    ['{ searchProfiles(query: "Secret", first: 0) { totalCount } }', {}],
  ])('logs nothing: %s', async (document, variables) => {
    const before = vitae.logged.length;
    const { text } = await vitae.send(document, variables, null);
    expect(text).toMatch(/"errors"|NotAllowedError/);
    expect(vitae.logged.slice(before)).toEqual([]);
  });

  it('in the variables has the same code in queries and subscriptions', async () => {
    for (const document of [
      'query ($id: ID!) { profile(id: $id) { id } }',
      'subscription ($id: ID) { completionChanged(profileId: $id) { percentage } }',
    ]) {
      const { errors, text } = await vitae.send(document, { id: [1] }, 'admin');
      expect(
        errors?.map(({ extensions }) => extensions?.code),
        text,
      ).toEqual(['BAD_REQUEST']);
    }
  });

  it('in an argument of a search names the argument', async () => {
    const ask = async (args: string) =>
      (await vitae.send(`{ searchProfiles(${args}) { totalCount } }`, {}, null)).errors?.[0]?.extensions;
    expect(await ask(`query: "${'x'.repeat(513)}"`)).toMatchObject({
      code: 'INVALID_INPUT',
      fields: [{ path: 'query' }],
    });
    for (const score of [-1, 101]) {
      expect(await ask(`query: "", minCompletion: ${score}`)).toMatchObject({
        fields: [{ path: 'minCompletion' }],
      });
    }
    for (const first of [0, 101]) {
      expect(await ask(`query: "", first: ${first}`)).toMatchObject({ fields: [{ path: 'first' }] });
    }
  });
});
