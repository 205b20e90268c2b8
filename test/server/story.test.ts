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
import { percentageWithout } from '../completion/percentage.ts';

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

describe('a sample resume', () => {
  it('is imported, scored and found', async () => {
    const file = fileURLToPath(import.meta.resolve('@jsonresume/schema/sample.resume.json'));
    const { profileId } = await importResume(vitae.writes, parseJson(await readFile(file, 'utf8')));
    const { fullName, completion, experience } = await profileOf(profileId);
    expect(fullName).toBe('Richard Hendriks');
    expect(experience.map(({ name }) => name)).toContain('Pied Piper');
    // It has an empty image, and everything else.
    expect(completion.percentage).toBe(percentageWithout('photo'));
    expect(completion.sections.filter(({ status }) => status !== 'FILLED')).toEqual([
      { name: 'photo', status: 'UNFILLED' },
    ]);
    await expectIndexed(profileId);
    for (const words of ['Hendriks', 'Pied Piper', 'Programmer', 'Compression', 'University of Oklahoma']) {
      expect(await finds(profileId, words), words).toBe(true);
    }
    expect(await finds(profileId, 'Broadway')).toBe(false);
  });
});

interface Step {
  readonly mutation: string;
  readonly args: object;
  /** The section that it is about, and what it is worth afterwards. */
  readonly section?: readonly [SectionName, SectionStatus];
  /** Words by which the profile is found afterwards. */
  readonly found?: string;
  /** Words by which it is no longer found. */
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

    const follow = async ({ mutation, args, section, found, lost }: Step) => {
      const before = await profileOf(id);
      const result = await take(mutation, args);
      const after = await profileOf(id);
      expect(result.profile?.revision, mutation).toBe(before.revision + 1);
      expect(after.completion.percentage, mutation).toBe(result.profile?.completion.percentage);
      if (section) expect(await statusOf(id, section[0]), mutation).toBe(section[1]);
      await expectIndexed(id);
      if (found) expect(await finds(id, found), `${mutation}: ${found}`).toBe(true);
      if (lost) expect(await finds(id, lost), `${mutation}: ${lost}`).toBe(false);
      return result.item?.id ?? '';
    };

    await follow({
      mutation: 'updateProfile',
      args: { input: { fullName: 'Zelda Zwieback' } },
      found: 'Zwieback',
      lost: 'Quixby',
    });
    const bio = { label: 'Falconer', summary: 'Trains gyrfalcons.' };
    await follow({
      mutation: 'saveBio',
      args: { input: bio },
      section: ['bio', 'FILLED'],
      found: 'gyrfalcons',
    });
    const photo = { url: 'https://photos.example.com/z.jpg' };
    await follow({ mutation: 'savePhoto', args: { input: photo }, section: ['photo', 'FILLED'] });
    const location = { city: 'Reykjavik', countryCode: 'IS', address: 'Laugavegur 1' };
    await follow({
      mutation: 'saveLocation',
      args: { input: location },
      section: ['location', 'FILLED'],
      found: 'Reykjavik',
      lost: 'Laugavegur',
    });
    // Without a country code: read in the country of the location.
    await follow({
      mutation: 'savePhoneNumber',
      args: { input: { number: '611 1234' } },
      section: ['phoneNumber', 'FILLED'],
      lost: '6111234',
    });
    const skills = [{ name: 'Ornithology', level: 'Master', keywords: ['lure'] }];
    await follow({
      mutation: 'saveSkills',
      args: { skills },
      section: ['skill', 'FILLED'],
      found: 'Ornithology',
    });
    const languages = [{ language: 'Icelandic', fluency: 'Native speaker' }];
    await follow({
      mutation: 'saveLanguages',
      args: { languages },
      section: ['language', 'FILLED'],
      found: 'Icelandic',
    });
    const experienceId = await follow({
      mutation: 'createExperience',
      args: { input: fullExperience },
      section: ['experience', 'FILLED'],
      found: 'Analytical Engines',
    });
    await follow({
      mutation: 'editExperience',
      args: { id: experienceId, input: { ...fullExperience, name: 'Mews' } },
      found: 'Mews',
      lost: 'Analytical Engines',
    });
    const educationId = await follow({
      mutation: 'createEducation',
      args: { input: { ...fullEducation, institution: 'Hawkhurst' } },
      section: ['education', 'FILLED'],
      found: 'Hawkhurst',
    });
    await follow({
      mutation: 'editEducation',
      args: { id: educationId, input: { institution: 'Owlminster' } },
      found: 'Owlminster',
      lost: 'Hawkhurst',
    });
    const socialLinkId = await follow({
      mutation: 'saveSocialLink',
      args: { input: { network: 'Birdnet', username: 'zz' } },
      section: ['socialLink', 'FILLED'],
    });
    const untried = (names: RegExp) =>
      profileMutations.filter((name) => names.test(name) && !tried.has(name));
    const items: Record<string, string> = {};
    // Sections without a step above.
    for (const mutation of untried(/^(create|edit|save)/)) {
      items[itemTypeOf(mutation)] = await follow({ mutation, args: validArguments(mutation, items) });
    }
    expect((await profileOf(id)).completion.percentage).toBe(100);

    await follow({
      mutation: 'deleteSocialLink',
      args: { id: socialLinkId },
      section: ['socialLink', 'UNFILLED'],
    });
    await follow({
      mutation: 'deleteEducation',
      args: { id: educationId },
      section: ['education', 'UNFILLED'],
      lost: 'Owlminster',
    });
    await follow({
      mutation: 'deleteExperience',
      args: { id: experienceId },
      section: ['experience', 'UNFILLED'],
      lost: 'Mews',
    });
    await follow({
      mutation: 'saveLanguages',
      args: { languages: [] },
      section: ['language', 'UNFILLED'],
      lost: 'Icelandic',
    });
    await follow({
      mutation: 'saveSkills',
      args: { skills: [] },
      section: ['skill', 'UNFILLED'],
      lost: 'Ornithology',
    });
    await follow({ mutation: 'deletePhoneNumber', args: {}, section: ['phoneNumber', 'UNFILLED'] });
    await follow({
      mutation: 'deleteLocation',
      args: {},
      section: ['location', 'UNFILLED'],
      lost: 'Reykjavik',
    });
    await follow({ mutation: 'deletePhoto', args: {}, section: ['photo', 'UNFILLED'] });
    await follow({ mutation: 'deleteBio', args: {}, section: ['bio', 'UNFILLED'], lost: 'gyrfalcons' });
    for (const mutation of untried(/^delete(?!Profile$)/)) {
      await follow({ mutation, args: validArguments(mutation, items) });
    }
    expect((await profileOf(id)).completion.percentage).toBe(0);

    await take('deleteProfile', {});
    expect((await vitae.query(StoryProfile, { id }, 'admin')).profile).toBeNull();
    await vitae.idle();
    expect(await vitae.search.getObject(id)).toBeNull();
    expect(await finds(id, 'Zwieback')).toBe(false);
    expect([...tried].sort()).toEqual(profileMutations);
  });
});
