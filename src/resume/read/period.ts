// Reads what lasts: an end that is still open, and both dates in one text.
import type { JsonValue } from '../../search/json.ts';
import { readDate } from './date.ts';
import { isPartialDate } from './single-date.ts';
import { folded } from './names.ts';
import { quoted, readAs, type Entry, type Note } from './note.ts';

/** Names under which both dates stand together. */
const BOTH = new Set(
  `date dates period years time timeperiod duration daterange zeitraum dauer periodo periode duree okres период період sure 期間 时间 起止时间 기간`
    .split(' ')
    .map(folded),
);

const OF_ITEM = /^(?:work|job|edu|education|project|employment)(?=.)/;

export const isPeriod = (key: string) => BOTH.has(folded(key).replace(OF_ITEM, ''));

/** `["2014-06", "2018-05"]` as an object of both. */
export function withSides(entry: Entry): Entry {
  const { key, value } = entry;
  if (!isPeriod(key) || !Array.isArray(value) || value.length !== 2) return entry;
  const [start = null, end = null] = value;
  return { ...entry, value: { start, end } };
}

const MONTH_OF: Readonly<Record<string, string>> = {
  startmonth: 'startDate',
  frommonth: 'startDate',
  endmonth: 'endDate',
  tomonth: 'endDate',
  gradmonth: 'endDate',
  graduationmonth: 'endDate',
};

const shortText = (value: JsonValue | undefined) =>
  typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';

/** The entries with each year and the month that stands beside it in one date. */
export function withMonths(entries: readonly Entry[], notes: Note[]): readonly Entry[] {
  const gone = new Set<Entry>();
  const joined = entries.map((entry): Entry => {
    const month = entries.find(({ key }) => MONTH_OF[folded(key)] === entry.key);
    const [year, name] = [shortText(entry.value), shortText(month?.value)];
    if (!month || name === '' || !/^\d{4}$/.test(year)) return entry;
    const reading = readDate(`${name}${/^\d+$/.test(name) ? '/' : ' '}${year}`);
    if (reading?.kind !== 'date') return entry;
    notes.push(readAs(month, reading.date, 'with its year'), readAs(entry, reading.date, 'with its month'));
    gone.add(month);
    return { ...entry, value: reading.date };
  });
  return joined.filter((entry) => !gone.has(entry));
}

/** The entries of an item that has startDate and endDate, each with one date as far as that is known. */
export function readPeriod(entries: readonly Entry[], notes: Note[]): Entry[] {
  const taken = new Map(entries.map(({ key, value }) => [key, value]));
  return entries.flatMap((entry): Entry[] => {
    const { key, value } = entry;
    if (typeof value !== 'string' || !isDateOf(key, taken) || isPartialDate(value)) return [entry];
    const reading = readDate(value);
    if (reading?.kind === 'now' && key === 'endDate') {
      notes.push(lasting(entry));
      return [];
    }
    if (isPeriod(key) && reading?.kind === 'date') return [entry];
    if (reading?.kind !== 'period') return [entry];
    const parts = partsOf(entry, reading);
    const others = parts.filter((part) => part.key !== key && taken.has(part.key));
    if (!others.every((part) => isSame(part.value, taken.get(part.key)))) return [entry];
    for (const part of parts) taken.set(part.key, part.value);
    notes.push(readAs(entry, parts.map((part) => part.value).join(' to ')));
    return parts.filter((part) => !others.includes(part));
  });
}

function isDateOf(key: string, taken: ReadonlyMap<string, unknown>): boolean {
  if (key === 'startDate' || key === 'endDate') return true;
  return isPeriod(key) && !taken.has('startDate') && !taken.has('endDate');
}

/** Without a side that is open. */
function partsOf(entry: Entry, { start, end }: { start: string | null; end: string | null }) {
  const sides = [
    { key: 'startDate', value: start },
    { key: 'endDate', value: end },
  ];
  return sides.flatMap(({ key, value }) => (value === null ? [] : [{ ...entry, key, value }]));
}

/** Whether another field of the item says the same. */
function isSame(date: string, other: JsonValue | undefined): boolean {
  if (typeof other !== 'string') return false;
  const reading = readDate(other);
  if (reading?.kind === 'period') return date === reading.start || date === reading.end;
  return reading?.kind === 'date' && reading.date === date;
}

const lasting = ({ path, value }: Entry): Note => ({
  path,
  written: value,
  read: null,
  message: `${quoted(value)} means that it lasts, so endDate is left out`,
});
