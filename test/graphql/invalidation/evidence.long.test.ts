// The last fence: runs every mutation of the schema, and the import, and compares what they write with what the sections are
// read from. A writer that leaves a stale completion in the cache fails, whatever its declaration, name and file.
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
  // Without sweeps, which would invalidate later what a mutation leaves stale.
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
    expect(unprovenTables(observations, readers), 'tables on which statements changed no row').toEqual([]);
    seen.push(...observations);
  },
);

describe('the import', () => {
  it.each(SAMPLES)('of %s invalidates too, new and known', async (sample) => {
    let profileId = '';
    for (const round of ['new', 'known']) {
      const observation = await observe(vitae, async () => {
        ({ profileId } = await (round === 'new'
          ? importResume(vitae.writes, readSample(sample), { create: true })
          : importResume(vitae.writes, { basics: { name: 'Emptied' } }, { profileId, mode: 'REPLACE' })));
      });
      expect(observation.rows.some((row) => row.profileId === profileId)).toBe(true);
      expect(observation.before.includes(profileId)).toBe(round === 'known');
      expect(faultsOf(importWriter(profileId), observation, readers)).toEqual([]);
      seen.push(observation);
    }
  });
});

it('generated profiles are new, so the cache has nothing of them', async () => {
  const observation = await observe(vitae, () => seedProfiles({ url: vitae.url, count: 20 }));
  const written = observation.rows.filter(({ table }) => readers.has(table));
  expect(written.length).toBeGreaterThan(20);
  for (const { profileId } of written) expect(observation.before).not.toContain(profileId);
});

it('one of them writes every table that a section is read from', () => {
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
