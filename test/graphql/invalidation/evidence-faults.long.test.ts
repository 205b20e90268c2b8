// Makes writes that no name and no folder shows, and checks that the evidence finds each: an import, a trigger of the database,
// a mutation outside of the sections' folders, a declaration that leaves out a profile.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writable } from '../../../src/database/client.ts';
import { recordedInvalidations } from '../../../src/database/invalidations.ts';
import { builder } from '../../../src/graphql/builder.ts';
import { nothing } from '../../../src/graphql/invalidation-plugin.ts';
import { profileCompletionTag } from '../../../src/profiles/completion-tag.ts';
import { writeProfile } from '../../../src/profiles/write.ts';
import { importResume } from '../../../src/resume/import.ts';
import { makeFilledProfile } from '../../support/mutations.ts';
import { readSample } from '../../resume/samples.ts';
import { startVitae, type Vitae } from '../../support/vitae.ts';
import { administratorArgs, evidenceOf, importWriter, fixInOptions, runWith } from './evidence-cases.ts';
import {
  faultsOf,
  noteWrites,
  observe,
  readersIn,
  tablesRead,
  unprovenTables,
  type Readers,
  type Writer,
} from './evidence.ts';

// Their verbs are not in the list, and the lint rule does not read this file.
builder.mutationField('replaceSkills', (t) =>
  t.string({
    access: 'administrator',
    args: { profileId: t.arg.id({ required: true }) },
    invalidates: nothing,
    resolve: async (_root, { profileId }, ctx) => {
      await writeProfile(ctx, profileId, (tx) => tx.skill.deleteMany({ where: { profileId } }));
      return profileId;
    },
  }),
);
builder.mutationField('moveBio', (t) =>
  t.string({
    access: 'administrator',
    args: { from: t.arg.id({ required: true }), to: t.arg.id({ required: true }) },
    // Leaves out the profile that the bio is taken from.
    invalidates: (to) => [profileCompletionTag(to)],
    resolve: async (_root, { from, to }, ctx) => {
      await writeProfile(ctx, [from, to], async (tx) => {
        await tx.bio.deleteMany({ where: { profileId: to } });
        await tx.bio.update({ where: { profileId: from }, data: { profileId: to } });
      });
      return to;
    },
  }),
);
/** Writes past writeProfile by the cast, with or without declaring all profiles. */
builder.mutationField('clearLanguages', (t) =>
  t.string({
    access: 'administrator',
    args: { profileId: t.arg.id({ required: true }), declares: t.arg.boolean({ required: true }) },
    invalidates: (profileId) => [profileCompletionTag(profileId)],
    resolve: async (_root, { profileId, declares }, { db }) => {
      await writable(db).$transaction(async (tx) => {
        if (declares) await tx.$executeRaw`SELECT set_config('vitae.declared', '*', true)`;
        await tx.language.deleteMany({ where: { profileId } });
      });
      return profileId;
    },
  }),
);
const extended = builder.toSchema();

let vitae: Vitae;
let readers: Readers;
let fullId: string;
let people = 0;

beforeAll(async () => {
  vitae = await startVitae({ workers: false, sweeps: false });
  fullId = await person();
  readers = await readersIn(vitae.db, [fullId]);
  await noteWrites(vitae);
});
afterAll(() => vitae.close());

async function person(): Promise<string> {
  people += 1;
  return (await makeFilledProfile(vitae, `Person ${String(people)}`)).id;
}

async function faultsIn(writer: Writer, work: () => Promise<unknown>): Promise<string[]> {
  return faultsOf(writer, await observe(vitae, work), readers);
}

const writer = (mutation: string, profileId: string): Writer => ({
  name: `Mutation ${mutation}`,
  where: 'test/graphql/invalidation/evidence-faults.long.test.ts',
  profileId,
  fix: fixInOptions,
});

it('an import that invalidates nothing', async () => {
  const { profileId } = await importResume(vitae.writes, readSample('sample.resume.json'));
  const withoutCache = { ...vitae.writes, invalidations: recordedInvalidations };
  const other = { basics: { name: 'Another' } };
  const again = () => importResume(withoutCache, other, { profileId, mode: 'REPLACE' });
  const faults = await faultsIn(importWriter(profileId), again);
  expect(faults).toContain(
    'The import (src/resume/import.ts) wrote the table "bio" of its profile, from which the section "bio" is read, and ' +
      'the completion from before was served after its answer. ' +
      'Add before it returns: await services.invalidations.carryOut([profileCompletionTag(profileId)]);',
  );
  expect(faults.length).toBeGreaterThan(5);
});

it("a mutation outside of a section's folder, with a verb that is not in the list", async () => {
  const profileId = await person();
  const source = 'mutation ($profileId: ID!) { replaceSkills(profileId: $profileId) }';
  const run = runWith(vitae, extended, source);
  const faults = await faultsIn(writer('replaceSkills', profileId), () =>
    run('replaceSkills', { profileId }, 'a payload'),
  );
  expect(faults).toEqual([
    'Mutation replaceSkills (test/graphql/invalidation/evidence-faults.long.test.ts) wrote the table "skill" of its profile, from which the ' +
      'section "skill" is read, and the completion from before was served after its answer. ' +
      'Add to its options: invalidates: ({ profileId }) => [profileCompletionTag(profileId)],',
  ]);
});

it('a declaration that leaves out one of two profiles', async () => {
  const [from, to] = [await person(), await person()];
  const source = 'mutation ($from: ID!, $to: ID!) { moveBio(from: $from, to: $to) }';
  const run = runWith(vitae, extended, source);
  const faults = await faultsIn(writer('moveBio', to), () => run('moveBio', { from, to }, 'a payload'));
  expect(faults).toEqual([
    'Mutation moveBio (test/graphql/invalidation/evidence-faults.long.test.ts) wrote the table "bio" of another profile, from which the ' +
      'section "bio" is read, and the completion from before was served after its answer. Add to its options: ' +
      'invalidates: ({ profileId, otherProfileId }) => [profileCompletionTag(profileId), profileCompletionTag(otherProfileId)],',
  ]);
});

describe('a mutation that writes past writeProfile', () => {
  const source =
    'mutation ($profileId: ID!, $declares: Boolean!) { clearLanguages(profileId: $profileId, declares: $declares) }';

  it('is refused by the database', async () => {
    const args = { profileId: await person(), declares: false };
    const message =
      `undeclared DELETE of the table "language", profile ${args.profileId}. ` +
      'Write it by writeProfile(ctx, profileId, (tx) => ...) in src/profiles/write.ts';
    const refused = runWith(vitae, extended, source)('clearLanguages', args, 'a payload');
    await expect(refused).rejects.toThrow(JSON.stringify(message).slice(1, -1));
  });

  it('and declares all profiles leaves revision and index as they were', async () => {
    const args = { profileId: await person(), declares: true };
    const run = runWith(vitae, extended, source);
    const faults = await faultsIn(writer('clearLanguages', args.profileId), () =>
      run('clearLanguages', args, 'a payload'),
    );
    expect(faults).toEqual(
      ['and its revision stayed', 'and no job indexes it'].map(
        (fault) =>
          'Mutation clearLanguages (test/graphql/invalidation/evidence-faults.long.test.ts) wrote the table "language" of its ' +
          `profile, ${fault}. Write it by writeProfile(ctx, profileId, (tx) => …) in src/profiles/write.ts`,
      ),
    );
  });
});

describe('in the database alone', () => {
  it("a trigger that writes another section's table, of another profile", async () => {
    const other = await person();
    await vitae.sql(`
      CREATE FUNCTION copy_city() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM set_config('vitae.declared', '*', true);
        UPDATE location SET city = 'Elsewhere' WHERE profile_id = '${other}';
        RETURN NULL;
      END $$;
      CREATE TRIGGER copy_city AFTER UPDATE ON photo FOR EACH ROW EXECUTE FUNCTION copy_city()`);
    const evidence = await evidenceOf(vitae, 'savePhoto');
    await vitae.sql('DROP FUNCTION copy_city CASCADE');
    const faults = evidence.flatMap((one) => faultsOf(one.writer, one.observation, readers));
    const wrote = 'wrote the table "location" of another profile,';
    for (const [nth, found] of [
      /^from which the section "location" is read/,
      /and its revision/,
      /and no job/,
    ].entries())
      expect(faults[nth]?.split(wrote)[1]?.trim()).toMatch(found);
    expect(faults).toHaveLength(3);
  });

  it('a write past Vitae, and a TRUNCATE, which counts for every profile', async () => {
    const id = await person();
    const past = await faultsIn(writer('none', id), () =>
      vitae.sql('UPDATE bio SET summary = NULL WHERE profile_id = $1', [id]),
    );
    // The completion, the revision and the job.
    expect(past).toHaveLength(3);
    const emptied = await faultsIn(writer('none', id), () => vitae.sql('TRUNCATE language'));
    expect(emptied.map((fault) => /of (\w+) profile/.exec(fault)?.[1]).sort()).toEqual(['another', 'its']);
  });

  it('a section that is read through a view and a function', async () => {
    await vitae.sql(`
      CREATE VIEW shown AS SELECT profile_id FROM photo;
      CREATE FUNCTION counted() RETURNS bigint LANGUAGE plpgsql AS $$ BEGIN RETURN (SELECT count(*) FROM skill); END $$`);
    const tables = await tablesRead(vitae.db, (tx) => tx.$queryRaw`SELECT *, counted() FROM shown`);
    expect(tables).toEqual(['photo', 'skill']);
  });
});

describe('does not count as evidence:', () => {
  it('a mutation with an argument that has no sample', async () => {
    await expect(administratorArgs(vitae, 'clearLanguages', { of: extended })).rejects.toThrow(
      'Mutation clearLanguages cannot be run, so nothing shows what it writes: add a sample of the argument declares to ',
    );
  });

  it('a case whose statements change no row', async () => {
    const observation = await observe(vitae, () =>
      vitae.sql(`DELETE FROM photo WHERE profile_id = gen_random_uuid()`),
    );
    expect(observation.rows).toEqual([]);
    expect(unprovenTables([observation], readers)).toEqual(['photo']);
  });
});
