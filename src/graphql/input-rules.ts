// Rules for values from outside that several inputs share. Every text and list has a limit. The words of a rule stand
// here once: its message is what a client reads after the path of the field, its description is what the schema shows.
import { z } from 'zod';
import { broken } from './faults.ts';

/** Control characters except line breaks and tabs. */
const CONTROL = /[^\P{Cc}\n\r\t]/u;

/** White space and characters that do not show: of an alphabet's fillers, joiners, marks of direction, variants. */
const NOTHING = /^[\s\p{Default_Ignorable_Code_Point}\u2800]*$/u;

/** Whether a reader sees nothing of it. */
export const showsNothing = (text: string) => NOTHING.test(text);

export const atMost = (max: number, what: string) => `at most ${max.toLocaleString('en')} ${what}`;

/** The most items of a list, from the metadata of its rule: see `textList` and `wholeList`. */
export function maxItemsOf(rule: z.ZodType): number | undefined {
  const max = rule.meta()?.['maxItems'];
  return typeof max === 'number' ? max : undefined;
}

/** @param parts of sentences, with or without the final stop; an empty one is left out */
export const sentences = (...parts: readonly string[]) =>
  parts
    .filter((part) => part !== '')
    .map((part) => `${part.charAt(0).toUpperCase()}${part.slice(1).replace(/\.$/, '')}.`)
    .join(' ');

/** Left out and null are the same. */
export const orNull = <Value>(rule: z.ZodType<Value>) => rule.nullish().transform((value) => value ?? null);

const [EARLIEST, LATEST] = [new Date('1970-01-01T00:00:00Z'), new Date('9999-12-31T23:59:59Z')];

/** A time that Postgres and JavaScript can both compare. */
export const moment = z.date().refine(
  (date) => date >= EARLIEST && date <= LATEST,
  broken('OUT_OF_RANGE', 'must be in the years 1970 to 9999', {
    min: EARLIEST.toISOString(),
    max: LATEST.toISOString(),
  }),
);

const boundedText = (max: number) =>
  z
    .string()
    .trim()
    .max(max, `must hold ${atMost(max, 'characters')}`)
    .refine(
      (value) => !CONTROL.test(value) && value.isWellFormed(),
      broken('INVALID_CHARACTERS', 'must not hold control characters or half a character'),
    );

/** A text without white space at its ends. @param about what it is, for the schema */
export const requiredText = (max: number, about = '') =>
  boundedText(max)
    .min(1, 'must not be empty')
    .refine(
      (value) => value === '' || !showsNothing(value),
      broken('REQUIRED', 'must hold a character that shows'),
    )
    .describe(sentences(about, atMost(max, 'characters')));

/** The same; one that shows nothing counts as absent. */
export const optionalText = (max: number, about = '') =>
  boundedText(max)
    .nullish()
    .transform((value) => (value && !showsNothing(value) ? value : null))
    .describe(sentences(about, atMost(max, 'characters')));

/** The schema reads the most items from the metadata. */
export const textList = (maxItems: number, maxLength: number) =>
  z
    .array(requiredText(maxLength))
    .max(maxItems, `must hold ${atMost(maxItems, 'items')}`)
    .nullish()
    .transform((value) => value ?? [])
    .meta({ maxItems, description: sentences(`each ${atMost(maxLength, 'characters')}`) });

/** A list that is replaced as a whole. */
export const wholeList = <Item extends z.ZodType>(item: Item, max: number) =>
  z
    .array(item)
    .max(max, `must hold ${atMost(max, 'items')}`)
    .meta({ maxItems: max, description: sentences('the whole list, in order') });

const MAX_URL = 2048;
const URL_KIND = 'a URL that starts with http:// or https://';

export const webUrl = requiredText(MAX_URL)
  .refine(
    // An empty one has its fault already.
    (value) =>
      showsNothing(value) || (URL.canParse(value) && ['http:', 'https:'].includes(new URL(value).protocol)),
    broken('INVALID_URL', `must be ${URL_KIND}`),
  )
  .refine((value) => !hasCredentials(value), broken('INVALID_URL', 'must not hold a user name or a password'))
  .describe(sentences(`${URL_KIND}, without a user name and a password, ${atMost(MAX_URL, 'characters')}`));

function hasCredentials(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { username, password } = new URL(value);
  return username !== '' || password !== '';
}

const EMAIL_KIND = 'an e-mail address such as "ada@example.org"';

export const emailAddress = requiredText(320)
  .refine(
    (value) => showsNothing(value) || /^[^\s@]+@[^\s@]+$/.test(value),
    broken('INVALID_EMAIL', `must be ${EMAIL_KIND}`),
  )
  .describe(sentences(EMAIL_KIND));

/** A text that counts as absent. */
const nothing = z
  .string()
  .refine(showsNothing, { abort: true })
  .transform(() => '');

/** The rule, or nothing: null, a text that shows nothing or no value. */
export const optional = <Rule extends z.ZodType<string>>(rule: Rule) =>
  z
    .union([nothing, rule])
    .nullish()
    .transform((value) => value || null)
    .describe(rule.description ?? '');

/** The rule, or nothing: null and a text that shows nothing empty the value, and no value leaves it as it is. */
export const emptiable = <Rule extends z.ZodType<string>>(rule: Rule) =>
  z
    .union([nothing, rule])
    .nullish()
    .transform((value) => (value === '' ? null : value))
    .describe(rule.description ?? '');

const COUNTRY_KIND = 'an ISO 3166-1 alpha-2 country code, such as "DE"';

export const countryCode = z
  .string()
  .trim()
  .toUpperCase()
  .refine(isCountry, broken('INVALID_COUNTRY', `must be ${COUNTRY_KIND}`))
  // UK is GB, and the code of a former country that of its successor.
  .overwrite((code) => (isCountry(code) ? (new Intl.Locale(`und-${code}`).region ?? code) : code))
  .describe(sentences(COUNTRY_KIND));

const countryNames = new Intl.DisplayNames('en', { type: 'region' });

/** Codes with a name where nobody lives: unions, the rest of Oceania, two test languages, and the unknown. */
const NO_COUNTRIES = /^(EU|EZ|UN|QO|XA|XB|ZZ)$/;

export function isCountry(code: string): boolean {
  // Of an unknown code the name is the code itself.
  return /^[A-Z]{2}$/.test(code) && !NO_COUNTRIES.test(code) && countryNames.of(code) !== code;
}

/** ISO 8601 at the precision known, as in JSON Resume. */
export const DATE_KIND = 'a date such as 2014, 2014-06 or 2014-06-29';
const PARTIAL_DATE = /^[12]\d{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$/;

export const partialDate = z
  .string()
  .trim()
  .refine(
    (value) => PARTIAL_DATE.test(value) && isRealDay(value),
    broken('INVALID_DATE', `must be ${DATE_KIND}`),
  )
  .describe(sentences(DATE_KIND));

function isRealDay(date: string): boolean {
  return (
    date.length < 10 || (!Number.isNaN(Date.parse(date)) && new Date(date).toISOString().startsWith(date))
  );
}

interface Period {
  readonly startDate: string | null;
  readonly endDate: string | null;
}

/** The dates of something that lasts, as fields of an input. */
export const periodFields = {
  startDate: optional(partialDate),
  endDate: optional(partialDate).describe('As startDate, and not before it. Null while it lasts.'),
};

/** Compares at the precision that both dates have: 2014 does not end before 2014-06. What is no date has no order. */
export function endsBeforeStart({ startDate, endDate }: Period): boolean {
  if (!startDate || !endDate || ![startDate, endDate].every((date) => PARTIAL_DATE.test(date))) return false;
  const precision = Math.min(startDate.length, endDate.length);
  return endDate.slice(0, precision) < startDate.slice(0, precision);
}

export const endBeforeStartFault = {
  path: ['endDate'],
  ...broken('WRONG_ORDER', 'must not be before startDate', { other: 'startDate' }),
};
