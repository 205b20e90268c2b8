// Reads the texts of a resume: plain ones, dates, addresses and countries. What is not understood stays as written.
import { isJsonObject, type JsonObject, type JsonValue } from '../../search/json.ts';
import { DATE_KIND } from '../../graphql/input-rules.ts';
import { readCountry } from './country.ts';
import { readDate } from './date.ts';
import { isPartialDate } from './single-date.ts';
import { readEmail } from './email.ts';
import { isBlank, isNothing, keptAsWritten, leftOut, readAs, type Given, type Note } from './note.ts';
import type { TextFormat } from './shape.ts';
import { readUrl } from './url.ts';

/** @returns undefined where there is nothing */
export function readText(given: Given, format: TextFormat, notes: Note[]): JsonValue | undefined {
  const { value, path } = given;
  const text = isNothing(value) ? '' : textOf(value, format, path);
  if (text !== null && isBlank(text)) {
    notes.push(leftOut(given));
    return undefined;
  }
  const read = text === null ? null : FORMATS[format].read(text);
  if (read === null) notes.push(keptAsWritten(given, FORMATS[format].expected));
  else if (read !== value) notes.push(readAs(given, read));
  return read ?? value;
}

interface Format {
  /** Null where it is not understood. */
  readonly read: (text: string) => string | null;
  readonly expected: string;
}

const webOnly = (text: string) => {
  const url = readUrl(text);
  return url !== null && /^https?:/i.test(url) ? url : null;
};

const FORMATS: Readonly<Record<TextFormat, Format>> = {
  plain: { read: (text) => text, expected: 'a text' },
  date: { read: oneDate, expected: DATE_KIND },
  url: { read: webOnly, expected: 'an address on the web, such as https://example.org' },
  image: {
    read: webOnly,
    expected: 'the address of a picture on the web, such as https://example.org/me.png',
  },
  email: { read: readEmail, expected: 'an e-mail address, such as someone@example.org' },
  country: { read: readCountry, expected: 'a country, such as DE' },
};

function oneDate(text: string): string | null {
  if (isPartialDate(text)) return text.trim();
  const reading = readDate(text);
  return reading?.kind === 'date' ? reading.date : null;
}

const LINES = /(^|\.)(summary|description|address|reference)$/;

function textOf(value: JsonValue, format: TextFormat, path: string): string | null {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return format === 'plain' ? String(value) : null;
  if (Array.isArray(value)) return textOfList(value, format, path);
  return isJsonObject(value) ? textOfObject(value, format, path) : null;
}

function textOfList(list: readonly JsonValue[], format: TextFormat, path: string): string | null {
  const texts = list.filter((item) => !isNothing(item));
  const isFlat = texts.every((item) => typeof item === 'string' || typeof item === 'number');
  if (!isFlat || (texts.length > 1 && format !== 'plain')) return null;
  const between =
    path === 'basics.name' ? ' ' : path === 'basics.phone' ? '; ' : LINES.test(path) ? '\n' : ', ';
  return texts.join(between);
}

/** `{ "year": 2012, "month": 8 }`, an object of one text such as `{ "$date": … }`, or a place of work such as `{ "city": …, "country": … }`. */
function textOfObject(object: JsonObject, format: TextFormat, path: string): string | null {
  const fields = Object.entries(object).filter(([, value]) => !isNothing(value));
  if (format === 'date') return dateOf(Object.fromEntries(fields));
  const isPlace = format === 'plain' && path.endsWith('.location');
  return fields.length === 1 || isPlace
    ? textOfList(
        fields.map(([, value]) => value),
        format,
        path,
      )
    : null;
}

/** As databases write it in JSON. */
const WHOLE_DATE = /^\$(?:date|numberlong)$|^(?:date|value|iso)$/i;

function dateOf(object: JsonObject): string | null {
  const [only, ...more] = Object.entries(object);
  if (only && more.length === 0 && WHOLE_DATE.test(only[0])) return textOf(only[1], 'date', '');
  const fields = Object.entries(object).map(([name, value]) => [name.toLowerCase(), value] as const);
  const { year, month, day, ...others } = Object.fromEntries(fields);
  if (year === undefined || Object.keys(others).length > 0) return null;
  const parts = [year, month, day].filter((part) => part !== undefined);
  return parts.every((part) => typeof part === 'string' || typeof part === 'number') ? parts.join('-') : null;
}
