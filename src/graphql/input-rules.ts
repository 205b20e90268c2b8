// Owns the rules for values from outside that several inputs share: every string and list has a limit.
// Each rule's message is what a client reads after the field's path.
import { z } from 'zod';

/** Control characters have no place in a profile, but for line breaks and tabs. */
const CONTROL = /[^\P{Cc}\n\r\t]/u;

/** A text of at most `max` characters, without white space at its ends; an empty one counts as absent. */
export const text = (max: number) =>
  z
    .string()
    .trim()
    .max(max, `must hold at most ${max} characters`)
    .refine(
      (value) => !CONTROL.test(value) && value.isWellFormed(),
      'must not hold control characters or half a character',
    );

export const requiredText = (max: number) => text(max).min(1, 'must not be empty');

export const optionalText = (max: number) =>
  text(max)
    .nullish()
    .transform((value) => value || null);

export const textList = (maxItems: number, maxLength: number) =>
  z
    .array(requiredText(maxLength))
    .max(maxItems, `must hold at most ${maxItems} items`)
    .nullish()
    .transform((value) => value ?? []);

const MAX_URL = 2048;

export const webUrl = requiredText(MAX_URL).refine(
  (value) => URL.canParse(value) && ['http:', 'https:'].includes(new URL(value).protocol),
  'must be a URL that starts with http:// or https://',
);

export const optionalWebUrl = z
  .union([z.literal(''), webUrl])
  .nullish()
  .transform((value) => value || null);

/** ISO 3166-1 alpha-2. */
export const countryCode = z
  .string()
  .trim()
  .toUpperCase()
  .refine(isCountry, 'must be an ISO 3166-1 alpha-2 country code, such as "DE"');

export const optionalCountryCode = z
  .union([z.literal(''), countryCode])
  .nullish()
  .transform((value) => value || null);

function isCountry(code: string): boolean {
  // An unknown code is answered with itself.
  return (
    /^[A-Z]{2}$/.test(code) &&
    code !== 'ZZ' &&
    new Intl.DisplayNames('en', { type: 'region' }).of(code) !== code
  );
}

const PARTIAL_DATE = /^[12]\d{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$/;

/** ISO 8601 at the precision known: 2014, 2014-06 or 2014-06-29, as in JSON Resume. */
const partialDate = z
  .string()
  .trim()
  .refine(
    (value) => PARTIAL_DATE.test(value) && isRealDay(value),
    'must be a date such as 2014, 2014-06 or 2014-06-29',
  );

export const optionalPartialDate = z
  .union([z.literal(''), partialDate])
  .nullish()
  .transform((value) => value || null);

function isRealDay(date: string): boolean {
  return (
    date.length < 10 || (!Number.isNaN(Date.parse(date)) && new Date(date).toISOString().startsWith(date))
  );
}

/** Compared at the precision both have: 2014 does not end before 2014-06. */
export function endsBeforeStart({
  startDate,
  endDate,
}: {
  startDate: string | null;
  endDate: string | null;
}): boolean {
  if (!startDate || !endDate) return false;
  const precision = Math.min(startDate.length, endDate.length);
  return endDate.slice(0, precision) < startDate.slice(0, precision);
}

export const endBeforeStartFault = { path: ['endDate'], message: 'must not be before startDate' };
