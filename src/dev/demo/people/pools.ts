// Pools of names, streets and employers. Faker fills them once for each country with a fixed seed: calling faker for every
// field of a million people would take longer than storing them.
import type { Faker } from '@faker-js/faker';
import { COUNTRIES, type Country } from './countries.ts';
import type { Random } from './random.ts';

type Some<Item> = readonly [Item, ...Item[]];

export interface Pools {
  readonly firstNames: Some<string>;
  readonly lastNames: Some<string>;
  readonly streets: Some<string>;
  readonly postalCodes: Some<string>;
  readonly companies: Some<string>;
}

const NAMES = 600;
const PLACES = 300;

const made = new Map<Country, Pools>();
const weighted = COUNTRIES.flatMap((country) => Array.from({ length: country.share }, () => country));

export function countryOf(random: Random): Country {
  return random.pick([COUNTRIES[0], ...weighted.slice(1)]);
}

/** Filled on the first call. */
export function poolsOf(country: Country): Pools {
  const known = made.get(country);
  if (known) return known;
  const { faker } = country;
  faker.seed(1);
  const pools: Pools = {
    firstNames: several(NAMES, faker, () => faker.person.firstName()),
    lastNames: several(NAMES, faker, () => faker.person.lastName()),
    streets: several(PLACES, faker, () => faker.location.streetAddress()),
    postalCodes: several(PLACES, faker, () => faker.location.zipCode()),
    companies: several(NAMES, faker, () => faker.company.name()),
  };
  made.set(country, pools);
  return pools;
}

function several(count: number, { helpers }: Faker, make: () => string): Some<string> {
  return [make(), ...helpers.multiple(make, { count: count - 1 })];
}
