// Whose resume it is: the same person is found again, and two people never become one.
import { expect, it } from 'vitest';
import { ConflictError } from '../../src/graphql/errors.ts';
import { exportResume } from '../../src/resume/export.ts';
import { importResume, type ImportOptions } from '../../src/resume/import.ts';
import { withoutSchema } from '../../src/resume/keep.ts';
import { useVitae } from '../support/vitae.ts';

const vitae = useVitae({ workers: false });

const take = (json: unknown, options?: ImportOptions & { dryRun?: false }) =>
  importResume(vitae.writes, json, options);

/** Two resumes with another content. */
const two = (one: object, other: object = one, rest: object = {}, otherRest: object = rest) =>
  [
    { basics: { label: 'Cook', ...one }, ...rest },
    { basics: { label: 'Surgeon', ...other }, ...otherRest },
  ] as const;

it.each([
  'https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json',
  'https://tools.example/cv-tool/schema/cv-tool.schema.json',
])('takes two people with the canonical %s for two: it names a schema', async (canonical) => {
  const meta = { canonical };
  const [one, other] = [
    { basics: { name: `One ${canonical}` }, meta },
    { basics: { name: `Two ${canonical}` }, meta },
  ];
  expect(await importResume(vitae.writes, one)).toMatchObject({ outcome: 'created' });
  expect(await importResume(vitae.writes, other)).toMatchObject({ outcome: 'created' });
});

it.each([
  ['site', { url: 'https://agency.dev' }],
  ['phone number', { phone: '+49 30 901820' }],
  ['first link', { profiles: [{ network: 'LinkedIn', url: 'https://www.linkedin.com/' }] }],
  ['address of a template', { email: 'you@example.com' }],
  ['address of a template at a real host', { email: 'john.doe@gmail.com' }],
  ['address at a host for examples', { email: 'smith@example.org' }],
  ['address of the sample of JSON Resume', { email: 'richard.hendriks@mail.com' }],
  ['address of a template in another language', { email: 'max.mustermann@web.de' }],
  ['name alone', {}],
])('two people of one name with the same %s stay two', async (what, contact) => {
  const name = `John Smith ${what}`;
  const [cook, surgeon] = two({ name, ...contact }, { name: name.toLowerCase(), ...contact });
  const one = await take(cook);
  const other = await take(surgeon);
  expect(one.outcome).toBe('created');
  expect(other.outcome).toBe('created');
  expect(other.profileId).not.toBe(one.profileId);
});

it.each([
  ['e-mail address', { email: 'Ada@People.dev' }, { email: 'ada@people.dev' }, {}],
  ['address that several read', { email: 'hello@byron.dev' }, { email: 'hello@byron.dev' }, {}],
  ['address in the file', {}, {}, { meta: { canonical: 'https://byron.dev/resume.json' } }],
])('a changed resume of one person is found by its %s', async (what, contact, again, rest) => {
  const [cook, surgeon] = two(
    { name: `Ada Býron ${what}`, ...contact },
    { name: `${what} BYRON, Ada`, ...again },
    rest,
  );
  const { profileId } = await take(cook);
  expect(await take(surgeon)).toMatchObject({ profileId, outcome: 'updated' });
});

const taken = async (json: unknown, options?: ImportOptions & { dryRun?: false }) => {
  const { profileId, outcome } = await take(json, options);
  return { profileId, outcome };
};

it('a changed resume is found by the address in the last one, where the profile has another by now', async () => {
  const [first, second] = two({ name: 'Moved By Hand', email: 'Before@people.dev' });
  const { profileId } = await take(first);
  await vitae.db.profile.update({ where: { id: profileId }, data: { email: 'after@people.dev' } });
  expect(await taken(second)).toEqual({ profileId, outcome: 'updated' });
  const [, third] = two({}, { name: 'Moved By Hand', email: 'after@people.dev', label: 'Pilot' });
  expect(await taken(third)).toEqual({ profileId, outcome: 'updated' });
});

it('an address too long for an index is no obstacle', async () => {
  const email = `${'long '.repeat(5_000)}@people.dev`;
  expect(await take({ basics: { name: 'Long Address', email } })).toMatchObject({ outcome: 'created' });
});

it.each([
  ['a title', 'Dr. Paula Keller', 'Paula Keller'],
  ['titles on both sides', 'Prof. Dr.-Ing. Paula Keller', 'Paula Keller, Ph.D.'],
  ['an umlaut in two letters', 'Jörg Müller', 'Joerg Mueller'],
  ['an umlaut without its dots', 'Jörg Müller', 'Jorg Muller'],
  ['letters of other alphabets', 'Łukasz Øster Großmann', 'Lukasz Oster Grossmann'],
  ['another alphabet', 'Иван Петров', 'Ivan Petrov'],
  ['an initial', 'J. Smith', 'John Smith'],
  ['a middle name', 'John Michael Smith', 'John Smith'],
  ['an initial and a middle name', 'Smith, J. M.', 'John Michael Smith'],
  ['a second surname', 'María García', 'Maria Garcia López'],
  ['an apostrophe', 'Sinéad O’Neill', "Sinead O'Neill"],
  ['a zero-width space', 'Ada\u200B Byron', 'Ada Byron\uFEFF'],
  ['spaces of full width', '佐藤　花子', '佐藤花子'],
  ['letters of full width', 'Ａｄａ　Byron', 'ada byron'],
  ['a nickname', 'William (Bill) Gates', 'William Gates'],
])('one address and a name that differs by %s are one person', async (what, name, other) => {
  const email = `${what.replaceAll(' ', '-')}@one.dev`;
  const [first, second] = two({ name, email }, { name: other, email });
  const { profileId } = await take(first);
  expect(await taken(second)).toEqual({ profileId, outcome: 'updated' });
});

it.each([
  ['another first name', 'John Smith', 'Jane Smith'],
  ['another initial', 'John Smith', 'P. Smith'],
  ['initials alone', 'John Smith', 'J. S.'],
  ['a surname alone', 'John Smith', 'Smith'],
  ['father and son', 'John Smith Sr.', 'John Smith Jr.'],
  ['another middle name', 'John Adam Smith', 'John Paul Smith'],
  ['marks of a script that has no accents', 'किरन शर्मा', 'किरण शर्मा'],
  ['one character', '王伟', '王伟民'],
])('one address and names that differ by %s are a conflict', async (what, name, other) => {
  const email = `${what.replaceAll(' ', '-')}@two.dev`;
  const [first, second] = two({ name, email }, { name: other, email });
  const { profileId } = await take(first);
  await expect(take(second)).rejects.toThrow(profileId);
  expect(await take(second, { create: true })).toMatchObject({ outcome: 'created' });
});

it('a short name that may be of two people is a conflict, which names both', async () => {
  const people = ['John Smith', 'Jane Smith', 'J. Smith'].map((name, nth) => ({
    basics: { name, label: `Nth ${nth}` },
  }));
  const email = 'smithies@people.dev';
  const [john, jane, short] = people.map(({ basics }) => ({ basics: { ...basics, email } }));
  const ids = [await take(john), await take(jane, { create: true })].map(({ profileId }) => profileId);
  const error = String(await take(short).catch((reason: unknown) => reason));
  for (const id of ids) expect(error).toContain(id);
  expect(await take(jane)).toMatchObject({ profileId: ids[1], outcome: 'unchanged' });
});

it.each(['info', 'jobs.berlin', 'bewerbung', 'hr-team', 'recruiting+2024', 'cv'])(
  'a name and the mailbox of an agency, %s@, are asked about, and never one person',
  async (mailbox) => {
    const email = `${mailbox}@agency.dev`;
    const [first, second] = two({ name: 'Mary Major', email });
    const { profileId } = await take(first);
    await expect(take(second)).rejects.toThrow(profileId);
    await expect(take(second)).rejects.toThrow(email);
    expect(await take({ basics: { name: 'Otto Minor', email } })).toMatchObject({ outcome: 'created' });
  },
);

it.each([
  ['host', 'hello@lovelace-king.dev'],
  ['mailbox', 'a.lovelace.jobs@gmail.com'],
])('a mailbox of a role is a person’s where the %s has the name', async (what, email) => {
  const [first, second] = two({ name: `Ada Lovelace ${what}`, email });
  const { profileId } = await take(first);
  expect(await taken(second)).toEqual({ profileId, outcome: 'updated' });
});

it('a key is kept by a profile that was there before', async () => {
  const [first, second] = two({ name: 'Late Key', email: 'late@people.dev' });
  const { profileId } = await take(first);
  expect(await taken(first, { key: 'late' })).toEqual({ profileId, outcome: 'updated' });
  expect(await taken(first, { key: 'late' })).toEqual({ profileId, outcome: 'unchanged' });
  const moved = { basics: { ...second.basics, email: 'elsewhere@people.dev' } };
  expect(await taken(moved, { key: 'late' })).toEqual({ profileId, outcome: 'updated' });
  const named = await take({ basics: { name: 'Other Key' } }, { key: 'other' });
  const error = String(await take(moved, { profileId, key: 'other' }).catch((reason: unknown) => reason));
  expect(error).toContain(named.profileId);
  expect(await taken(moved, { profileId, key: 'newer' })).toEqual({ profileId, outcome: 'updated' });
  expect(await taken(first, { key: 'newer' })).toEqual({ profileId, outcome: 'updated' });
});

it('a key tells whose it is', async () => {
  const [first, second] = two({ name: 'Key Person' });
  const { profileId } = await take(first, { key: 'k1' });
  expect(await take(second, { key: 'k1' })).toMatchObject({ profileId, outcome: 'updated' });
  expect(await take(second, { key: 'k1', create: true })).toMatchObject({ outcome: 'created' });
});

it.each([
  ['e-mail address', { email: 'shared@people.dev' }, {}],
  ['key', {}, { meta: { canonical: 'https://people.dev/resume.json' } }],
])(
  'a profile of another name with the same %s is a conflict, which says with whom',
  async (what, contact, rest) => {
    const [cook, surgeon] = two(
      { name: `Grace ${what}`, ...contact },
      { name: 'Somebody Else', ...contact },
      rest,
    );
    const { profileId } = await take(cook);
    const error: unknown = await take(surgeon).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ConflictError);
    expect(String(error)).toContain(profileId);
    expect(String(error)).toContain(`Grace ${what}`);
    const created = await take(surgeon, { create: true });
    expect(created).toMatchObject({ outcome: 'created' });
    expect(await take(surgeon)).toMatchObject({ profileId: created.profileId, outcome: 'unchanged' });
    expect(await take(surgeon, { profileId })).toMatchObject({ profileId, outcome: 'updated' });
  },
);

it('an address that several people read is no conflict', async () => {
  const [cook, surgeon] = two(
    { name: 'One', email: 'info@agency.dev' },
    { name: 'Two', email: 'info@agency.dev' },
  );
  const { profileId } = await take(cook);
  const other = await take(surgeon);
  expect(other.outcome).toBe('created');
  expect(other.profileId).not.toBe(profileId);
});

it('an edited export is found by its id, unless it is for another name now', async () => {
  const { profileId } = await take({ basics: { name: 'No Contact' } });
  const out = await exportResume(vitae.db, profileId, 'owner');
  const edited = { ...out, basics: { ...out?.basics, label: 'Cook', email: 'moved@people.dev' } };
  expect(await take(edited)).toMatchObject({ profileId, outcome: 'updated' });
  const copied = { ...out, basics: { name: 'Another One' } };
  await expect(take(copied)).rejects.toThrow(ConflictError);
});

it('a profile that was renamed by hand is still that of its file', async () => {
  const [first, second] = two({ name: 'Maiden Name', email: 'maiden@people.dev' });
  const { profileId } = await take(first);
  await vitae.db.profile.update({ where: { id: profileId }, data: { fullName: 'Married Name' } });
  expect(await take(first)).toMatchObject({ profileId, outcome: 'unchanged' });
  expect(await take(second)).toMatchObject({ profileId, outcome: 'updated' });
  expect(await vitae.db.profile.findFirst({ where: { id: profileId } })).toMatchObject({
    fullName: 'Married Name',
  });
});

it('what others see of a kept resume has no private and no unknown part', async () => {
  const { profileId } = await take({
    basics: {
      name: 'Shown',
      email: 'private@people.dev',
      url: 'https://shown.dev',
      phone: '+49 30 901820',
      pronouns: 'hidden',
    },
    volunteer: [{ organization: 'Public', 'x-note': 'hidden' }],
    references: [{ name: 'hidden', reference: 'hidden' }],
    meta: { note: 'hidden' },
    'x-tool': 'hidden',
  });
  const shown = withoutSchema((await exportResume(vitae.db, profileId, 'others')) ?? {});
  expect(shown).toEqual({
    basics: { name: 'Shown', url: 'https://shown.dev' },
    volunteer: [{ organization: 'Public' }],
  });
});

it('the same file is of the same person in a release that reads more of it', async () => {
  const file = { basics: { name: 'Reader Of Releases' }, unknownUntilNow: { role: 'Cook' } };
  const { profileId } = await take(file);
  // As a release kept it that read it otherwise.
  await vitae.sql(`UPDATE resume SET hash = 'of another reading' WHERE profile_id = $1`, [profileId]);
  expect(await take(file)).toMatchObject({ profileId, outcome: 'unchanged' });
});
