// Values of another kind than the schema has, and resumes at another place.
import { describe, expect, it } from 'vitest';
import { readResume } from '../../../src/resume/read/read-resume.ts';
import { basicsOf, name, notesOf, sectionOf } from './reading.ts';

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

  it('is an object of items under their ids', () => {
    const items = { '-Mx1': { name: 'A', position: 'P' }, '-Mx2': { company: 'B', id: 'own' } };
    expect(sectionOf('work', items)).toEqual([
      { id: '-Mx1', name: 'A', position: 'P' },
      { id: 'own', name: 'B' },
    ]);
    expect(sectionOf('skills', { a1: { name: 'Go' } })).toEqual([{ id: 'a1', name: 'Go' }]);
  });

  it('is a place in fields of its own', () => {
    const location = { city: 'Berlin', countryCode: 'DE' };
    expect(basicsOf({ city: 'Berlin', country: 'Germany' })).toEqual({ location });
    const zip = { city: 'Berlin', zip: '10115', country: 'Germany' };
    expect(readResume({ name, email: 'a@b.dev', ...zip }).resume.basics).toEqual({
      name,
      email: 'a@b.dev',
      location: { city: 'Berlin', postalCode: '10115', countryCode: 'DE' },
    });
    for (const basics of [{ region: 'X' }, { city: 'Bonn', location }, { city: ['Bonn'] }])
      expect(basicsOf(basics)).toEqual(basics);
    expect(notesOf({ basics: { name, city: 'Bonn' } })).toEqual([['basics.city', 'Bonn', 'Bonn']]);
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
    ['label', { one: 'A', two: 'B' }],
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
