// What a profile keeps of a resume beside its rows, after edits by hand.
import { describe, expect, it } from 'vitest';
import { exportResume } from '../../src/resume/export.ts';
import { importResume } from '../../src/resume/import.ts';
import { readBytes } from '../../src/profiles/size.ts';
import type { JsonObject } from '../../src/search/json.ts';
import { mutated } from '../support/mutations.ts';
import { useVitae } from '../support/vitae.ts';

const vitae = useVitae({ workers: false });

let people = 0;
const person = (rest: object, basics: object = {}) => {
  people += 1;
  return { basics: { name: `Kept ${people}`, email: `kept${people}@people.dev`, ...basics }, ...rest };
};
const listOf = (length: number, item: (index: number) => object) =>
  Array.from({ length }, (_, index) => item(index));

const out = async (profileId: string) => {
  const resume = await exportResume(vitae.db, profileId, 'owner');
  if (!resume) throw new Error('there is no such profile');
  return resume;
};
const items = async (profileId: string, name: string) => (await out(profileId))[name] as JsonObject[];

async function expectStable(profileId: string) {
  const before = await out(profileId);
  const again = await importResume(vitae.writes, before, { profileId });
  expect(again.outcome).toBe('unchanged');
  expect(await out(profileId)).toEqual(before);
}

describe('an item whose row was edited by hand', () => {
  it('keeps its unknown fields, whatever of the row has changed, and takes what the file changes later', async () => {
    const work = [
      { name: 'Acme', position: 'Engineer', startDate: '2015', team: 'A' },
      { name: 'Acme', position: 'Lead', startDate: '2018', team: 'B' },
    ];
    const education = [{ institution: 'MIT', area: 'Maths', 'x-thesis': 'Sets' }];
    const given = person({ work, education });
    const { profileId } = await importResume(vitae.writes, given);
    const [job] = await vitae.db.experience.findMany({ where: { profileId, position: 'Engineer' } });
    const [school] = await vitae.db.education.findMany({ where: { profileId } });
    const edited = { name: 'Initech', position: 'Clerk', startDate: '2016' };
    await mutated(vitae, 'editExperience', { id: job?.id, input: edited }, profileId);
    const input = { institution: 'Harvard', area: 'Law' };
    await mutated(vitae, 'editEducation', { id: school?.id, input }, profileId);
    expect(await items(profileId, 'work')).toEqual([{ ...work[0], ...edited }, work[1]]);
    expect(await items(profileId, 'education')).toEqual([{ ...education[0], ...input }]);
    await expectStable(profileId);
    const next = { ...given, work: [{ ...work[0], endDate: '2018', team: 'C' }, work[1]] };
    expect(await importResume(vitae.writes, next)).toMatchObject({ outcome: 'updated' });
    expect(await items(profileId, 'work')).toEqual([{ ...edited, endDate: '2018', team: 'C' }, work[1]]);
    await expectStable(profileId);
  });

  it('keeps them in a list that is replaced as a whole, and where it moved', async () => {
    const skills = ['Go', 'SQL', 'Rust'].map((name) => ({ name, level: 'Master', years: name.length }));
    const { profileId } = await importResume(vitae.writes, person({ skills }));
    const save = (...names: string[]) =>
      mutated(vitae, 'saveSkills', { skills: names.map((name) => ({ name, level: 'Master' })) }, profileId);
    await save('Go', 'PostgreSQL', 'Rust');
    await save('Rust', 'Go', 'PostgreSQL');
    await save('Rust', 'Golang', 'PostgreSQL', 'C');
    const level = 'Master';
    expect(await items(profileId, 'skills')).toEqual([
      ...[
        { name: 'Rust', level, years: 4 },
        { name: 'Golang', level, years: 2 },
      ],
      ...[
        { name: 'PostgreSQL', level, years: 3 },
        { name: 'C', level },
      ],
    ]);
    await expectStable(profileId);
  });

  it('does not give them to another row', async () => {
    const work = [{ name: 'Acme', position: 'Engineer', team: 'A' }];
    const { profileId } = await importResume(vitae.writes, person({ work }));
    const [job] = await vitae.db.experience.findMany({ where: { profileId, name: 'Acme' } });
    await mutated(vitae, 'deleteExperience', { id: job?.id }, profileId);
    await mutated(vitae, 'createExperience', { input: { name: 'Acme', position: 'Chief' } }, profileId);
    expect(await items(profileId, 'work')).toEqual([{ name: 'Acme', position: 'Chief' }]);
    await expectStable(profileId);
  });
});

describe('what no section holds', () => {
  it.each([
    ['skills', 103, 'saveSkills', 'skills', (name: string) => ({ name })],
    ['languages', 110, 'saveLanguages', 'languages', (language: string) => ({ language })],
  ])(
    'of %s over their maximum stays, whatever is done to the rows',
    async (list, count, mutation, arg, item) => {
      const given = person({ [list]: listOf(count, (index) => item(`Thing ${index}`)) });
      const { profileId } = await importResume(vitae.writes, given);
      const rows = listOf(100, (index) => item(`Thing ${index}`));
      await mutated(vitae, mutation, { [arg]: [...rows.slice(1), item('Another')] }, profileId);
      expect(await items(profileId, list)).toHaveLength(count);
      await expectStable(profileId);
      await mutated(vitae, mutation, { [arg]: rows.slice(10) }, profileId);
      expect(await items(profileId, list)).toHaveLength(count - 10);
      await expectStable(profileId);
      expect(await importResume(vitae.writes, given, { profileId })).toMatchObject({ outcome: 'unchanged' });
      await mutated(vitae, mutation, { [arg]: [] }, profileId);
      expect(await items(profileId, list)).toHaveLength(count - 100);
      await expectStable(profileId);
    },
  );

  it('of a list within an item over its maximum stays', async () => {
    const highlights = Array.from({ length: 60 }, (_, index) => `Highlight ${index}`);
    const { profileId } = await importResume(vitae.writes, person({ work: [{ name: 'Acme', highlights }] }));
    const [job] = await vitae.db.experience.findMany({ where: { profileId } });
    const input = { name: 'Acme', highlights: highlights.slice(1, 50) };
    await mutated(vitae, 'editExperience', { id: job?.id, input }, profileId);
    expect(await items(profileId, 'work')).toEqual([{ name: 'Acme', highlights: highlights.slice(1) }]);
    await expectStable(profileId);
  });
});

it('a list that is full by hand keeps these rows, and what the file adds stays beside them', async () => {
  const skills = listOf(95, (index) => ({ name: `Skill ${index}`, 'x-of': index }));
  const given = person({ skills });
  const { profileId } = await importResume(vitae.writes, given);
  const names = (await items(profileId, 'skills')).map(({ name }) => ({ name }));
  const byHand = listOf(5, (index) => ({ name: `By hand ${index}` }));
  await mutated(vitae, 'saveSkills', { skills: [...names, ...byHand] }, profileId);
  const before = await vitae.db.skill.findMany({ where: { profileId }, orderBy: { id: 'asc' } });
  const added = listOf(3, (index) => ({ name: `New ${index}`, 'x-of': 'new' }));
  const { notes } = await importResume(vitae.writes, { ...given, skills: [...added, ...skills] });
  expect(notes.map(({ path }) => path)).toContain('skills');
  const after = await vitae.db.skill.findMany({ where: { profileId }, orderBy: { id: 'asc' } });
  expect(after.map(({ id, name }) => ({ id, name }))).toEqual(before.map(({ id, name }) => ({ id, name })));
  const all = await items(profileId, 'skills');
  expect(all).toHaveLength(103);
  expect(all).toEqual(expect.arrayContaining([...added, ...skills, ...byHand]));
  await expectStable(profileId);
});

describe('a resume near the most that a profile may hold', () => {
  const job = (index: number, summary: number) => ({
    ...{ name: `Employer ${index}`, position: 'Engineer', startDate: '2015' },
    ...{ summary: 'x'.repeat(summary), highlights: Array<string>(10).fill('y'.repeat(95)) },
  });

  it('is taken whole, and can be edited by hand', async () => {
    const work = listOf(100, (index) => job(index, 900));
    const given = person({ work });
    const { profileId, notes } = await importResume(vitae.writes, given);
    expect(notes).toEqual([]);
    expect(await items(profileId, 'work')).toEqual(work);
    expect(await vitae.db.experience.count({ where: { profileId } })).toBe(100);
    await mutated(vitae, 'saveBio', { input: { summary: 'z'.repeat(4000) } }, profileId);
    await expectStable(profileId);
    expect(await readBytes(vitae.db, profileId)).toBeLessThan(250_000);
  });

  it.each([
    ['long texts', (): object => ({ work: listOf(100, (index) => job(index, 3000)) })],
    [
      'texts in lists',
      () => ({
        work: listOf(40, () => ({
          name: 'A',
          highlights: listOf(40, (n) => `${n} ${'y'.repeat(300)}` as never),
        })),
      }),
    ],
    [
      'short texts',
      () => ({ work: listOf(5000, (n) => ({ name: `Employer ${n}`, summary: 'x'.repeat(90) })) }),
    ],
    [
      'texts alone in items',
      () => ({ references: listOf(900, (n) => ({ reference: `${n} ${'y'.repeat(400)}` })) }),
    ],
    [
      'fields of the basics',
      () => ({ basics: { 'x-list': listOf(9000, (n) => ({ n, text: 'y'.repeat(90) })) } }),
    ],
  ])('above it, with %s, loses no more than it must, and tells what is not there', async (_what, rest) => {
    const { basics = {}, ...others } = rest() as { basics?: object };
    const given = person(others, basics);
    const { profileId, notes } = await importResume(vitae.writes, given);
    const whole = await out(profileId);
    expect(JSON.stringify(whole).length).toBeGreaterThan(175_000);
    expect(JSON.stringify(whole).length).toBeLessThan(250_000);
    expect(await readBytes(vitae.db, profileId)).toBeLessThan(250_000);
    for (const { path, read, message } of notes.filter((note) =>
      note.message.includes('larger than a profile'),
    )) {
      const found = path
        .split('.')
        .reduce<unknown>((value, key) => (value as JsonObject | undefined)?.[key], whole);
      if (message.startsWith('is left out')) expect(found).toBeUndefined();
      else expect(Array.isArray(found) ? found.length : found).toBe(read);
    }
    await expectStable(profileId);
    expect(await importResume(vitae.writes, given, { profileId })).toMatchObject({ outcome: 'unchanged' });
  });
});

it('a note names the place in the file, under the names and with the items that it has there', async () => {
  const { name, email } = person({}).basics;
  const file = {
    resume: {
      basic: { name, mail: email, picture: './me.png' },
      jobs: [{}, { company: 'A'.repeat(250) }, [{ company: 'B' }, { organization: 'C'.repeat(250) }]],
    },
  };
  const { notes } = await importResume(vitae.writes, file);
  const paths = notes.filter(({ message }) => message.includes('the profile')).map(({ path }) => path);
  expect(paths).toEqual(
    expect.arrayContaining(['resume.jobs.1.company', 'resume.jobs.2.1.organization', 'resume.basic.picture']),
  );
});

it('a note of what both changed names the place in the file too', async () => {
  const { basics } = person({});
  const job = (summary: string) => ({ employer: 'Acme', role: 'Engineer', summary });
  const nobody = { summary: 'No section holds it' };
  const file = (summary: string) => ({ basics, jobs: [{}, nobody, job(summary)] });
  const { profileId } = await importResume(vitae.writes, file('First'));
  const [row] = await vitae.db.experience.findMany({ where: { profileId } });
  const input = { name: 'Acme', position: 'Engineer', summary: 'By hand' };
  await mutated(vitae, 'editExperience', { id: row?.id, input }, profileId);
  const { notes } = await importResume(vitae.writes, file('Second'));
  expect(notes).toContainEqual(
    expect.objectContaining({ path: 'jobs.2.summary', written: 'Second', read: 'By hand' }),
  );
});
