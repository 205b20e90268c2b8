// The location of generated people.
import type { Prisma } from '../../database/client.ts';
import { defineDemo } from '../../dev/demo/define-demo.ts';

export const demo = defineDemo<Prisma.LocationModel>({
  share: 0.9,
  one: ({ country, pools, city, region }, random) => ({
    address: random.chance(0.3) ? random.pick(pools.streets) : null,
    postalCode: random.chance(0.5) ? random.pick(pools.postalCodes) : null,
    city,
    region: random.chance(0.8) ? region : null,
    countryCode: country.code,
  }),
});
