// Authorization that the matrix does not cover: other spellings of the own id, a person without a profile, and no private
// data in the index.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startVitae, type Vitae } from '../../support/vitae.ts';
import { makeFilledProfile, mutated, type FilledProfile } from '../../support/mutations.ts';

const NOBODY_ID = '01a00000-0000-7000-8000-000000000000';

let vitae: Vitae;
let own: FilledProfile;
let other: FilledProfile;

beforeAll(async () => {
  vitae = await startVitae();
  own = await makeFilledProfile(vitae, 'Ada Lovelace');
  other = await makeFilledProfile(vitae, 'Charles Babbage');
});
afterAll(() => vitae.close());

describe('a person', () => {
  it('owns the profile with its id in capitals', async () => {
    const args = { profileId: own.id.toUpperCase(), input: { label: 'L', summary: 'S' } };
    expect((await mutated(vitae, 'saveBio', args, own.id)).profile?.id).toBe(own.id);
  });

  it('without a profile gets null, and reading creates none', async () => {
    const FIELDS = 'id fullName phoneNumber { number } location { city address }';
    const { text } = await vitae.send(`{ me { ${FIELDS} } }`, {}, NOBODY_ID);
    expect(text).toBe('{"data":{"me":null}}');
    expect(await vitae.db.profile.count({ where: { id: NOBODY_ID } })).toBe(0);
  });
});

describe('the administrator', () => {
  it('gets NOT_FOUND for a run that does not exist', async () => {
    const subscription = `subscription { reindexProgress(runId: "${NOBODY_ID}") { id } }`;
    const { errors } = await vitae.send(subscription, {}, 'admin');
    expect(errors?.[0]?.extensions?.code).toBe('NOT_FOUND');
  });
});

describe('the index', () => {
  it('contains no private data of a public profile', async () => {
    const input = { city: 'Paris', address: 'The secret street 7' };
    await mutated(vitae, 'saveLocation', { input }, own.id);
    await mutated(vitae, 'savePhoneNumber', { input: { number: '+33 6 39 98 12 34' } }, own.id);
    await vitae.idle();
    const [document] = await vitae.search.getObjects([own.id]);
    expect(JSON.stringify(document)).toContain('Paris');
    expect(JSON.stringify(document)).not.toMatch(/secret street|39 98|639981234/);
  });

  it('contains no private profile once the change is indexed', async () => {
    await mutated(vitae, 'updateProfile', { input: { visibility: 'PRIVATE' } }, other.id);
    await vitae.idle();
    expect(await vitae.search.getObjects([other.id])).toEqual([null]);
    for (const as of [null, own.id, other.id, 'admin']) {
      const search = '{ searchProfiles(query: "Charles Babbage") { totalCount hits { id } } }';
      expect((await vitae.send(search, {}, as)).text).not.toContain(other.id);
    }
  });
});
