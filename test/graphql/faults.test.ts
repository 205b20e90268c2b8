// Errors that a form can use: every fault of every bad input has a code that says the rule, with the values of the rule. The
// cases are those of bad-input.test.ts.
import { getNamedType, isEnumType, isInterfaceType, isObjectType } from 'graphql';
import { beforeAll, describe, expect, it } from 'vitest';
import { schema } from '../../src/server/schema.ts';
import { useVitae } from '../support/vitae.ts';
import { makeFilledProfile, mutate, type FilledProfile } from '../support/mutations.ts';
import { badInputs } from './bad-input-cases.ts';

const vitae = useVitae({ workers: false });
let own: FilledProfile;
let other: FilledProfile;
beforeAll(async () => {
  own = await makeFilledProfile(vitae, 'Ada Lovelace');
  other = await makeFilledProfile(vitae, 'Charles Babbage');
});

const TWO_PEOPLE = ['Ada', 'Eve'].map((name) => ({ basics: { name, email: `${name}@example.org` } }));

/** What a code must have among its params. */
const PARAMS: Readonly<Record<string, readonly string[]>> = {
  TOO_LONG: ['max'],
  TOO_SHORT: ['min'],
  TOO_MANY: ['max'],
  TOO_FEW: ['min'],
  OUT_OF_RANGE: ['min', 'max'],
  WRONG_ORDER: ['other'],
  OTHER_REVISION: ['currentRevision'],
};

describe('a fault', () => {
  it('has a code of its own for each bad input, with the values of the rule', async () => {
    const codes = new Set<string>();
    // One for each place and each value's beginning: the others differ in nothing.
    const cases = new Map(
      badInputs(own, other).map((one) => [`${one.mutation} ${one.path} ${one.what.slice(0, 6)}`, one]),
    );
    for (const { mutation, args, what, as, path } of cases.values()) {
      const { fields } = await mutate(vitae, mutation, args, as ?? own.id);
      const title = `${mutation} ${path}: ${what}`;
      expect(fields?.length, title).toBeGreaterThan(0);
      for (const { code, params } of fields ?? []) {
        codes.add(code);
        expect(code, title).not.toBe('INVALID');
        expect(Object.keys(params), title).toEqual(expect.arrayContaining([...(PARAMS[code] ?? [])]));
      }
    }
    expect([...codes].sort()).toEqual(
      expect.arrayContaining(
        (
          'DUPLICATE INVALID_CHARACTERS INVALID_COUNTRY INVALID_DATE INVALID_FORMAT INVALID_ID INVALID_LANGUAGE INVALID_PHONE_NUMBER ' +
          'INVALID_URL NOT_ALLOWED_VALUE NOT_FOUND OUT_OF_RANGE REQUIRED TAKEN TOO_LONG TOO_MANY TOO_SHORT WRONG_ORDER'
        ).split(' '),
      ),
    );
  });

  it.each([
    ['saveBio', { input: { label: 'x'.repeat(201) } }, 'input.label', 'TOO_LONG', { max: 200 }],
    ['savePhoto', { input: { url: 'no' } }, 'input.url', 'INVALID_URL', {}],
    ['savePhoto', { input: { url: ' ' } }, 'input.url', 'REQUIRED', {}],
    ['saveSkills', { skills: Array(101).fill({ name: 'A' }) }, 'skills', 'TOO_MANY', { max: 100 }],
    ['saveSkills', { skills: [{ name: '' }] }, 'skills.0.name', 'REQUIRED', {}],
    ['saveLocation', { input: { countryCode: 'XX' } }, 'input.countryCode', 'INVALID_COUNTRY', {}],
    ['saveLocation', { input: { countryCode: 'EU' } }, 'input.countryCode', 'INVALID_COUNTRY', {}],
    ['updateProfile', { input: { email: 'ada' } }, 'input.email', 'INVALID_EMAIL', {}],
    ['updateProfile', { input: { handle: 'ab' } }, 'input.handle', 'TOO_SHORT', { min: 3 }],
    ['updateProfile', { input: { handle: 'admin' } }, 'input.handle', 'NOT_ALLOWED_VALUE', {}],
    ['createExperience', { input: { summary: 'A' } }, 'input.name', 'REQUIRED', {}],
    ['createEducation', { input: { area: 'A', startDate: '14' } }, 'input.startDate', 'INVALID_DATE', {}],
    ['saveBio', { input: {}, expectedRevision: 1 }, 'expectedRevision', 'OTHER_REVISION', {}],
    ['importResume', { resume: {} }, 'resume.basics.name', 'REQUIRED', {}],
    ['importResume', { resume: { basics: { name: ' ' } } }, 'resume.basics.name', 'REQUIRED', {}],
    ['importResume', { resume: { colour: 'red' } }, 'resume', 'REQUIRED', {}],
    ['importResume', { resume: 'Ada' }, 'resume', 'INVALID_TYPE', {}],
    ['importResume', { resume: TWO_PEOPLE }, 'resume', 'TOO_MANY', { max: 1 }],
  ] as const)('%s %j: %s is %s %j', async (mutation, args, path, code, params) => {
    const { fields } = await mutate(vitae, mutation, args, own.id);
    expect(fields?.[0]).toMatchObject({ path, code, params });
  });

  it('has the same shape where the field has no result union', async () => {
    const refused = async (document: string) => {
      const { errors } = await vitae.send(document, {}, 'admin');
      return errors?.[0]?.extensions;
    };
    const batch = 'mutation { startReindex(input: { batchSize: 0 }) { id } }';
    expect(await refused(batch)).toMatchObject({
      code: 'INVALID_INPUT',
      fields: [{ path: 'input.batchSize', code: 'OUT_OF_RANGE', params: { min: 1, max: 1000 } }],
    });
    const id = '01a00000-0000-7000-8000-000000000000';
    expect(await refused(`mutation { pauseReindex(id: "${id}") { id } }`)).toMatchObject({
      code: 'NOT_FOUND',
      fields: [{ path: 'id', code: 'NOT_FOUND', params: {} }],
    });
    expect(await refused('{ profiles(first: 0) { edges { cursor } } }')).toMatchObject({
      fields: [{ path: 'first', code: 'OUT_OF_RANGE', params: { min: 1, max: 100 } }],
    });
    const since = 'filter: { updatedSince: "0000-01-01T00:00:00Z" }';
    for (const document of [
      `{ profiles(${since}) { edges { cursor } } }`,
      `mutation { startReindex(input: { ${since} }) { id } }`,
    ])
      expect(await refused(document)).toMatchObject({
        fields: [
          {
            path: expect.stringMatching(/filter\.updatedSince$/) as string,
            code: 'OUT_OF_RANGE',
            params: { min: '1970-01-01T00:00:00.000Z', max: '9999-12-31T23:59:59.000Z' },
          },
        ],
      });
  });
});

it('every code in the schema is an enum, except that of a language', () => {
  const texts: string[] = [];
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    const code = type.getFields()['code'];
    if (code && !isEnumType(getNamedType(code.type))) texts.push(type.name);
  }
  expect(texts).toEqual(['Language']);
});
