// What an input leaves out stays as it is, and null empties it, so that an old client does not erase a field that it does not
// know. The mutations and their fields are found in the schema.
import {
  getNamedType,
  getNullableType,
  isInputObjectType,
  isListType,
  isNonNullType,
  type GraphQLArgument,
} from 'graphql';
import { beforeEach, describe, expect, it } from 'vitest';
import { schema } from '../../src/server/schema.ts';
import { useVitae } from '../support/vitae.ts';
import {
  dump,
  fullExperience,
  makeFilledProfile,
  mutate,
  mutated,
  profileMutations,
  type FilledProfile,
} from '../support/mutations.ts';
import { itemTypeOf, validArguments } from '../support/valid-arguments.ts';

const vitae = useVitae({ workers: false });
let own: FilledProfile;
let made = 0;
beforeEach(async () => {
  made += 1;
  own = await makeFilledProfile(vitae, `Left ${made}`);
});

type Values = Record<string, unknown>;

const saving = profileMutations.filter((name) => /^(save|edit)/.test(name));

function inputOf(mutation: string): GraphQLArgument {
  const field = schema.getMutationType()?.getFields()[mutation];
  const found = field?.args.find(({ type }) => isInputObjectType(getNamedType(type)));
  if (!found) throw new Error(`${mutation} has no input`);
  return found;
}

function fieldsOf(mutation: string) {
  const type = getNamedType(inputOf(mutation).type);
  return isInputObjectType(type) ? Object.values(type.getFields()) : [];
}

const optionalOf = (mutation: string) =>
  fieldsOf(mutation).flatMap(({ name, type }) => (isNonNullType(type) || name === 'id' ? [] : [name]));

/** The arguments with other values in the input, or in its first item. */
function withFields(mutation: string, change: (values: Values) => Values): Values {
  const { name, type } = inputOf(mutation);
  const args = { ...validArguments(mutation, own.items) };
  const id = own.items[itemTypeOf(mutation)];
  if (id !== undefined) args['id'] = id;
  args[name] = isListType(getNullableType(type))
    ? (args[name] as Values[]).map(change)
    : change(args[name] as Values);
  return args;
}

const snakeCase = (name: string) => name.replace(/(?!^)[A-Z]/g, '_$&').toLowerCase();

/** The row that the mutation writes, by the names of the fields. */
async function rowOf(mutation: string): Promise<Values> {
  const table = snakeCase(itemTypeOf(mutation)).replace(/s$/, '');
  const [found] = await vitae.sql<{ row: Values }>(
    `SELECT to_jsonb(held) AS row FROM "${table}" AS held WHERE profile_id = $1`,
    [own.id],
  );
  return Object.fromEntries(fieldsOf(mutation).map(({ name }) => [name, found?.row[snakeCase(name)]]));
}

describe.each(saving.filter((mutation) => optionalOf(mutation).length > 0))('%s', (mutation) => {
  it('keeps each field that is left out, and empties each that is null', async () => {
    for (const field of optionalOf(mutation)) {
      const whole = withFields(mutation, (values) => values);
      await mutated(vitae, mutation, whole, own.id);
      const before = await rowOf(mutation);
      expect(before[field], field).not.toBeNull();
      const without = withFields(mutation, (values) => ({ ...values, [field]: undefined }));
      await mutated(vitae, mutation, without, own.id);
      expect(await rowOf(mutation), `without ${field}`).toEqual(before);
      await mutated(
        vitae,
        mutation,
        withFields(mutation, (values) => ({ ...values, [field]: null })),
        own.id,
      );
      const emptied = (await rowOf(mutation))[field];
      // These find the code from something else.
      if (!['savePhoneNumber', 'saveLanguages'].includes(mutation) || field === 'fluency')
        expect(emptied ?? [], `${field}: null`).toEqual([]);
    }
  });

  it('says so of each field', () => {
    for (const { name, description } of fieldsOf(mutation)) {
      if (optionalOf(mutation).includes(name))
        expect(description, name).toMatch(/Left out: .*Null: |Null: .*Left out: |Found from the name/);
    }
  });
});

describe('an old client that knows fewer fields', () => {
  it('erases none of the others', async () => {
    const { Experience: id } = own.items;
    await mutated(vitae, 'editExperience', { id, input: { name: 'Renamed' } }, own.id);
    const row = await vitae.db.experience.findFirstOrThrow({ where: { profileId: own.id } });
    expect(row).toMatchObject({ ...fullExperience, name: 'Renamed' });
    const skills = [
      { name: 'A', level: 'Master', keywords: ['a'] },
      { name: 'B', level: 'Beginner' },
      { name: 'A', level: 'Second', keywords: ['second'] },
    ];
    await mutated(vitae, 'saveSkills', { skills }, own.id);
    await mutated(vitae, 'saveSkills', { skills: ['B', 'A', 'C', 'A'].map((name) => ({ name })) }, own.id);
    const saved = await vitae.db.skill.findMany({
      where: { profileId: own.id },
      orderBy: { ordinal: 'asc' },
      select: { name: true, level: true, keywords: true },
    });
    const nothing = { level: null, keywords: [] };
    expect(saved).toEqual([
      { name: 'B', level: 'Beginner', keywords: [] },
      skills[0],
      { name: 'C', ...nothing },
      skills[2],
    ]);
  });

  it('writes a section anew: what is left out is empty there', async () => {
    await mutated(vitae, 'deleteLocation', {}, own.id);
    await mutated(vitae, 'saveLocation', { input: { city: 'Paris' } }, own.id);
    const row = await vitae.db.location.findFirstOrThrow({ where: { profileId: own.id } });
    expect(row).toMatchObject({ city: 'Paris', address: null, countryCode: null });
    const input = { position: 'Only' };
    const { item } = await mutated(vitae, 'createExperience', { input }, own.id);
    const created = await vitae.db.experience.findFirstOrThrow({ where: { id: item?.id ?? '' } });
    expect(created).toMatchObject({ ...input, name: null, highlights: [] });
  });
});

describe('what fields have wrong with each other is refused where one of them is left out', () => {
  it.each([
    ['a start after the end that stays', { startDate: '1850' }, 'input.endDate'],
    ['an end before the start that stays', { endDate: '1800' }, 'input.endDate'],
    ['neither name nor position', { name: null, position: null }, 'input.name'],
  ])('%s', async (_, input, path) => {
    const { Experience: id } = own.items;
    const before = await dump(vitae);
    const refused = await mutate(vitae, 'editExperience', { id, input }, own.id);
    expect(refused).toMatchObject({ code: 'INVALID_INPUT', fields: [{ path }] });
    expect(await dump(vitae)).toEqual(before);
  });

  it('and taken where the whole fits', async () => {
    const { Experience: id } = own.items;
    for (const input of [{ name: null }, { endDate: null }, { startDate: '1850' }, {}])
      await mutated(vitae, 'editExperience', { id, input }, own.id);
    const row = await vitae.db.experience.findFirstOrThrow({ where: { profileId: own.id } });
    expect(row).toMatchObject({ name: null, endDate: null, startDate: '1850', position: 'Programmer' });
    const refused = await mutate(vitae, 'editExperience', { id, input: { position: null } }, own.id);
    expect(refused).toMatchObject({ code: 'INVALID_INPUT', fields: [{ path: 'input.name' }] });
  });

  it('in something new as well', async () => {
    for (const [mutation, path, input] of [
      ['createExperience', 'input.name', { summary: 'A' }],
      ['createEducation', 'input.institution', { score: 'A' }],
      ['saveSocialLink', 'input.network', { username: 'A' }],
    ] as const) {
      const before = await dump(vitae);
      const refused = await mutate(vitae, mutation, { input }, own.id);
      expect(refused).toMatchObject({ code: 'INVALID_INPUT', fields: [{ path }] });
      expect(await dump(vitae)).toEqual(before);
    }
  });
});

describe('a phone number', () => {
  it('keeps its country where it is left out, and a new one is read where the person is', async () => {
    const save = (input: object) => mutated(vitae, 'savePhoneNumber', { input }, own.id);
    const number = async () => vitae.db.phoneNumber.findFirstOrThrow({ where: { profileId: own.id } });
    await save({ number: '030 901820', countryCode: 'DE' });
    await save({ number: '030 901820' });
    expect(await number()).toMatchObject({ countryCode: 'DE', e164: '+4930901820' });
    await save({ number: '020 7946 0018' });
    expect(await number()).toMatchObject({ countryCode: 'GB', e164: '+442079460018' });
  });
});
