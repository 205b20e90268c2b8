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
  ['site', { url: 'https://agency.dev' }],
  ['phone number', { phone: '+49 30 901820' }],
  ['first link', { profiles: [{ network: 'LinkedIn', url: 'https://www.linkedin.com/' }] }],
  ['address of a template', { email: 'you@example.com' }],
  ['address of a template at a real host', { email: 'john.doe@gmail.com' }],
  ['address at a host for examples', { email: 'smith@example.org' }],
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
