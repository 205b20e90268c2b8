// A profile from its import to its end, through the API: completion and search follow every mutation, and a full run over
// thousands of profiles brings the index in line with the database.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { graphql } from '../../src/client/generated/index.ts';
import type { SectionName, SectionStatus } from '../../src/client/generated/graphql.ts';
import { buildDocuments } from '../../src/indexing/document.ts';
import { withoutVersion } from '../../src/indexing/indexed.ts';
import { importResume } from '../../src/resume/import.ts';
import { parseJson } from '../../src/search/json.ts';
import { startVitae, type Vitae } from '../support/vitae.ts';
import { fullEducation, fullExperience, mutated, profileMutations } from '../support/mutations.ts';
import { itemTypeOf, validArguments } from '../support/valid-arguments.ts';
import { percentageWith } from '../completion/percentage.ts';

const StoryProfile = graphql(`
  query StoryProfile($id: ID!) {
    profile(id: $id) {
      id
      fullName
      revision
      experience {
        name
      }
      completion {
        percentage
        sections {
          name
          status
        }
      }
    }
  }
`);

const StorySearch = graphql(`
  query StorySearch($query: String!, $minCompletion: Int) {
    searchProfiles(query: $query, first: 100, minCompletion: $minCompletion) {
      totalCount
      hits {
        id
        completion {
          percentage
        }
      }
    }
  }
`);

let vitae: Vitae;
beforeAll(async () => {
  vitae = await startVitae();
});
afterAll(() => vitae.close());

async function profileOf(id: string) {
  const { profile } = await vitae.query(StoryProfile, { id }, null);
  if (!profile) throw new Error(`no profile ${id}`);
  return profile;
}

async function finds(id: string, query: string, minCompletion: number | null = null): Promise<boolean> {
  const { searchProfiles } = await vitae.query(StorySearch, { query, minCompletion }, null);
  return searchProfiles.hits.some((hit) => hit.id === id);
}

async function statusOf(id: string, section: SectionName): Promise<SectionStatus | undefined> {
  return (await profileOf(id)).completion.sections.find(({ name }) => name === section)?.status;
}

/** The document in the index equals the one of the database, and search finds its score. */
async function expectIndexed(id: string): Promise<void> {
  await vitae.idle();
  const row = await vitae.db.profile.findUniqueOrThrow({ where: { id } });
  const [built] = await buildDocuments(vitae.db, [row]);
  const found = await vitae.search.getObject(id);
  expect(found && withoutVersion(found)).toEqual(built?.document);
  const { percentage } = (await profileOf(id)).completion;
  expect(await finds(id, row.fullName, percentage)).toBe(true);
  if (percentage < 100) expect(await finds(id, row.fullName, percentage + 1)).toBe(false);
}

const FILLED_BY_THE_SAMPLE = [
  'bio',
  'education',
  'experience',
  'language',
  'location',
  'phoneNumber',
  'skill',
  'socialLink',
];

describe('a sample resume', () => {
  it('is imported, scored and found', async () => {
    const file = fileURLToPath(import.meta.resolve('@jsonresume/schema/sample.resume.json'));
    const { profileId } = await importResume(vitae.writes, parseJson(await readFile(file, 'utf8')));
    const { fullName, completion, experience } = await profileOf(profileId);
    expect(fullName).toBe('Richard Hendriks');
    expect(experience.map(({ name }) => name)).toContain('Pied Piper');
    const filled = completion.sections.filter(({ status }) => status === 'FILLED').map(({ name }) => name);
    expect(completion.percentage).toBe(percentageWith(filled));
    expect(filled).toEqual(expect.arrayContaining(FILLED_BY_THE_SAMPLE));
    // Its image is empty.
    expect(filled).not.toContain('photo');
    await expectIndexed(profileId);
    for (const words of ['Hendriks', 'Pied Piper', 'Programmer', 'Compression', 'University of Oklahoma']) {
      expect(await finds(profileId, words), words).toBe(true);
    }
    expect(await finds(profileId, 'Broadway')).toBe(false);
  });
});

/** Words by which the profile is found after a step, and by which it is not. */
interface Words {
  readonly found?: string;
  readonly lost?: string;
}

describe('each mutation of a profile', () => {
  it('changes the completion at once, and the search a moment later', async () => {
    const tried = new Set<string>();
    const take = async (mutation: string, args: object) => {
      tried.add(mutation);
      return mutated(vitae, mutation, { profileId, ...args }, 'admin');
    };
    let profileId: string | null = null;
    const created = await take('createProfile', {
      input: { fullName: 'Zelda Quixby', handle: 'a-handle-of-her-own' },
    });
    const id = created.profile?.id ?? '';
    profileId = id;
    await expectIndexed(id);

    const step = async (mutation: string, args: object, { found, lost }: Words = {}) => {
      const before = await profileOf(id);
      const result = await take(mutation, args);
      const after = await profileOf(id);
      expect(result.profile?.revision, mutation).toBe(before.revision + 1);
      expect(after.completion.percentage, mutation).toBe(result.profile?.completion.percentage);
      await expectIndexed(id);
      if (found) expect(await finds(id, found), `${mutation}: ${found}`).toBe(true);
      if (lost) expect(await finds(id, lost), `${mutation}: ${lost}`).toBe(false);
      return result.item?.id ?? '';
    };
    const expectStatus = async (section: SectionName, status: SectionStatus) =>
      expect(await statusOf(id, section), section).toBe(status);
    const fill = async (section: SectionName, mutation: string, args: object, words: Words = {}) => {
      const item = await step(mutation, args, words);
      await expectStatus(section, 'FILLED');
      return item;
    };
    const empty = async (section: SectionName, mutation: string, args: object, lost?: string) => {
      await step(mutation, args, lost === undefined ? {} : { lost });
      await expectStatus(section, 'UNFILLED');
    };

    const renamed = { input: { fullName: 'Zelda Zwieback' } };
    await step('updateProfile', renamed, { found: 'Zwieback', lost: 'Quixby' });
    const bio = { label: 'Falconer', summary: 'Trains gyrfalcons.' };
    await fill('bio', 'saveBio', { input: bio }, { found: 'gyrfalcons' });
    await fill('photo', 'savePhoto', { input: { url: 'https://photos.example.com/z.jpg' } });
    const location = { city: 'Reykjavik', countryCode: 'IS', address: 'Laugavegur 1' };
    await fill('location', 'saveLocation', { input: location }, { found: 'Reykjavik', lost: 'Laugavegur' });
    // Without a country code: read in the country of the location.
    await fill('phoneNumber', 'savePhoneNumber', { input: { number: '611 1234' } }, { lost: '6111234' });
    const skills = [{ name: 'Ornithology', level: 'Master', keywords: ['lure'] }];
    await fill('skill', 'saveSkills', { skills }, { found: 'Ornithology' });
    const languages = [{ language: 'Tagalog', fluency: 'Native speaker' }];
    await fill('language', 'saveLanguages', { languages }, { found: 'Tagalog' });
    const engines = { found: 'Analytical Engines' };
    const experienceId = await fill('experience', 'createExperience', { input: fullExperience }, engines);
    const mews = { id: experienceId, input: { ...fullExperience, name: 'Mews' } };
    await step('editExperience', mews, { found: 'Mews', lost: 'Analytical Engines' });
    const hawkhurst = { input: { ...fullEducation, institution: 'Hawkhurst' } };
    const educationId = await fill('education', 'createEducation', hawkhurst, { found: 'Hawkhurst' });
    const owlminster = { id: educationId, input: { institution: 'Owlminster' } };
    await step('editEducation', owlminster, { found: 'Owlminster', lost: 'Hawkhurst' });
    await step('moveExperience', { id: experienceId, toIndex: 0 }, { found: 'Mews' });
    await step('moveEducation', { id: educationId, toIndex: 0 }, { found: 'Owlminster' });
    const link = { input: { network: 'Birdnet', username: 'zz' } };
    const socialLinkId = await fill('socialLink', 'saveSocialLink', link);
    await step('moveSocialLink', { id: socialLinkId, toIndex: 0 });
    const untried = (names: RegExp) =>
      profileMutations.filter((name) => names.test(name) && !tried.has(name));
    const items: Record<string, string> = {};
    // Sections without a step above.
    const others = untried(/^(create|edit|save)/);
    for (const mutation of others)
      items[itemTypeOf(mutation)] = await step(mutation, validArguments(mutation, items));
    for (const mutation of untried(/^move/)) await step(mutation, validArguments(mutation, items));
    expect((await profileOf(id)).completion.percentage).toBe(100);

    await empty('socialLink', 'deleteSocialLink', { id: socialLinkId });
    await empty('education', 'deleteEducation', { id: educationId }, 'Owlminster');
    await empty('experience', 'deleteExperience', { id: experienceId }, 'Mews');
    await empty('language', 'saveLanguages', { languages: [] }, 'Tagalog');
    await empty('skill', 'saveSkills', { skills: [] }, 'Ornithology');
    await empty('phoneNumber', 'deletePhoneNumber', {});
    await empty('location', 'deleteLocation', {}, 'Reykjavik');
    await empty('photo', 'deletePhoto', {});
    await empty('bio', 'deleteBio', {}, 'gyrfalcons');
    for (const mutation of untried(/^delete(?!Profile$)/))
      await step(mutation, validArguments(mutation, items));
    for (const mutation of others) {
      const lists = Object.entries(validArguments(mutation, items)).filter(([, value]) =>
        Array.isArray(value),
      );
      if (lists.length > 0) await step(mutation, Object.fromEntries(lists.map(([name]) => [name, []])));
    }
    expect((await profileOf(id)).completion.percentage).toBe(0);

    const resume = { basics: { name: 'Zelda Zwieback', summary: 'Keeps bees.' } };
    await fill('bio', 'importResume', { resume }, { found: 'bees' });

    await take('deleteProfile', {});
    expect((await vitae.query(StoryProfile, { id }, 'admin')).profile).toBeNull();
    await vitae.idle();
    expect(await vitae.search.getObject(id)).toBeNull();
    expect(await finds(id, 'Zwieback')).toBe(false);
    expect([...tried].sort()).toEqual(profileMutations);
  });
});
