// Bad input to a mutation is answered with a typed error that names the path of the fault, and changes nothing: no row, no
// revision, no job, no invalidation.
import { beforeAll, describe, expect, it } from 'vitest';
import { deleteJobs } from '../support/pgboss-tables.ts';
import { useVitae } from '../support/vitae.ts';
import { badInputs, blankTexts, type BadInput } from './bad-input-cases.ts';
import {
  documentOf,
  dump,
  makeFilledProfile,
  mutate,
  mutated,
  profileMutations,
  type FilledProfile,
} from '../support/mutations.ts';
import { validArguments } from '../support/valid-arguments.ts';

// Without workers an enqueued job stays in the queue.
const vitae = useVitae({ workers: false });
let own: FilledProfile;
let other: FilledProfile;
beforeAll(async () => {
  own = await makeFilledProfile(vitae, 'Ada Lovelace');
  other = await makeFilledProfile(vitae, 'Charles Babbage');
});

async function expectRefused({ mutation, what, args, path, code = 'INVALID_INPUT', as }: BadInput) {
  const result = await mutate(vitae, mutation, args, as ?? own.id);
  const title = `${mutation}: ${what}`;
  expect(result.code, title).toBe(code);
  expect(
    result.fields?.map((fault) => fault.path),
    title,
  ).toContain(path);
  for (const { message } of result.fields ?? []) {
    expect(message, title).toMatch(/^(must |is |may |has |there is |network or |name or |institution or )/);
  }
  expect(result.__typename, title).toMatch(/^(InvalidInput|NotFound|Conflict)Error$/);
}

/** Compares once for all cases of a mutation: the comparison takes longer than a case. */
async function unchanged(work: () => Promise<void>) {
  await deleteJobs(vitae);
  const before = await dump(vitae);
  await work();
  expect(await dump(vitae)).toEqual(before);
  expect(await vitae.openJobs('profile-changed')).toBe(0);
}

describe('bad input', () => {
  it('is tried on each mutation that takes any', () => {
    const tried = new Set(badInputs(own, other).map(({ mutation }) => mutation));
    const takesInput = profileMutations.filter((mutation) =>
      /\$(?!profileId|expectedRevision)/.test(documentOf(mutation)),
    );
    expect([...tried].sort()).toEqual(takesInput);
    expect(takesInput.length).toBeGreaterThan(profileMutations.length / 2);
  });

  it.each(profileMutations)('%s: names the path of every fault and changes nothing', async (mutation) => {
    const cases = badInputs(own, other).filter((one) => one.mutation === mutation);
    await unchanged(async () => {
      for (const one of cases) await expectRefused(one);
    });
  });

  it.each(profileMutations)('%s: a profileId that is not an id, or of no profile', async (mutation) => {
    const args = validArguments(mutation, own.items);
    await unchanged(async () => {
      for (const profileId of [
        '',
        'abc',
        '123',
        '\ud83d',
        '\u0000',
        '00000000-0000-0000-0000-000000000000',
      ]) {
        await expectRefused({
          mutation,
          what: `profileId ${JSON.stringify(profileId)}`,
          path: 'profileId',
          args: { ...args, profileId },
          as: 'admin',
        });
      }
      if (mutation === 'createProfile') return;
      const profileId = '01a00000-0000-7000-8000-000000000000';
      const nobody = { mutation, path: 'profileId', code: 'NOT_FOUND', as: 'admin' } as const;
      await expectRefused({ ...nobody, what: 'nobody', args: { ...args, profileId } });
      await expectRefused({
        mutation,
        path: 'profileId',
        as: 'admin',
        what: 'the administrator, of no profile',
        args,
      });
    });
  });

  it.each(profileMutations)(
    '%s: a value of the wrong type, which GraphQL itself refuses',
    async (mutation) => {
      const document = documentOf(mutation);
      await unchanged(async () => {
        for (const [, name = ''] of document.matchAll(/\$(\w+): (?!JSON)[\w[]/g)) {
          const variables = { ...validArguments(mutation, own.items), [name]: { no: 1 } };
          const { errors, data, text } = await vitae.send(document, variables, own.id);
          expect(errors?.length, text).toBeGreaterThan(0);
          expect(errors?.map(({ extensions }) => extensions?.code)).not.toContain('INTERNAL_SERVER_ERROR');
          expect(data ?? null).toBeNull();
        }
      });
    },
  );

  it('names every fault of an input at once', async () => {
    const input = { name: 'x'.repeat(201), url: 'no', startDate: '2014-13', highlights: [''] };
    const { fields } = await mutate(vitae, 'createExperience', { input }, own.id);
    expect(fields?.map(({ path }) => path).sort()).toEqual([
      'input.highlights.0',
      'input.name',
      'input.startDate',
      'input.url',
    ]);
  });

  it.each([
    ['createExperience', 'experience', 100],
    ['createEducation', 'education', 50],
    ['saveSocialLink', 'social_link', 50],
  ] as const)('%s: one more than a profile holds', async (mutation, table, max) => {
    const full = await makeFilledProfile(vitae, `Full ${mutation}`);
    // Without an id of its own: the same once more would be the same.
    const { input } = validArguments(mutation, full.items);
    const args = { input: { ...(input as object), id: undefined } };
    await vitae.sql(
      `INSERT INTO ${table} SELECT (jsonb_populate_record(one, jsonb_build_object('id', gen_random_uuid(), 'ordinal', n))).*
         FROM ${table} AS one, generate_series(1, $2) AS n WHERE profile_id = $1`,
      [full.id, max - 2],
    );
    await mutated(vitae, mutation, args, full.id);
    await unchanged(async () => {
      const { code, fields } = await mutate(vitae, mutation, args, full.id);
      expect(code).toBe('INVALID_INPUT');
      const message = `a profile holds at most ${max} of these`;
      expect(fields).toEqual([{ path: 'input', message, code: 'TOO_MANY', params: { max } }]);
    });
  });
});

describe('unusual but valid input', () => {
  it('takes any UUID as the id of a profile, of whatever version', async () => {
    for (const profileId of [
      '11111111-1111-1111-1111-111111111111',
      'FFFFFFFF-ffff-4fff-bfff-ffffffffffff',
    ]) {
      const input = { fullName: 'Odd' };
      const { profile } = await mutated(vitae, 'createProfile', { profileId, input }, 'admin');
      expect(profile?.id).toBe(profileId.toLowerCase());
      const again = await mutated(vitae, 'saveBio', { input: { summary: 'Odd' } }, profileId.toLowerCase());
      expect(again.profile?.revision).toBe(2);
    }
  });

  it('keeps line breaks, emoji and marks, and cuts white space at the ends', async () => {
    const summary = 'Zoë\r\n\t👩‍🚀 Ægir – e\u0301';
    await mutated(vitae, 'saveBio', { input: { summary: `  ${summary}\n` } }, own.id);
    expect(await vitae.db.bio.findUnique({ where: { profileId: own.id } })).toMatchObject({ summary });
  });

  it('takes dates that end at the precision at which they begin', async () => {
    for (const [startDate, endDate] of [
      ['2014', '2014-06'],
      ['2014-06', '2014'],
      ['2014-06-29', '2014-06'],
    ]) {
      await mutated(vitae, 'createExperience', { input: { name: 'A', startDate, endDate } }, own.id);
    }
  });
});

describe('a text that shows nothing has one fault where it is needed, and else counts as absent', () => {
  let blanked: FilledProfile;
  beforeAll(async () => {
    blanked = await makeFilledProfile(vitae, 'Emptied');
  });

  it.each(profileMutations)('%s', async (mutation) => {
    for (const { args, path, isNeeded, what } of blankTexts(mutation, blanked)) {
      const { code, fields = [] } = await mutate(vitae, mutation, args, blanked.id);
      const paths = fields.map((fault) => fault.path);
      const title = `${path}: ${what}`;
      if (isNeeded) expect(paths, title).toEqual([path]);
      // A second profile or item with the same id is a conflict.
      else expect(code, title).not.toBe('INVALID_INPUT');
    }
  });
});
