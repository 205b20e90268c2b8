// Dates as people write them, in each of the ten most spoken languages of the web.
import { describe, expect, it } from 'vitest';
import { readDate } from '../../../src/resume/read/date.ts';

const date = (text: string) => {
  const reading = readDate(text);
  return reading?.kind === 'date' ? reading.date : reading;
};
const period = (text: string) => {
  const reading = readDate(text);
  return reading?.kind === 'period' ? [reading.start, reading.end] : reading;
};

const LANGUAGES = ['en', 'es', 'zh', 'de', 'ja', 'fr', 'pt', 'ru', 'ar', 'it'];
const MONTHS = Array.from({ length: 12 }, (_, month) => month);

describe.each(LANGUAGES)('a date in the words of %s', (locale) => {
  const written = (month: number, options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(`${locale}-u-ca-gregory`, { ...options, timeZone: 'UTC' }).format(
      Date.UTC(2014, month, 1),
    );
  const iso = (month: number) => `2014-${String(month + 1).padStart(2, '0')}`;

  it.each(['long', 'short'] as const)('is known with the %s name of each month, in any case', (width) => {
    for (const month of MONTHS) {
      const inWords = written(month, { month: width, year: 'numeric' });
      const name = written(month, { month: width });
      for (const text of [
        inWords,
        inWords.toUpperCase(),
        ` ${inWords.toLowerCase()} `,
        `${name} 2014`,
        `2014 ${name}`,
      ]) {
        expect([text, date(text)]).toEqual([text, iso(month)]);
      }
    }
  });

  it.each(['long', 'full'] as const)('is known to the day in the %s style', (dateStyle) => {
    for (const month of MONTHS) {
      const text = written(month, { dateStyle });
      expect([text, date(text)]).toEqual([text, `${iso(month)}-01`]);
    }
  });

  it('is a period with a dash between two', () => {
    const [march, may] = [2, 4].map((month) => written(month, { month: 'long', year: 'numeric' }));
    for (const dash of [' - ', ' – ', '–', ' — ', ' ~ ']) {
      expect(period(`${march}${dash}${may}`)).toEqual(['2014-03', '2014-05']);
    }
  });

  it('lasts until today and now in the words of the CLDR', () => {
    const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
    for (const unit of ['day', 'second'] as const) {
      expect(readDate(relative.format(0, unit))).toEqual({ kind: 'now' });
    }
  });
});

it.each([
  ['a full stop', 'Aug. 2014', '2014-08'],
  ['an unusual length', 'Sept 2014', '2014-09'],
  ['an older form', 'Mrz 2014', '2014-03'],
  ['no space', 'Aug2014', '2014-08'],
  ['an ordinal', 'August 1st, 2014', '2014-08-01'],
  ['an ordinal', '1er août 2014', '2014-08-01'],
  ['an ordinal', '1º de agosto de 2014', '2014-08-01'],
  ['the marks left out', 'aout 2014', '2014-08'],
  ['the month of another country', 'Jänner 2014', '2014-01'],
  ['the month of another country', 'كانون الثاني 2014', '2014-01'],
  ['a year of two digits and an apostrophe', "Aug '14", '2014-08'],
  ['a year of two digits and an apostrophe', 'Aug ’98', '1998-08'],
  ['the month first', '08/2014', '2014-08'],
  ['the month first', '8.2014', '2014-08'],
  ['the year first', '2014/08', '2014-08'],
  ['the year first', '2014.8.9', '2014-08-09'],
  ['no zero', '2014-6', '2014-06'],
  ['no zero', '2014-6-9', '2014-06-09'],
  ['dots, which set the day first', '12.08.2014', '2014-08-12'],
  ['dots and spaces', '12. 8. 2014', '2014-08-12'],
  ['a day above 12', '25/08/2014', '2014-08-25'],
  ['a day above 12', '08-25-2014', '2014-08-25'],
  ['day and month the same', '08/08/2014', '2014-08-08'],
  ['day and month in either order', '12/08/2014', '2014'],
  ['a time', '2014-06-29T00:00:00.000+02:00', '2014-06-29'],
  ['a time', '2014-06-29 10:00:00 +0000 UTC', '2014-06-29'],
  ['a time', 'Fri Aug 01 2014 00:00:00 GMT+0200 (CEST)', '2014-08-01'],
  ['only digits', '20140629', '2014-06-29'],
  ['only digits', '201406', '2014-06'],
  ['seconds since 1970', '1388534400', '2014-01-01'],
  ['milliseconds since 1970', '1388534400000', '2014-01-01'],
  ['zeros for what is not known', '2014-00-00', '2014'],
  ['a season', 'Summer 2014', '2014'],
  ['a season', '2014年夏', '2014'],
  ['a quarter', 'Q3 2014', '2014'],
  ['marks of year and month', '2014年8月', '2014-08'],
  ['Chinese numbers', '二〇一四年十二月二十九日', '2014-12-29'],
  ['marks of year and month', '2014년 8월 9일', '2014-08-09'],
  ['digits of another script', '٢٠١٤/٠٨', '2014-08'],
  ['digits of another script', '२०१४', '2014'],
  ['an era of Japan', '平成26年8月', '2014-08'],
  ['an era of Japan', '令和元年十二月', '2019-12'],
  ['an era of Taiwan', '民國103年8月', '2014-08'],
  ['the word that it is expected', 'May 2025 (expected)', '2025-05'],
  ['the word that it is expected', 'Voraussichtlich Mai 2025', '2025-05'],
  ['wide digits', '２０１４年８月', '2014-08'],
])('a date with %s is read: %s', (_what, text, expected) => {
  expect(date(text)).toBe(expected);
});

it.each([
  'Present',
  'present.',
  '(Present)',
  'CURRENT',
  'to date',
  'till now',
  'up to the present',
  'Ongoing',
  'heute',
  'bis heute',
  'laufend',
  'actualidad',
  'Hasta la actualidad',
  "jusqu'à aujourd’hui",
  'à ce jour',
  'até o momento',
  'Atual',
  'По настоящее время',
  'н.в.',
  'حتى الآن',
  'in corso',
  'oggi',
  '至今',
  '现在',
  '現在',
  '在職中',
])('%s means that it lasts', (text) => {
  expect(readDate(text)).toEqual({ kind: 'now' });
});

it.each([
  ['2012 - 2014', '2012', '2014'],
  ['2012-2014', '2012', '2014'],
  ['2012/2014', '2012', '2014'],
  ['2012–present', '2012', null],
  ['2012 -', '2012', null],
  ['- 2014', null, '2014'],
  ['since 2012', '2012', null],
  ['seit August 2012', '2012-08', null],
  ['until 2014', null, '2014'],
  ['Jan – Mar 2012', '2012-01', '2012-03'],
  ['08/2012 - 09/2014', '2012-08', '2014-09'],
  ['08-2012-09-2014', '2012-08', '2014-09'],
  ['2012-08/2014-09', '2012-08', '2014-09'],
  ['2014-06-29 - 2015-01-01', '2014-06-29', '2015-01-01'],
  ['2012.01-2014.02', '2012-01', '2014-02'],
  ['from Aug 2012 to Sep 2014', '2012-08', '2014-09'],
  ['de 2012 à 2014', '2012', '2014'],
  ['von 2012 bis heute', '2012', null],
  ['de 2012 a 2014', '2012', '2014'],
  ['с 2012 по 2014', '2012', '2014'],
  ['من 2012 إلى 2014', '2012', '2014'],
  ['Jan 2012 - Mar 2014 · 2 yrs 3 mos', '2012-01', '2014-03'],
  ['Jan 2012 – Present (3 years)', '2012-01', null],
  ['Fall 2012 - Spring 2014', '2012', '2014'],
  ['2012年至今', '2012', null],
  ['2012年8月から現在まで', '2012-08', null],
  ['2010年4月～2012年3月', '2010-04', '2012-03'],
])('%s is a period from %s to %s', (text, start, end) => {
  expect(period(text)).toEqual([start, end]);
});

it.each([
  'soon',
  '5 years',
  'May',
  '03/20',
  'Mar-20',
  '2014-06-31',
  '31.02.2014',
  '0000-00-00',
  '2012-13',
  '2012-08-2014',
  '12082014',
  '2014 - 2012',
  '2012 & 2013',
  'ca. 2014',
  '2010 – 2012, 2014',
  'Bachelor 2012',
  '1',
  '',
  '-',
  '+49 30 123456',
])('%s cannot be known', (text) => {
  expect(readDate(text)).toBeNull();
});
