// Calls every mutation of a profile in tests. Documents are made from the schema, so a new mutation is covered without
// an edit.
import {
  GraphQLUnionType,
  getNamedType,
  getNullableType,
  isLeafType,
  isObjectType,
  type GraphQLField,
  type GraphQLNamedOutputType,
} from 'graphql';
import { expect } from 'vitest';
import { z } from 'zod';
import { schema } from '../../src/server/schema.ts';
import type { As } from './api.ts';
import type { Vitae } from './vitae.ts';
import { eventually } from './eventually.ts';
import { itemTypeOf, validArguments, type ItemIds } from './valid-arguments.ts';

const fields = schema.getMutationType()?.getFields() ?? {};

/** Those of one profile, which take its id. The others are the administrator's. */
export const profileMutations: readonly string[] = Object.values(fields)
  .filter(({ args }) => args.some(({ name }) => name === 'profileId'))
  .map(({ name }) => name)
  .sort();

/** The types of the items that are written one by one, as in `Experience`. */
export const itemTypes = profileMutations
  .filter((name) => name.startsWith('delete') && fields[name]?.args.some((arg) => arg.name === 'id'))
  .map(itemTypeOf);

/** Together they fill every section. */
const fillingMutations = profileMutations.filter((name) => /^(create|save)(?!Profile$)/.test(name));

const PROFILE = 'profile { id revision completion { percentage sections { name status } } }';

export function documentOf(mutation: string): string {
  const field = fields[mutation];
  if (!field) throw new Error(`there is no mutation ${mutation}`);
  const declared = field.args.map(({ name, type }) => `$${name}: ${String(type)}`).join(', ');
  const passed = field.args.map(({ name }) => `${name}: $${name}`).join(', ');
  const inParentheses = (list: string) => (list === '' ? '' : `(${list})`);
  return `mutation ${inParentheses(declared)} { ${mutation}${inParentheses(passed)} { __typename ${selectionOf(field)} } }`;
}

/** Of the payload and of a typed error, where the mutation answers with either. */
function selectionOf(field: GraphQLField<unknown, unknown>): string {
  const union: GraphQLNamedOutputType = getNamedType(field.type);
  if (!(union instanceof GraphQLUnionType)) return '';
  const payload = union.getTypes().find((type) => isObjectType(type) && type.getInterfaces().length === 0);
  if (!payload) throw new Error(`${field.name} has no payload`);
  const selected = Object.values(payload.getFields()).map(({ name, type }) => {
    if (name === 'profile') return PROFILE;
    return isObjectType(getNullableType(type))
      ? `item: ${name} { id }`
      : isLeafType(getNamedType(type))
        ? name
        : '';
  });
  return `... on Error { code message fields { path message code params } } ... on ConflictError { currentRevision }
    ... on ${payload.name} { ${selected.join(' ')} }`;
}

const faultRule = z.object({
  path: z.string(),
  message: z.string(),
  code: z.string(),
  params: z.record(z.string(), z.unknown()),
});
const profileRule = z.object({
  id: z.string(),
  revision: z.number(),
  completion: z.object({
    percentage: z.number(),
    sections: z.array(z.object({ name: z.string(), status: z.string() })),
  }),
});
const resultRule = z.object({
  __typename: z.string(),
  code: z.string().optional(),
  message: z.string().optional(),
  fields: z.array(faultRule).optional(),
  /** Of a conflict. */
  currentRevision: z.number().nullish(),
  /** Id of a deleted profile. */
  id: z.string().optional(),
  item: z.object({ id: z.string() }).optional(),
  profile: profileRule.optional(),
});
export type MutationResult = z.infer<typeof resultRule>;

/** @returns the payload or the typed error @throws if the answer holds other errors */
export async function mutate(
  vitae: Pick<Vitae, 'send'>,
  mutation: string,
  args: object,
  as: As,
): Promise<MutationResult> {
  const { data, errors, text } = await vitae.send(documentOf(mutation), args, as);
  if (errors || !data) throw new Error(`${mutation} answered ${text}`);
  return resultRule.parse(data[mutation]);
}

/** As `mutate`. @throws unless it answers with the payload */
export async function mutated(
  vitae: Pick<Vitae, 'send'>,
  mutation: string,
  args: object,
  as: As,
): Promise<MutationResult> {
  const result = await mutate(vitae, mutation, args, as);
  if (result.code !== undefined) throw new Error(`${mutation}: ${JSON.stringify(result)}`);
  return result;
}

export interface FilledProfile {
  readonly id: string;
  readonly handle: string;
  readonly items: ItemIds;
}

export const fullExperience = {
  name: 'Analytical Engines',
  position: 'Programmer',
  location: 'London',
  description: 'Engines that calculate',
  url: 'https://engines.example.com',
  startDate: '1842-09',
  endDate: '1843',
  summary: 'Wrote the first program.',
  highlights: ['Note G'],
};
export const fullEducation = {
  institution: 'Home',
  area: 'Mathematics',
  studyType: 'Tutored',
  startDate: '1828',
  endDate: '1835-06-05',
  url: 'https://home.example.com',
  score: '4.0',
  courses: ['Calculus'],
};

/** What a filled profile holds; other sections take what the schema calls valid. */
const contentOf = (name: string): Readonly<Record<string, object>> => ({
  saveBio: { input: { label: 'Programmer', summary: `The summary of ${name}.` } },
  savePhoto: { input: { url: 'https://photos.example.com/a.jpg' } },
  saveLocation: { input: { address: '12 Square', city: 'London', countryCode: 'GB' } },
  savePhoneNumber: { input: { number: '+44 7700 900123' } },
  saveSkills: { skills: [{ name: 'Mathematics', keywords: ['Bernoulli'] }] },
  saveLanguages: { languages: [{ language: 'English' }] },
  createExperience: { input: fullExperience },
  createEducation: { input: fullEducation },
  saveSocialLink: { input: { network: 'GitHub', username: 'ada' } },
});

/** A public profile in which every section is filled, made through the API by its owner. */
export async function makeFilledProfile(vitae: Pick<Vitae, 'send'>, name: string): Promise<FilledProfile> {
  const handle = `${name.toLowerCase().replaceAll(' ', '-')}-of-the-tests`;
  const created = await mutated(vitae, 'createProfile', { input: { fullName: name, handle } }, 'admin');
  const id = created.profile?.id ?? '';
  const content = contentOf(name);
  const items: Record<string, string> = {};
  for (const mutation of fillingMutations) {
    const args = content[mutation] ?? validArguments(mutation, items);
    const { item } = await mutated(vitae, mutation, args, id);
    if (item) items[itemTypeOf(mutation)] = item.id;
  }
  return { id, handle, items };
}

/** All rows of all tables of Vitae, after all recorded invalidations are done. */
export async function dump(vitae: Vitae): Promise<Record<string, unknown>> {
  const carriedOut = async () => expect(await vitae.db.cacheInvalidation.count()).toBe(0);
  await eventually(carriedOut);
  const tables = await vitae.sql<{ name: string }>(
    `SELECT quote_ident(table_name) AS name FROM information_schema.tables
      WHERE table_schema = 'public' AND table_name <> '_prisma_migrations' ORDER BY 1`,
  );
  const all: Record<string, unknown> = {};
  for (const { name } of tables) {
    const [row] = await vitae.sql<{ rows: unknown }>(
      `SELECT jsonb_agg(to_jsonb(t) ORDER BY to_jsonb(t)) AS rows FROM ${name} t`,
    );
    all[name] = row?.rows;
  }
  return all;
}
