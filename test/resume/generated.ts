// What holds for every resume that is taken: it comes out as it was read, and importing it or its export again changes nothing.
import fc from 'fast-check';
import { expect } from 'vitest';
import { InvalidInputError } from '../../src/graphql/errors.ts';
import { exportResume } from '../../src/resume/export.ts';
import { importResume } from '../../src/resume/import.ts';
import { withoutSchema } from '../../src/resume/keep.ts';
import { planImport, type ImportPlan } from '../../src/resume/plan.ts';
import { readResume } from '../../src/resume/read/read-resume.ts';
import { wholeResume, withMark, withoutMark } from '../../src/resume/whole.ts';
import type { JsonValue } from '../../src/search/json.ts';
import type { Resume } from '../../src/sections/define.ts';
import type { Vitae } from '../support/vitae.ts';
import { resumes } from './read/generated-resumes.ts';

const ID = '00000000-0000-7000-8000-000000000001';
const profileBytes = 250_000;

/** Null where it is no resume. */
function plan(json: unknown): ImportPlan | null {
  try {
    return planImport(json, { profileBytes });
  } catch (error) {
    if (error instanceof InvalidInputError) return null;
    throw error;
  }
}

/** Without a database. @returns how many were taken */
export function checkPlans(seed: number, numRuns: number): number {
  let taken = 0;
  const check = (json: JsonValue) => {
    const planned = plan(json);
    if (!planned) return;
    taken += 1;
    const { kept, content } = planned;
    const whole = wholeResume(kept.content, content);
    expect(whole).toEqual(withoutMark(readResume(json).resume).resume);
    const again = plan(withMark(whole, ID));
    expect(again?.kept.hash).toBe(kept.hash);
    expect(again?.content).toEqual(content);
  };
  fc.assert(fc.property(resumes, check), { seed, numRuns });
  return taken;
}

/** With a database. @returns how many were taken */
export async function checkImports(vitae: Vitae, seed: number, numRuns: number): Promise<number> {
  let taken = 0;
  for (const json of fc.sample(resumes, { seed, numRuns })) {
    const planned = plan(json);
    if (!planned) continue;
    taken += 1;
    // Generated people have few names, so each is told apart by a key.
    const options = { key: `generated ${String(taken)}` };
    const { profileId } = await importResume(vitae.writes, json, { ...options, create: true });
    const out = await exportResume(vitae.db, profileId, 'owner');
    expect(unmarked(out)).toEqual(unmarked(planned.kept.content));
    const before = await vitae.db.profile.findFirstOrThrow({ where: { id: profileId } });
    for (const mode of ['MERGE', 'REPLACE'] as const) {
      const into = { profileId, mode };
      expect(await importResume(vitae.writes, json, into)).toMatchObject({ outcome: 'unchanged' });
    }
    expect(await importResume(vitae.writes, out)).toMatchObject({ outcome: 'unchanged', profileId });
    expect(await vitae.db.profile.findFirstOrThrow({ where: { id: profileId } })).toEqual(before);
  }
  return taken;
}

const unmarked = (resume: Resume | null) => withoutSchema(withoutMark(resume ?? {}).resume);
