// Reads the E.164 number out of a text that a person wrote. What is not sure gives null: another person's number is worse
// than none. An extension and a second number are in the text, not in the E.164.
import anyAscii from 'any-ascii';
import {
  findPhoneNumbersInText,
  isSupportedCountry,
  parsePhoneNumberFromString,
  type CountryCode,
  type PhoneNumber,
} from 'libphonenumber-js/max';

/** At the start of a number: the prefix of international calls in most countries. */
const INTERNATIONAL_PREFIX = /00(?<![\d+][\s().\-/]*00)[\s).-]*(?=[1-9])/g;
/** An address of the web or of mail: its digits are seldom dialled. */
const ADDRESS = /(?<!\S)\S*(?::\/\/|@|www\.)\S*/gi;
/** The number of an item in a list, as in "1) … 2) …". */
const ITEM_NUMBER = /\b\d\)(?<!\([^)]*\))\s/g;
/** The last digits of a second number, as in "555 2671/72". */
const OTHER_ENDING = /(?<=\d{4})\s*\/\s*\d{1,3}$/;
/** Digits, then words in capitals or joined by hyphens, as in 1-800-FLOWERS. */
const VANITY = /(?<!\w)\+?[\d\s().-]{3,60}(?:[A-Z][A-Z\d\s.-]+|(?<=[-.])[A-Za-z][A-Za-z\d.-]+)(?!\w)/;
/** The letters on the keys 2 to 9 (ITU-T E.161). */
const KEYS = ['ABC', 'DEF', 'GHI', 'JKL', 'MNO', 'PQRS', 'TUV', 'WXYZ'];
const OF_A_PLACE: ReadonlySet<unknown> = new Set(['FIXED_LINE', 'MOBILE', 'FIXED_LINE_OR_MOBILE']);

/** @param countryCode the country in which a number without a country code is read */
export function e164Of(written: string, countryCode: string | null): string | null {
  const country = countryCode && isSupportedCountry(countryCode) ? countryCode : undefined;
  const text = plainOf(written);
  const found =
    numberIn(text, country) ??
    numberIn(text.replace(INTERNATIONAL_PREFIX, '+'), country) ??
    vanityNumber(text, country);
  return found?.number ?? null;
}

/** Without marks that do not show, with ASCII digits, and without the scheme of a `tel:` URI (RFC 3966). */
function plainOf(written: string): string {
  return written
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/\p{Nd}/gu, (digit) => anyAscii(digit))
    .replace(/(?<=\d)[·•*_](?=\d)/g, ' ')
    .replace(ITEM_NUMBER, '; ')
    .trim()
    .replace(OTHER_ENDING, '')
    .replace(/^tel:(\S*)$/i, (_, number: string) => number.replaceAll('%20', ' '));
}

/** The whole text, or its first number: beside it may be a label, a note, or a second number. */
function numberIn(text: string, country: CountryCode | undefined): PhoneNumber | undefined {
  const found = () => findPhoneNumbersInText(text.replace(ADDRESS, ' '), defaults(country))[0]?.number;
  return wholeNumber(text, country) ?? found() ?? findPhoneNumbersInText(text)[0]?.number;
}

/** Seven digits or more: as a subscriber dials, without the zero of a prefix. */
const SUBSCRIBER = /^[1-9]\d{6}/;

/** A length that is possible is enough, since numbering plans change. A short code or a leftover prefix must be valid. */
function wholeNumber(text: string, country: CountryCode | undefined): PhoneNumber | undefined {
  const parsed = parsePhoneNumberFromString(text, { ...defaults(country), extract: false });
  if (!parsed) return undefined;
  const possible = (text.includes('+') || SUBSCRIBER.test(parsed.nationalNumber)) && parsed.isPossible();
  return possible || parsed.isValid() ? parsed : undefined;
}

const defaults = (country: CountryCode | undefined) => ({ ...(country && { defaultCountry: country }) });

/** A number with letters: of a service, or where each number has the same length, as in the United States. */
function vanityNumber(text: string, country: CountryCode | undefined): PhoneNumber | undefined {
  const [written = ''] = VANITY.exec(text) ?? [];
  const letters = new Set(written.toUpperCase().match(/[A-Z]/g));
  // XXX-YYYY stands for digits that are left out.
  if (letters.size < 3) return undefined;
  const parsed = wholeNumber(written.toUpperCase().replace(/[A-Z]/g, digitOf), country);
  if (!parsed?.isValid()) return undefined;
  return parsed.countryCallingCode === '1' || !OF_A_PLACE.has(parsed.getType()) ? parsed : undefined;
}

const digitOf = (letter: string) => String(KEYS.findIndex((key) => key.includes(letter)) + 2);
