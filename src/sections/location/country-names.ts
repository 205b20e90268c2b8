// What a country is called in English and in its own languages, so that Germany and Deutschland find who lives there, and USA and UK too.
import english from 'i18n-iso-countries/langs/en.json' with { type: 'json' };

/** Languages in which many people of a country write its name, beside the one that most speak there. */
const OTHER_LANGUAGES: Readonly<Record<string, readonly string[]>> = {
  AF: ['ps'],
  BE: ['fr', 'de'],
  CA: ['fr'],
  CH: ['fr', 'it', 'rm'],
  CM: ['en'],
  CY: ['tr'],
  DZ: ['fr'],
  ES: ['ca', 'eu', 'gl'],
  FI: ['sv'],
  GB: ['cy'],
  HK: ['zh-Hant'],
  IE: ['ga'],
  IL: ['ar'],
  IN: ['bn', 'ta', 'te', 'mr', 'gu', 'kn', 'ml', 'pa'],
  IQ: ['ku'],
  KE: ['sw'],
  KZ: ['ru'],
  LB: ['fr'],
  LK: ['ta'],
  LU: ['fr', 'de', 'lb'],
  MA: ['fr'],
  NO: ['nn'],
  NZ: ['mi'],
  PK: ['en'],
  SG: ['zh', 'ms', 'ta'],
  TN: ['fr'],
  UA: ['ru'],
  ZA: ['af', 'zu', 'xh'],
};

const found = new Map<string, readonly string[]>();

/** None for a text that is no country code. */
export function countryNames(code: string | null): string[] {
  if (code === null || !/^[A-Z]{2}$/.test(code)) return [];
  const known = found.get(code);
  if (known) return [...known];
  const { language } = new Intl.Locale('und', { region: code }).maximize();
  const nameIn = (one: string, style: 'long' | 'short') =>
    new Intl.DisplayNames(one, { type: 'region', style, fallback: 'none' }).of(code);
  const names = [
    ...['en', language].flatMap((one) => [nameIn(one, 'long'), nameIn(one, 'short')]),
    ...(OTHER_LANGUAGES[code] ?? []).map((one) => nameIn(one, 'long')),
    ...aliases(code),
  ].filter((name) => name !== undefined);
  const distinct = [...new Set(names)];
  found.set(code, distinct);
  return [...distinct];
}

/** Such as USA and UK. A name with a comma or in parentheses is one of lists, which names other countries too; U.S.A. is USA. */
function aliases(code: string): string[] {
  const names: Readonly<Record<string, string | string[]>> = english.countries;
  return [names[code] ?? []].flat().filter((name) => !/[,(.]/.test(name));
}
