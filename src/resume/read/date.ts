// Reads dates in words, in other orders, and two of them in one text. A date has the precision that is sure.
import { dateWords, SINCE, UNTIL, UNTIL_AFTER, UNTIL_UNSPACED } from './date-words.ts';
import { isoOf, readParts, readSingle, simplified, type Parts } from './single-date.ts';

export type DateReading =
  | { readonly kind: 'date'; readonly date: string }
  | { readonly kind: 'now' }
  /** Null at a side that is open. An end that lasts is null, too. */
  | { readonly kind: 'period'; readonly start: string | null; readonly end: string | null };

const MAX_LENGTH = 80;

/** @returns null where it cannot be known */
export function readDate(text: string): DateReading | null {
  if (text.length > MAX_LENGTH) return null;
  const simple = simplified(text);
  const date = readSingle(simple);
  if (date !== null) return { kind: 'date', date };
  if (isNow(simple)) return { kind: 'now' };
  return readPeriod(simple);
}

const anyOf = (list: readonly string[]) => [...list].sort((a, b) => b.length - a.length).join('|');
const SINCE_BEFORE = new RegExp(`^(?:${anyOf(SINCE)})\\s*(?=[\\s\\d])`, 'u');
const TRAILING = new RegExp(`\\s*(?:${anyOf(UNTIL_AFTER)})$`, 'u');
const BETWEEN = new RegExp(
  `\\s+(?:-+>?|/)(?=\\s|$)|^-+|-+$|\\s*[–—―−~〜→]+|(?<=^|[\\s\\d])(?:${anyOf(UNTIL)})(?=[\\s\\d]|$)|${anyOf(UNTIL_UNSPACED)}`,
  'gu',
);
const BETWEEN_TIGHT = /[-/]/g;
/** Two dates of numbers, as in 01-02-2012-03-04-2014, have five. At each the text is read once. */
const MOST_SEPARATORS = 8;

/** Articles and the like before a word for now, as in `bis heute`. */
const BEFORE_NOW = new RegExp(
  `^(?:[-–—~]+|(?:${anyOf([...UNTIL, 'up', 'the', 'la', 'el', 'le', 'l', 'o', 'il'])})\\s)\\s*`,
  'u',
);

function isNow(text: string): boolean {
  const { now } = dateWords();
  let rest = text
    .replace(/[()[\]]/g, '')
    .replace(TRAILING, '')
    .trim();
  while (!now.has(rest)) {
    const shorter = rest.replace(BEFORE_NOW, '');
    if (shorter === rest) return false;
    rest = shorter;
  }
  return true;
}

function readPeriod(text: string): DateReading | null {
  const since = text.replace(SINCE_BEFORE, '').trim();
  const start = since === text ? null : readSingle(since);
  if (start !== null) return { kind: 'period', start, end: null };
  return schoolYear(since) ?? onlyPeriod(since, BETWEEN) ?? onlyPeriod(since, BETWEEN_TIGHT);
}

/** `2018–19`. With a hyphen it may be a month that is none. */
function schoolYear(text: string): DateReading | null {
  const [, start, between, last] = /^((?:19|20)\d\d) ?([–—/]) ?(\d\d)$/.exec(text) ?? [];
  if (start === undefined || last === undefined || (between === '/' && Number(last) <= 12)) return null;
  const end = start.slice(0, 2) + last;
  return end > start ? { kind: 'period', start, end } : null;
}

/** The period, where there is one way to part the text into start and end. */
function onlyPeriod(text: string, between: RegExp): DateReading | null {
  const separators = [...text.matchAll(between)];
  if (separators.length > MOST_SEPARATORS) return null;
  const periods = separators.flatMap(({ 0: separator, index }) => {
    const period = periodOf(text.slice(0, index).trim(), text.slice(index + separator.length).trim());
    return period ? [period] : [];
  });
  const [first, ...others] = periods;
  const isOnly = others.every(({ start, end }) => start === first?.start && end === first.end);
  return first && isOnly ? { kind: 'period', ...first } : null;
}

interface Period {
  readonly start: string | null;
  readonly end: string | null;
}

function periodOf(left: string, right: string): Period | null {
  const isOpen = right === '' || isNow(right);
  const last = isOpen ? null : readParts(right.replace(TRAILING, ''));
  const first = left === '' ? null : readParts(left);
  if ((left !== '' && !first) || (!isOpen && last?.year === undefined) || (!first && !last)) return null;
  const end = last && isoOf(last);
  const start = first && startOf(first, last);
  if ((first && start === null) || (last && end === null)) return null;
  return start !== null && end !== null && isBefore(end, start) ? null : { start, end };
}

/** In `Jan - Mar 2012` the year stands once. */
function startOf(first: Parts, last: Parts | null): string | null {
  if (first.year !== undefined) return isoOf(first);
  return last?.year === undefined ? null : isoOf({ ...first, year: last.year });
}

function isBefore(one: string, other: string): boolean {
  const length = Math.min(one.length, other.length);
  return one.slice(0, length) < other.slice(0, length);
}
