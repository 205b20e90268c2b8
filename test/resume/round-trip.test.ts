// Resumes are imported and exported on a real Postgres, and the export is compared with the import.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../src/graphql/errors.ts';
import { exportResume } from '../../src/resume/export.ts';
import { importResume } from '../../src/resume/import.ts';
import { isUri, parseResume } from '../../src/resume/resume-schema.ts';
import { readJobs } from '../support/pgboss-tables.ts';
import { startVitae, type Vitae } from '../support/vitae.ts';
import { supportedPart, readSample, SAMPLES } from './samples.ts';

let vitae: Vitae;
beforeAll(async () => {
  vitae = await startVitae({ workers: false });
});
afterAll(() => vitae.close());

let people = 0;
/** A new person on each call. */
const person = (basics: object = {}, rest: object = {}) => {
  people += 1;
  return { basics: { name: `Person ${people}`, email: `person${people}@example.com`, ...basics }, ...rest };
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

async function faultsOf(json: unknown) {
  const before = await vitae.db.profile.count();
  const error: unknown = await importResume(vitae.writes, json).then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(InvalidInputError);
  expect(await vitae.db.profile.count()).toBe(before);
  return error instanceof InvalidInputError ? error.fields : [];
}

describe('the sample resumes of @jsonresume/schema', () => {
  it.each(SAMPLES)(
    'exports %s with everything that Vitae has a section for, and it validates',
    async (name) => {
      const given = readSample(name);
      const { out } = await importAndExport(given);
      if (!out) throw new Error('there is no such profile');
      expect(supportedPart(out)).toEqual(supportedPart(given));
      expect(parseResume(out)).toEqual(out);
      expect(out['$schema']).toMatch(/^https:/);
    },
  );

  it('exports the same again after the export is imported', async () => {
    const { profileId, out } = await importAndExport(readSample('examples/senior-engineer.resume.json'));
    const basics = { ...out?.basics, email: 'again@example.com' };
    const again = await importResume(vitae.writes, { ...out, basics });
    expect(again.profileId).not.toBe(profileId);
    expect(await exportResume(vitae.db, again.profileId, 'owner')).toEqual(out);
  });
});

describe('importing the same person again', () => {
  it('updates the profile: same id, a higher revision, no duplicate rows, and one job', async () => {
    const given = person(
      { phone: '+1 202 555 0143' },
      { work: [{ name: 'Hooli' }], skills: [{ name: 'Go' }] },
    );
    const first = await importAndExport(given);
    const profiles = await vitae.db.profile.count();
    const second = await importResume(vitae.writes, given);
    expect(second).toMatchObject({ profileId: first.profileId, outcome: 'updated' });
    expect(await vitae.db.profile.count()).toBe(profiles);
    expect(await vitae.db.experience.count({ where: { profileId: first.profileId } })).toBe(1);
    const { revision, handle, visibility } = await vitae.db.profile.findUniqueOrThrow({
      where: { id: first.profileId },
    });
    expect({ revision, handle, visibility }).toEqual({
      revision: first.profile.revision + 1,
      handle: first.profile.handle,
      visibility: 'PUBLIC',
    });
    const jobs = await readJobs(vitae, 'profile-changed');
    expect(jobs.filter(({ key }) => key === first.profileId)).toHaveLength(1);
  });

  it('replaces everything: the name changes, and sections that it leaves out are emptied', async () => {
    const given = person({ phone: '+1 202 555 0143', label: 'Engineer' }, { work: [{ name: 'Hooli' }] });
    const { profileId } = await importAndExport(given);
    const { out } = await importAndExport({ basics: { name: 'Renamed', email: given.basics.email } });
    expect(out).toEqual({ $schema: out?.['$schema'], basics: { name: 'Renamed' } });
    expect(await vitae.db.experience.count({ where: { profileId } })).toBe(0);
  });

  it('keeps a visibility that was changed since', async () => {
    const given = person();
    const { profileId } = await importAndExport(given);
    await vitae.db.profile.update({ where: { id: profileId }, data: { visibility: 'PRIVATE' } });
    const { profile } = await importAndExport(given);
    expect(profile.visibility).toBe('PRIVATE');
  });

  it('creates one profile from ten concurrent imports', async () => {
    const given = person();
    const all = await Promise.all(Array.from({ length: 10 }, () => importResume(vitae.writes, given)));
    expect(new Set(all.map(({ profileId }) => profileId)).size).toBe(1);
    expect(all.filter(({ outcome }) => outcome === 'created')).toHaveLength(1);
    const { revision } = await vitae.db.profile.findUniqueOrThrow({ where: { id: all[0]?.profileId ?? '' } });
    expect(revision).toBe(10);
  });

  it.each([
    ['e-mail', { email: 'Ada@Example.com', url: 'https://a.example.com' }, { email: 'ada@example.com' }],
    ['site', { url: 'https://ada.example.com' }, { url: 'https://ada.example.com', phone: '1' }],
    [
      'first link',
      { profiles: [{ url: 'https://l.example.com/a' }] },
      { profiles: [{ url: 'https://l.example.com/a' }] },
    ],
    ['phone number', { phone: '+44 7700 900123' }, { phone: '+44 7700 900123' }],
    ['name', {}, {}],
  ])('identifies a person by their %s', async (what, first, second) => {
    const one = await importResume(vitae.writes, { basics: { name: `Known by ${what}`, ...first } });
    const two = await importResume(vitae.writes, { basics: { name: `Known by ${what}`, ...second } });
    expect(two).toMatchObject({ profileId: one.profileId, outcome: 'updated' });
  });

  it('identifies a person by an address that is too long for an index', async () => {
    const given = { basics: { name: 'Long', url: `https://long.example.com/${randomPath(6000)}` } };
    const one = await importResume(vitae.writes, given);
    expect(await importResume(vitae.writes, given)).toMatchObject({
      profileId: one.profileId,
      outcome: 'updated',
    });
  });
});

/** Text that Postgres cannot compress. */
function randomPath(length: number): string {
  let state = 1;
  return Array.from({ length }, () => {
    state = (state * 48_271) % 2_147_483_647;
    return (state % 36).toString(36);
  }).join('');
}

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

describe('bad resumes', () => {
  it('are refused with every fault, those of the schema first', async () => {
    const given = { basics: { name: 1, email: 'no' }, work: [{ startDate: 'soon' }] };
    expect(await faultsOf(given)).toEqual([
      { path: 'basics.name', message: 'must be string' },
      { path: 'basics.email', message: 'must match format "email"' },
      { path: 'work.0.startDate', message: 'must be a date such as 2014, 2014-06 or 2014-06-29' },
    ]);
  });

  it('are refused with the faults of all sections, and nothing is written', async () => {
    const given = person(
      { image: 'not a url', location: { countryCode: 'Germany' } },
      {
        work: [{ name: 'Hooli' }, { name: 'Late', startDate: '2020', endDate: '2019' }],
        skills: [{ level: 'Master' }],
      },
    );
    const paths = (await faultsOf(given)).map(({ path }) => path);
    expect(paths.sort()).toEqual([
      'basics.image',
      'basics.location.countryCode',
      'skills.0.name',
      'work.1.endDate',
    ]);
  });

  it('do not change an existing profile', async () => {
    const given = person({}, { work: [{ name: 'Hooli' }] });
    const { profileId, out } = await importAndExport(given);
    await faultsOf({ ...given, work: [{ name: 'Other' }], education: [{}] });
    expect(await exportResume(vitae.db, profileId, 'owner')).toEqual(out);
  });

  it.each([[null], [[]], ['text'], [7]])('%j is no resume', async (json) => {
    expect(await faultsOf(json)).toEqual([{ path: '(the whole)', message: 'must be object' }]);
  });

  it('needs a name', async () => {
    for (const json of [{}, { basics: {} }, { basics: { name: ' ' } }]) {
      expect(await faultsOf(json)).toEqual([{ path: 'basics.name', message: 'must not be empty' }]);
    }
  });
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
