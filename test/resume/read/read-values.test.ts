// Values as people write them: dates, addresses and countries. Each test is a kind of form, with more cases than were seen.
import { describe, expect, it } from 'vitest';
import { readResume } from '../../../src/resume/read/read-resume.ts';
import { parseResume } from '../../../src/resume/resume-schema.ts';
import { basicsOf, name, notesOf, sectionOf } from './reading.ts';

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
    [
      { startMonth: 'March', startYear: '2012', endMonth: 2, endYear: 2014 },
      { startDate: '2012-03', endDate: '2014-02' },
    ],
    [
      { startMonth: '', startYear: '2012' },
      { startMonth: '', startDate: '2012' },
    ],
    [
      { startMonth: 'x', startYear: '2012' },
      { startMonth: 'x', startDate: '2012' },
    ],
    [{ endMonth: 'May', endYear: 'Present' }, { endMonth: 'May' }],
    [{ dates: '2018–19' }, { startDate: '2018', endDate: '2019' }],
    [{ dates: '2018/19' }, { startDate: '2018', endDate: '2019' }],
    [{ dates: '2018/05' }, { dates: '2018/05' }],
    [{ Zeitraum: '01/2015 – 02/2019' }, { startDate: '2015-01', endDate: '2019-02' }],
    [{ startDate: 'tháng 3 năm 2018', endDate: 'hiện tại' }, { startDate: '2018-03' }],
    [{ startDate: 'มีนาคม 2561', endDate: 'ปัจจุบัน' }, { startDate: '2018-03' }],
    [{ startDate: '๑/๒๕๕๘' }, { startDate: '2015-01' }],
    [{ startDate: 'מרץ 2018', endDate: 'היום' }, { startDate: '2018-03' }],
  ])('are read in their parts and in other calendars: %j', (given, expected) => {
    expect(sectionOf('work', [given])).toEqual([expected]);
  });

  it.each([
    [2014, '2014'],
    [{ $date: '2014-08-01T00:00:00Z' }, '2014-08-01'],
    [{ $date: { $numberLong: '1388534400000' } }, '2014-01-01'],
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

it.each(['none', 'on request', 'meet me at home', 'someone@'])(
  'keeps %j, which is no e-mail address',
  (email) => {
    expect(basicsOf({ email })).toEqual({ email });
    expect(notesOf({ basics: { name, email } })).toEqual([['basics.email', email, null]]);
  },
);

it.each([
  ['a@b.example, c@d.example', 'a@b.example', 'c@d.example'],
  ['a@b.example / c@d.example; e@f.example', 'a@b.example', 'c@d.example, e@f.example'],
  [['a@b.example', 'c@d.example', 'e@f.example'], 'a@b.example', ['c@d.example', 'e@f.example']],
  [{ home: 'a@b.example', work: 'c@d.example' }, 'a@b.example', { work: 'c@d.example' }],
  [
    [{ EmailAddress: 'a@b.example' }, { EmailAddress: 'c@d.example' }],
    'a@b.example',
    [{ EmailAddress: 'c@d.example' }],
  ],
  [
    [{ value: 'A <a@b.example>', type: 'home' }, { value: 'c@d.example' }],
    'a@b.example',
    [{ type: 'home' }, { value: 'c@d.example' }],
  ],
])(
  'reads the first of several e-mail addresses, and keeps the others beside it: %j',
  (email, first, others) => {
    expect(basicsOf({ email })).toEqual({ email: first, email_: others });
    expect(basicsOf({ email, email_: 'x' })).toEqual({ email: first, email_: 'x', email__: others });
    expect(readResume({ name, emails: email }).resume['basics']).toMatchObject({ name, email: first });
  },
);

it.each([
  '[a@b.example](mailto:a@b.example)',
  '<a href="mailto:a@b.example">a@b.example</a>',
  'E-mail: a@b.example',
  'a@b.example (home)',
  '📧 a@b.example.',
])('reads the e-mail address within %j', (email) => {
  expect(basicsOf({ email })).toEqual({ email: 'a@b.example' });
  expect(notesOf({ basics: { name, email } })).toEqual([['basics.email', email, 'a@b.example']]);
});

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
    ['Burma', 'MM'],
    ['Éire', 'IE'],
    ['Großbritannien', 'GB'],
    ['Gran Bretaña', 'GB'],
    ['ישראל', 'IL'],
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
