// Reads countries: two letters, or a name in one of the languages.
import { folded, LOCALES } from './languages.ts';

/** What people write, and neither a code nor a name of the CLDR is. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  uk: 'GB',
  'great britain': 'GB',
  england: 'GB',
  scotland: 'GB',
  wales: 'GB',
  'northern ireland': 'GB',
  'united states of america': 'US',
  holland: 'NL',
  'czech republic': 'CZ',
  'russian federation': 'RU',
  'republic of korea': 'KR',
  'viet nam': 'VN',
};

const MAX_LENGTH = 100;

/** @returns the two letters of ISO 3166-1; null where it is no country */
export function readCountry(text: string): string | null {
  if (text.length > MAX_LENGTH) return null;
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
  const found = new Map<string, string>(Object.entries(OTHER_NAMES));
  const add = (name: string, code: string) => {
    const key = words(name);
    if (!found.has(key)) found.set(key, code);
  };
  const codes = countryCodes();
  for (const code of codes) add(code, code);
  for (const locale of LOCALES) {
    for (const style of ['long', 'short'] as const) {
      const display = new Intl.DisplayNames(locale, { type: 'region', style });
      for (const code of codes) add(display.of(code) ?? code, code);
    }
  }
  return found;
}

/** Those that are in use: an old one, as of the Soviet Union, stands for another. */
function countryCodes(): string[] {
  const letters = Array.from({ length: 26 }, (_, index) => String.fromCharCode(65 + index));
  const names = new Intl.DisplayNames('en', { type: 'region' });
  return letters
    .flatMap((first) => letters.map((second) => first + second))
    .filter((code) => code !== 'ZZ' && names.of(code) !== code)
    .filter((code) => new Intl.Locale(`und-${code}`).region === code);
}
