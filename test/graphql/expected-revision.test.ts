// Nobody overwrites anybody: every mutation of an existing profile takes the revision that it is based on, and writes nothing
// where the profile has another one.
import { describe, expect, it } from 'vitest';
import { isNonNullType } from 'graphql';
import { schema } from '../../src/server/schema.ts';
import type { As } from '../support/api.ts';
import { useVitae } from '../support/vitae.ts';
import {
  dump,
  makeFilledProfile,
  mutate,
  mutated,
  profileMutations,
  type FilledProfile,
} from '../support/mutations.ts';
import { validArguments } from '../support/valid-arguments.ts';

const vitae = useVitae({ workers: false });

const changing = profileMutations.filter((mutation) => mutation !== 'createProfile');
let made = 0;

async function filled(): Promise<FilledProfile & { revision: number }> {
  made += 1;
  const profile = await makeFilledProfile(vitae, `Edited ${made}`);
  return { ...profile, revision: await revisionOf(profile.id) };
}

async function revisionOf(id: string): Promise<number> {
  const { revision } = await vitae.db.profile.findUniqueOrThrow({ where: { id } });
  return revision;
}

describe.each(changing)('%s', (mutation) => {
  it('takes an expectedRevision that can be left out', () => {
    const field = schema.getMutationType()?.getFields()[mutation];
    const argument = field?.args.find(({ name }) => name === 'expectedRevision');
    expect(argument && String(argument.type)).toBe('Int');
    expect(argument && isNonNullType(argument.type)).toBe(false);
  });
});

/** Those that delete last. */
const inOrder = [
  ...changing.filter((mutation) => !mutation.startsWith('delete')),
  ...changing
    .filter((mutation) => mutation.startsWith('delete'))
    .sort()
    .reverse(),
].sort((one, other) => Number(one === 'deleteProfile') - Number(other === 'deleteProfile'));

describe('every mutation', () => {
  it('writes nothing and answers the current revision where the profile has another one', async () => {
    const { id, items, revision } = await filled();
    const before = await dump(vitae);
    for (const mutation of changing) {
      const args = validArguments(mutation, items);
      for (const expectedRevision of [revision - 1, revision + 1, 0, -1]) {
        const refused = await mutate(vitae, mutation, { ...args, expectedRevision }, id);
        expect(refused, mutation).toMatchObject({
          __typename: 'ConflictError',
          code: 'CONFLICT',
          currentRevision: revision,
          fields: [{ path: 'expectedRevision' }],
        });
      }
    }
    expect(await dump(vitae)).toEqual(before);
  });

  it('writes where the profile has the same revision', async () => {
    const { id, items, ...start } = await filled();
    let expectedRevision = start.revision;
    for (const mutation of inOrder) {
      const args = validArguments(mutation, items);
      const { profile } = await mutated(vitae, mutation, { ...args, expectedRevision }, id);
      // An import may find nothing to change.
      const raised = mutation === 'importResume' ? [0, 1] : [1];
      if (profile) expect(raised, mutation).toContain(profile.revision - expectedRevision);
      expectedRevision = profile?.revision ?? 0;
    }
    expect(await vitae.db.profile.count({ where: { id } })).toBe(0);
  });
});

describe('two editors', () => {
  it('who save at once on the same revision: one is written, the other learns the revision', async () => {
    const { id, revision } = await filled();
    const save = (summary: string) =>
      mutate(vitae, 'saveBio', { input: { summary }, expectedRevision: revision }, id);
    const results = await Promise.all(['A', 'B', 'C', 'D'].map(save));
    const conflicts = results.filter(({ code }) => code === 'CONFLICT');
    expect(conflicts.map(({ currentRevision }) => currentRevision)).toEqual(Array(3).fill(revision + 1));
    expect(await revisionOf(id)).toBe(revision + 1);
  });

  it('who save at once without a revision are each answered the one of their own write', async () => {
    const { id, revision } = await filled();
    const save = (summary: string, as: As) =>
      mutated(vitae, 'saveBio', { profileId: id, input: { summary } }, as);
    const asBoth = (nth: number) => [save(`own ${nth}`, id), save(`administrator ${nth}`, 'admin')];
    const answers = await Promise.all(Array.from({ length: 20 }, (_, nth) => asBoth(nth)).flat());
    const answered = answers.map(({ profile }) => profile?.revision ?? 0).sort((one, other) => one - other);
    expect(answered).toEqual(answers.map((_, nth) => revision + 1 + nth));
  });

  it('of whom one leaves the revision out overwrite as before', async () => {
    const { id, revision } = await filled();
    await mutated(vitae, 'saveBio', { input: { summary: 'A' }, expectedRevision: null }, id);
    await mutated(vitae, 'saveBio', { input: { summary: 'B' } }, id);
    expect(await revisionOf(id)).toBe(revision + 2);
  });

  it('cost no statement more, nor do fewer fields and an id that the client chooses', async () => {
    const { id, items, revision } = await filled();
    const count = async (mutation: string, args: object) => {
      const sent = await vitae.countSql(() => mutated(vitae, mutation, args, id));
      // Without those of the sweeps in the same process.
      return sent.filter((sql) => /\b(experience|bio|skill)\b|UPDATE profile/.test(sql)).length;
    };
    const input = { summary: 'A', label: 'A' };
    const saved = await count('saveBio', { input });
    expect(await count('saveBio', { input, expectedRevision: revision + 1 })).toBe(saved);
    expect(await count('saveBio', { input: { summary: 'B' } })).toBe(saved);
    const skills = [{ name: 'A', level: null, keywords: [] }];
    expect(await count('saveSkills', { skills: [{ name: 'A' }] })).toBe(
      await count('saveSkills', { skills }),
    );
    const named = { name: 'A', position: 'A' };
    const edit = (given: object) => count('editExperience', { id: items['Experience'], input: given });
    expect(await edit({ endDate: null })).toBe(
      await edit(validArguments('createExperience', {})['input'] as object),
    );
    const create = (given: object) => count('createExperience', { input: given });
    expect(await create({ ...named, id: crypto.randomUUID() })).toBe(await create(named));
  });

  it('tell nothing of a profile that another person owns', async () => {
    const [one, other] = [await filled(), await filled()];
    const refused = await mutate(
      vitae,
      'saveBio',
      { profileId: other.id, input: {}, expectedRevision: 0 },
      one.id,
    );
    expect(refused.code).toBe('NOT_ALLOWED');
    expect(refused.currentRevision).toBeUndefined();
  });
});
