// The location of generated people.
import type { Prisma } from '../../database/client.ts';
import { defineDemo } from '../../dev/demo/define-demo.ts';
import type { Person } from '../../dev/demo/people/person.ts';
import { digitsIn, type Random } from '../../dev/demo/people/random.ts';

export const demo = defineDemo<Prisma.LocationModel>({
  share: 0.9,
  one: (person, random) => ({
    address: random.chance(0.3) ? addressOf(person, random) : null,
    postalCode: random.chance(0.5) ? digitsIn(person.city.postalCode, random) : null,
    city: person.city.name,
    region: random.chance(0.8) ? person.city.region : null,
    countryCode: person.country.code,
  }),
});

function addressOf({ country, pools }: Person, random: Random): string {
  return country.address
    .replace('{street}', random.pick(pools.streets))
    .replace('{name}', random.pick(pools.family.male).written)
    .replace('{number}', String(random.int(1, 140)));
}
