// Generates people: a number always makes the same person. Each section's `demo.ts` makes their sections.
import { handleFrom } from '../../../profiles/handle.ts';
import { careerOf, type Career } from './career.ts';
import type { Country } from './countries.ts';
import { countryOf, poolsOf, type Pools } from './pools.ts';
import { PROFESSIONS, type Profession } from './professions.ts';
import { randomFrom } from './random.ts';

export interface Person {
  readonly number: number;
  readonly fullName: string;
  readonly handle: string;
  readonly isPublic: boolean;
  readonly country: Country;
  /** Of the country. */
  readonly pools: Pools;
  readonly city: string;
  readonly region: string;
  readonly profession: Profession;
  readonly career: Career;
}

/** @param number from 1 */
export function personOf(number: number): Person {
  const random = randomFrom(number, 'person');
  const country = countryOf(random);
  const pools = poolsOf(country);
  const profession = random.pick(PROFESSIONS);
  const [city, region] = random.pick(country.cities);
  const names = [random.pick(pools.firstNames), random.pick(pools.lastNames)];
  const fullName = (country.familyNameFirst ? names.toReversed() : names).join(' ');
  return {
    number,
    fullName,
    handle: handleFrom(fullName, `p${String(number)}`),
    isPublic: random.chance(0.95),
    country,
    pools,
    city,
    region,
    profession,
    career: careerOf(random, { profession, pools, city }),
  };
}
