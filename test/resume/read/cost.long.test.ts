// Measures what hostile resumes cost to read.
import { expect, it } from 'vitest';
import { readResume } from '../../../src/resume/read/read-resume.ts';

const name = 'Ada Example';

it.each(
  Object.entries({
    spaces: (n: number) => ({
      basics: { name, profiles: [`a${' '.repeat(n)}b:c`], email: ' '.repeat(n) + 'x' },
      languages: ['a' + ' '.repeat(n)],
    }),
    commas: (n: number) => ({ basics: { name, location: ','.repeat(n) }, skills: ','.repeat(n) }),
    'empty items': (n: number) => ({ basics: { name }, work: Array.from({ length: n }, () => null) }),
    'names of one field': (n: number) => ({
      basics: { name },
      ...Object.fromEntries(Array.from({ length: n / 100 }, (_, index) => ['work' + '_'.repeat(index), 1])),
    }),
    'lists in lists': (n: number) => ({ basics: { name }, skills: [[[Array.from({ length: n }, String)]]] }),
  }),
)('costs no more than its size says: %s', (_what, made) => {
  const spent = (size: number) => {
    const json = made(size);
    const before = process.cpuUsage();
    readResume(json);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1_000;
  };
  spent(1_000);
  // A cost with the square of the size would be minutes.
  expect(spent(50_000)).toBeLessThan(5_000);
});
