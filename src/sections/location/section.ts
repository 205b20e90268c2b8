// Owns the location: where the person lives, as exactly as they say.
import { z } from 'zod';
import type { Transaction } from '../../database/client.ts';
import { validate } from '../../graphql/errors.ts';
import { optionalCountryCode, optionalText } from '../../graphql/input-rules.ts';
import { defineSection } from '../define.ts';
import { keyColumns } from '../read.ts';
import { compact } from '../resume.ts';

export const locationRule = z.object({
  address: optionalText(500),
  postalCode: optionalText(20),
  city: optionalText(200),
  region: optionalText(200),
  countryCode: optionalCountryCode,
});
type LocationContent = z.infer<typeof locationRule>;

/** Null deletes it. */
export async function replaceLocation(
  tx: Transaction,
  profileId: string,
  content: LocationContent | null,
): Promise<void> {
  if (content)
    await tx.location.upsert({ where: { profileId }, create: { profileId, ...content }, update: content });
  else await tx.location.deleteMany({ where: { profileId } });
}

function publicPart({ city, region, countryCode }: Pick<LocationContent, 'city' | 'region' | 'countryCode'>) {
  return compact({ city, region, countryCode });
}

export const section = defineSection({
  name: 'location',
  description: 'Where the person lives.',
  staleAfterDays: 730,
  // The street is nobody's to search for.
  read: (db, profileId) =>
    db.location.findMany({
      where: { profileId },
      select: { ...keyColumns, city: true, region: true, countryCode: true },
    }),
  isFilled: ([{ city, countryCode }]) => city !== null || countryCode !== null,
  toDocument: ([location]) => ({ location: location ? publicPart(location) : null }),
  search: {
    ranks: { 'location.city,location.region': 5 },
    facets: ['location.countryCode', 'location.city'],
    hidden: ['location.address', 'location.postalCode'],
  },
  resume: {
    read: (db, profileId) => db.location.findMany({ where: { profileId } }),
    from: (resume) => {
      const said = resume.basics?.['location'];
      if (said === undefined) return null;
      const content = validate('basics.location', locationRule, said);
      return Object.values(content).some((value) => value !== null) ? content : null;
    },
    to: ([{ address, postalCode, city, region, countryCode }]) => ({
      basics: { location: compact({ address, postalCode, city, countryCode, region }) },
    }),
  },
  replace: replaceLocation,
  generated: {
    share: 0.9,
    one: ({ country, pools, city, region }, random) => ({
      address: random.chance(0.3) ? random.pick(pools.streets) : null,
      postalCode: random.chance(0.5) ? random.pick(pools.postalCodes) : null,
      city,
      region: random.chance(0.8) ? region : null,
      countryCode: country.code,
    }),
  },
});
