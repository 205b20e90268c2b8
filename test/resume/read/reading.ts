// What the tests read of resumes.
import { expect } from 'vitest';
import { readResume } from '../../../src/resume/read/read-resume.ts';

export const name = 'Ada Example';
export const basicsOf = (basics: object) => {
  const { basics: read = {} } = readResume({ basics: { name, ...basics } }).resume;
  const { name: readName, ...others } = read;
  expect(readName).toBe(name);
  return others;
};
export const sectionOf = (section: string, value: unknown) =>
  readResume({ basics: { name }, [section]: value }).resume[section];
/** Path, what was written, how it was read. */
export const notesOf = (resume: object) =>
  readResume(resume).notes.map(({ path, written, read }) => [path, written, read]);
