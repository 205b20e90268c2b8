// The phone number: as it was given, and in E.164 where it can be understood. Another number has no E.164.
import { z } from 'zod';
import { InvalidInputError } from '../../graphql/errors.ts';
import { countryCode as countryRule, optional, requiredText } from '../../graphql/input-rules.ts';
import { defineSection } from '../define.ts';
import { keyColumns } from '../read.ts';
import { basicsText } from '../resume.ts';
import { e164Of } from './parse.ts';

const numberRule = requiredText(100, 'With + and a country code, or as it is dialled in the country');
const optionalCountry = optional(countryRule);
const locationRule = z.object({ countryCode: optionalCountry });
export const phoneNumberRule = z.object({
  number: numberRule,
  countryCode: optionalCountry.describe(
    `${countryRule.description} Null: the country of the profile's location. Left out: the same, but the number that is there ` +
      'keeps its country.',
  ),
});

interface PhoneNumberContent {
  readonly number: string;
  readonly countryCode: string | null;
  readonly e164: string | null;
}

/** @param countryCode the country in which a number without a country code is read */
export function parseNumber(number: string, countryCode: string | null): PhoneNumberContent {
  return { number, countryCode, e164: e164Of(number, countryCode) };
}

/**
 * @param countryCodes the number is read in the first one in which it can be understood
 * @throws InvalidInputError where there is none
 */
export function parseOrRefuse(number: string, countryCodes: readonly string[]): PhoneNumberContent {
  const [countryCode = null] = countryCodes;
  for (const code of countryCodes.length > 0 ? countryCodes : [null]) {
    const content = parseNumber(number, code);
    if (content.e164 !== null) return content;
  }
  const message = countryCode
    ? `must be a phone number that is possible in ${countryCode}, or start with + and a country code`
    : 'must start with + and a country code, since neither countryCode nor the location tells the country';
  throw new InvalidInputError([{ path: 'input.number', message, code: 'INVALID_PHONE_NUMBER' }]);
}

export const section = defineSection({
  name: 'phoneNumber',
  description: 'The phone number.',
  staleAfterDays: 365,
  private: 'all',
  read: (db, profileId) => db.phoneNumber.findMany({ where: { profileId }, select: { ...keyColumns } }),
  resume: {
    read: (db, profileId) => db.phoneNumber.findMany({ where: { profileId } }),
    from: (resume, read) => {
      const phone = read('basics.phone', basicsText(resume, 'phone'), numberRule);
      if (phone === null) return null;
      const location = resume.basics?.['location'];
      const country = locationRule.safeParse(location);
      return parseNumber(phone, country.data?.countryCode ?? null);
    },
    to: ([{ number }]) => ({ basics: { phone: number } }),
  },
  rows: { one: (tx) => tx.phoneNumber },
});
