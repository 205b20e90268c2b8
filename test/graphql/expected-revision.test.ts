// Nobody overwrites anybody: every mutation of an existing profile takes the revision that it is based on, and writes nothing
// where the profile has another one.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isNonNullType } from 'graphql';
import { schema } from '../../src/server/schema.ts';
import { startVitae, type Vitae } from '../support/vitae.ts';
import {
  dump,
  makeFilledProfile,
  mutate,
  mutated,
  profileMutations,
  type FilledProfile,
} from '../support/mutations.ts';
import { validArguments } from '../support/valid-arguments.ts';

let vitae: Vitae;
beforeAll(async () => {
  vitae = await startVitae({ workers: false });
});
afterAll(() => vitae.close());

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

  it('of whom one leaves the revision out overwrite as before', async () => {
    const { id, revision } = await filled();
    await mutated(vitae, 'saveBio', { input: { summary: 'A' }, expectedRevision: null }, id);
    await mutated(vitae, 'saveBio', { input: { summary: 'B' } }, id);
    expect(await revisionOf(id)).toBe(revision + 2);
  });

  it('cost no statement more', async () => {
    const { id, revision } = await filled();
    const save = (more: object) => () => mutated(vitae, 'saveBio', { input: { summary: 'A' }, ...more }, id);
    const own = (sent: readonly string[]) =>
      sent.filter((sql) => !/cache_invalidation|undeclared_write/.test(sql)).length;
    const without = own(await vitae.countSql(save({})));
    expect(own(await vitae.countSql(save({ expectedRevision: revision + 1 })))).toBe(without);
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
