// Every list that a client may send has a maximum of its own, which the schema tells. A longer one is refused with its path,
// however it is sent.
import {
  getNullableType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isObjectType,
  type GraphQLArgument,
  type GraphQLInputField,
} from 'graphql';
import { beforeAll, describe, expect, it } from 'vitest';
import { sections } from '../../src/sections/registry.ts';
import { schema } from '../../src/server/schema.ts';
import { makeFilledProfile } from '../support/mutations.ts';
import { useVitae } from '../support/vitae.ts';

const vitae = useVitae({ workers: false });
let id: string;
beforeAll(async () => {
  ({ id } = await makeFilledProfile(vitae, 'Ada Lovelace'));
});

/** Of every field and input type. */
const lists: readonly (GraphQLArgument | GraphQLInputField)[] = Object.values(schema.getTypeMap())
  .filter(({ name }) => !name.startsWith('__'))
  .flatMap((type): (GraphQLArgument | GraphQLInputField)[] => {
    if (isInputObjectType(type)) return Object.values(type.getFields());
    if (!isObjectType(type) && !isInterfaceType(type)) return [];
    return Object.values(type.getFields()).flatMap(({ args }) => args);
  })
  .filter(({ type }) => isListType(getNullableType(type)));

it.each(lists.map((list) => [String(list), list] as const))(
  '%s: the schema tells its maximum',
  (_name, list) => {
    const max = Number(list.extensions['maxItems']);
    expect(max).toBeGreaterThan(0);
    expect(list.description).toContain(`At most ${max.toLocaleString('en')} items.`);
  },
);

describe('a list that is too long', () => {
  const faults = (path: string, max: number) => [{ path, message: `must hold at most ${max} items` }];
  const names = sections.map(({ name }) => name);
  const tooMany = ['bio', ...names];
  const literal = (list: readonly string[]) => `[${list.join(', ')}]`;
  const completion = (list: string) => `{ me { completion(sections: ${list}) { percentage } } }`;

  it.each<[string, (list: readonly string[]) => readonly [string, object]]>([
    ['a variable', (s) => [`query ($s: [SectionName!]) ${completion('$s')}`, { s }]],
    [
      'a variable in a literal',
      ([s, ...others]) => [`query ($s: SectionName!) ${completion(literal(['$s', ...others]))}`, { s }],
    ],
    ['a literal', (list) => [completion(literal(list)), {}]],
    ['a default', (list) => [`query ($s: [SectionName!] = ${literal(list)}) ${completion('$s')}`, {}]],
  ])('of a query, as %s', async (_how, asking) => {
    const refused = await vitae.send(...asking(tooMany), id);
    expect(refused.errors?.[0]?.extensions, refused.text).toEqual({
      code: 'INVALID_INPUT',
      fields: faults('sections', names.length).map((fault) => ({
        ...fault,
        code: 'TOO_MANY',
        params: { max: names.length },
      })),
    });
    const { data, text } = await vitae.send(...asking(names), id);
    expect(data?.['me'], text).toEqual({ completion: { percentage: 100 } });
  });

  const EXPERIENCE =
    'createExperience(input: INPUT) { __typename ... on InvalidInputError { fields { path message } } }';
  const SKILLS = 'saveSkills(skills: $s) { __typename ... on InvalidInputError { fields { path message } } }';
  const words = (count: number) => Array<string>(count).fill('word');
  it.each<[string, string, object, string, number]>([
    [
      'in an object',
      `mutation ($i: ExperienceInput!) { ${EXPERIENCE.replace('INPUT', '$i')} }`,
      { i: { name: 'A', highlights: words(51) } },
      'input.highlights',
      50,
    ],
    [
      'as a variable in a literal object',
      `mutation ($h: [String!]) { ${EXPERIENCE.replace('INPUT', '{ name: "A", highlights: $h }')} }`,
      { h: words(51) },
      'input.highlights',
      50,
    ],
    [
      'of objects',
      `mutation ($s: [SkillInput!]!) { ${SKILLS} }`,
      { s: words(101).map((name) => ({ name })) },
      'skills',
      100,
    ],
    [
      'in a list of objects',
      `mutation ($s: [SkillInput!]!) { ${SKILLS} }`,
      { s: [{ name: 'A' }, { name: 'B', keywords: words(51) }] },
      'skills.1.keywords',
      50,
    ],
  ])('of a mutation, %s: a member of its result', async (_how, document, variables, path, max) => {
    const { data, text } = await vitae.send(document, variables, id);
    expect(Object.values(data ?? {}), text).toEqual([
      { __typename: 'InvalidInputError', fields: faults(path, max) },
    ]);
  });
});
