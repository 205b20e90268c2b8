// Reads e-mail addresses as people write them for others to read.
import { isJsonObject, type JsonValue } from '../../search/json.ts';
import { isEmail } from '../resume-schema.ts';
import { isNothing, pathOf, type Given } from './note.ts';

/** Longer ones exist nowhere: RFC 5321. */
const MAX_LENGTH = 320;
const AT = / ?[[({<] ?(?:at|@|ät|æt) ?[\])}>] ?| at (?=\S+$|\S+ dot )| ?@ ?/i;
const DOT = / ?[[({<] ?(?:dot|punkt|\.) ?[\])}>] ?| dot /gi;
const ADDRESS = /^[^\s@<>(),;:"[\]]+@[^\s@<>(),;:"[\].]+(?:\.[^\s@<>(),;:"[\].]+)+$/;

/** @returns null where it is not one e-mail address */
export function readEmail(text: string): string | null {
  if (text.length > MAX_LENGTH) return null;
  if (isEmail(text)) return text;
  const bare = text
    .normalize('NFKC')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^mailto:/i, '')
    .replace(/\?.*/s, '');
  const named = /<([^<>@]*@[^<>]*)>$/.exec(bare)?.[1] ?? bare;
  const address = named.replace(AT, '@').replace(DOT, '.').trim();
  const read = ADDRESS.test(address) ? withAsciiHost(address) : null;
  return read !== null && isEmail(read) ? read : null;
}

/** The schema accepts hosts in ASCII only. */
function withAsciiHost(address: string): string | null {
  const at = address.lastIndexOf('@') + 1;
  const host = address.slice(at);
  if (/^[\x21-\x7E]+$/.test(host)) return address;
  const url = `https://${host}`;
  return URL.canParse(url) ? address.slice(0, at) + new URL(url).hostname : null;
}

/** In a longer text the addresses are not looked for. */
const MAX_SEARCHED = 1000;
const WITHIN = /[^\s@<>(),;:"'[\]|/\\]{1,64}@[^\s@<>(),;:"'[\]|/\\]{1,255}/g;

/** The addresses in a text that is no address as a whole, each once, such as `ada@example.org, me@example.org`. */
function addressesIn(text: string): string[] {
  const whole = readEmail(text);
  if (whole !== null) return [whole];
  if (text.length > MAX_SEARCHED) return [];
  const found = [...text.matchAll(WITHIN)].flatMap(([one]) => readEmail(one.replace(/[.?!]$/, '')) ?? []);
  return [...new Map(found.map((one) => [one.toLowerCase(), one])).values()];
}

interface FirstAddress {
  readonly inner: Given<string>;
  /** The value without it. */
  readonly rest: JsonValue;
}

/** The first address within a text, a list or an object; null where there is none. */
export function firstAddress({ value, path }: Given): FirstAddress | null {
  if (typeof value === 'string') {
    const [first, ...others] = addressesIn(value);
    return first === undefined ? null : { inner: { value: first, path }, rest: others.join(', ') };
  }
  if (!Array.isArray(value) && !isJsonObject(value)) return null;
  for (const [key, item] of Object.entries(value)) {
    const found = firstAddress({ value: item, path: pathOf(path, key) });
    if (!found) continue;
    const left = Object.entries(value).flatMap(([name, one]) =>
      name !== key ? [[name, one] as const] : isNothing(found.rest) ? [] : [[name, found.rest] as const],
    );
    const rest = Array.isArray(value) ? left.map(([, one]) => one) : Object.fromEntries(left);
    return { inner: found.inner, rest };
  }
  return null;
}
