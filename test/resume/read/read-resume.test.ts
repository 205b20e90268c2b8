// Reads resumes as people have them. No database.
import { expect, it } from 'vitest';
import { readResume } from '../../../src/resume/read/read-resume.ts';
import { readSample, SAMPLES } from '../samples.ts';

it.each(SAMPLES)('leaves %s as it is', (name) => {
  expect(readResume(readSample(name))).toEqual({ resume: readSample(name), notes: [] });
});
