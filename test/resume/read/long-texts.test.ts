// A long text costs what its length says, at every place of a resume and whatever it repeats.
import { expect, it } from 'vitest';
import { planImport } from '../../../src/resume/plan.ts';
import { readJson } from '../../../src/resume/read/read-json.ts';

const LENGTH = 120_000;
const BUDGET_MS = 1000;
const name = 'Ada Lovelace';
const REPEATED = ['1', ' ', '-', '/', '@', 'a.', ':', '(', ',', '\u0301'];
const ENDS = [' 2014', '!'];

const PLACES: Readonly<Record<string, (text: string) => unknown>> = {
  basics: (text) => ({
    basics: { name, label: text, email: text, phone: text, image: text, summary: text, location: text },
  }),
  'the name': (text) => ({ basics: { name: `Ada ${text}` } }),
  'the site': (text) => ({ basics: { name, url: text } }),
  location: (text) => ({ basics: { name, location: { city: text, countryCode: text, postalCode: text } } }),
  'a profile': (text) => ({
    basics: { name, profiles: [{ network: text, username: text, url: text }, text] },
  }),
  'all profiles': (text) => ({ basics: { name, profiles: text } }),
  'a position': (text) => ({
    basics: { name },
    work: [{ name: text, startDate: text, endDate: text, date: text, url: text, highlights: text }, text],
  }),
  'an education': (text) => ({
    basics: { name },
    education: [{ institution: text, area: text, courses: text }],
  }),
  skills: (text) => ({ basics: { name }, skills: [{ name: text, level: text, keywords: text }, text] }),
  'all skills': (text) => ({ basics: { name }, skills: text }),
  languages: (text) => ({
    basics: { name },
    languages: [{ language: text, fluency: text, code: text }, text],
  }),
  'the rest': (text) => ({ basics: { name }, awards: text, meta: { canonical: text }, [text]: text }),
};

it.each(Object.keys(PLACES))('a long text is read in little time: %s', (place) => {
  for (const part of REPEATED) {
    for (const end of ENDS) {
      const resume = PLACES[place]?.(part.repeat(LENGTH / part.length) + end);
      const before = process.cpuUsage();
      planImport(resume, { profileBytes: 250_000 });
      const { user, system } = process.cpuUsage(before);
      expect((user + system) / 1000, `${JSON.stringify(part)} … ${JSON.stringify(end)}`).toBeLessThan(
        BUDGET_MS,
      );
    }
  }
});

it.each(['-', '1/'])('many dates of separators alone are read in little time: %j', (part) => {
  const date = `jan ${part.repeat(80)}`.slice(0, 80);
  const work = Array.from({ length: 1000 }, () => ({ startDate: date, endDate: date }));
  const before = process.cpuUsage();
  const { notes } = planImport({ basics: { name }, work }, { profileBytes: 1_000_000 });
  const { user, system } = process.cpuUsage(before);
  expect(notes[0]?.message).toMatch(/date/);
  expect((user + system) / 1000).toBeLessThan(2500);
});

it('many texts that begin like an address are read in little time', () => {
  const text = `${'@.'.repeat(48)} b`;
  const resume = Object.fromEntries(Array.from({ length: 9000 }, (_, index) => [`k${index}`, text]));
  const before = process.cpuUsage();
  expect(() => planImport({ basics: resume }, { profileBytes: 250_000 })).toThrow('basics.name');
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1000).toBeLessThan(1000);
});

it.each(['0', '10', '01'])('a long number is read in little time: %j', (part) => {
  const number = `1${part.repeat(LENGTH)}1`;
  const before = process.cpuUsage();
  expect(readJson(`{"number": ${number}}`).json).toEqual({ number });
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1000).toBeLessThan(BUDGET_MS);
});
