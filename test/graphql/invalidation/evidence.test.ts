// The last fence: every mutation of the schema, and the import, is run, and what it wrote is compared with what the
// sections are read from. Who writes that and leaves a completion from before in the cache fails here, whatever it
// declares, whatever it is called and wherever it stands.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importResume } from '../../../src/resume/import.ts';
import { seedProfiles } from '../../../src/dev/demo/seed.ts';
import { sections } from '../../../src/sections/registry.ts';
import { makeFilledProfile, mutated } from '../../support/mutations.ts';
import { readSample, SAMPLES } from '../../resume/samples.ts';
import { startVitae, type Vitae } from '../../support/vitae.ts';
import { evidenceOf, importWriter, mutations } from './evidence-cases.ts';
import {
  faultsOf,
  noteWrites,
  observe,
  readersIn,
  unprovenTables,
  type Observation,
  type Readers,
} from './evidence.ts';

let vitae: Vitae;
let readers: Readers;
const seen: Observation[] = [];

beforeAll(async () => {
  // What was not invalidated inline must be seen, not mended behind the test's back.
  vitae = await startVitae({ workers: false, sweeps: false });
  const full = await makeFilledProfile(vitae, 'Full One');
  const { profile } = await mutated(vitae, 'createProfile', { input: { fullName: 'Empty' } }, 'admin');
  readers = await readersIn(vitae.db, [full.id, profile?.id ?? '']);
  await noteWrites(vitae);
});
afterAll(() => vitae.close());

it.each(mutations)(
  'the mutation %s invalidates the completion of each profile it writes',
  async (mutation) => {
    const evidence = await evidenceOf(vitae, mutation);
    const observations = evidence.map(({ observation }) => observation);
    expect(evidence.flatMap(({ writer, observation }) => faultsOf(writer, observation, readers))).toEqual([]);
    expect(unprovenTables(observations, readers), 'written by statements that changed no row').toEqual([]);
    seen.push(...observations);
  },
);

describe('the import', () => {
  it.each(SAMPLES)('of %s, new and known, does too', async (sample) => {
    for (const round of ['new', 'known']) {
      let profileId = '';
      const observation = await observe(vitae, async () => {
        ({ profileId } = await importResume(vitae.writes, readSample(sample)));
      });
      expect(observation.rows.some((row) => row.profileId === profileId)).toBe(true);
      expect(observation.before.includes(profileId)).toBe(round === 'known');
      expect(faultsOf(importWriter(profileId), observation, readers)).toEqual([]);
      seen.push(observation);
    }
  });
});

it('generated profiles are new, so nothing is cached of them', async () => {
  const observation = await observe(vitae, () => seedProfiles({ url: vitae.url, count: 20 }));
  const written = observation.rows.filter(({ table }) => readers.has(table));
  expect(written.length).toBeGreaterThan(20);
  for (const { profileId } of written) expect(observation.before).not.toContain(profileId);
});

it('every table that a section is read from was written by one of them', () => {
  const written = new Set(seen.flatMap(({ rows }) => rows.map(({ table }) => table)));
  expect([...readers.keys()].filter((table) => !written.has(table))).toEqual([]);
  expect([...readers.values()].flat().sort()).toEqual(sections.map(({ name }) => name).sort());
});

it('the workers write nothing that a section is read from', async () => {
  const observation = await observe(vitae, async () => {
    await vitae.startWorkers();
    await vitae.idle();
  });
  expect(observation.touched).toContain('search_state');
  expect(observation.touched.filter((table) => readers.has(table))).toEqual([]);
});
