// Resumes are imported and exported on a real Postgres, and the export is compared with the import.
import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../src/graphql/errors.ts';
import { exportResume } from '../../src/resume/export.ts';
import { importResume } from '../../src/resume/import.ts';
import { readResume } from '../../src/resume/read/read-resume.ts';
import { isUri, parseResume } from '../../src/resume/resume-schema.ts';
import { useRoundTrips, WORK } from './round-trips.ts';
import { readSample, SAMPLES } from './samples.ts';

const { vitae, person, importAndExport, rowsOf } = useRoundTrips();

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
