// Measures what JSON.stringify would make of a value, without making it, and stops at a maximum.

/**
 * @param short up to this number, more bytes may be returned than the JSON has: nearly every answer is so short that the length
 * of its texts settles it
 * @returns the bytes that the JSON of the value has in UTF-8, or some number above `maximum` where it has more
 */
export function bytesOf(value: unknown, maximum: number, short = 0): number {
  const longest = maximum - bytesLeft(value, maximum, longestOf);
  return longest <= Math.min(short, maximum) ? longest : maximum - bytesLeft(value, maximum, exactOf);
}

/** The characters of its texts, and at least a byte for every other value. @returns below 0 where it stopped early */
export function charactersLeft(value: unknown, left: number): number {
  return bytesLeft(value, left, (text) => text.length);
}

type Measure = (text: string) => number;

/** One UTF-16 unit is at most `\u0000`. */
const longestOf: Measure = (text) => 6 * text.length + 2;

const exactOf: Measure = (text) => Buffer.byteLength(JSON.stringify(text));

/** A date without the call of toISOString. */
const DATE = 26;

function bytesLeft(value: unknown, left: number, measure: Measure): number {
  if (typeof value === 'string') return left - measure(value);
  if (typeof value === 'number') return left - String(value).length;
  if (typeof value !== 'object' || value === null) return left - (value === false ? 5 : 4);
  if (Array.isArray(value)) return ofList(value, left, measure);
  const { toJSON } = value as { readonly toJSON?: unknown };
  if (typeof toJSON === 'function') {
    return value instanceof Date ? left - DATE : bytesLeft(toJSON.call(value), left, measure);
  }
  return ofObject(value, left, measure);
}

function ofList(list: readonly unknown[], left: number, measure: Measure): number {
  let rest = left - Math.max(2, list.length + 1);
  for (const item of list) {
    if (rest < 0) break;
    rest = bytesLeft(item, rest, measure);
  }
  return rest;
}

function ofObject(object: object, left: number, measure: Measure): number {
  let rest = left - 1;
  // A loop over entries would take longer than JSON.stringify.
  for (const key in object) {
    const value = (object as Readonly<Record<string, unknown>>)[key];
    if (value === undefined || typeof value === 'function') continue;
    if (rest < 0) break;
    // The colon, and a comma or the closing brace.
    rest = bytesLeft(value, rest - measure(key) - 2, measure);
  }
  return rest === left - 1 ? left - 2 : rest;
}
