// Imports of many people at once: in batches, twice, at the same time, several in a file.
import path from 'node:path';
import { expect, it } from 'vitest';
import { readJobs } from '../support/pgboss-tables.ts';
import { collect, person, WORK, useImportFolder } from './import-folder.ts';

const { vitae, folderOf, outcomes } = useImportFolder();

it('creates several batches of new people whole, and answers unchanged to all of them again', async () => {
  const people = Array.from({ length: 330 }, (_, nth) => [`p${nth}`, person(`Many ${nth}`, { work: WORK })]);
  const made = await folderOf('many', Object.fromEntries(people) as Record<string, object>);
  const before = await readJobs(vitae, 'profile-changed');
  expect(new Set(Object.values(await outcomes(made)))).toEqual(new Set(['created']));
  const where = { fullName: { startsWith: 'Many ' } };
  const profiles = await vitae.db.profile.findMany({
    where,
    include: { experience: true, keptResume: true },
  });
  expect(profiles).toHaveLength(330);
  expect(profiles.every(({ experience, keptResume }) => experience.length === 1 && keptResume)).toBe(true);
  expect(new Set(profiles.map(({ handle }) => handle)).size).toBe(330);
  expect(await vitae.db.$queryRaw`SELECT count(*)::int FROM undeclared_write`).toEqual([{ count: 0 }]);
  const after = await readJobs(vitae, 'profile-changed');
  expect(after.length - before.length).toBe(330);
  expect(new Set(Object.values(await outcomes(made)))).toEqual(new Set(['unchanged']));
  expect(await vitae.db.profile.findMany({ where, include: { experience: true, keptResume: true } })).toEqual(
    profiles,
  );
});

it.each([false, true])(
  'takes the first file of a person, and reports the others; dry run: %s',
  async (dryRun) => {
    const made = await folderOf(`same-${String(dryRun)}`, {
      a: person(`Same ${String(dryRun)}`),
      b: person(`Same ${String(dryRun)}`, { work: WORK }),
      c: person(`Same ${String(dryRun)}`),
      d: person(`Other ${String(dryRun)}`),
    });
    const expected = { a: 'created', b: 'conflict', c: 'unchanged', d: 'created' };
    expect(await outcomes(made, { dryRun })).toEqual(expected);
    const [, second] = await collect(vitae.writes, [made], { dryRun });
    expect(second?.faults?.[0]?.message).toContain(path.join(made, 'a.json'));
  },
);

it('writes nothing in a dry run', async () => {
  const made = await folderOf('dry', { a: person('Dry One'), b: person('Dry Two') });
  const before = await vitae.db.profile.count();
  expect(await outcomes(made, { dryRun: true })).toEqual({ a: 'created', b: 'created' });
  expect(await vitae.db.profile.count()).toBe(before);
});

it('imports the others of a batch where the database refuses one person', async () => {
  await vitae.sql(`ALTER TABLE profile ADD CONSTRAINT not_refused CHECK (full_name <> 'Refused One')`);
  const made = await folderOf('one-bad', {
    a: person('Fine A'),
    b: person('Refused One'),
    c: person('Fine C'),
  });
  expect(await outcomes(made)).toEqual({ a: 'created', b: 'refused', c: 'created' });
  await vitae.sql('ALTER TABLE profile DROP CONSTRAINT not_refused');
  expect(await outcomes(made)).toEqual({ a: 'unchanged', b: 'created', c: 'unchanged' });
});

it('creates each person once where two imports of the same files run at once', async () => {
  const people = Array.from({ length: 60 }, (_, nth) => [`p${nth}`, person(`Twice ${nth}`)]);
  const made = await folderOf('twice', Object.fromEntries(people) as Record<string, object>);
  const both = await Promise.all([outcomes(made), outcomes(made)]);
  expect(both.flatMap((one) => Object.values(one)).filter((outcome) => outcome === 'created')).toHaveLength(
    60,
  );
  expect(await vitae.db.profile.count({ where: { fullName: { startsWith: 'Twice ' } } })).toBe(60);
});

it('ends after the batch in which it is interrupted, and goes on when it runs again', async () => {
  const people = Array.from({ length: 300 }, (_, nth) => [`p${nth}`, person(`Stopped ${nth}`)]);
  const made = await folderOf('stopped', Object.fromEntries(people) as Record<string, object>);
  const stop = new AbortController();
  stop.abort();
  expect(Object.keys(await outcomes(made, { signal: stop.signal }))).toHaveLength(250);
  const again = Object.values(await outcomes(made));
  expect(again.filter((outcome) => outcome === 'created')).toHaveLength(50);
});

it('imports each person of a file of several, and reports each', async () => {
  const made = await folderOf('several', {
    list: [person('Listed A'), { work: WORK }, person('Listed B')],
    wrapped: { resumes: [person('Wrapped A'), person('Wrapped B')] },
    languages: { en: person('Two Tongues'), de: person('Two Tongues', { work: WORK }) },
  });
  const expected = {
    'languages.json': 'created',
    'list.json#0': 'created',
    'list.json#1': 'refused',
    'list.json#2': 'created',
    'wrapped.json#0': 'created',
    'wrapped.json#1': 'created',
  };
  const all = await collect(vitae.writes, [made]);
  expect(Object.fromEntries(all.map(({ file, outcome }) => [path.basename(file), outcome]))).toEqual(
    expected,
  );
  const named = await collect(vitae.writes, [path.join(made, 'list.json')], { key: 'one' });
  expect(named).toMatchObject([
    { outcome: 'refused', faults: [{ message: 'holds 3 resumes; one is imported at a time' }] },
  ]);
});

it('ends a batch of large files earlier', async () => {
  const large = 'x'.repeat(3_000_000);
  const people = Array.from({ length: 5 }, (_, nth) => [
    `p${nth}`,
    person(`Large ${nth}`, { 'x-own': large }),
  ]);
  const made = await folderOf('large', Object.fromEntries(people) as Record<string, object>);
  const stop = new AbortController();
  stop.abort();
  expect(Object.keys(await outcomes(made, { signal: stop.signal }))).toHaveLength(3);
});

it('creates a profile for each file where that is asked for, in one transaction', async () => {
  const meta = { canonical: 'https://people.dev/forced.json' };
  const made = await folderOf('forced', {
    a: person('Forced', { meta }),
    b: person('Forced', { meta }),
    c: person('Forced', { work: WORK }),
  });
  for (let times = 1; times <= 2; times += 1) {
    expect(await outcomes(made, { create: true })).toEqual({ a: 'created', b: 'created', c: 'created' });
    const profiles = await vitae.db.profile.findMany({ where: { fullName: 'Forced' } });
    expect(profiles).toHaveLength(3 * times);
    expect(profiles.filter(({ importKey }) => importKey !== null)).toHaveLength(1);
    const transactions = await vitae.db.$queryRaw<{ count: number }[]>`
      SELECT count(DISTINCT xmin::text)::int AS count FROM profile WHERE full_name = 'Forced'`;
    expect(transactions).toEqual([{ count: times }]);
  }
});
