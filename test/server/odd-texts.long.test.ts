// Odd and long texts in every text of every mutation, as the schema has them, over HTTP: each gets a typed error or is stored as
// it is, in little processor time. The processor time includes that of the client, which runs in the same process.
import { getNullableType, isInputObjectType, isListType, isScalarType, type GraphQLInputType } from 'graphql';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { schema } from '../../src/server/schema.ts';
import { documentOf, makeFilledProfile, profileMutations, type FilledProfile } from '../support/mutations.ts';
import { apiAt, serve, type Served } from '../support/served.ts';
import { validArguments } from '../support/valid-arguments.ts';
import { useVitae } from '../support/vitae.ts';
import { PRODUCTION } from './clients/production.ts';

const vitae = useVitae({ workers: false, environment: PRODUCTION });
let served: Served;
let own: FilledProfile;
beforeAll(async () => {
  served = await serve(vitae.appOptions);
  own = await makeFilledProfile(vitae, 'Ada Lovelace');
});
afterAll(() => served[Symbol.asyncDispose]());

/** The promise is 100 ms. A process that is just started, and the client, take more. */
const BUDGET_MS = 700;
const MAX_BYTES = 30_000;
const NONE = '01a00000-0000-7000-8000-000000000000';
/** Of errors, and not of the faults of their fields. */
const ERROR_CODES = /"code":"(\w+)"(?!,"params")/g;
const CODES = ['INVALID_INPUT', 'NOT_FOUND', 'CONFLICT', 'BAD_REQUEST'];

type Path = readonly (string | number)[];
type Values = Record<string | number, unknown>;

const mutations = Object.values(schema.getMutationType()?.getFields() ?? {});

/** Where an input takes a text. */
function textsOf(type: GraphQLInputType, path: Path): Path[] {
  const nullable = getNullableType(type);
  if (isListType(nullable)) return textsOf(nullable.ofType, [...path, 0]);
  if (isInputObjectType(nullable))
    return Object.values(nullable.getFields()).flatMap((field) => textsOf(field.type, [...path, field.name]));
  const isText = isScalarType(nullable) && ['String', 'ID', 'DateTime', 'JSON'].includes(nullable.name);
  return isText ? [path] : [];
}

const textsByMutation = mutations.map((mutation) => ({
  name: mutation.name,
  paths: mutation.args.flatMap(({ name, type }) => textsOf(type, [name])),
}));

/** The valid arguments with this text in one place. */
function withText(args: unknown, [key, ...rest]: Path, text: string): unknown {
  if (key === undefined) return text;
  const copy = (Array.isArray(args) ? [...(args as unknown[])] : { ...(args as object) }) as Values;
  copy[key] = withText(copy[key] ?? (typeof rest[0] === 'number' ? [] : {}), rest, text);
  return copy;
}

function argumentsOf(mutation: string): unknown {
  if (profileMutations.includes(mutation)) {
    const profile = mutation === 'createProfile' ? {} : { profileId: own.id };
    return { ...profile, ...validArguments(mutation, own.items) };
  }
  const { args = [] } = mutations.find(({ name }) => name === mutation) ?? {};
  const usual: Values = { id: NONE, queue: 'profile-changed', ids: [NONE] };
  const given = args.filter(({ name, type }) => name in usual || String(type) === 'ID!');
  return Object.fromEntries(given.map(({ name }) => [name, usual[name] ?? NONE]));
}

async function expectTyped(mutation: string, variables: unknown, what: string): Promise<void> {
  const api = apiAt(served.url, vitae);
  const before = process.cpuUsage();
  const { status, text } = await api.send(
    documentOf(mutation),
    variables as Record<string, unknown>,
    'admin',
  );
  const { user, system } = process.cpuUsage(before);
  expect(status, `${what}: ${text.slice(0, 300)}`).toBe(200);
  for (const [, code = ''] of text.matchAll(ERROR_CODES)) expect(CODES, what).toContain(code);
  expect(text.length, what).toBeLessThan(MAX_BYTES);
  expect((user + system) / 1000, what).toBeLessThan(BUDGET_MS);
}

const ODD = [
  // Of several code units, right to left, invisible, composed, no character at all.
  '\u{1f469}\u200d\u{1f4bb} \u202eabc\u202c\u200f \ufeff\u2028 e\u0301\u0323 \uffff',
  '\ud83d',
  'a\udc00b',
  'a\u0000b',
  `' OR 1=1; -- {"$ne":null} __proto__`,
  `${'['.repeat(5000)}${']'.repeat(5000)}`,
];

it.each(textsByMutation.filter(({ paths }) => paths.length > 0))(
  '$name: an odd text in each place',
  { timeout: 120_000 },
  async ({ name, paths }) => {
    for (const path of paths)
      for (const text of ODD)
        await expectTyped(
          name,
          withText(argumentsOf(name), path, text),
          `${path.join('.')}: ${JSON.stringify(text).slice(0, 40)}`,
        );
  },
);

/** Work on them that is more than linear would take seconds. */
const LONG_BYTES = 400_000;
const PARTS = ['a', ' a', 'a-', '\u0301', '\u{1f469}', '\n', '+1(1', 'https://a.%2', 'tel:1'];

it.each(textsByMutation.filter(({ paths }) => paths.length > 0))(
  '$name: each text far too long',
  { timeout: 120_000 },
  async ({ name, paths }) => {
    for (const part of PARTS) {
      const repeated = Math.floor(LONG_BYTES / paths.length / Buffer.byteLength(JSON.stringify(part)));
      const long = `${part.repeat(repeated)}!`;
      const args = paths.reduce<unknown>((filled, path) => withText(filled, path, long), argumentsOf(name));
      await expectTyped(name, args, `${JSON.stringify(part)} again and again`);
    }
  },
);

it('the profile can be read after all that', async () => {
  const document = `{ profile(id: "${own.id}") { fullName bio { label summary } experience { name summary highlights }
    education { institution courses } skills { name keywords } languages { language } socialLinks { network url } } }`;
  const { status, errors } = await apiAt(served.url, vitae).send(document, {}, own.id);
  expect([status, errors]).toEqual([200, undefined]);
  expect(vitae.logged).toEqual([]);
});
