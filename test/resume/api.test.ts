// A client imports, changes and exports resumes through the API, over GraphQL requests.
import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { As } from '../support/api.ts';
import { makeFilledProfile, mutated } from '../support/mutations.ts';
import { useVitae } from '../support/vitae.ts';

const vitae = useVitae({ workers: false, sweeps: false });

const IMPORT = /* GraphQL */ `
  mutation (
    $profileId: ID
    $resume: JSON!
    $mode: ResumeImportMode
    $dryRun: Boolean
    $expectedRevision: Int
  ) {
    importResume(
      profileId: $profileId
      resume: $resume
      mode: $mode
      dryRun: $dryRun
      expectedRevision: $expectedRevision
    ) {
      ... on ImportResumePayload {
        outcome
        notes {
          path
          written
          read
          message
        }
        noteCount
        profile {
          revision
          resume
          experience {
            id
            name
            position
          }
        }
      }
      ... on Error {
        code
        message
        fields {
          path
          message
        }
      }
    }
  }
`;

const resultRule = z.object({
  outcome: z.string().optional(),
  notes: z
    .array(z.object({ path: z.string(), written: z.unknown(), read: z.unknown(), message: z.string() }))
    .optional(),
  noteCount: z.number().optional(),
  profile: z
    .object({
      revision: z.number(),
      resume: z.record(z.string(), z.unknown()),
      experience: z.array(
        z.object({ id: z.string(), name: z.string().nullable(), position: z.string().nullable() }),
      ),
    })
    .optional(),
  code: z.string().optional(),
  fields: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});

const RESUME = {
  basics: { name: 'Ada Lovelace', email: 'ada@lovelace.org', phone: '+44 7700 900123', label: 'Analyst' },
  work: [{ company: 'Analytical Engines', position: 'Programmer', startDate: 'June 1842', team: 'Notes' }],
  awards: [{ title: 'Medal', awarder: 'Society', internal: 'x' }],
  references: [{ name: 'Charles', reference: 'Splendid.' }],
  'x-site': { theme: 'dark' },
};

let id: string;
beforeEach(async () => {
  const { profile } = await mutated(vitae, 'createProfile', { input: { fullName: 'Ada Lovelace' } }, 'admin');
  id = profile?.id ?? '';
});

async function importInto(args: object, as: As = id) {
  const { data, text } = await vitae.send(IMPORT, args, as);
  if (!data) throw new Error(text);
  return resultRule.parse(data['importResume']);
}

async function resumeOf(as: As): Promise<Record<string, unknown>> {
  const { data, text } = await vitae.send('query ($id: ID!) { profile(id: $id) { resume } }', { id }, as);
  const answer = z
    .object({ profile: z.object({ resume: z.record(z.string(), z.unknown()) }) })
    .safeParse(data);
  if (!answer.success) throw new Error(text);
  return answer.data.profile.resume;
}

describe('importResume', () => {
  it('takes an old resume whole, and tells what it read otherwise', async () => {
    const { outcome, notes, profile, noteCount } = await importInto({ resume: RESUME });
    expect(outcome).toBe('UPDATED');
    expect(notes?.map(({ path, written, read }) => ({ path, written, read }))).toContainEqual({
      path: 'work.0.startDate',
      written: 'June 1842',
      read: '1842-06',
    });
    expect(noteCount).toBe(notes?.length);
    expect(profile?.experience).toMatchObject([{ name: 'Analytical Engines', position: 'Programmer' }]);
    expect(profile?.resume).toMatchObject({
      basics: RESUME.basics,
      work: [{ name: 'Analytical Engines', position: 'Programmer', startDate: '1842-06', team: 'Notes' }],
      awards: RESUME.awards,
      references: RESUME.references,
      'x-site': RESUME['x-site'],
    });
  });

  it('changes nothing the second time, nor with the export', async () => {
    const first = await importInto({ resume: RESUME });
    for (const resume of [RESUME, await resumeOf(id)]) {
      const again = await importInto({ resume });
      expect(again).toMatchObject({ outcome: 'UNCHANGED', profile: { revision: first.profile?.revision } });
      expect(again.profile?.experience).toEqual(first.profile?.experience);
    }
  });

  it('keeps what was changed by hand since the last import, until it is told to replace it', async () => {
    await importInto({ resume: RESUME });
    await mutated(vitae, 'saveBio', { input: { label: 'Countess' } }, id);
    const changed = { ...RESUME, basics: { ...RESUME.basics, label: 'Mathematician' } };
    const merged = await importInto({ resume: changed });
    expect(merged.profile?.resume).toMatchObject({ basics: { label: 'Countess' } });
    expect(merged.notes).toContainEqual(
      expect.objectContaining({ path: 'basics.label', written: 'Mathematician', read: 'Countess' }),
    );
    const replaced = await importInto({ resume: changed, mode: 'REPLACE' });
    expect(replaced.profile?.resume).toMatchObject({ basics: { label: 'Mathematician' } });
  });

  it('writes nothing in a dry run', async () => {
    const before = await resumeOf(id);
    expect(await importInto({ resume: RESUME, dryRun: true })).toMatchObject({
      outcome: 'UPDATED',
      profile: { revision: 1 },
    });
    expect(await resumeOf(id)).toEqual(before);
  });

  it.each([
    ['a revision that is another one', { expectedRevision: 7 }, 'CONFLICT', 'expectedRevision'],
    ['a list', { resume: [] }, 'INVALID_INPUT', 'resume'],
    ['a resume without a name', { resume: { work: [] } }, 'INVALID_INPUT', 'resume.basics.name'],
    [
      'a profile that is not there',
      { profileId: '00000000-0000-4000-8000-000000000000' },
      'NOT_FOUND',
      'profileId',
    ],
  ])('refuses %s, and writes nothing', async (_what, args, code, path) => {
    const before = await resumeOf('admin');
    const refused = await importInto({ profileId: id, resume: RESUME, ...args }, 'admin');
    expect(refused.code).toBe(code);
    expect(refused.fields?.[0]?.path).toBe(path);
    expect(await resumeOf('admin')).toEqual(before);
  });

  it('is refused for a stranger', async () => {
    const other = await makeFilledProfile(vitae, `Other ${id}`);
    expect(await importInto({ profileId: id, resume: RESUME }, other.id)).toMatchObject({
      code: 'NOT_ALLOWED',
    });
  });
});

describe('a resume that would cost more than its bytes', () => {
  it.each([
    ['profiles in a text', { basics: { name: 'A B', profiles: 'a,'.repeat(300_000) } }],
    ['skills in lines', { basics: { name: 'A B' }, skills: 'a\n'.repeat(300_000) }],
  ])('keeps %s as it is written, in little time', async (_what, resume) => {
    const before = process.cpuUsage();
    const { code, notes } = await importInto({ resume, dryRun: true });
    const { user, system } = process.cpuUsage(before);
    expect(code).toBeUndefined();
    expect(notes?.length).toBeLessThan(10);
    expect((user + system) / 1_000_000).toBeLessThan(5);
  });

  it('counts each value of each import in the cost of the operation', async () => {
    const work = Array.from({ length: 3000 }, () => ({ startDate: 'Jan 1900' }));
    const aliases = Array.from(
      { length: 8 },
      (_, n) => `a${n}: importResume(resume: $r, dryRun: true) { __typename }`,
    );
    const resume = { basics: { name: 'A B' }, work };
    const { errors } = await vitae.send(`mutation ($r: JSON!) { ${aliases.join(' ')} }`, { r: resume }, id);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'LIMIT_EXCEEDED', limit: 'cost' });
  });
});

describe('Profile.resume', () => {
  it('shows others what is public, with known fields only', async () => {
    await importInto({ resume: RESUME });
    const shown = await resumeOf(null);
    expect(shown).toMatchObject({
      basics: { name: 'Ada Lovelace', label: 'Analyst' },
      awards: [{ title: 'Medal', awarder: 'Society' }],
    });
    expect(JSON.stringify(shown)).not.toMatch(/lovelace\.org|7700|internal|Splendid|dark|Notes|vitae/);
  });

  it('costs a page of profiles no more statements than one profile', async () => {
    await importInto({ resume: RESUME });
    const document = 'query ($first: Int) { profiles(first: $first) { edges { node { resume } } } }';
    const one = await vitae.countSql(() => vitae.send(document, { first: 1 }, 'admin'));
    const many = await vitae.countSql(() => vitae.send(document, { first: 20 }, 'admin'));
    expect(many.length).toBe(one.length);
  });
});

describe('the e-mail address and the site', () => {
  const ask = async (as: As) => {
    const { data } = await vitae.send('query ($id: ID!) { profile(id: $id) { email url } }', { id }, as);
    return data?.['profile'];
  };

  it('are written, left alone and emptied by updateProfile, and the address is private', async () => {
    const update = (input: object) => mutated(vitae, 'updateProfile', { input }, id);
    await update({ email: 'ada@lovelace.org', url: 'https://lovelace.org' });
    await update({ fullName: 'Ada King' });
    expect(await ask(id)).toEqual({ email: 'ada@lovelace.org', url: 'https://lovelace.org' });
    expect(await ask(null)).toEqual({ email: null, url: 'https://lovelace.org' });
    await update({ email: null, url: '' });
    expect(await ask(id)).toEqual({ email: null, url: null });
  });
});
