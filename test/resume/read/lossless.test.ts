// Reads generated resumes in which every form is mixed with every other: no value is lost, and reading again changes nothing.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { InvalidInputError } from '../../../src/graphql/errors.ts';
import { isNothing } from '../../../src/resume/read/note.ts';
import { readResume, type ReadResume } from '../../../src/resume/read/read-resume.ts';
import { parseResume } from '../../../src/resume/resume-schema.ts';
import { isJsonObject, type JsonValue } from '../../../src/search/json.ts';
import { resumes } from './generated-resumes.ts';

const SEED = 20_261_127;
const RUNS = 2_000;

/** Null where it is no resume. */
function read(json: JsonValue): ReadResume | null {
  try {
    return readResume(json);
  } catch (error) {
    if (error instanceof InvalidInputError) return null;
    throw error;
  }
}

/** Every text, number and truth that says something, as text. */
function leaves(value: JsonValue): string[] {
  if (Array.isArray(value)) return value.flatMap(leaves);
  if (isJsonObject(value)) return Object.values(value).flatMap(leaves);
  return isNothing(value) ? [] : [String(value)];
}

function expectNothingLost(json: JsonValue, { resume, notes }: ReadResume): void {
  const kept = new Set([...leaves({ ...resume }), ...notes.flatMap(({ written }) => leaves(written))]);
  expect(leaves(json).filter((leaf) => !kept.has(leaf))).toEqual([]);
}

function expectReadAgainIsSame({ resume }: ReadResume): void {
  expect(JSON.stringify(readResume(resume).resume)).toBe(JSON.stringify(resume));
}

/** What does not fit the schema has a note. */
function expectFitOrTold({ resume, notes }: ReadResume): void {
  if (!notes.some(({ message }) => message.includes('stays as written'))) parseResume(resume);
}

it(`loses no value of ${RUNS} resumes of the seed ${SEED}, and reads its result as it is`, () => {
  let taken = 0;
  const property = fc.property(resumes, (json) => {
    const result = read(json);
    if (!result) return;
    taken += 1;
    expectNothingLost(json, result);
    expectReadAgainIsSame(result);
    expectFitOrTold(result);
  });
  fc.assert(property, { seed: SEED, numRuns: RUNS });
  expect(taken).toBeGreaterThan(RUNS / 2);
});
