// Pools of names and streets. Faker fills them once for each country with a fixed seed: calling faker for every field of a
// million people would take longer than storing them.
import type { Faker } from '@faker-js/faker';
import { COUNTRIES, type Country } from './countries.ts';
import { JAPANESE_NAMES, type Name } from './japanese-names.ts';
import type { Random } from './random.ts';

type Some<Item> = readonly [Item, ...Item[]];

export type Sex = 'female' | 'male';

export interface Pools {
  readonly given: Readonly<Record<Sex, Some<Name>>>;
  readonly family: Readonly<Record<Sex, Some<Name>>>;
  readonly streets: Some<string>;
}

const NAMES = 400;
const STREETS = 300;

const made = new Map<Country, Pools>();
const [first, ...others] = COUNTRIES.flatMap((country) =>
  Array.from({ length: country.share }, () => country),
);
const weighted: Some<Country> = [first ?? COUNTRIES[0], ...others];

export const countryOf = (random: Random): Country => random.pick(weighted);

/** Filled on the first call. */
export function poolsOf(country: Country): Pools {
  const known = made.get(country);
  if (known) return known;
  const { faker } = country;
  faker.seed(1);
  const pools: Pools = {
    ...(country.code === 'JP' ? JAPANESE_NAMES : namesFrom(faker, country.feminine)),
    streets: several(STREETS, faker, () => faker.location.street()),
  };
  made.set(country, pools);
  return pools;
}

function namesFrom(faker: Faker, feminine = (familyName: string) => familyName): Omit<Pools, 'streets'> {
  const names = (make: () => string) =>
    several(NAMES, faker, () => {
      const written = make();
      return { written, latin: written };
    });
  return {
    given: {
      female: names(() => faker.person.firstName('female')),
      male: names(() => faker.person.firstName('male')),
    },
    family: {
      female: names(() => feminine(faker.person.lastName('female'))),
      male: names(() => faker.person.lastName('male')),
    },
  };
}

function several<Item>(count: number, { helpers }: Faker, make: () => Item): Some<Item> {
  return [make(), ...helpers.multiple(make, { count: count - 1 })];
}
