// Resumes as people have them: names of fields, what is empty, texts that cannot be held, and what is no resume.
import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../../src/graphql/errors.ts';
import { readResume } from '../../../src/resume/read/read-resume.ts';
import { isJsonObject, parseJson, type JsonValue } from '../../../src/search/json.ts';
import { readSample, SAMPLES } from '../samples.ts';
import { basicsOf, name, notesOf, sectionOf } from './reading.ts';

function withoutEmptyTexts(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(withoutEmptyTexts);
  if (!isJsonObject(value)) return value;
  const fields = Object.entries(value).filter(([, inner]) => inner !== '');
  return Object.fromEntries(fields.map(([key, inner]) => [key, withoutEmptyTexts(inner)]));
}

it.each(SAMPLES)('leaves %s as it is, but for its empty texts', (sample) => {
  const { resume, notes } = readResume(readSample(sample));
  expect(JSON.stringify(resume)).toBe(JSON.stringify(withoutEmptyTexts(readSample(sample))));
  expect(notes.filter(({ written }) => written !== '')).toEqual([]);
});

describe('names of version 0', () => {
  it.each([
    ['work', { company: 'Hooli', website: 'https://h.example' }, { name: 'Hooli', url: 'https://h.example' }],
    [
      'volunteer',
      { organization: 'A', website: 'https://a.example' },
      { organization: 'A', url: 'https://a.example' },
    ],
    ['education', { institution: 'B', gpa: '3.8' }, { institution: 'B', score: '3.8' }],
    ['publications', { name: 'C', website: 'https://c.example' }, { name: 'C', url: 'https://c.example' }],
    ['languages', { name: 'French', level: 'Native' }, { language: 'French', fluency: 'Native' }],
  ])('are read in %s, at the place of the old name', (section, old, current) => {
    expect(JSON.stringify(sectionOf(section, [old]))).toBe(JSON.stringify([current]));
  });

  it('are read in basics and location', () => {
    expect(basicsOf({ picture: 'https://a.example/a.png', website: 'https://a.example' })).toEqual({
      image: 'https://a.example/a.png',
      url: 'https://a.example',
    });
    expect(basicsOf({ location: { country: 'DE' } })).toEqual({ location: { countryCode: 'DE' } });
  });

  it('have a note each', () => {
    expect(notesOf({ basics: { name }, work: [{ company: 'Hooli' }] })).toEqual([
      ['work.0.company', 'Hooli', 'Hooli'],
    ]);
  });

  it('stay beside the field of the same meaning', () => {
    const work = [{ name: 'A', company: 'B' }];
    expect(readResume({ basics: { name }, work })).toEqual({ resume: { basics: { name }, work }, notes: [] });
    expect(sectionOf('work', [{ name: '', company: 'B' }])).toEqual([{ name: 'B' }]);
  });
});

it('reads names in another case and with other separators', () => {
  const given = {
    Basics: { Name: name, 'e-mail': 'a@b.example' },
    WORK: [{ start_date: '2014', Highlight: ['A'] }],
  };
  expect(readResume(given).resume).toEqual({
    basics: { name, email: 'a@b.example' },
    work: [{ startDate: '2014', highlights: ['A'] }],
  });
});

it('leaves what nobody knows where it is, with what is empty in it', () => {
  const given = {
    'x-site': { theme: '', pages: [null, [], {}], url: 'linkedin.com' },
    basics: { name, pronouns: 'they/them', motto: 'Head' },
    work: [{ name: 'A', team: 'Search', level: null }],
    meta: { theme: 'even', sections: [''] },
  };
  expect(readResume(given)).toEqual({ resume: given, notes: [] });
});

describe('what is empty', () => {
  it.each([[''], [' \n'], [null]])('counts as absent: %j', (empty) => {
    const given = {
      basics: {
        name,
        label: empty,
        url: empty,
        image: empty,
        email: empty,
        location: { city: empty, countryCode: empty },
      },
      work: [{ name: 'A', endDate: empty, highlights: [empty, 'Led', {}, []], url: empty }, empty, {}],
      skills: [
        { name: 'B', keywords: empty },
        { name: empty, keywords: [empty] },
      ],
      awards: empty,
    };
    expect(readResume(given).resume).toEqual({
      basics: { name, location: {} },
      work: [{ name: 'A', highlights: ['Led'] }],
      skills: [{ name: 'B' }],
    });
    expect(readResume(given).notes.every(({ read }) => read === null)).toBe(true);
  });

  it('is not an empty list or place, which the schema has', () => {
    const given = { basics: { name, location: {}, profiles: [] }, volunteer: [] };
    expect(readResume(given)).toEqual({ resume: given, notes: [] });
  });
});

describe('texts that Postgres or the sections cannot hold', () => {
  it.each([
    ['a\0b', 'a\uFFFDb'],
    ['a\uD800b', 'a\uFFFDb'],
    ['\uFEFFa\uFEFF', 'a'],
    ['a\u0085b\u000Bc', 'a\nb\nc'],
    ['a\u0002b\u009F', 'ab'],
  ])('are mended with a note: %j', (text, mended) => {
    expect(basicsOf({ summary: text, 'x-own': [text] })).toEqual({ summary: mended, 'x-own': [mended] });
    expect(notesOf({ basics: { name, [`x${text}`]: 1 } })).toEqual([
      [`basics.x${text}`, `x${text}`, `x${mended}`],
    ]);
  });

  it.each(['**Cook** 🚀👩‍🍳', 'a\u2028b\u2029c', 'נועה לוי', '佐々木 葵', 'می\u200Cخواهم', ' spaces\t'])(
    'are not these: %j',
    (text) => {
      expect(notesOf({ basics: { name, summary: text } })).toEqual([]);
    },
  );
});

describe('what is no resume', () => {
  const faultsOf = (json: unknown) => {
    try {
      return readResume(json);
    } catch (error) {
      if (error instanceof InvalidInputError)
        return error.fields.map(({ path, message }) => `${path}: ${message}`);
      throw error;
    }
  };

  it.each([[null], [[]], ['text'], [7], [[{}, {}]]])('is %j', (json) => {
    expect(faultsOf(json)).toEqual(['(the whole): must be an object']);
  });

  it.each([{}, { basics: {} }, { basics: { name: ' ' } }, { basics: { name: null }, work: [{ name: 'A' }] }])(
    'has no name: %j',
    (json) => {
      expect(faultsOf(json)).toEqual(['basics.name: must not be empty']);
    },
  );

  it('has a name that is no text', () => {
    expect(faultsOf({ basics: { name: { a: 1, b: 2 } } })).toEqual(['basics.name: must be a text']);
  });

  it('is nested too deeply, or no JSON', () => {
    const deep = parseJson(`{"basics":{"name":"A"},"x":${'['.repeat(100_000)}${']'.repeat(100_000)}}`);
    expect(faultsOf(deep)).toEqual([
      expect.stringMatching(/^x\.0.*must not be nested deeper than 64 levels$/),
    ]);
    expect(faultsOf({ basics: { name, x: 1n } })).toEqual(['basics.x: must be JSON']);
    expect(faultsOf(undefined)).toEqual(['(the whole): must be JSON']);
  });
});

it('reads names of prototypes as any other', () => {
  const text =
    '{"__proto__":{"name":"x"},"constructor":2,"basics":{"name":"A","__proto__":"x","toString":[1]}}';
  expect(JSON.stringify(readResume(parseJson(text)).resume)).toBe(text);
});
