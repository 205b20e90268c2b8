// Reads countries: two or three letters, or a name in one of the languages.
import { getAlpha3Codes } from 'i18n-iso-countries/index.js';
import english from 'i18n-iso-countries/langs/en.json' with { type: 'json' };
import { isCountry } from '../../graphql/input-rules.ts';
import { folded, LOCALES } from './languages.ts';

/** Parts of a country that people name instead of it, and what neither the CLDR nor the library has. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  england: 'GB',
  scotland: 'GB',
  wales: 'GB',
  'northern ireland': 'GB',
  holland: 'NL',
  'viet nam': 'VN',
  britain: 'GB',
  großbritannien: 'GB',
  'gran bretana': 'GB',
  'grande bretagne': 'GB',
  'gra bretanha': 'GB',
  'gran bretagna': 'GB',
  eire: 'IE',
  burma: 'MM',
  macedonia: 'MK',
  swaziland: 'SZ',
  'cape verde': 'CV',
  'east timor': 'TL',
};

const MAX_LENGTH = 100;

/** @returns the two letters of ISO 3166-1; null where it is no country */
export function readCountry(text: string): string | null {
  if (text.length > MAX_LENGTH) return null;
  if (isInUse(text)) return text;
  const name = words(text);
  const names = countryNames();
  return names.get(name) ?? names.get(name.replace(/^the /, '')) ?? null;
}

/** Without dots between letters: U.S.A. is usa. */
const words = (text: string) =>
  folded(text.replace(/(?<=\p{L})\.(?=\p{L}(\.|$))|(?<=\.\p{L})\./gu, '')).replace(/[\s-]+/g, ' ');

let names: ReadonlyMap<string, string> | undefined;

/** Made when it is first needed, which takes 200 ms. */
const countryNames = () => (names ??= makeNames());

function makeNames(): ReadonlyMap<string, string> {
  const found = new Map([...Object.entries(OTHER_NAMES), ...Object.entries(getAlpha3Codes()).map(lowerCase)]);
  const add = (name: string, code: string) => {
    const key = words(name);
    if (!found.has(key)) found.set(key, code);
  };
  const codes = countryCodes();
  for (const code of codes) add(code, code);
  for (const locale of LOCALES) {
    for (const style of ['long', 'short'] as const) {
      const inLanguage = new Intl.DisplayNames(locale, { type: 'region', style });
      for (const code of codes) add(inLanguage.of(code) ?? code, code);
    }
  }
  for (const [code, list] of Object.entries<string | string[]>(english.countries)) {
    for (const name of [list].flat()) add(name, code);
  }
  return found;
}

const lowerCase = ([letters, code]: [string, string]) => [letters.toLowerCase(), code] as const;

/** An old code, as of the Soviet Union, stands for another. */
const isInUse = (code: string) => isCountry(code) && new Intl.Locale(`und-${code}`).region === code;

function countryCodes(): string[] {
  const letters = Array.from({ length: 26 }, (_, index) => String.fromCharCode(65 + index));
  return letters.flatMap((first) => letters.map((second) => first + second)).filter(isInUse);
}
