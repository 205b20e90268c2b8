// Resumes go in and come out, on a real Postgres; what comes out is compared with what went in.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../src/graphql/errors.ts';
import { exportResume } from '../../src/resume/export.ts';
import { importResume } from '../../src/resume/import.ts';
import { isUri, parseResume } from '../../src/resume/resume-schema.ts';
import { startVitae, type Vitae } from '../support/vitae.ts';
import { heldOf, readSample, SAMPLES } from './samples.ts';

let vitae: Vitae;
beforeAll(async () => {
  vitae = await startVitae({ workers: false });
});
afterAll(() => vitae.close());

let people = 0;
/** Somebody new each time. */
const person = (basics: object = {}, rest: object = {}) => {
  people += 1;
  return { basics: { name: `Person ${people}`, email: `person${people}@example.com`, ...basics }, ...rest };
};

async function takeIn(json: unknown) {
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
  return { profileId, profile, out: await exportResume(vitae.db, profileId) };
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
  it.each(SAMPLES)('%s comes out with nothing lost of what Vitae holds, and validates', async (name) => {
    const given = readSample(name);
    const { out } = await takeIn(given);
    if (!out) throw new Error('there is no such profile');
    expect(heldOf(out)).toEqual(heldOf(given));
    expect(parseResume(out)).toEqual(out);
    expect(out['$schema']).toMatch(/^https:/);
  });

  it('comes out the same once more when what came out goes in', async () => {
    const { profileId, out } = await takeIn(readSample('examples/senior-engineer.resume.json'));
    const basics = { ...out?.basics, email: 'again@example.com' };
    const again = await importResume(vitae.writes, { ...out, basics });
    expect(again.profileId).not.toBe(profileId);
    expect(await exportResume(vitae.db, again.profileId)).toEqual(out);
  });
});

describe('importing the same person again', () => {
  it('updates in place: same id, a higher revision, no row doubled, and one job', async () => {
    const given = person(
      { phone: '+1 202 555 0143' },
      { work: [{ name: 'Hooli' }], skills: [{ name: 'Go' }] },
    );
    const first = await takeIn(given);
    const profiles = await vitae.db.profile.count();
    const second = await importResume(vitae.writes, given);
    expect(second).toEqual({ profileId: first.profileId, created: false });
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
    const jobs = await vitae.sql<{ count: number }>(
      `SELECT count(*)::int FROM pgboss.job WHERE name = 'profile-changed' AND singleton_key = $1`,
      [first.profileId],
    );
    expect(jobs).toEqual([{ count: 1 }]);
  });

  it('takes the resume for the whole truth: the name follows, and what it leaves out is emptied', async () => {
    const given = person({ phone: '+1 202 555 0143', label: 'Engineer' }, { work: [{ name: 'Hooli' }] });
    const { profileId } = await takeIn(given);
    const { out } = await takeIn({ basics: { name: 'Renamed', email: given.basics.email } });
    expect(out).toEqual({ $schema: out?.['$schema'], basics: { name: 'Renamed' } });
    expect(await vitae.db.experience.count({ where: { profileId } })).toBe(0);
  });

  it('leaves a visibility that was changed since as it is', async () => {
    const given = person();
    const { profileId } = await takeIn(given);
    await vitae.db.profile.update({ where: { id: profileId }, data: { visibility: 'PRIVATE' } });
    const { profile } = await takeIn(given);
    expect(profile.visibility).toBe('PRIVATE');
  });

  it('makes one profile of ten imports at once', async () => {
    const given = person();
    const all = await Promise.all(Array.from({ length: 10 }, () => importResume(vitae.writes, given)));
    expect(new Set(all.map(({ profileId }) => profileId)).size).toBe(1);
    expect(all.filter(({ created }) => created)).toHaveLength(1);
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
  ])('knows a person by their %s', async (what, first, second) => {
    const one = await importResume(vitae.writes, { basics: { name: `Known by ${what}`, ...first } });
    const two = await importResume(vitae.writes, { basics: { name: `Known by ${what}`, ...second } });
    expect(two).toEqual({ profileId: one.profileId, created: false });
  });

  it('knows a person by an address that is longer than an index takes', async () => {
    const given = { basics: { name: 'Long', url: `https://long.example.com/${randomPath(6000)}` } };
    const one = await importResume(vitae.writes, given);
    expect(await importResume(vitae.writes, given)).toEqual({ profileId: one.profileId, created: false });
  });
});

/** What Postgres cannot compress away. */
function randomPath(length: number): string {
  let state = 1;
  return Array.from({ length }, () => {
    state = (state * 48_271) % 2_147_483_647;
    return (state % 36).toString(36);
  }).join('');
}

describe('real resumes', () => {
  it('keeps partial dates and open ends as given', async () => {
    const work = [
      { name: 'Now', startDate: '2019-11' },
      { name: 'Then', startDate: '2014', endDate: '2014-06' },
      { name: 'First', startDate: '2012-02-29', endDate: '2013' },
    ];
    const { out, profile } = await takeIn(person({}, { work }));
    expect(out?.['work']).toEqual(work);
    expect(profile.experience.map(({ endDate }) => endDate)).toEqual([null, '2014-06', '2013']);
  });

  it.each([
    ['(912) 555-4321', 'US', '+19125554321'],
    ['030 901820', 'DE', '+4930901820'],
    ['+44 20 7946 0018', 'US', '+442079460018'],
    ['020 7946 0018', null, null],
    ['ask me', 'US', null],
  ])('keeps the phone number %s of %s as given, understood as %s', async (phone, countryCode, e164) => {
    const location = countryCode === null ? {} : { location: { countryCode } };
    const { out, profile } = await takeIn(person({ phone, ...location }));
    expect(out?.basics?.['phone']).toBe(phone);
    expect(profile.phoneNumber).toMatchObject({ number: phone, countryCode, e164 });
  });

  it('takes an empty image for none', async () => {
    const { profile, out } = await takeIn(person({ image: '' }));
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

  it('are refused with the faults of every section at once, and nothing is written', async () => {
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

  it('changes nothing of the person who is there already', async () => {
    const given = person({}, { work: [{ name: 'Hooli' }] });
    const { profileId, out } = await takeIn(given);
    await faultsOf({ ...given, work: [{ name: 'Other' }], education: [{}] });
    expect(await exportResume(vitae.db, profileId)).toEqual(out);
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
  it('knows no profile that is not there', async () => {
    expect(await exportResume(vitae.db, '00000000-0000-7000-8000-000000000000')).toBeNull();
  });

  it.each([
    'https://münchen.example.com/straße?q=ü#ä',
    'https://example.com/a b|c^d[1]"{x}`\\y',
    'https://example.com/100%?50%#a#b',
    'http://user:pa|ss@example.com:8080/x?y[]=1',
    'http://[::1]:3000/',
    'https://exa"mple.com',
    'https://example.com/😀',
  ])('gives %s, which the API takes, as a URI that leads to the same place', async (url) => {
    const { profileId } = await takeIn(person());
    await vitae.db.socialLink.create({ data: { profileId, ordinal: 0, network: 'Site', url } });
    const out = await exportResume(vitae.db, profileId);
    const [link] = (out?.basics?.['profiles'] ?? []) as { url: string }[];
    expect(isUri(link?.url ?? '')).toBe(true);
    expect(placeOf(link?.url ?? '')).toEqual(placeOf(url));
  });

  /** Whatever is encoded or not. */
  function placeOf(url: string): string[] {
    const { origin, username, password, pathname, search, hash } = new URL(url);
    return [origin, username, password, pathname, search, hash].map((part) =>
      decodeURIComponent(part.replace(/%(?![\da-f]{2})/gi, '%25')),
    );
  }

  it('leaves a URI as it was given', async () => {
    const url = 'HTTP://Example.COM';
    const { out } = await takeIn(person({ profiles: [{ network: 'Site', url }] }));
    expect(out?.basics?.['profiles']).toEqual([{ network: 'Site', url }]);
  });
});
