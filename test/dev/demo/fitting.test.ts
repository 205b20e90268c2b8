// Properties of some thousand generated people, always the same: what a profile says fits together, as a reader sees it.
import { describe, expect, it } from 'vitest';
import { COUNTRIES } from '../../../src/dev/demo/people/countries.ts';
import { JAPANESE_NAMES } from '../../../src/dev/demo/people/japanese-names.ts';
import { personOf } from '../../../src/dev/demo/people/person.ts';
import type { GeneratedRow } from '../../../src/dev/demo/define-demo.ts';
import { personRows } from './person-rows.ts';
import { handleFrom } from '../../../src/profiles/handle.ts';

const NOW = new Date('2026-11-24T12:00:00Z');
const COUNT = 3000;

const people = Array.from({ length: COUNT }, (_, index) => {
  const rows = personRows(index + 1, NOW);
  const of = (table: string): readonly GeneratedRow[] => rows[table] ?? [];
  return { ...personOf(index + 1), rows, of };
});
type Generated = (typeof people)[number];

/** Fails with the number of each person who does not have the property. */
function everybody(has: (person: Generated) => boolean): void {
  expect(people.filter((person) => !has(person)).map(({ number }) => number)).toEqual([]);
}

const strings = (value: unknown): string[] =>
  typeof value === 'string'
    ? [value]
    : value !== null && typeof value === 'object'
      ? Object.values(value).flatMap(strings)
      : [];
const isDistinct = (items: readonly unknown[]) => new Set(items).size === items.length;
const texts = (rows: readonly GeneratedRow[], ...fields: string[]) =>
  rows.flatMap((row) => fields.flatMap((field) => strings(row[field])));

describe('texts', () => {
  it('no sentence twice in one profile', () => {
    everybody(({ of }) => {
      const said = [
        ...texts(of('bio'), 'summary'),
        ...texts(of('experience'), 'summary', 'description', 'highlights'),
        ...texts(of('education'), 'courses'),
      ];
      return isDistinct(said.flatMap((text) => text.split(/(?<=[.。])\s*/)).filter(Boolean));
    });
  });

  it('no employer, degree, skill, language or network twice in one profile', () => {
    const distinct = (table: string, field: string) =>
      everybody(({ of }) => isDistinct(texts(of(table), field)));
    distinct('experience', 'name');
    distinct('education', 'studyType');
    distinct('skill', 'name');
    distinct('language', 'code');
    distinct('socialLink', 'network');
  });

  it('no slot without its value', () => {
    everybody(({ rows }) => strings(rows).every((text) => !/[{}#@|](?!example)|undefined|NaN/.test(text)));
  });

  it.each(COUNTRIES.map(({ locale, texts: { professions } }) => [locale, professions] as const))(
    '%s has no text twice, and employers enough for a career',
    (_, professions) => {
      const sentences = professions.flatMap(({ achievements }) => achievements.slice(0, 5));
      expect(isDistinct(sentences.map((sentence) => JSON.stringify(sentence)))).toBe(true);
      for (const { employers, courses, skills, titles } of professions) {
        expect(new Set(employers.map(({ description }) => description)).size).toBe(5);
        expect(new Set(courses).size).toBe(5);
        expect(new Set(skills.map(({ name }) => name)).size).toBeGreaterThanOrEqual(4);
        expect(new Set(titles.female).size).toBeGreaterThanOrEqual(4);
        expect(titles.female).toHaveLength(titles.male.length);
      }
    },
  );
});

describe('country', () => {
  it('city, region, postal code, phone number and universities are of one country', () => {
    everybody(({ country, of }) => {
      const places = of('location').every(({ city, region, postalCode, countryCode }) => {
        const known = country.cities.find(({ name }) => name === city);
        return (
          known !== undefined &&
          [known.region, null].includes(region as string | null) &&
          (postalCode === null ||
            new RegExp(`^${known.postalCode.replaceAll('#', String.raw`\d`)}$`).test(String(postalCode))) &&
          countryCode === country.code
        );
      });
      const universities = country.cities.map(({ university }) => university);
      return (
        places &&
        of('phoneNumber').every(({ countryCode }) => countryCode === country.code) &&
        texts(of('education'), 'institution').every((name) => universities.includes(name))
      );
    });
  });

  it('the languages contain the country’s as a native speaker’s, each named in the language of the texts', () => {
    everybody(({ country: { language, locale, texts: words }, of }) => {
      const names = new Intl.DisplayNames(locale, { type: 'language' });
      const [first] = of('language');
      return (
        (first === undefined || (first['code'] === language && first['fluency'] === words.fluency[0])) &&
        of('language').every((row) => {
          const name = names.of(String(row['code'])) ?? '';
          return String(row['language']).toLowerCase() === name.toLowerCase();
        })
      );
    });
  });

  it('who writes in a language speaks it', () => {
    everybody(
      ({ country: { locale }, of }) =>
        of('language').length === 0 || texts(of('language'), 'code').includes(locale),
    );
  });

  it('texts are in the language of the country', () => {
    everybody(({ country, profession, texts: words, of }) => {
      const titles = [...profession.titles.female, ...profession.titles.male];
      const degrees = country.degrees.map(([name]) => name);
      return (
        words === country.texts &&
        words.professions.includes(profession) &&
        texts(of('bio'), 'label').every((label) => titles.includes(label)) &&
        texts(of('experience'), 'position').every((title) => titles.includes(title)) &&
        texts(of('education'), 'area').every((area) => area === profession.area) &&
        texts(of('education'), 'studyType').every((degree) => degrees.includes(degree))
      );
    });
  });
});

describe('name', () => {
  it('the handle is made of the name', () => {
    const latin = (name: string, among: readonly { written: string; latin: string }[]) =>
      among.find(({ written }) => written === name)?.latin ?? '';
    everybody(({ number, country, fullName, handle }) => {
      const [family = '', given = ''] = fullName.split(' ');
      const { female, male } = JAPANESE_NAMES.given;
      const name =
        country.code === 'JP'
          ? `${latin(given, [...female, ...male])} ${latin(family, JAPANESE_NAMES.family.female)}`
          : fullName;
      return handle === handleFrom(name, `p${String(number)}`) && /^[a-z]+-[a-z-]+-p\d+$/.test(handle);
    });
  });

  it('links, photo, site and e-mail address carry the name', () => {
    everybody(({ number, handle, email, url, userName, of }) => {
      const words = handle.split('-').slice(0, -1);
      return (
        userName === `${words.join('')}${String(number)}` &&
        (email === null || email === `${words.join('.')}${String(number)}@example.com`) &&
        (url === null || url.includes(userName)) &&
        texts(of('socialLink'), 'username', 'url').every((text) => text.includes(userName)) &&
        texts(of('photo'), 'url').every((text) => text.includes(handle))
      );
    });
  });
});

describe('trade and years', () => {
  it('skills and their keywords are of the trade', () => {
    everybody(({ profession, of }) =>
      of('skill').every(({ name, keywords }) =>
        profession.skills.some((skill) => skill.name === name && skill.keywords === keywords),
      ),
    );
  });

  it('nobody is a beginner after years, or an expert after a few', () => {
    everybody(({ career: { years }, texts: { levels }, of }) =>
      texts(of('skill'), 'level').every((name) => {
        const level = levels.indexOf(name);
        return level >= (years < 3 ? 0 : years < 8 ? 1 : 2) && level <= (years < 2 ? 1 : years < 6 ? 2 : 3);
      }),
    );
  });

  it('titles never go down', () => {
    everybody(({ profession, of }) => {
      const oldestFirst = texts(of('experience'), 'position').reverse();
      const steps = oldestFirst.map((title) =>
        Math.max(profession.titles.female.indexOf(title), profession.titles.male.indexOf(title)),
      );
      return steps.every((step, index) => step >= (steps[index - 1] ?? 0));
    });
  });

  it('the bio names the years since the first position', () => {
    everybody(({ career: { years }, of }) => {
      const [bio] = of('bio');
      return bio === undefined || years < 2 || String(bio['summary']).includes(String(years));
    });
  });
});

describe('time', () => {
  const dates = (rows: readonly GeneratedRow[]) =>
    rows.map(({ startDate, endDate }) => ({ start: String(startDate), end: String(endDate ?? '9999') }));

  it('entries are from the newest to the oldest, and none overlaps another', () => {
    for (const table of ['experience', 'education'])
      everybody(({ of }) => {
        const periods = dates(of(table));
        return periods.every(
          ({ start, end }, index) =>
            isSameOrBefore(start, end) &&
            (index === 0 || isSameOrBefore(end, periods[index - 1]?.start ?? '')),
        );
      });
  });

  it('studies end before work begins, and degrees come in their order', () => {
    everybody(({ country, of }) => {
      const [study] = dates(of('education'));
      const first = dates(of('experience')).at(-1);
      const order = texts(of('education'), 'studyType').map((type) =>
        country.degrees.findIndex(([name]) => name === type),
      );
      return (
        (!study || !first || isSameOrBefore(study.end, first.start)) &&
        order.every((step, index) => step === order.length - 1 - index)
      );
    });
  });

  it('nothing is in the future, and nobody studied or worked for more than a working life', () => {
    everybody(({ of }) => {
      const all = texts([...of('experience'), ...of('education')], 'startDate', 'endDate');
      return all.every((date) => date < '2026-01-02' && Number(date.slice(0, 4)) >= 2026 - 48);
    });
  });

  it('no section was updated before what it tells, or after now', () => {
    everybody(({ rows }) =>
      Object.values(rows).every((list) =>
        list.every((row) => {
          const told = texts([row], 'startDate', 'endDate').map((date) => Date.parse(date));
          const at = Date.parse(String(row['updatedAt']));
          return (
            new Date(at).toISOString() === row['updatedAt'] &&
            at >= Math.max(0, ...told) &&
            at <= NOW.getTime()
          );
        }),
      ),
    );
  });
});

function isSameOrBefore(earlier: string, later: string): boolean {
  const precision = Math.min(earlier.length, later.length);
  return earlier.slice(0, precision) <= later.slice(0, precision);
}
