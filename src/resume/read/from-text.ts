// Reads a text that stands where an object or a list belongs.
import type { JsonObject } from '../../search/json.ts';
import { readCountry } from './country.ts';
import { emailInUrl, readUrl } from './url.ts';

/** The field that a text alone is, by place. Other places keep it as written. */
const ONLY_FIELD: Readonly<Record<string, string>> = {
  basics: 'name',
  work: 'summary',
  volunteer: 'summary',
  education: 'area',
  awards: 'title',
  certificates: 'name',
  publications: 'name',
  interests: 'name',
  references: 'reference',
  projects: 'name',
  'basics.location': 'address',
  'basics.profiles': 'username',
  languages: 'language',
  skills: 'name',
};

/** A longer text has no parts that are read. */
const MAX_PARTED = 300;

/** @returns null where it cannot be known */
export function objectFromText(place: string, text: string): JsonObject | null {
  const partsOf = text.length <= MAX_PARTED ? PARTED[place] : undefined;
  if (partsOf) return partsOf(text.trim());
  const field = ONLY_FIELD[place];
  return field === undefined ? null : { [field]: text };
}

const PARTED: Readonly<Record<string, (text: string) => JsonObject>> = {
  'basics.location': locationOf,
  'basics.profiles': profileOf,
  languages: languageOf,
  skills: skillOf,
};

/** A country at the end that is also a state of the USA is not known to be one, and two letters may be a state as well. */
const isCountryAtEnd = (part: string) =>
  part.toLowerCase() !== 'georgia' && /^(?:UK|[A-Z]{3}|.{4,})$|\P{sc=Latin}/su.test(part);

/** A text with a number may be an address, which is private. */
function locationOf(text: string): JsonObject {
  const parts = trimmed(text.split(/[,，،、\n]/));
  const last = parts.at(-1) ?? '';
  const countryCode = isCountryAtEnd(last) ? readCountry(last) : null;
  if (countryCode === null || parts.length > 3) return { [/\p{Nd}/u.test(text) ? 'address' : 'city']: text };
  const [first, region] = parts.slice(0, -1);
  if (first === undefined) return { countryCode };
  const place = { [/\p{Nd}/u.test(first) ? 'address' : 'city']: first };
  return { ...place, ...(region !== undefined && { region }), countryCode };
}

/** `LinkedIn: linkedin.com/in/someone`, an address, or a username. */
function profileOf(text: string): JsonObject {
  const [, network, rest = text] = /^(\p{L}[\p{L}\p{Zs}\d.+-]*):(?!\/\/)\s*(\S.*)$/su.exec(text) ?? [];
  const isAddress = readUrl(rest) !== null || emailInUrl(rest) !== null;
  const where = isAddress ? { url: rest } : { username: rest };
  return network === undefined || network === 'mailto'
    ? profileAlone(text)
    : { network: network.trimEnd(), ...where };
}

const profileAlone = (text: string): JsonObject =>
  readUrl(text) !== null || emailInUrl(text) !== null ? { url: text } : { username: text };

/** `English: fluent` or `English - C1`. A part in brackets may belong to the name, as in `English (UK)`. */
function languageOf(text: string): JsonObject {
  const [, language, fluency] = /^([^:–—]+?)(?::|\s[-–—])\s*(\S.*)$/s.exec(text) ?? [];
  return language === undefined || fluency === undefined
    ? { language: text }
    : { language: language.trimEnd(), fluency };
}

/** `Tools: Git, Docker` */
function skillOf(text: string): JsonObject {
  const [, name, keywords] = /^([^:]+):\s+(\S.*)$/s.exec(text) ?? [];
  return name === undefined || keywords === undefined
    ? { name: text }
    : { name: name.trimEnd(), keywords: parted(keywords) };
}

const BULLET = /^(?:[-*•‣·–—]\s+|[•‣·])/;
const SENTENCES = new Set([
  'highlights',
  'work',
  'volunteer',
  'education',
  'references',
  'awards',
  'publications',
  'projects',
]);

/** The items that a text alone is. A comma parts words, and no sentences. */
export function itemsOfText(field: string, text: string): string[] {
  const lines = text.split(/[\n\u2028\u2029]/).map((line) => line.trimStart().replace(BULLET, ''));
  const items = trimmed(lines);
  if (SENTENCES.has(field) || items.length > 1) return items;
  return items.flatMap((item) => (/:\s/.test(item) ? trimmed(item.split(';')) : parted(item)));
}

const parted = (text: string) => trimmed(text.split(/[,;|•·،；，、\n]/));

const trimmed = (texts: readonly string[]) => texts.map((text) => text.trim()).filter((text) => text !== '');
