// The completion in the API: subsets of sections, weights, and sections that turn stale.
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { DAY_MS } from '../../src/sections/define.ts';
import { sections } from '../../src/sections/registry.ts';
import { useVitae } from '../support/vitae.ts';
import { makeFilledProfile, mutated } from '../support/mutations.ts';
import { percentageWith, percentageWithout } from './percentage.ts';

const vitae = useVitae({ workers: false });

const COMPLETION = `query ($id: ID!, $sections: [SectionName!]) { profile(id: $id) { completion(sections: $sections) {
  percentage computedAt nextChangeAt sections { name status weight updatedAt } } } }`;
const completionRule = z.object({
  percentage: z.number(),
  computedAt: z.coerce.date(),
  nextChangeAt: z.coerce.date().nullable(),
  sections: z.array(
    z.object({
      name: z.string(),
      status: z.enum(['FILLED', 'UNFILLED', 'STALE']),
      weight: z.number(),
      updatedAt: z.coerce.date().nullable(),
    }),
  ),
});

async function completion(id: string, names: readonly string[] | null = null) {
  const { data, text } = await vitae.send(COMPLETION, { id, sections: names }, null);
  const { completion: found } = z
    .object({ completion: completionRule })
    .parse(data?.['profile'], { error: () => text });
  return { ...found, statuses: Object.fromEntries(found.sections.map(({ name, status }) => [name, status])) };
}

async function emptyProfile(): Promise<string> {
  const { profile } = await mutated(vitae, 'createProfile', { input: { fullName: 'Empty' } }, 'admin');
  return profile?.id ?? '';
}

/** Moves the last write of a section into the past. */
function age(table: string, profileId: string, days: number) {
  return vitae.sql(`UPDATE ${table} SET updated_at = now() - $2 * interval '1 day' WHERE profile_id = $1`, [
    profileId,
    days,
  ]);
}

describe('the completion', () => {
  it('of an empty profile is 0, and each section is unfilled and was never updated', async () => {
    const found = await completion(await emptyProfile());
    expect(found.percentage).toBe(0);
    expect(found.nextChangeAt).toBeNull();
    expect(found.sections.map(({ name }) => name)).toEqual(sections.map(({ name }) => name));
    for (const section of found.sections)
      expect(section).toMatchObject({ status: 'UNFILLED', updatedAt: null });
  });

  it('of a full profile is 100, with the time of the next change', async () => {
    const { id } = await makeFilledProfile(vitae, 'Full One');
    const found = await completion(id);
    expect(found.percentage).toBe(100);
    const ends = found.sections.flatMap(({ name, updatedAt }) => {
      const staleAfterMs = sections.find((section) => section.name === name)?.staleAfterMs ?? null;
      return staleAfterMs === null || !updatedAt ? [] : [updatedAt.getTime() + staleAfterMs];
    });
    expect(found.nextChangeAt?.getTime()).toBe(Math.min(...ends));
    expect(Date.now() - found.computedAt.getTime()).toBeLessThan(60_000);
  });

  it('counts each section by its weight', async () => {
    const id = await emptyProfile();
    await mutated(vitae, 'saveBio', { input: { summary: 'A summary.' } }, id);
    await mutated(vitae, 'savePhoto', { input: { url: 'https://photos.example.com/a.jpg' } }, id);
    const found = await completion(id);
    expect(found.statuses).toMatchObject({ bio: 'FILLED', photo: 'FILLED', skill: 'UNFILLED' });
    expect(found.percentage).toBe(percentageWith(['bio', 'photo']));
    expect(found.sections).toMatchObject(sections.map(({ name, weight }) => ({ name, weight })));
  });

  it('counts a section with too little content as unfilled', async () => {
    const id = await emptyProfile();
    await mutated(vitae, 'saveBio', { input: { label: 'A label alone' } }, id);
    await mutated(vitae, 'saveLocation', { input: { address: 'A street alone' } }, id);
    const found = await completion(id);
    expect(found.statuses).toMatchObject({ bio: 'UNFILLED', location: 'UNFILLED' });
    expect(found.sections.find(({ name }) => name === 'bio')?.updatedAt).not.toBeNull();
  });

  it('of a subset scores only these sections, ordered by name, each once', async () => {
    const id = await emptyProfile();
    await mutated(vitae, 'saveBio', { input: { summary: 'A summary.' } }, id);
    expect((await completion(id, ['bio'])).percentage).toBe(100);
    expect((await completion(id, ['photo'])).percentage).toBe(0);
    const some = await completion(id, ['photo', 'bio', 'skill', 'photo', 'bio']);
    expect(some.sections.map(({ name }) => name)).toEqual(['bio', 'photo', 'skill']);
    expect(some.percentage).toBe(percentageWith(['bio'], ['bio', 'photo', 'skill']));
  });

  it('of an empty subset is refused', async () => {
    const { errors } = await vitae.send(COMPLETION, { id: await emptyProfile(), sections: [] }, null);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'INVALID_INPUT', fields: [{ path: 'sections' }] });
  });

  it('is fresh after a write, for every subset that was read before it', async () => {
    const id = await emptyProfile();
    const subsets = [null, ['bio'], ['photo', 'bio']];
    for (const names of subsets) expect((await completion(id, names)).percentage).toBe(0);
    await mutated(vitae, 'saveBio', { input: { summary: 'A summary.' } }, id);
    for (const names of subsets)
      expect((await completion(id, names)).percentage).toBe(percentageWith(['bio'], names ?? undefined));
  });
});

describe('a section without a write', () => {
  /** A subset with a key of its own, so the read misses what the mutations have cached. */
  const all = sections.map(({ name }) => name);
  const tableOf = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

  it.each(sections.map(({ name, staleAfterMs }) => ({ name, staleAfterMs })))(
    'turns stale after its time, and not before: $name',
    async ({ name, staleAfterMs }) => {
      const [before, after] = [
        await makeFilledProfile(vitae, `Before ${name}`),
        await makeFilledProfile(vitae, `After ${name}`),
      ];
      const days = (staleAfterMs ?? 10_000 * DAY_MS) / DAY_MS;
      await age(tableOf(name), before.id, days - 0.01);
      await age(tableOf(name), after.id, days + 0.01);
      expect((await completion(before.id, all)).statuses[name]).toBe('FILLED');
      const found = await completion(after.id, all);
      expect(found.statuses[name]).toBe(staleAfterMs === null ? 'FILLED' : 'STALE');
      expect(found.percentage).toBe(staleAfterMs === null ? 100 : percentageWithout(name));
      // The stale section does not change again.
      expect(found.nextChangeAt?.getTime()).toBeGreaterThan(Date.now());
    },
  );

  it('a list is as old as its newest item', async () => {
    const filled = await makeFilledProfile(vitae, 'Two Jobs');
    await age('experience', filled.id, 400);
    await mutated(vitae, 'createExperience', { input: { name: 'The new one' } }, filled.id);
    expect((await completion(filled.id)).statuses['experience']).toBe('FILLED');
  });

  it('a write makes a stale section fresh', async () => {
    const filled = await makeFilledProfile(vitae, 'Fresh Again');
    await age('bio', filled.id, 400);
    expect((await completion(filled.id, ['bio'])).percentage).toBe(0);
    await mutated(vitae, 'saveBio', { input: { summary: 'The same summary.' } }, filled.id);
    expect((await completion(filled.id, ['bio'])).percentage).toBe(100);
  });
});
