// One statement says of all sections whether they are filled: as each section's own rule says of the rows that Prisma reads.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { seedProfiles } from '../../src/dev/demo/seed.ts';
import { defineSection, type Section } from '../../src/sections/define.ts';
import { loadFillings } from '../../src/sections/filling.ts';
import { keyColumns, listOrder, loadSections } from '../../src/sections/read.ts';
import { sections } from '../../src/sections/registry.ts';
import { useVitae } from '../support/vitae.ts';

const vitae = useVitae({ workers: false, sweeps: false });

const outside = { resume: { from: () => null, to: () => ({}) } };

/** Depends on the order of the rows, on a name of two words, on a list and on a number of rows. */
const ordered = defineSection({
  name: 'education',
  description: 'For the test.',
  staleAfterDays: null,
  read: (db, profileId) =>
    db.education.findMany({
      where: { profileId },
      orderBy: listOrder(),
      select: { ...keyColumns, studyType: true, courses: true, ordinal: true },
    }),
  isFilled: ([first, ...others]) =>
    first.studyType !== null && first.ordinal % 2 === 0 && (others.length > 0 || first.courses.length > 0),
  rows: { list: (tx) => tx.education },
  resume: { ...outside.resume, read: (db, profileId) => db.education.findMany({ where: { profileId } }) },
});

/** Is given no private column. */
const seen: object[] = [];
const partlyPrivate = defineSection({
  name: 'location',
  description: 'For the test.',
  staleAfterDays: null,
  private: ['address', 'postalCode'],
  read: (db, profileId) =>
    db.location.findMany({ where: { profileId }, select: { ...keyColumns, city: true, countryCode: true } }),
  isFilled(rows) {
    seen.push(...rows);
    return rows[0].countryCode !== null;
  },
  rows: { one: (tx) => tx.location },
  resume: { ...outside.resume, read: (db, profileId) => db.location.findMany({ where: { profileId } }) },
});

const text = fc.option(fc.constantFrom('', 'x', 'Zürich', '"', '\\'), { nil: null });
const rowsOf = fc.record({
  bio: fc.option(fc.record({ label: text, summary: text })),
  location: fc.option(
    fc.record({ address: text, postalCode: text, city: text, region: text, countryCode: text }),
  ),
  education: fc.array(
    fc.record({ ordinal: fc.nat(5), studyType: text, courses: fc.array(fc.constantFrom('', 'NULL', '{}')) }),
    { maxLength: 3 },
  ),
  updatedAt: fc.date({ min: new Date('1971-01-01'), max: new Date('2040-01-01'), noInvalidDate: true }),
});

async function fillAtRandom(ids: readonly string[]): Promise<void> {
  const contents = fc.sample(rowsOf, { seed: 20261128, numRuns: ids.length });
  const owned = contents.map((content, index) => ({
    content,
    own: { profileId: ids[index] ?? '', updatedAt: content.updatedAt },
  }));
  const { bio, location, education } = vitae.db;
  await Promise.all([bio.deleteMany(), location.deleteMany(), education.deleteMany()]);
  await bio.createMany({
    data: owned.flatMap(({ content, own }) => (content.bio ? { ...content.bio, ...own } : [])),
  });
  await location.createMany({
    data: owned.flatMap(({ content, own }) => (content.location ? { ...content.location, ...own } : [])),
  });
  await education.createMany({
    data: owned.flatMap(({ content, own }) => content.education.map((row) => ({ ...row, ...own }))),
  });
}

async function expectSame(of: readonly Section[], ids: readonly string[]): Promise<void> {
  const [fast, own] = [await loadFillings(vitae.db, of, ids), await loadSections(vitae.db, of, ids)];
  for (const [place, { name }] of of.entries()) {
    for (const id of ids) {
      const { filled, updatedAt } = own[place]?.get(id) ?? { filled: null, updatedAt: null };
      const expected = updatedAt === null ? undefined : { filled, updatedAt };
      expect(fast[place]?.get(id), `${name} of ${id}`).toEqual(expected);
    }
  }
}

it('every section is filled by the rows that fill it by its own rule', async () => {
  await seedProfiles({ url: vitae.url, count: 100 });
  const ids = (await vitae.db.profile.findMany({ select: { id: true } })).map(({ id }) => id);
  await expectSame(sections, ids);
  await fillAtRandom(ids);
  await expectSame([...sections, ordered, partlyPrivate], [...ids, crypto.randomUUID()]);
  const filled = (await loadFillings(vitae.db, [ordered], ids))[0];
  const found = [...(filled?.values() ?? [])].map((one) => one.filled);
  expect(new Set(found)).toEqual(new Set([true, false]));
});

it('a rule is given no private column', async () => {
  seen.length = 0;
  const rows = await vitae.db.location.findMany();
  await loadFillings(
    vitae.db,
    [partlyPrivate],
    rows.map(({ profileId }) => profileId),
  );
  expect(seen).toHaveLength(rows.length);
  expect(rows.some(({ address }) => address !== null)).toBe(true);
  for (const row of seen) {
    expect(Object.keys(row)).toContain('countryCode');
    expect(Object.keys(row)).not.toEqual(expect.arrayContaining(['address']));
    expect(Object.keys(row)).not.toEqual(expect.arrayContaining(['postalCode']));
  }
});

it('profiles and sections that are none have none', async () => {
  expect(await loadFillings(vitae.db, [], ['x'])).toEqual([]);
  expect(await loadFillings(vitae.db, sections, [])).toEqual(sections.map(() => new Map()));
});
