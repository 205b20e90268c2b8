// What one profile holds as a whole is bounded, on every road that writes. A profile above the bound can be made smaller.
import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { seedProfiles } from '../../src/dev/demo/seed.ts';
import { readBytes } from '../../src/profiles/size.ts';
import { importResume } from '../../src/resume/import.ts';
import { dump, mutate, mutated, profileMutations, type MutationResult } from '../support/mutations.ts';
import { validArguments } from '../support/valid-arguments.ts';
import { useVitae } from '../support/vitae.ts';

const MAXIMUM = 20_000;
const vitae = useVitae({ workers: false, environment: { LIMIT_PROFILE_BYTES: String(MAXIMUM) } });

let id: string;
beforeEach(async () => {
  const created = await mutated(vitae, 'createProfile', { input: { fullName: 'A Person' } }, 'admin');
  id = created.profile?.id ?? '';
});

/** Writes an experience past the API. @returns its id */
async function fill(bytes: number): Promise<string> {
  const rowId = randomUUID();
  const row = { id: rowId, profileId: id, ordinal: 0, name: 'Filler' };
  await vitae.db.experience.create({ data: row });
  const summary = 'x'.repeat(bytes - (await readBytes(vitae.db, id)) - '""'.length + 'null'.length);
  await vitae.db.experience.update({ where: { id: rowId }, data: { summary } });
  return rowId;
}

function expectTooLarge({ code, fields }: MutationResult, path: string) {
  expect(code).toBe('INVALID_INPUT');
  expect(fields?.map((fault) => fault.path)).toEqual([path]);
  expect(fields?.[0]?.message).toMatch(/^a profile holds at most 20,000 bytes, and would hold \d\d,\d{3}$/);
}

describe('a mutation that adds to a profile', () => {
  const adding = profileMutations.filter((name) => /^(create|save)(?!Profile$)/.test(name));

  it.each(adding)('%s is refused above the maximum, and nothing is written', async (mutation) => {
    await fill(MAXIMUM);
    const before = await dump(vitae);
    const args = validArguments(mutation, {});
    expectTooLarge(await mutate(vitae, mutation, args, id), Object.keys(args)[0] ?? '');
    expect(await dump(vitae)).toEqual(before);
  });

  it.each(adding)('%s is allowed below the maximum', async (mutation) => {
    await fill(MAXIMUM - 1000);
    await mutated(vitae, mutation, validArguments(mutation, {}), id);
  });
});

it('counts bytes, not characters, and what every writer of the profile has written', async () => {
  const summary = '漢'.repeat(MAXIMUM / 4);
  const add = () =>
    mutate(vitae, 'createExperience', { input: { name: 'A', summary: summary.slice(0, 4000) } }, id);
  const all = await Promise.all([add(), add(), add()]);
  expect(all.filter(({ code }) => code === 'INVALID_INPUT')).toHaveLength(2);
});

describe('a profile that is above the maximum already', () => {
  const input = (length: number) => ({ name: 'Filler', summary: 'x'.repeat(length) });

  it('can be made smaller, but not larger', async () => {
    const itemId = await fill(3 * MAXIMUM);
    expectTooLarge(await mutate(vitae, 'createExperience', { input: input(10) }, id), 'input');
    await mutated(vitae, 'editExperience', { id: itemId, input: input(5000) }, id);
    expect(await readBytes(vitae.db, id)).toBeLessThan(MAXIMUM);
  });

  it('can be hidden, renamed and deleted', async () => {
    await fill(3 * MAXIMUM);
    const larger = { visibility: 'PRIVATE', fullName: 'A Person With A Longer Name' };
    await mutated(vitae, 'updateProfile', { input: larger }, id);
    await mutated(vitae, 'deleteProfile', {}, id);
  });
});

it('holds for an import, which leaves out the longest texts, each with a note', async () => {
  const work = Array.from({ length: 10 }, () => ({ name: 'A', summary: 'x'.repeat(4000) }));
  const resume = (items: object[]) => ({ basics: { name: 'Imported', email: 'a@people.dev' }, work: items });
  const { profileId } = await importResume(vitae.writes, resume(work.slice(0, 2)));
  const { notes } = await importResume(vitae.writes, resume(work));
  expect(notes.map(({ path }) => path)).toContain('work.0.summary');
  expect(await vitae.db.experience.count({ where: { profileId } })).toBe(10);
  expect(await readBytes(vitae.db, profileId)).toBeLessThan(MAXIMUM);
});

it('is far above what generated people hold', async () => {
  await seedProfiles({ url: vitae.url, count: 100 });
  const ids = await vitae.db.profile.findMany({ select: { id: true }, where: { importKey: { not: null } } });
  const sizes = await Promise.all(ids.map((profile) => readBytes(vitae.db, profile.id)));
  expect(Math.max(...sizes)).toBeLessThan(MAXIMUM);
});
