// Items that stand twice in a list, where a section holds the first items of the list only.
import { describe, expect, it } from 'vitest';
import { importResume } from '../../src/resume/import.ts';
import { exportResume } from '../../src/resume/export.ts';
import { mutated } from '../support/mutations.ts';
import { useRoundTrips } from './round-trips.ts';

const { vitae, person } = useRoundTrips();

const texts = (length: number) => Array.from({ length }, (_, index) => `Thing ${index}`);

/** Both sides of the cut have one item that is equal. */
const twice = (length: number, first: number, second: number) =>
  texts(length).map((text, index) => (index === second ? `Thing ${first}` : text));

/** With the most items that a section holds of each. */
const LISTS: Readonly<Record<string, readonly [most: number, make: (names: readonly string[]) => object]>> = {
  skills: [100, (names) => ({ skills: names.map((name) => ({ name })) })],
  'skills with other fields': [100, (names) => ({ skills: names.map((name, years) => ({ name, years })) })],
  languages: [100, (names) => ({ languages: names.map((language) => ({ language })) })],
  work: [100, (names) => ({ work: names.map((name) => ({ name, position: 'Engineer' })) })],
  education: [50, (names) => ({ education: names.map((institution) => ({ institution })) })],
  profiles: [
    50,
    (names) => ({
      basics: { profiles: names.map((username) => ({ network: 'GitHub', username })) },
    }),
  ],
  keywords: [50, (names) => ({ skills: [{ name: 'Tools', keywords: names }] })],
  highlights: [50, (names) => ({ work: [{ name: 'Mill', position: 'Engineer', highlights: names }] })],
  courses: [50, (names) => ({ education: [{ institution: 'College', courses: names }] })],
};

describe.each(Object.entries(LISTS))('%s', (_, [most, make]) => {
  it('come out as they went in where one stands twice, on both sides of the cut', async () => {
    const names = twice(most + 10, most - 1, most);
    const { basics = {}, ...rest } = make(names) as { basics?: object };
    const given = person(basics, rest);
    const { profileId } = await importResume(vitae.writes, given);
    const out = await exportResume(vitae.db, profileId, 'owner');
    expect({ ...given, $schema: out?.['$schema'], meta: out?.['meta'] }).toEqual(out);
    for (const mode of ['MERGE', 'REPLACE'] as const)
      expect(await importResume(vitae.writes, given, { mode })).toMatchObject({
        profileId,
        outcome: 'unchanged',
      });
    await mutated(vitae, 'saveBio', { input: { summary: 'By hand' } }, profileId);
    const edited = await exportResume(vitae.db, profileId, 'owner');
    expect(edited).toMatchObject({ ...given, basics: { ...given.basics, summary: 'By hand' } });
    expect(await importResume(vitae.writes, edited)).toMatchObject({ outcome: 'unchanged' });
    expect(await importResume(vitae.writes, given)).toMatchObject({ outcome: 'unchanged' });
    const next = { ...given, volunteer: [{ organization: 'Garden' }] };
    expect(await importResume(vitae.writes, next)).toMatchObject({ outcome: 'updated' });
    expect(await exportResume(vitae.db, profileId, 'owner')).toMatchObject({
      ...next,
      basics: { ...given.basics, summary: 'By hand' },
    });
    expect(await importResume(vitae.writes, next)).toMatchObject({ outcome: 'unchanged' });
  });
});
