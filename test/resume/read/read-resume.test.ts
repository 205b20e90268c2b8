// Resumes as people have them. Each test is a kind of form, with more cases than were seen.
import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../../src/graphql/errors.ts';
import { readResume } from '../../../src/resume/read/read-resume.ts';
import { parseResume } from '../../../src/resume/resume-schema.ts';
import { isJsonObject, parseJson, type JsonValue } from '../../../src/search/json.ts';
import { readSample, SAMPLES } from '../samples.ts';

const name = 'Ada Example';
const basicsOf = (basics: object) => {
  const { basics: read = {} } = readResume({ basics: { name, ...basics } }).resume;
  const { name: readName, ...others } = read;
  expect(readName).toBe(name);
  return others;
};
const sectionOf = (section: string, value: unknown) =>
  readResume({ basics: { name }, [section]: value }).resume[section];
/** Path, what was written, how it was read. */
const notesOf = (resume: object) =>
  readResume(resume).notes.map(({ path, written, read }) => [path, written, read]);

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

describe('dates', () => {
  it('are read in every section, whatever they are called', () => {
    const words = 'August 2012';
    for (const section of ['work', 'volunteer', 'education', 'projects']) {
      expect(sectionOf(section, [{ startDate: words }])).toEqual([{ startDate: '2012-08' }]);
    }
    for (const section of ['awards', 'certificates']) {
      expect(sectionOf(section, [{ date: words }])).toEqual([{ date: '2012-08' }]);
    }
    expect(sectionOf('publications', [{ releaseDate: words }])).toEqual([{ releaseDate: '2012-08' }]);
  });

  it.each(['Present', 'heute', '至今', 'по настоящее время'])(
    'are left out where it lasts: %s',
    (endDate) => {
      expect(sectionOf('work', [{ startDate: '2012', endDate }])).toEqual([{ startDate: '2012' }]);
      expect(notesOf({ basics: { name }, work: [{ endDate }] })).toEqual([['work.0.endDate', endDate, null]]);
    },
  );

  it.each([
    [{ startDate: '2012 - 2014' }, { startDate: '2012', endDate: '2014' }],
    [{ endDate: '2012 - 2014' }, { startDate: '2012', endDate: '2014' }],
    [{ startDate: '2012 – present' }, { startDate: '2012' }],
    [{ years: '2012-2014' }, { startDate: '2012', endDate: '2014' }],
    [{ duration: '2 years' }, { duration: '2 years' }],
    [{ date: '2012 – 2014' }, { startDate: '2012', endDate: '2014' }],
    [
      { startDate: '2012 - 2014', endDate: '2014' },
      { startDate: '2012', endDate: '2014' },
    ],
    [
      { startDate: '2012 - 2014', endDate: '2012 - 2014' },
      { startDate: '2012', endDate: '2014' },
    ],
    [
      { startDate: '2012 - 2014', endDate: '2016' },
      { startDate: '2012 - 2014', endDate: '2016' },
    ],
    [{ startDate: 'Present' }, { startDate: 'Present' }],
  ])('stand together in one field: %j', (given, expected) => {
    expect(sectionOf('work', [given])).toEqual([expected]);
  });

  it.each([
    [2014, '2014'],
    [201408, '2014-08'],
    [1_388_534_400_000, '2014-01-01'],
    [{ year: 2014, month: 8 }, '2014-08'],
    [{ year: '2014', month: 'August', day: null }, '2014-08'],
    [['2014'], '2014'],
  ])('are read from %j', (date, expected) => {
    expect(sectionOf('awards', [{ date }])).toEqual([{ date: expected }]);
  });

  it.each(['soon', 'May', '2012 - 2014', true, { from: 2012 }])(
    'stay as written where they cannot be known: %j',
    (date) => {
      expect(sectionOf('awards', [{ date }])).toEqual([{ date }]);
      expect(notesOf({ basics: { name }, awards: [{ date }] })).toEqual([['awards.0.date', date, null]]);
    },
  );
});

describe('addresses', () => {
  it.each([
    ['linkedin.com/in/someone', 'https://linkedin.com/in/someone'],
    ['www.example.org', 'https://www.example.org'],
    ['//example.org/a', 'https://example.org/a'],
    ['example.org:8080/a?b#c', 'https://example.org:8080/a?b#c'],
    [' https://example.org ', 'https://example.org'],
    ['https://www.linkedin.com/in/rené', 'https://www.linkedin.com/in/ren%C3%A9'],
    ['https://müller.example', 'https://xn--mller-kva.example/'],
    ['müller.example/über', 'https://xn--mller-kva.example/%C3%BCber'],
    ['https://example.org/a b', 'https://example.org/a%20b'],
    ['https:/example.org', 'https://example.org'],
    ['https//example.org', 'https://example.org'],
    ['http:// example.org', 'http://example.org'],
    ['<https://example.org>', 'https://example.org'],
    ['[My site](https://example.org)', 'https://example.org'],
    ['例え.jp', 'https://xn--r8jz45g.jp/'],
  ])('are read: %s', (url, expected) => {
    expect(basicsOf({ url })).toEqual({ url: expected });
    expect(() => parseResume({ basics: { url: expected } })).not.toThrow();
  });

  it.each(['https://example.org', 'HTTP://Example.ORG/a%20b?c=d#e', 'http://[::1]:3000/'])(
    'stay where they are one: %s',
    (url) => {
      expect(notesOf({ basics: { name, url } })).toEqual([]);
    },
  );

  it.each([
    './cv.pdf',
    '/cv',
    'cv.pdf',
    '#top',
    'ask me',
    'n/a',
    'http://',
    'skype:someone',
    '@someone',
    'localhost',
  ])('stay as written where they are none on the web: %s', (url) => {
    expect(sectionOf('projects', [{ url }])).toEqual([{ url }]);
    expect(notesOf({ basics: { name }, projects: [{ url }] })).toEqual([['projects.0.url', url, null]]);
  });

  it.each(['me.png', './me.jpg', 'images/me.webp', `data:image/png;base64,${'A'.repeat(100_000)}`])(
    'of a picture stay as written where they are a file or data: %.30s',
    (image) => {
      expect(basicsOf({ image })).toEqual({ image });
      const [note] = readResume({ basics: { name, image } }).notes;
      expect(note?.read).toBeNull();
      expect(JSON.stringify(note).length).toBeLessThan(1_000);
    },
  );

  it('of e-mail become the e-mail address where there is no other', () => {
    for (const url of ['mailto:ada@example.org', 'ada@example.org']) {
      expect(basicsOf({ url })).toEqual({ email: 'ada@example.org' });
      expect(basicsOf({ url, email: 'b@example.org' })).toEqual({ url, email: 'b@example.org' });
      expect(sectionOf('work', [{ url }])).toEqual([{ url }]);
    }
  });
});

describe('a user name and a password in an address on the web', () => {
  it.each([
    ['https://ada:secret@example.org/cv', 'https://example.org/cv'],
    ['http://ada@example.org', 'http://example.org'],
    ['https:///ada:secret@example.org', 'https:///example.org'],
    ['https://a@b:c@example.org/@ada?to=x@y.example', 'https://example.org/@ada?to=x@y.example'],
    ['[mine](https://ada:secret@example.org)', 'https://example.org'],
  ])('%s is read without them, with a note, at every place of a resume', (written, read) => {
    expect(basicsOf({ url: written })).toEqual({ url: read });
    const publications = [{ name: 'A', url: written }];
    expect(sectionOf('publications', publications)).toEqual([{ name: 'A', url: read }]);
    expect(notesOf({ basics: { name }, publications })).toEqual([['publications.0.url', written, read]]);
  });
});

it.each([
  ['someone [at] example.org', 'someone@example.org'],
  ['someone (at) example (dot) org', 'someone@example.org'],
  ['someone at example dot org', 'someone@example.org'],
  ['someone at example.org', 'someone@example.org'],
  ['someone @ example.org', 'someone@example.org'],
  ['mailto:someone@example.org', 'someone@example.org'],
  ['Some One <someone@example.org>', 'someone@example.org'],
  ['someone＠example.org', 'someone@example.org'],
  ['someone@müller.example', 'someone@xn--mller-kva.example'],
  [' someone@example.org\n', 'someone@example.org'],
])('reads the e-mail address %j', (email, expected) => {
  expect(basicsOf({ email })).toEqual({ email: expected });
});

it.each(['none', 'on request', 'a@b.example, c@d.example', 'meet me at home', 'someone@'])(
  'keeps %j, which is no e-mail address',
  (email) => {
    expect(basicsOf({ email })).toEqual({ email });
    expect(notesOf({ basics: { name, email } })).toEqual([['basics.email', email, null]]);
  },
);

describe('countries', () => {
  it.each(['en', 'es', 'zh', 'de', 'ja', 'fr', 'pt', 'ru', 'ar', 'it'])(
    'are read by their names in %s',
    (locale) => {
      const names = new Intl.DisplayNames(locale, { type: 'region' });
      for (const countryCode of ['DE', 'BR', 'CN', 'US', 'ZA', 'CI', 'KR', 'GB']) {
        const written = names.of(countryCode) ?? '';
        expect(basicsOf({ location: { country: written.toUpperCase() } })).toEqual({
          location: { countryCode },
        });
      }
    },
  );

  it.each([
    ['de', 'DE'],
    ['UK', 'GB'],
    ['uk', 'GB'],
    ['U.K.', 'GB'],
    ['UAE', 'AE'],
    ['DEU', 'DE'],
    ['gbr', 'GB'],
    ['CHE', 'CH'],
    ['Great Britain', 'GB'],
    ['Russian Federation', 'RU'],
    ['Republic of Korea', 'KR'],
    ['Ivory Coast', 'CI'],
    ['USA', 'US'],
    ['U.S.A.', 'US'],
    ['The Netherlands', 'NL'],
    ['United States of America', 'US'],
    ['England', 'GB'],
    ['Czech Republic', 'CZ'],
    [' México ', 'MX'],
    ['Cote d’Ivoire', 'CI'],
  ])('are read: %s', (countryCode, expected) => {
    expect(basicsOf({ location: { countryCode } })).toEqual({ location: { countryCode: expected } });
  });

  it.each(['Westeros', 'EMEA', 'ZZ', 'XYZ', '12', 'US-CA'])(
    'stay as written where they are none: %s',
    (countryCode) => {
      expect(basicsOf({ location: { countryCode } })).toEqual({ location: { countryCode } });
      expect(notesOf({ basics: { name, location: { countryCode } } })).toHaveLength(1);
    },
  );
});

describe('another kind of value than the schema has', () => {
  it('is a number or a truth for a text', () => {
    expect(basicsOf({ phone: 4_930_123_456, location: { postalCode: 10_115 } })).toEqual({
      phone: '4930123456',
      location: { postalCode: '10115' },
    });
    expect(sectionOf('education', [{ score: 3.8, courses: [101, true] }])).toEqual([
      { score: '3.8', courses: ['101', 'true'] },
    ]);
  });

  it('is an object for a list of one', () => {
    expect(sectionOf('work', { name: 'A' })).toEqual([{ name: 'A' }]);
    expect(basicsOf({ profiles: { network: 'A', username: 'b' } })).toEqual({
      profiles: [{ network: 'A', username: 'b' }],
    });
  });

  it('is an object with an item under each name or number', () => {
    expect(basicsOf({ profiles: { GitHub: 'ada', LinkedIn: 'linkedin.com/in/ada' } })).toEqual({
      profiles: [
        { network: 'GitHub', username: 'ada' },
        { network: 'LinkedIn', url: 'https://linkedin.com/in/ada' },
      ],
    });
    expect(sectionOf('skills', { Web: ['HTML'], Go: 'Expert' })).toEqual([
      { name: 'Web', keywords: ['HTML'] },
      { name: 'Go', level: 'Expert' },
    ]);
    expect(sectionOf('languages', { English: 'Native' })).toEqual([
      { language: 'English', fluency: 'Native' },
    ]);
    expect(sectionOf('work', { Hooli: { position: 'Cook' } })).toEqual([{ name: 'Hooli', position: 'Cook' }]);
    expect(sectionOf('work', { 0: { name: 'A' }, 1: { name: 'B' } })).toEqual([{ name: 'A' }, { name: 'B' }]);
  });

  it('is a text for a list', () => {
    expect(sectionOf('skills', [{ keywords: 'HTML, CSS; JS' }])).toEqual([
      { keywords: ['HTML', 'CSS', 'JS'] },
    ]);
    expect(sectionOf('work', [{ highlights: '• Led, and grew, a team\n• Shipped' }])).toEqual([
      { highlights: ['Led, and grew, a team', 'Shipped'] },
    ]);
    expect(sectionOf('skills', 'Go, Rust')).toEqual([{ name: 'Go' }, { name: 'Rust' }]);
    expect(sectionOf('references', 'On request')).toEqual([{ reference: 'On request' }]);
  });

  it.each([
    ['work', 'Cook at Hooli', { summary: 'Cook at Hooli' }],
    ['education', 'BSc Physics', { area: 'BSc Physics' }],
    ['skills', 'Go', { name: 'Go' }],
    ['skills', 'Tools: Git, Docker', { name: 'Tools', keywords: ['Git', 'Docker'] }],
    ['languages', 'German', { language: 'German' }],
    ['languages', 'German: C1', { language: 'German', fluency: 'C1' }],
    ['languages', 'English (UK)', { language: 'English (UK)' }],
    ['interests', 'Chess', { name: 'Chess' }],
    ['awards', 'Best cook', { title: 'Best cook' }],
    ['certificates', 'Forklift', { name: 'Forklift' }],
    ['publications', 'On cooking', { name: 'On cooking' }],
    ['projects', 'Vitae', { name: 'Vitae' }],
    ['volunteer', 'Soup kitchen', { summary: 'Soup kitchen' }],
  ])('is a text for an item of %s: %s', (section, text, item) => {
    expect(sectionOf(section, [text])).toEqual([item]);
  });

  it.each([
    ['github.com/ada', { url: 'https://github.com/ada' }],
    ['GitHub: ada', { network: 'GitHub', username: 'ada' }],
    ['GitHub: https://github.com/ada', { network: 'GitHub', url: 'https://github.com/ada' }],
    ['@ada', { username: '@ada' }],
  ])('is a text for a profile: %s', (text, profile) => {
    expect(basicsOf({ profiles: [text] })).toEqual({ profiles: [profile] });
  });

  it.each([
    ['Berlin, Germany', { city: 'Berlin', countryCode: 'DE' }],
    ['San Francisco, California, USA', { city: 'San Francisco', region: 'California', countryCode: 'US' }],
    ['London, UK', { city: 'London', countryCode: 'GB' }],
    ['Berlin, DEU', { city: 'Berlin', countryCode: 'DE' }],
    [
      'San Francisco, California, United States',
      { city: 'San Francisco', region: 'California', countryCode: 'US' },
    ],
    ['San Francisco, CA', { city: 'San Francisco, CA' }],
    ['Atlanta, Georgia', { city: 'Atlanta, Georgia' }],
    ['Deutschland', { countryCode: 'DE' }],
    ['東京、日本', { city: '東京', countryCode: 'JP' }],
    ['221B Baker Street, London', { address: '221B Baker Street, London' }],
    ['Remote', { city: 'Remote' }],
  ])('is a text for the location: %s', (location, expected) => {
    expect(basicsOf({ location })).toEqual({ location: expected });
  });

  it('is a list for an object or a text', () => {
    expect(basicsOf({ location: [{ city: 'Berlin' }] })).toEqual({ location: { city: 'Berlin' } });
    expect(basicsOf({ summary: ['One.', 'Two.'], label: ['A', 'B'] })).toEqual({
      summary: 'One.\nTwo.',
      label: 'A, B',
    });
    expect(basicsOf({ url: ['https://a.example'] })).toEqual({ url: 'https://a.example' });
  });

  it('is an object for a text', () => {
    expect(sectionOf('work', [{ location: { city: 'Berlin', country: 'Germany' } }])).toEqual([
      { location: 'Berlin, Germany' },
    ]);
    expect(basicsOf({ url: { href: 'example.org' } })).toEqual({ url: 'https://example.org' });
  });

  it('is a list nested once too deep', () => {
    expect(sectionOf('skills', [[{ name: 'A' }, 'B'], { name: 'C' }])).toEqual([
      { name: 'A' },
      { name: 'B' },
      { name: 'C' },
    ]);
    expect(sectionOf('work', [{ highlights: [['A', 'B']] }])).toEqual([{ highlights: ['A', 'B'] }]);
    expect(sectionOf('skills', [[[['A', 'B']]]])).toEqual([{ name: 'A' }, { name: 'B' }]);
  });

  it.each([
    ['location', [{ city: 'A' }, { city: 'B' }]],
    ['location', true],
    ['url', ['https://a.example', 'https://b.example']],
    ['label', { en: 'A', de: 'B' }],
    ['profiles', true],
  ])('stays as written where it cannot be known: %s', (field, value) => {
    expect(basicsOf({ [field]: value })).toEqual({ [field]: value });
    expect(notesOf({ basics: { name, [field]: value } })).toEqual([[`basics.${field}`, value, null]]);
  });
});

describe('a resume at another place', () => {
  const expected = { basics: { name, label: 'Cook' }, work: [{ name: 'A' }] };

  it.each([
    { resume: expected },
    { data: { resume: expected } },
    [expected],
    { basics: [expected.basics], work: expected.work },
    { basic: expected.basics, experience: expected.work },
    { person: expected.basics, work: expected.work },
    { ...expected.basics, work: expected.work },
    { name, basics: { label: 'Cook' }, work: expected.work },
  ])('is found in %j', (json) => {
    const { basics, work } = readResume(json).resume;
    expect({ basics, work }).toEqual(expected);
  });

  it('keeps what stands beside it', () => {
    const { resume } = readResume({
      $schema: 'https://a.example',
      version: 1,
      resume: { $schema: 'https://b.example', ...expected },
    });
    expect(resume).toEqual({
      $schema: 'https://b.example',
      ...expected,
      version: 1,
      resume: { $schema: 'https://a.example' },
    });
  });

  it('names paths as they are in the file', () => {
    const json = { data: { resume: { basics: { name }, work: [{ company: 'A' }] } } };
    expect(notesOf(json).at(-1)).toEqual(['data.resume.work.0.company', 'A', 'A']);
  });

  it.each([
    [{ firstName: 'Ada', lastName: 'Example' }, name],
    [{ first_name: 'Ada', middle_name: 'M.', last_name: 'Example' }, 'Ada M. Example'],
    [{ fullName: name }, name],
    [{ name: { first: 'Ada', last: 'Example' } }, name],
    [{ name: '', givenName: 'Ada', familyName: 'Example' }, name],
    [{ firstName: '花子', lastName: '佐藤' }, '佐藤花子'],
  ])('has its name in %j', (basics, fullName) => {
    expect(readResume({ basics }).resume.basics).toMatchObject({ name: fullName });
    expect(readResume(basics).resume.basics).toMatchObject({ name: fullName });
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
