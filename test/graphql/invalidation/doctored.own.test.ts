// Whether the evidence finds what no name and no folder gives away: an import, a cascade, a trigger of the database, a
// mutation outside of the sections' folders, a declaration of somebody else. Each is made here on purpose, and must be found.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordedInvalidations } from '../../../src/database/invalidations.ts';
import { builder } from '../../../src/graphql/builder.ts';
import { nothing } from '../../../src/graphql/invalidation-plugin.ts';
import { profileCompletionTag } from '../../../src/profiles/completion-tag.ts';
import { importResume } from '../../../src/resume/import.ts';
import { schema } from '../../../src/server/schema.ts';
import { sections } from '../../../src/sections/registry.ts';
import { makeFilledProfile } from '../../support/mutations.ts';
import { readSample } from '../../resume/samples.ts';
import { startVitae, type Vitae } from '../../support/vitae.ts';
import { checkedArgs, evidenceOf, importWriter, mendOfOptions, runWith } from './evidence-cases.ts';
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
import { builtWithEmpty } from './without.ts';

// Mutations as somebody may write them, with a verb that no list has, in a file that no rule looks at.
builder.mutationField('replaceSkills', (t) =>
  t.string({
    access: 'administrator',
    args: { profileId: t.arg.id({ required: true }) },
    invalidates: nothing,
    resolve: async (_root, { profileId }, { db }) => {
      await db.skill.deleteMany({ where: { profileId } });
      return profileId;
    },
  }),
);
builder.mutationField('moveBio', (t) =>
  t.string({
    access: 'administrator',
    args: { from: t.arg.id({ required: true }), to: t.arg.id({ required: true }) },
    // The one it is taken from is forgotten.
    invalidates: (to) => [profileCompletionTag(to)],
    resolve: async (_root, { from, to }, { db }) => {
      await db.bio.deleteMany({ where: { profileId: to } });
      await db.bio.update({ where: { profileId: from }, data: { profileId: to } });
      return to;
    },
  }),
);
const doctored = builder.toSchema();

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
  return (await makeFilledProfile(vitae, `Doctored ${String(people)}`)).id;
}

async function faultsIn(writer: Writer, work: () => Promise<unknown>): Promise<string[]> {
  return faultsOf(writer, await observe(vitae, work), readers);
}

const writer = (mutation: string, profileId: string): Writer => ({
  name: `Mutation ${mutation}`,
  where: 'test/graphql/invalidation/doctored.own.test.ts',
  profileId,
  mend: mendOfOptions,
});

it('an import that carries nothing out', async () => {
  const { profileId } = await importResume(vitae.writes, readSample('sample.resume.json'));
  const forgetful = { ...vitae.writes, invalidations: recordedInvalidations };
  const again = () => importResume(forgetful, readSample('sample.resume.json'));
  const faults = await faultsIn(importWriter(profileId), again);
  expect(faults).toContain(
    'The import (src/resume/import.ts) wrote the table "bio" of its profile, from which the section "bio" is read, and ' +
      'the completion from before was served after its answer. ' +
      'Add before it returns: await services.invalidations.carryOut([profileCompletionTag(profileId)]);',
  );
  expect(faults.length).toBeGreaterThan(5);
});

it('a cascade: deleteProfile deletes the rows of every section without naming one', async () => {
  const run = runWith(vitae, builtWithEmpty('deleteProfile'));
  const [, onFull] = await evidenceOf(vitae, 'deleteProfile', run);
  if (!onFull) throw new Error('there is no evidence');
  const faults = faultsOf(onFull.writer, onFull.observation, readers);
  expect(faults).toHaveLength(sections.length);
  for (const { name } of sections)
    expect(faults.join('\n')).toContain(`from which the section "${name}" is read`);
  expect(faults[0]).toMatch(
    /^Mutation deleteProfile \(src\/profiles\/mutations\.ts:\d+\) wrote the table "\w+" of its profile, .* Add to its options: invalidates: \(\{ profileId \}\) => \[profileCompletionTag\(profileId\)\],$/,
  );
});

it("a mutation outside of a section's folder, with a verb that no list has", async () => {
  const profileId = await person();
  const source = 'mutation ($profileId: ID!) { replaceSkills(profileId: $profileId) }';
  const run = runWith(vitae, doctored, source);
  const faults = await faultsIn(writer('replaceSkills', profileId), () =>
    run('replaceSkills', { profileId }, 'a payload'),
  );
  expect(faults).toEqual([
    'Mutation replaceSkills (test/graphql/invalidation/doctored.own.test.ts) wrote the table "skill" of its profile, from which the ' +
      'section "skill" is read, and the completion from before was served after its answer. ' +
      'Add to its options: invalidates: ({ profileId }) => [profileCompletionTag(profileId)],',
  ]);
});

it('a declaration that forgets one of two profiles', async () => {
  const [from, to] = [await person(), await person()];
  const source = 'mutation ($from: ID!, $to: ID!) { moveBio(from: $from, to: $to) }';
  const run = runWith(vitae, doctored, source);
  const faults = await faultsIn(writer('moveBio', to), () => run('moveBio', { from, to }, 'a payload'));
  expect(faults).toEqual([
    'Mutation moveBio (test/graphql/invalidation/doctored.own.test.ts) wrote the table "bio" of another profile, from which the ' +
      'section "bio" is read, and the completion from before was served after its answer. Add to its options: ' +
      'invalidates: ({ profileId, otherProfileId }) => [profileCompletionTag(profileId), profileCompletionTag(otherProfileId)],',
  ]);
});

describe('in the database alone', () => {
  it("a trigger that writes another section's table, of another profile", async () => {
    const other = await person();
    await vitae.sql(`
      CREATE FUNCTION follow() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN UPDATE location SET city = 'Elsewhere' WHERE profile_id = '${other}'; RETURN NULL; END $$;
      CREATE TRIGGER follow AFTER UPDATE ON photo FOR EACH ROW EXECUTE FUNCTION follow()`);
    const evidence = await evidenceOf(vitae, 'savePhoto');
    await vitae.sql('DROP FUNCTION follow CASCADE');
    const faults = evidence.flatMap((one) => faultsOf(one.writer, one.observation, readers));
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(
      /savePhoto .* wrote the table "location" of another profile, .* section "location"/,
    );
  });

  it('a write past Vitae, and a TRUNCATE: that is of everybody', async () => {
    const id = await person();
    const past = await faultsIn(writer('none', id), () =>
      vitae.sql('UPDATE bio SET summary = NULL WHERE profile_id = $1', [id]),
    );
    expect(past).toHaveLength(1);
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

describe('evidence that is none is refused', () => {
  it('a mutation without a case', () => {
    const fails = () => checkedArgs('replaceSkills', {}, doctored);
    expect(fails).toThrow(
      'Mutation replaceSkills has no case, so nothing shows what it writes. Add the arguments of a valid call to',
    );
    expect(() => checkedArgs('replaceSkills', { profileId: '' }, doctored)).not.toThrow();
    expect(schema.getMutationType()?.getFields()).not.toHaveProperty('replaceSkills');
  });

  it('a case whose statements change no row', async () => {
    const observation = await observe(vitae, () =>
      vitae.sql(`DELETE FROM photo WHERE profile_id = gen_random_uuid()`),
    );
    expect(observation.rows).toEqual([]);
    expect(unprovenTables([observation], readers)).toEqual(['photo']);
  });
});
