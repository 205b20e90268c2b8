// Generates a person's studies and positions in a possible order: studies end before work begins, positions do not overlap,
// and titles grow with the years.
import type { Pools } from './pools.ts';
import type { Profession } from './professions.ts';
import type { Random } from './random.ts';

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
}

export interface Surroundings {
  readonly profession: Profession;
  readonly pools: Pools;
  readonly city: string;
}

/** In months since the year 0. Careers end here at any time of generation, so that a number always makes the same person. */
const LAST_MONTH = 2026 * 12;
const MOST_POSITIONS = 7;
const YEARS_TO_A_STEP = 5;

export function careerOf(random: Random, surroundings: Surroundings): Career {
  const months = random.int(3, 30 * 12);
  const begin = LAST_MONTH - months;
  const positions = positionsFrom(random, surroundings, begin);
  return {
    positions: positions.reverse(),
    studies: studiesUntil(random, surroundings, begin),
    years: Math.floor(months / 12),
    title: positions[0]?.position ?? surroundings.profession.steps[0],
  };
}

function positionsFrom(random: Random, surroundings: Surroundings, begin: number): Position[] {
  const positions: Position[] = [];
  let start = begin;
  while (start < LAST_MONTH) {
    const isLast = positions.length === MOST_POSITIONS - 1;
    const end = isLast ? LAST_MONTH : start + random.int(12, 110);
    const goesOn = end >= LAST_MONTH && random.chance(0.9);
    const dates = datesOf(random, start, Math.min(end, LAST_MONTH - 1));
    positions.push(
      positionOf(random, surroundings, start - begin, goesOn ? { ...dates, endDate: null } : dates),
    );
    start = Math.max(end, start + 1) + random.int(0, 4);
  }
  return positions;
}

function positionOf(
  random: Random,
  { profession, pools, city }: Surroundings,
  experience: number,
  dates: { startDate: string; endDate: string | null },
): Position {
  const { steps, employers, achievements } = profession;
  const step = Math.min(steps.length - 1, Math.floor(experience / 12 / YEARS_TO_A_STEP));
  const name = random.pick(pools.companies);
  return {
    name,
    position: steps[step] ?? steps[0],
    location: random.chance(0.7) ? city : null,
    description: random.chance(0.5) ? random.pick(employers) : null,
    url: random.chance(0.4) ? `https://${hostOf(name)}.example.com/` : null,
    ...dates,
    summary: random.chance(0.7) ? random.pick(achievements) : null,
    highlights: random.some(achievements, random.int(0, 3)),
  };
}

const DEGREES = [
  { studyType: 'Bachelor', months: 36 },
  { studyType: 'Master', months: 24 },
  { studyType: 'Doctorate', months: 42 },
] as const;

function studiesUntil(random: Random, { profession, city }: Surroundings, begin: number): Study[] {
  const degrees = DEGREES.slice(0, random.chance(0.06) ? 3 : random.chance(0.4) ? 2 : 1);
  let end = begin - random.int(0, 4);
  return degrees.toReversed().map(({ studyType, months }) => {
    const start = end - months - random.int(0, 8);
    const study: Study = {
      institution: random.pick([
        `University of ${city}`,
        `Technical University of ${city}`,
        `${city} College`,
      ]),
      url: null,
      area: profession.area,
      studyType,
      ...datesOf(random, start, end),
      score: random.chance(0.3) ? `${(2.8 + random.int(0, 12) / 10).toFixed(1)}/4.0` : null,
      courses: random.some(profession.courses, random.int(0, 3)),
    };
    end = start - random.int(0, 6);
    return study;
  });
}

/** The precision differs between entries, as in real resumes. */
function datesOf(random: Random, start: number, end: number): { startDate: string; endDate: string } {
  const precision = random.chance(0.15) ? 4 : random.chance(0.25) ? 10 : 7;
  const date = (month: number) =>
    `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}-01`.slice(0, precision);
  return { startDate: date(start), endDate: date(Math.max(start, end)) };
}

/** Names without letters from a to z get the host `company`. */
function hostOf(name: string): string {
  const letters = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '');
  return letters.slice(0, 40) || 'company';
}
