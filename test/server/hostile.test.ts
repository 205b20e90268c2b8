// Hostile requests over HTTP, with the settings of production: each gets a typed error without internals, and the next
// request is served normally.
import {
  GraphQLNonNull,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  type GraphQLInputType,
} from 'graphql';
import { beforeAll, describe, expect, it } from 'vitest';
import { codesOf, useProductionApi } from './production-api.ts';
import { coordinateOf, documentOf, fieldOf, operations, waysFrom } from '../graphql/auth/matrix/ways.ts';
import { makeFilledProfile, type FilledProfile } from '../support/mutations.ts';

const production = useProductionApi();
const { post, expectServed } = production;
let own: FilledProfile;
beforeAll(async () => {
  own = await makeFilledProfile(production.vitae, 'Ada Lovelace');
});

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
    authorization: `Bearer ${await production.vitae.tokens.sign({ kind: 'person', profileId: own.id })}`,
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
            ? await production.api.first(document, variables, 'admin')
            : await production.api.send(document, variables, 'admin');
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
