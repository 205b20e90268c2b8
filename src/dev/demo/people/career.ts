// Generates a person's studies and positions in a possible order: studies end before work begins, positions do not overlap,
// and titles grow with the years. No sentence, employer, course or degree comes twice.
import anyAscii from 'any-ascii';
import type { City, Country } from './countries.ts';
import type { Pools, Sex } from './pools.ts';
import type { Random } from './random.ts';
import { fill, type Profession, type Skill } from './texts/texts.ts';

interface Position {
  readonly name: string;
  readonly position: string;
  readonly location: string | null;
  readonly description: string | null;
  readonly url: string | null;
  readonly startDate: string;
  readonly endDate: string | null;
  readonly summary: string | null;
  readonly highlights: readonly string[];
}

interface Study {
  readonly institution: string;
  readonly url: string | null;
  readonly area: string;
  readonly studyType: string;
  readonly startDate: string;
  readonly endDate: string;
  readonly score: string | null;
  readonly courses: readonly string[];
}

export interface Career {
  /** The newest first. */
  readonly positions: readonly Position[];
  readonly studies: readonly Study[];
  readonly years: number;
  /** Of the latest position. */
  readonly title: string;
  /** For the bio: what no position says. */
  readonly achievements: readonly string[];
}

export interface Surroundings {
  readonly country: Country;
  readonly pools: Pools;
  readonly profession: Profession;
  readonly skills: readonly Skill[];
  readonly city: City;
  readonly sex: Sex;
}

/** In months since the year 0. */
interface Period {
  readonly start: number;
  readonly end: number;
}

/** Careers end here at any time of generation, so that a number always makes the same person. */
const LAST_MONTH = 2026 * 12;
const MOST_POSITIONS = 5;
/** The years of experience from which a person has each title. */
const TITLE_YEARS = [0, 2, 7, 13, 19] as const;

export function careerOf(random: Random, surroundings: Surroundings): Career {
  const months = random.int(3, 30 * 12);
  const begin = LAST_MONTH - months;
  const next = random.deck(surroundings.profession.achievements);
  const achievement = () => {
    const pattern = next();
    return pattern && fill(pattern, random);
  };
  const years = Math.floor(months / 12);
  const achievements = years < TITLE_YEARS[1] ? [] : taken(achievement, random.int(1, 2));
  const positions = positionsOf(random, surroundings, begin, achievement);
  return {
    positions,
    studies: studiesUntil(random, surroundings, begin),
    years,
    title: positions[0]?.position ?? surroundings.profession.titles[surroundings.sex][0],
    achievements,
  };
}

/** This number of items, or as many as there are. */
function taken<Item>(next: () => Item | undefined, count: number): Item[] {
  const items: Item[] = [];
  while (items.length < count) {
    const item = next();
    if (item === undefined) break;
    items.push(item);
  }
  return items;
}

function positionsOf(
  random: Random,
  { country, pools, profession, skills, city, sex }: Surroundings,
  begin: number,
  achievement: () => string | undefined,
): Position[] {
  const { separators, duties } = country.texts;
  const employer = random.deck(profession.employers);
  const nextSkill = random.deck(skills);
  const familyName = () => random.pick(pools.family.male).written;
  return periodsFrom(random, begin).map((period, index) => {
    const { name: pattern, description } = employer() ?? profession.employers[0];
    const place = index === 0 || random.chance(0.6) ? city : random.pick(country.cities);
    const name = fill(pattern, random, { city: place.name, name: familyName(), other: familyName() });
    const skill = nextSkill();
    const { startDate, endDate } = datesOf(random, period);
    return {
      name,
      position: titleAfter(period.end - begin, profession.titles[sex]),
      location: random.chance(0.8) ? place.name : null,
      description: random.chance(0.5) ? description : null,
      url: random.chance(0.4) ? urlOf(name) : null,
      startDate,
      endDate: period.end === LAST_MONTH ? null : endDate,
      summary:
        skill && random.chance(0.8)
          ? fill(random.pick(duties), random, {
              skill: skill.name,
              keywords: skill.keywords.join(separators.word),
            })
          : null,
      highlights: taken(achievement, random.int(0, 3)),
    };
  });
}

/** The newest first. The first one goes on at LAST_MONTH, or ended just before it. */
function periodsFrom(random: Random, begin: number): Period[] {
  const periods: Period[] = [];
  for (let start = begin; start < LAST_MONTH;) {
    const isLast = periods.length === MOST_POSITIONS - 1;
    const end = isLast ? LAST_MONTH : start + random.int(12, 96);
    periods.unshift({ start, end: end < LAST_MONTH ? end : LAST_MONTH - (random.chance(0.9) ? 0 : 1) });
    start = end + random.int(1, 4);
  }
  return periods;
}

function titleAfter(months: number, titles: readonly [string, ...string[]]): string {
  const step = TITLE_YEARS.findLastIndex((years) => months >= years * 12);
  return titles[Math.min(step, titles.length - 1)] ?? titles[0];
}

/** The newest first. */
function studiesUntil(random: Random, { country, profession, city }: Surroundings, begin: number): Study[] {
  const course = random.deck(profession.courses);
  const degrees = country.degrees.slice(0, random.chance(0.06) ? 3 : random.chance(0.4) ? 2 : 1);
  let end = begin - random.int(1, 4);
  return degrees.toReversed().map(([studyType, months]) => {
    const start = end - months - random.int(0, 8);
    const { university } = random.chance(0.6) ? city : random.pick(country.cities);
    const study: Study = {
      institution: university,
      url: random.chance(0.4) ? urlOf(university) : null,
      area: profession.area,
      studyType,
      ...datesOf(random, { start, end }),
      score: random.chance(0.4) ? random.pick(country.scores) : null,
      courses: taken(course, random.int(0, 3)),
    };
    end = start - random.int(1, 6);
    return study;
  });
}

/** The precision differs between entries, as in real resumes. A period starts on a first day and ends on a last one. */
function datesOf(random: Random, { start, end }: Period) {
  const precision = random.chance(0.15) ? 4 : random.chance(0.2) ? 10 : 7;
  return { startDate: dateOf(start, '01', precision), endDate: dateOf(end, lastDayOf(end), precision) };
}

function dateOf(month: number, day: string, precision: number): string {
  return `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}-${day}`.slice(0, precision);
}

const DAYS = ['31', '28', '31', '30', '31', '30', '31', '31', '30', '31', '30', '31'];
const lastDayOf = (month: number) => DAYS[month % 12] ?? '28';

/** Under example.com, which belongs to nobody. Null for a name in another script than Latin. */
function urlOf(name: string): string | null {
  // A class of Unicode takes ten times as long to test.
  const isAscii = !/[^ -~]/.test(name);
  if (!isAscii && /(?!\p{Script=Latin})\p{L}/u.test(name)) return null;
  const letters = (isAscii ? name : anyAscii(name)).toLowerCase().replace(/[^a-z0-9]+/g, '');
  return `https://${letters.slice(0, 40)}.example.com/`;
}
