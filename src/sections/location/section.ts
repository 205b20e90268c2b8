// The location: where the person lives, as exactly as they say.
import { z } from 'zod';
import { countryCode, optional, optionalText } from '../../graphql/input-rules.ts';
import { defineSection } from '../define.ts';
import { keyColumns } from '../read.ts';
import { pick } from '../resume.ts';
import { countryNames } from './country-names.ts';

export const locationRule = z.object({
  address: optionalText(500, 'Street and number, with its line breaks'),
  postalCode: optionalText(20),
  city: optionalText(200),
  region: optionalText(200),
  countryCode: optional(countryCode),
});

export const section = defineSection({
  name: 'location',
  description: 'Where the person lives.',
  staleAfterDays: 730,
  private: ['address', 'postalCode'],
  read: (db, profileId) =>
    db.location.findMany({
      where: { profileId },
      select: { ...keyColumns, city: true, region: true, countryCode: true },
    }),
  isFilled: ([{ city, countryCode }]) => city !== null || countryCode !== null,
  toDocument: ([location]) => ({
    location: location
      ? {
          ...pick(location, 'region', 'countryCode'),
          // As a filter has it.
          city: location.city?.normalize('NFC') ?? null,
          countryNames: countryNames(location.countryCode),
        }
      : null,
  }),
  search: {
    ranks: { 'location.city,location.region,location.countryNames': 5 },
    facets: ['location.countryCode', 'location.city'],
  },
  resume: {
    read: (db, profileId) => db.location.findMany({ where: { profileId } }),
    from: ({ basics }, read) => {
      const content = read('basics.location', basics?.['location'], locationRule);
      return content && Object.values(content).some((value) => value !== null) ? content : null;
    },
    to: ([location]) => ({
      basics: { location: pick(location, 'address', 'postalCode', 'city', 'countryCode', 'region') },
    }),
  },
  rows: { one: (tx) => tx.location },
});
