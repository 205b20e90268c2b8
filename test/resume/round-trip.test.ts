// Resumes are imported and exported on a real Postgres, and the export is compared with the import.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConflictError, InvalidInputError } from '../../src/graphql/errors.ts';
import { exportResume } from '../../src/resume/export.ts';
import { importResume } from '../../src/resume/import.ts';
import { readResume } from '../../src/resume/read/read-resume.ts';
import { isUri, parseResume } from '../../src/resume/resume-schema.ts';
import { makeFilledProfile, mutated } from '../support/mutations.ts';
import { readJobs } from '../support/pgboss-tables.ts';
import { startVitae, type Vitae } from '../support/vitae.ts';
import { readSample, SAMPLES } from './samples.ts';

let vitae: Vitae;
beforeAll(async () => {
  vitae = await startVitae({ workers: false });
});
afterAll(() => vitae.close());

let people = 0;
/** A new person on each call. */
const person = (basics: object = {}, rest: object = {}) => {
  people += 1;
  return { basics: { name: `Person ${people}`, email: `person${people}@people.dev`, ...basics }, ...rest };
};

async function importAndExport(json: unknown) {
  const { profileId } = await importResume(vitae.writes, json);
  const profile = await vitae.db.profile.findUniqueOrThrow({
    where: { id: profileId },
    include: {
      phoneNumber: true,
      bio: true,
      photo: true,
      location: true,
      socialLinks: true,
      experience: { orderBy: { ordinal: 'asc' } },
    },
  });
  return { profileId, profile, out: await exportResume(vitae.db, profileId, 'owner') };
}

describe('the sample resumes of @jsonresume/schema', () => {
  it.each(SAMPLES)('exports %s as it was, and it validates', async (name) => {
    const given = readSample(name);
    const { out, profileId } = await importAndExport(given);
    if (!out) throw new Error('there is no such profile');
    const { meta, ...rest } = out;
    const { meta: givenMeta, ...givenRest } = readResume(given).resume;
    expect(rest).toEqual({ $schema: out['$schema'], ...givenRest });
    expect(meta).toEqual({ ...Object(givenMeta), vitae: { profileId } });
    expect(parseResume(out)).toEqual(out);
  });

  it('recognizes the export of each, which changes nothing', async () => {
    for (const name of SAMPLES) {
      const { profileId, out } = await importAndExport(readSample(name));
      const again = await importResume(vitae.writes, out);
      expect(again).toMatchObject({ profileId, outcome: 'unchanged' });
      expect(await exportResume(vitae.db, profileId, 'owner')).toEqual(out);
    }
  });
});

/** Everything that the database has of a profile. */
async function rowsOf(id: string) {
  const include = {
    ...{ phoneNumber: true, bio: true, photo: true, location: true, keptResume: true },
    ...{ experience: true, education: true, skills: true, languages: true, socialLinks: true },
  };
  return vitae.db.profile.findUniqueOrThrow({ where: { id }, include });
}

const WORK = [
  { name: 'Hooli', position: 'Lead', startDate: '2018', team: 'Nucleus' },
  { name: 'Acme', position: 'Engineer', startDate: '2015', highlights: ['First'] },
];

describe('importing the same person again', () => {
  it('changes nothing where the resume is the same', async () => {
    const given = person(
      { phone: '+1 202 555 0143', label: 'Engineer' },
      { work: WORK, skills: [{ name: 'Go' }] },
    );
    const { profileId } = await importAndExport(given);
    const before = await rowsOf(profileId);
    for (const mode of ['MERGE', 'REPLACE'] as const) {
      const again = await importResume(vitae.writes, given, { mode });
      expect(again).toMatchObject({ profileId, outcome: 'unchanged' });
    }
    expect(await importResume(vitae.writes, given, { profileId })).toMatchObject({ outcome: 'unchanged' });
    expect(await rowsOf(profileId)).toEqual(before);
  });

  it('writes what has changed, with one revision and one job, and leaves the other rows', async () => {
    const given = person({}, { work: WORK, skills: [{ name: 'Go' }, { name: 'SQL' }] });
    const { profileId } = await importAndExport(given);
    const before = await rowsOf(profileId);
    const [hooli, acme] = WORK;
    const work = [{ name: 'Initech', position: 'CTO' }, hooli, { ...acme, endDate: '2018' }];
    const again = await importResume(vitae.writes, { ...given, work });
    expect(again).toMatchObject({ profileId, outcome: 'updated' });
    const after = await rowsOf(profileId);
    expect(after.revision).toBe(before.revision + 1);
    expect(after.skills).toEqual(before.skills);
    const row = (name: string, rows = after) => rows.experience.find((one) => one.name === name);
    // It has only moved.
    expect(row('Hooli')).toEqual({ ...row('Hooli', before), ordinal: 1 });
    expect(row('Acme')).toEqual({
      ...row('Acme', before),
      ordinal: 2,
      endDate: '2018',
      updatedAt: row('Acme')?.updatedAt,
    });
    expect(row('Acme')?.updatedAt.getTime()).toBeGreaterThan(
      row('Acme', before)?.updatedAt.getTime() ?? Infinity,
    );
    const jobs = await readJobs(vitae, 'profile-changed');
    expect(jobs.filter(({ key }) => key === profileId)).toHaveLength(1);
    expect((await exportResume(vitae.db, profileId, 'owner'))?.['work']).toEqual(work);
  });

  it('keeps what was written by hand, and REPLACE takes the file', async () => {
    const given = person(
      { label: 'Engineer', summary: 'Short' },
      { work: WORK, volunteer: [{ organization: 'A' }] },
    );
    const { profileId } = await importAndExport(given);
    await mutated(vitae, 'saveBio', { input: { label: 'Lead', summary: 'Short' } }, profileId);
    await mutated(vitae, 'saveSkills', { skills: [{ name: 'By hand' }] }, profileId);
    const [acme] = await vitae.db.experience.findMany({ where: { profileId, name: 'Acme' } });
    await mutated(vitae, 'deleteExperience', { id: acme?.id ?? '' }, profileId);
    const edited = await exportResume(vitae.db, profileId, 'owner');
    expect(edited).toMatchObject({
      basics: { label: 'Lead', summary: 'Short' },
      work: [WORK[0]],
      skills: [{ name: 'By hand' }],
      volunteer: [{ organization: 'A' }],
    });
    expect(await importResume(vitae.writes, edited)).toMatchObject({ profileId, outcome: 'unchanged' });

    const next = { ...given, basics: { ...given.basics, label: 'CTO', summary: 'Longer' } };
    const merged = await importResume(vitae.writes, next);
    expect(merged).toMatchObject({
      outcome: 'updated',
      notes: [{ path: 'basics.label', written: 'CTO', read: 'Lead' }],
    });
    expect(await exportResume(vitae.db, profileId, 'owner')).toEqual({
      ...edited,
      basics: { ...edited?.basics, summary: 'Longer' },
    });
    const replaced = await importResume(vitae.writes, next, { mode: 'REPLACE' });
    expect(replaced).toMatchObject({ profileId, outcome: 'updated' });
    expect(await exportResume(vitae.db, profileId, 'owner')).toMatchObject(next);
    expect(await vitae.db.skill.count({ where: { profileId } })).toBe(0);
  });

  it('keeps what a resume cannot say, such as the code of a language', async () => {
    const given = person({}, { languages: [{ language: 'Portuguese', fluency: 'Fluent' }] });
    const { profileId } = await importAndExport(given);
    const languages = [{ language: 'Portuguese', fluency: 'Fluent', code: 'pt-BR' }];
    await mutated(vitae, 'saveLanguages', { languages }, profileId);
    await importResume(vitae.writes, {
      ...given,
      languages: [{ language: 'Portuguese', fluency: 'Native' }],
    });
    const [row] = await vitae.db.language.findMany({ where: { profileId } });
    expect(row).toMatchObject({ code: 'pt-BR', fluency: 'Native' });
  });

  it('takes a resume into a profile that was written by hand, and keeps both', async () => {
    const profileId = (await makeFilledProfile(vitae, 'Ada Byron')).id;
    const before = await exportResume(vitae.db, profileId, 'owner');
    const given = {
      basics: { name: 'Ada Byron', label: 'Engineer' },
      skills: [{ name: 'Analytical Engine' }],
    };
    const outcome = await importResume(vitae.writes, given, { profileId });
    expect(outcome).toMatchObject({ profileId, outcome: 'updated' });
    const after = await exportResume(vitae.db, profileId, 'owner');
    expect(after).toMatchObject({
      ...before,
      skills: [...given.skills, ...(before?.['skills'] as object[])],
    });
  });

  it('keeps a visibility that was changed since', async () => {
    const given = person();
    const { profileId } = await importAndExport(given);
    await vitae.db.profile.update({ where: { id: profileId }, data: { visibility: 'PRIVATE' } });
    const { profile } = await importAndExport({ ...given, work: WORK });
    expect(profile.visibility).toBe('PRIVATE');
  });

  it('creates one profile from ten concurrent imports', async () => {
    const given = person();
    const all = await Promise.all(Array.from({ length: 10 }, () => importResume(vitae.writes, given)));
    expect(new Set(all.map(({ profileId }) => profileId)).size).toBe(1);
    expect(all.map(({ outcome }) => outcome).sort()).toEqual([
      'created',
      ...Array<string>(9).fill('unchanged'),
    ]);
    const { revision } = await rowsOf(all[0]?.profileId ?? '');
    expect(revision).toBe(1);
  });

  it('writes once where ten concurrent imports change the same', async () => {
    const given = person();
    const { profileId } = await importAndExport(given);
    const next = { ...given, work: WORK };
    const all = await Promise.all(Array.from({ length: 10 }, () => importResume(vitae.writes, next)));
    expect(all.filter(({ outcome }) => outcome === 'updated')).toHaveLength(1);
    expect((await rowsOf(profileId)).revision).toBe(2);
  });

  it('a dry run tells what it would do, and writes nothing', async () => {
    const given = person();
    expect(await importResume(vitae.writes, given, { dryRun: true })).toMatchObject({
      profileId: null,
      outcome: 'created',
    });
    const { profileId } = await importAndExport(given);
    const before = await rowsOf(profileId);
    const next = { ...given, work: WORK };
    expect(await importResume(vitae.writes, next, { dryRun: true })).toMatchObject({
      profileId,
      outcome: 'updated',
    });
    expect(await rowsOf(profileId)).toEqual(before);
  });

  it('refuses another revision than the expected one', async () => {
    const given = person();
    const { profileId, profile } = await importAndExport(given);
    const next = { ...given, work: WORK };
    const expectedRevision = profile.revision + 1;
    await expect(importResume(vitae.writes, next, { profileId, expectedRevision })).rejects.toThrow(
      new ConflictError('expectedRevision', 'the profile has the revision 1', {
        currentRevision: 1,
        code: 'OTHER_REVISION',
        params: { currentRevision: 1 },
      }),
    );
    await importResume(vitae.writes, next, { profileId, expectedRevision: profile.revision });
  });
});

describe('real resumes', () => {
  it('keeps partial dates and open ends as they are', async () => {
    const work = [
      { name: 'Now', startDate: '2019-11' },
      { name: 'Then', startDate: '2014', endDate: '2014-06' },
      { name: 'First', startDate: '2012-02-29', endDate: '2013' },
    ];
    const { out, profile } = await importAndExport(person({}, { work }));
    expect(out?.['work']).toEqual(work);
    expect(profile.experience.map(({ endDate }) => endDate)).toEqual([null, '2014-06', '2013']);
  });

  it.each([
    ['(912) 555-4321', 'US', '+19125554321'],
    ['030 901820', 'DE', '+4930901820'],
    ['+44 20 7946 0018', 'US', '+442079460018'],
    ['020 7946 0018', null, null],
    ['ask me', 'US', null],
  ])('keeps the phone number %s of %s, and parses it as %s', async (phone, countryCode, e164) => {
    const location = countryCode === null ? {} : { location: { countryCode } };
    const { out, profile } = await importAndExport(person({ phone, ...location }));
    expect(out?.basics?.['phone']).toBe(phone);
    expect(profile.phoneNumber).toMatchObject({ number: phone, countryCode, e164 });
  });

  it('treats an empty image as none', async () => {
    const { profile, out } = await importAndExport(person({ image: '' }));
    expect(profile.photo).toBeNull();
    expect(out?.basics).not.toHaveProperty('image');
  });
});

describe('what no section can hold', () => {
  it('is left out there with a note, and comes out again', async () => {
    const given = person(
      { image: 'me.png', location: { countryCode: 'Narnia', city: 'Bree' }, 'x-site': 1 },
      {
        work: [
          { name: 'Hooli', startDate: 'soon', team: 'Nucleus' },
          { name: 'A'.repeat(250), summary: 'x'.repeat(9000), highlights: ['y'.repeat(1700), 'Led'] },
          { name: 'Late', startDate: '2020', endDate: '2019' },
          { summary: 'Only this' },
        ],
        skills: [
          { keywords: ['Master'] },
          ...Array.from({ length: 180 }, (_, index) => ({ name: `Skill ${index}` })),
        ],
      },
    );
    const outcome = await importResume(vitae.writes, given);
    const { profileId } = outcome;
    const paths = outcome.notes.map(({ path }) => path);
    for (const path of [
      ...['basics.image', 'basics.location.countryCode', 'work.0.startDate', 'work.1.name', 'work.1.summary'],
      ...['work.1.highlights.0', 'work.2.endDate', 'work.3', 'skills.0', 'skills'],
    ])
      expect(paths).toContain(path);
    expect(await exportResume(vitae.db, profileId, 'owner')).toMatchObject(readResume(given).resume);
    const { experience, skills, photo } = await rowsOf(profileId);
    expect(photo).toBeNull();
    expect(experience).toHaveLength(3);
    expect(experience[1]?.highlights).toEqual(['y'.repeat(1000), 'Led']);
    expect(skills).toHaveLength(100);
  });

  it('is refused by a strict import, with every note', async () => {
    const given = person({}, { work: [{ name: 'Hooli', startDate: 'soon' }], education: [{ score: '1' }] });
    const before = await vitae.db.profile.count();
    const error: unknown = await importResume(vitae.writes, given, { strict: true }).catch(
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(InvalidInputError);
    const paths = error instanceof InvalidInputError ? error.fields.map(({ path }) => path) : [];
    expect(new Set(paths)).toEqual(new Set(['work.0.startDate', 'education.0']));
    expect(await vitae.db.profile.count()).toBe(before);
  });

  it('costs a person nothing but the longest texts, where a profile cannot hold it', async () => {
    const image = `data:image/png;base64,${'A'.repeat(2_000_000)}`;
    const outcome = await importResume(vitae.writes, person({ image }, { work: WORK }));
    expect(outcome.notes.map(({ path }) => path)).toContain('basics.image');
    const out = await exportResume(vitae.db, outcome.profileId, 'owner');
    expect(out).toMatchObject({ work: WORK });
    expect(out?.basics).not.toHaveProperty('image');
  });
});

describe('no resume', () => {
  it.each([[null], ['text'], [7], [{}], [{ basics: {} }], [{ basics: { name: ' ' } }]])(
    '%j is refused',
    async (json) => {
      const before = await vitae.db.profile.count();
      await expect(importResume(vitae.writes, json)).rejects.toThrow(InvalidInputError);
      expect(await vitae.db.profile.count()).toBe(before);
    },
  );
});

describe('the export', () => {
  it('returns null for a profile that does not exist', async () => {
    expect(await exportResume(vitae.db, '00000000-0000-7000-8000-000000000000', 'owner')).toBeNull();
  });

  it.each([
    'https://münchen.example.com/straße?q=ü#ä',
    'https://example.com/a b|c^d[1]"{x}`\\y',
    'https://example.com/100%?50%#a#b',
    'http://user:pa|ss@example.com:8080/x?y[]=1',
    'http://[::1]:3000/',
    'https://exa"mple.com',
    'https://example.com/😀',
  ])('encodes %s, which the API accepts, as a URI of the same place', async (url) => {
    const { profileId } = await importAndExport(person());
    await vitae.db.socialLink.create({ data: { profileId, ordinal: 0, network: 'Site', url } });
    const out = await exportResume(vitae.db, profileId, 'owner');
    const [link] = (out?.basics?.['profiles'] ?? []) as { url: string }[];
    expect(isUri(link?.url ?? '')).toBe(true);
    expect(placeOf(link?.url ?? '')).toEqual(placeOf(url));
  });

  /** The decoded parts. */
  function placeOf(url: string): string[] {
    const { origin, username, password, pathname, search, hash } = new URL(url);
    return [origin, username, password, pathname, search, hash].map((part) =>
      decodeURIComponent(part.replace(/%(?![\da-f]{2})/gi, '%25')),
    );
  }

  it('does not change a URI', async () => {
    const url = 'HTTP://Example.COM';
    const { out } = await importAndExport(person({ profiles: [{ network: 'Site', url }] }));
    expect(out?.basics?.['profiles']).toEqual([{ network: 'Site', url }]);
  });
});
