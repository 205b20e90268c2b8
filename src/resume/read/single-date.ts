// Reads one date, or its parts, from a text in any language that the reader knows.
import { partialDate } from '../../graphql/input-rules.ts';
import { dateWords, eras } from './date-words.ts';
import { folded } from './languages.ts';

/** Whether the sections accept it as it is. */
export const isPartialDate = (text: string) => partialDate.safeParse(text).success;

const TIME =
  /[t ]\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)? ?([ap] ?m)? ?(z|utc|gmt)? ?([+-]\d{2}:?\d{2})? ?(utc|\([^()]*\))?$/;

/** The form in which the functions below take a text. */
export function simplified(text: string): string {
  const withYears = text.replace(/['’‘`´](\d\d)(?!\d)/g, (_, year: string) =>
    Number(year) < 50 ? ` 20${year}` : ` 19${year}`,
  );
  const inNumbers = withoutEras(hanNumbers(folded(withYears)));
  return (/\p{sc=Thai}/u.test(text) ? withoutBuddhistYears(inNumbers) : inNumbers)
    .replace(LENGTH, '')
    .replace(TIME, '');
}

/** In Thailand 2018 is 2561. */
const withoutBuddhistYears = (text: string) =>
  text.replace(/(?<!\d)2[45]\d\d(?!\d)/g, (year) => String(Number(year) - 543));

/** As in `Jan 2012 - Mar 2014 · 2 yrs 3 mos`. */
const LENGTH = / ?(?:\(\d+ ?\p{L}[^()]*\)|· ?\d+ ?\p{L}.*)$/u;

/** 令和3年 is 2021年. The first year of an era is 元. */
function withoutEras(text: string): string {
  return /(\d|元)年/.test(text)
    ? text.replace(/(\p{sc=Han}{2})\s?(\d{1,3}|元)(?=年)/gu, (written, era: string, year: string) => {
        const first = eras().get(era);
        return first === undefined ? written : String(first - 1 + (year === '元' ? 1 : Number(year)));
      })
    : text;
}

const HAN = '〇一二三四五六七八九';

/** 二〇一二年十一月 is 2012年11月. */
function hanNumbers(text: string): string {
  return text.replace(
    /(?<![〇零一二三四五六七八九十])[〇零一二三四五六七八九十]+(?=[年月日号號])/g,
    (number) => {
      const digits = Array.from(number.replaceAll('零', '〇'), (character) => HAN.indexOf(character));
      const ten = digits.indexOf(-1);
      if (ten === -1) return digits.join('');
      const [tens = 1, ones = 0] = [digits.slice(0, ten)[0], digits.slice(ten + 1)[0]];
      return String(tens * 10 + ones);
    },
  );
}

export interface Parts {
  readonly year?: number;
  readonly month?: number;
  readonly day?: number;
}

/** Null where it is not one date with its year. */
export function readSingle(text: string): string | null {
  if (text.startsWith('-') || text.endsWith('-')) return null;
  const parts = readParts(text);
  return parts?.year === undefined ? null : isoOf(parts);
}

/** Null where there is no such day. */
export function isoOf({ year = 0, month, day }: Parts): string | null {
  const date = [year, month, month === undefined ? undefined : day]
    .filter((part) => part !== undefined)
    .map((part) => String(part).padStart(2, '0'))
    .join('-');
  return isPartialDate(date) ? date : null;
}

const YEAR = /^(18|19|20|21)\d\d$/;
const TOKENS = /\d+|\p{L}+|[^\s\d\p{L}]/gu;
const SEPARATORS = new Set([',', '.', '/', '-', '(', ')', '،', '、']);
const MARKERS: Readonly<Record<string, keyof Parts>> = {
  年: 'year',
  년: 'year',
  月: 'month',
  월: 'month',
  日: 'day',
  号: 'day',
  號: 'day',
  일: 'day',
};

/** Without quarters. A marker is a token of its own where letters follow it. */
const tokensOf = (text: string): readonly string[] =>
  text
    .replace(/\bq[1-4]\b/g, ' ')
    .replace(/(?<=\d)[年月日号號년월일]/g, ' $& ')
    .match(TOKENS) ?? [];

/** One date in words has half as many. */
const MOST_TOKENS = 24;

/** The parts of one date, perhaps without its year; null where something in it is not understood. */
export function readParts(text: string): Parts | null {
  const compact = /^\d{5,}$/.test(text) ? readDigits(text) : null;
  if (compact) return compact;
  const { months, ignored } = dateWords();
  const tokens = tokensOf(text);
  if (tokens.length > MOST_TOKENS) return null;
  const marked: { -readonly [Part in keyof Parts]: Parts[Part] } = {};
  const numbers: string[] = [];
  let named: number | undefined;
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index] ?? '';
    const marker = MARKERS[tokens[index + 1] ?? ''];
    const length = [3, 2, 1].find((count) => months.has(tokens.slice(index, index + count).join(' '))) ?? 0;
    if (/^\d+$/.test(token)) {
      if (!marker) numbers.push(token);
      else if (marked[marker] === undefined) marked[marker] = Number(token);
      else return null;
      if (marker) index += 1;
    } else if (length > 0) {
      if (named !== undefined) return null;
      named = months.get(tokens.slice(index, index + length).join(' '));
      index += length - 1;
    } else if (!SEPARATORS.has(token) && !ignored.has(token)) return null;
  }
  return combine({ ...marked, ...(named !== undefined && { month: named }) }, numbers, text);
}

/** Gives the numbers without a marker their meaning. */
function combine(known: Parts, numbers: readonly string[], text: string): Parts | null {
  const years = numbers.filter((number) => YEAR.test(number));
  const others = numbers.filter((number) => !YEAR.test(number));
  if (others.some((number) => number.length > 2)) return null;
  if (years.length + (known.year === undefined ? 0 : 1) > 1) return null;
  const year = known.year ?? (years[0] === undefined ? undefined : Number(years[0]));
  const withYear = year === undefined ? known : { ...known, year };
  const [first, second, ...more] = others.map(Number);
  if (first === undefined) return Object.keys(withYear).length > 0 ? withYear : null;
  if (known.month !== undefined) return second === undefined ? { ...withYear, day: first } : null;
  if (year === undefined || known.day !== undefined || more.length > 0) return null;
  if (second === undefined) return withMonth(year, first);
  if (YEAR.test(numbers[0] ?? '')) return withMonth(year, first, second);
  return YEAR.test(numbers[2] ?? '') ? inEitherOrder(year, first, second, text) : null;
}

/** A month or a day that is 0 is not known. */
function withMonth(year: number, month: number, day = 0): Parts | null {
  if (month > 12) return null;
  return month === 0 ? { year } : day === 0 ? { year, month } : { year, month, day };
}

/** With dots the day comes first. Elsewhere only a number above 12 tells. */
function inEitherOrder(year: number, first: number, second: number, text: string): Parts | null {
  if (second > 12) return withMonth(year, first, second);
  if (first > 12 || first === second || /\d\.\d+\.\d/.test(text)) return withMonth(year, second, first);
  return { year };
}

/** 201208, 20120829, or a time in seconds or milliseconds since 1970. */
function readDigits(digits: string): Parts | null {
  const [, year = '', month = '', day] = /^(\d{4})(\d\d)(\d\d)?$/.exec(digits) ?? [];
  if (YEAR.test(year)) return withMonth(Number(year), Number(month), Number(day ?? 0));
  const [, firstMonth = '', lastYear = ''] = /^(\d\d)(\d{4})$/.exec(digits) ?? [];
  if (YEAR.test(lastYear)) return withMonth(Number(lastYear), Number(firstMonth));
  if (!/^\d{9,10}$|^\d{12,13}$/.test(digits)) return null;
  const time = new Date(Number(digits) * (digits.length > 10 ? 1 : 1000));
  return { year: time.getUTCFullYear(), month: time.getUTCMonth() + 1, day: time.getUTCDate() };
}
