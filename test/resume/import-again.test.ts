// The same person is imported again: what is equal stays, and what was changed by hand is merged.
import { describe, expect, it } from 'vitest';
import { ConflictError } from '../../src/graphql/errors.ts';
import { exportResume } from '../../src/resume/export.ts';
import { importResume } from '../../src/resume/import.ts';
import { makeFilledProfile, mutated } from '../support/mutations.ts';
import { readJobs } from '../support/pgboss-tables.ts';
import { useRoundTrips, WORK } from './round-trips.ts';

const { vitae, person, importAndExport, rowsOf } = useRoundTrips();

describe('importing the same person again', () => {
  it('tells of nothing left out where the export of a profile that edits made large comes back', async () => {
    const given = person(
      {},
      { 'x-own': Array.from({ length: 30 }, (_, nth) => `${nth} ${'x'.repeat(400)}`) },
    );
    const { profileId } = await importResume(vitae.writes, given);
    const summary = 'Beekeeper '.repeat(480);
    await mutated(vitae, 'saveBio', { input: { label: 'Lead', summary } }, profileId);
    const out = await exportResume(vitae.db, profileId, 'owner');
    const profileBytes = 18_000;
    expect(JSON.stringify(out).length).toBeGreaterThan(0.9 * profileBytes);
    const again = await importResume({ ...vitae.writes, profileBytes }, out);
    expect(again).toMatchObject({ profileId, outcome: 'unchanged', notes: [] });
  });

  it('changes nothing where the resume is the same', async () => {
    const given = person(
      { phone: '+1 202 555 0143', label: 'Engineer' },
      { work: WORK, skills: [{ name: 'Go' }] },
    );
    const { profileId } = await importAndExport(given);
    const before = await rowsOf(profileId);
    for (const mode of ['MERGE', 'REPLACE'] as const) {
      const again = await importResume(vitae.writes, given, { mode });
      expect(again).toMatchObject({ profileId, outcome: 'unchanged' });
    }
    expect(await importResume(vitae.writes, given, { profileId })).toMatchObject({ outcome: 'unchanged' });
    expect(await rowsOf(profileId)).toEqual(before);
  });

  it('writes what has changed, with one revision and one job, and leaves the other rows', async () => {
    const given = person({}, { work: WORK, skills: [{ name: 'Go' }, { name: 'SQL' }] });
    const { profileId } = await importAndExport(given);
    const before = await rowsOf(profileId);
    const [hooli, acme] = WORK;
    const work = [{ name: 'Initech', position: 'CTO' }, hooli, { ...acme, endDate: '2018' }];
    const again = await importResume(vitae.writes, { ...given, work });
    expect(again).toMatchObject({ profileId, outcome: 'updated' });
    const after = await rowsOf(profileId);
    expect(after.revision).toBe(before.revision + 1);
    expect(after.skills).toEqual(before.skills);
    const row = (name: string, rows = after) => rows.experience.find((one) => one.name === name);
    // It has only moved.
    expect(row('Hooli')).toEqual({ ...row('Hooli', before), ordinal: 1 });
    expect(row('Acme')).toEqual({
      ...row('Acme', before),
      ordinal: 2,
      endDate: '2018',
      updatedAt: row('Acme')?.updatedAt,
    });
    expect(row('Acme')?.updatedAt.getTime()).toBeGreaterThan(
      row('Acme', before)?.updatedAt.getTime() ?? Infinity,
    );
    const jobs = await readJobs(vitae, 'profile-changed');
    expect(jobs.filter(({ key }) => key === profileId)).toHaveLength(1);
    expect((await exportResume(vitae.db, profileId, 'owner'))?.['work']).toEqual(work);
  });

  it('keeps what was written by hand, and REPLACE takes the file', async () => {
    const given = person(
      { label: 'Engineer', summary: 'Short' },
      { work: WORK, volunteer: [{ organization: 'A' }] },
    );
    const { profileId } = await importAndExport(given);
    await mutated(vitae, 'saveBio', { input: { label: 'Lead', summary: 'Short' } }, profileId);
    await mutated(vitae, 'saveSkills', { skills: [{ name: 'By hand' }] }, profileId);
    const [acme] = await vitae.db.experience.findMany({ where: { profileId, name: 'Acme' } });
    await mutated(vitae, 'deleteExperience', { id: acme?.id ?? '' }, profileId);
    const edited = await exportResume(vitae.db, profileId, 'owner');
    expect(edited).toMatchObject({
      basics: { label: 'Lead', summary: 'Short' },
      work: [WORK[0]],
      skills: [{ name: 'By hand' }],
      volunteer: [{ organization: 'A' }],
    });
    expect(await importResume(vitae.writes, edited)).toMatchObject({ profileId, outcome: 'unchanged' });

    const next = { ...given, basics: { ...given.basics, label: 'CTO', summary: 'Longer' } };
    const merged = await importResume(vitae.writes, next);
    expect(merged).toMatchObject({
      outcome: 'updated',
      notes: [{ path: 'basics.label', written: 'CTO', read: 'Lead' }],
    });
    expect(await exportResume(vitae.db, profileId, 'owner')).toEqual({
      ...edited,
      basics: { ...edited?.basics, summary: 'Longer' },
    });
    const replaced = await importResume(vitae.writes, next, { mode: 'REPLACE' });
    expect(replaced).toMatchObject({ profileId, outcome: 'updated' });
    expect(await exportResume(vitae.db, profileId, 'owner')).toMatchObject(next);
    expect(await vitae.db.skill.count({ where: { profileId } })).toBe(0);
  });

  it('keeps what a resume cannot say, such as the code of a language', async () => {
    const given = person({}, { languages: [{ language: 'Portuguese', fluency: 'Fluent' }] });
    const { profileId } = await importAndExport(given);
    const languages = [{ language: 'Portuguese', fluency: 'Fluent', code: 'pt-BR' }];
    await mutated(vitae, 'saveLanguages', { languages }, profileId);
    await importResume(vitae.writes, {
      ...given,
      languages: [{ language: 'Portuguese', fluency: 'Native' }],
    });
    const [row] = await vitae.db.language.findMany({ where: { profileId } });
    expect(row).toMatchObject({ code: 'pt-BR', fluency: 'Native' });
  });

  it('takes a resume into a profile that was written by hand, and keeps both', async () => {
    const profileId = (await makeFilledProfile(vitae, 'Ada Byron')).id;
    const before = await exportResume(vitae.db, profileId, 'owner');
    const given = {
      basics: { name: 'Ada Byron', label: 'Engineer' },
      skills: [{ name: 'Analytical Engine' }],
    };
    const outcome = await importResume(vitae.writes, given, { profileId });
    expect(outcome).toMatchObject({ profileId, outcome: 'updated' });
    const after = await exportResume(vitae.db, profileId, 'owner');
    expect(after).toMatchObject({
      ...before,
      skills: [...given.skills, ...(before?.['skills'] as object[])],
    });
  });

  it('keeps a visibility that was changed since', async () => {
    const given = person();
    const { profileId } = await importAndExport(given);
    await vitae.db.profile.update({ where: { id: profileId }, data: { visibility: 'PRIVATE' } });
    const { profile } = await importAndExport({ ...given, work: WORK });
    expect(profile.visibility).toBe('PRIVATE');
  });

  it('creates one profile from ten concurrent imports', async () => {
    const given = person();
    const all = await Promise.all(Array.from({ length: 10 }, () => importResume(vitae.writes, given)));
    expect(new Set(all.map(({ profileId }) => profileId)).size).toBe(1);
    expect(all.map(({ outcome }) => outcome).sort()).toEqual([
      'created',
      ...Array<string>(9).fill('unchanged'),
    ]);
    const { revision } = await rowsOf(all[0]?.profileId ?? '');
    expect(revision).toBe(1);
  });

  it('writes once where ten concurrent imports change the same', async () => {
    const given = person();
    const { profileId } = await importAndExport(given);
    const next = { ...given, work: WORK };
    const all = await Promise.all(Array.from({ length: 10 }, () => importResume(vitae.writes, next)));
    expect(all.filter(({ outcome }) => outcome === 'updated')).toHaveLength(1);
    expect((await rowsOf(profileId)).revision).toBe(2);
  });

  it('a dry run tells what it would do, and writes nothing', async () => {
    const given = person();
    expect(await importResume(vitae.writes, given, { dryRun: true })).toMatchObject({
      profileId: null,
      outcome: 'created',
    });
    const { profileId } = await importAndExport(given);
    const before = await rowsOf(profileId);
    const next = { ...given, work: WORK };
    expect(await importResume(vitae.writes, next, { dryRun: true })).toMatchObject({
      profileId,
      outcome: 'updated',
    });
    expect(await rowsOf(profileId)).toEqual(before);
  });

  it('refuses another revision than the expected one', async () => {
    const given = person();
    const { profileId, profile } = await importAndExport(given);
    const next = { ...given, work: WORK };
    const expectedRevision = profile.revision + 1;
    await expect(importResume(vitae.writes, next, { profileId, expectedRevision })).rejects.toThrow(
      new ConflictError('expectedRevision', 'the profile has the revision 1', {
        currentRevision: 1,
        code: 'OTHER_REVISION',
        params: { currentRevision: 1 },
      }),
    );
    await importResume(vitae.writes, next, { profileId, expectedRevision: profile.revision });
  });
});
