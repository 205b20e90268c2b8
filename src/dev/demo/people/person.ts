// Generates people: a number always makes the same person. Each section's `demo.ts` makes their sections.
import { handleFrom } from '../../../profiles/handle.ts';
import { careerOf, type Career } from './career.ts';
import type { City, Country } from './countries.ts';
import { countryOf, poolsOf, type Pools } from './pools.ts';
import { randomFrom } from './random.ts';
import type { Profession, Skill, Texts } from './texts/texts.ts';

export interface Person {
  readonly number: number;
  readonly fullName: string;
  readonly handle: string;
  readonly email: string | null;
  readonly url: string | null;
  /** On the sites of others. */
  readonly userName: string;
  readonly isPublic: boolean;
  readonly country: Country;
  /** Of the country. */
  readonly pools: Pools;
  /** Of the country. */
  readonly texts: Texts;
  readonly city: City;
  readonly profession: Profession;
  readonly skills: readonly Skill[];
  readonly career: Career;
}

const LEAST_SKILLS = 3;

/** @param number from 1 */
export function personOf(number: number): Person {
  const random = randomFrom(number, 'person');
  const country = countryOf(random);
  const pools = poolsOf(country);
  const { texts } = country;
  const profession = random.pick(texts.professions);
  const city = random.pick(country.cities);
  const sex = random.chance(0.5) ? 'female' : 'male';
  const [given, family] = [random.pick(pools.given[sex]), random.pick(pools.family[sex])];
  const words = `${wordsOf(given.latin)}-${wordsOf(family.latin)}`;
  const handle = `${words}-p${String(number)}`;
  const userName = words.replaceAll('-', '') + String(number);
  const skills = random.some(profession.skills, random.int(LEAST_SKILLS, profession.skills.length));
  return {
    number,
    fullName: country.code === 'JP' ? `${family.written} ${given.written}` : `${given.latin} ${family.latin}`,
    handle,
    // Under example.com, which belongs to nobody.
    email: random.chance(0.9) ? `${words.replaceAll('-', '.')}${String(number)}@example.com` : null,
    url: random.chance(0.3) ? `https://${userName}.example.com/` : null,
    userName,
    isPublic: random.chance(0.95),
    country,
    pools,
    texts,
    city,
    profession,
    skills,
    career: careerOf(random, { country, pools, profession, skills, city, sex }),
  };
}

const known = new Map<string, string>();

/** Of one of the names in the pools, as a handle has it. */
function wordsOf(name: string): string {
  const before = known.get(name);
  if (before !== undefined) return before;
  const suffix = 'p';
  const words = handleFrom(name, suffix).slice(0, -suffix.length - 1);
  known.set(name, words);
  return words;
}
