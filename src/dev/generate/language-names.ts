// Collects the names of all languages in all languages from Intl and from ISO 639-1. Takes some ten seconds.
import iso6391 from 'iso-639-1';
import { fold } from '../../sections/language/fold.ts';

const LETTERS = Array.from('abcdefghijklmnopqrstuvwxyz');
const PAIRS = LETTERS.flatMap((first) => LETTERS.map((last) => first + last));
const CODES = [...PAIRS, ...PAIRS.flatMap((pair) => LETTERS.map((last) => pair + last))];
const SCRIPTS = [
  'Adlm',
  'Arab',
  'Beng',
  'Cyrl',
  'Deva',
  'Guru',
  'Hans',
  'Hant',
  'Latn',
  'Olck',
  'Telu',
  'Tfng',
  'Vaii',
];
const REGIONS = [...PAIRS.map((pair) => pair.toUpperCase()).filter(isRegion), '001', '419'];
const NO_LANGUAGES = ['und', 'mul', 'zxx', 'mis'];

/** As in "British English", "UK English" and "English (United Kingdom)". */
const FORMS = [{ style: 'long' }, { style: 'short' }, { languageDisplay: 'standard' }] as const;

/** For each name that some language gives to a tag: the languages that do. */
type Uses = Map<string, Map<string, Set<string>>>;

/** Of the name of a language in English, or in itself. */
const MOST_LIKELY = 1000;
/** A short name in Latin letters that fewer languages have is more likely something else, such as Java. */
const SHORT = /^[a-z]{1,4}$/;
const LEAST_FOR_SHORT = 3;

/** The folded names of each tag. A name of several languages belongs to the one that it is twice as likely. */
export function languageNames(): Map<string, string[]> {
  const names = new Map<string, string[]>();
  for (const [name, its] of collect()) {
    const tag = likeliest(name, its);
    if (tag) names.set(tag, [...(names.get(tag) ?? []), name]);
  }
  const known = new Set([...names.values()].flat());
  for (const code of iso6391.getAllCodes()) {
    const tag = new Intl.Locale(code).toString();
    const more = [iso6391.getName(code), iso6391.getNativeName(code)].map(fold);
    names.set(tag, [...(names.get(tag) ?? []), ...new Set(more.filter((name) => !known.has(name)))]);
  }
  return names;
}

function collect(): Uses {
  const uses: Uses = new Map();
  const tags = namedTags();
  for (const locale of locales()) {
    const { language } = new Intl.Locale(locale);
    for (const form of FORMS) {
      const names = new Intl.DisplayNames(locale, { type: 'language', fallback: 'none', ...form });
      for (const tag of tags) addUse(uses, fold(names.of(tag) ?? ''), tag, language);
    }
  }
  return uses;
}

function addUse(uses: Uses, name: string, tag: string, language: string): void {
  if (name === '') return;
  const its = uses.get(name) ?? new Map<string, Set<string>>();
  const languages = its.get(tag) ?? new Set();
  uses.set(name, its.set(tag, languages.add(language)));
}

function likeliest(name: string, its: ReadonlyMap<string, ReadonlySet<string>>): string | null {
  const weights = [...its].map(([tag, languages]) => [tag, weightOf(tag, languages)] as const);
  const [[tag, most] = ['', 0], [, next] = ['', 0]] = weights.sort(([, one], [, other]) => other - one);
  const least = SHORT.test(name) ? LEAST_FOR_SHORT : 1;
  return most >= least && most >= 2 * next ? tag : null;
}

function weightOf(tag: string, languages: ReadonlySet<string>): number {
  const likely = ['en', new Intl.Locale(tag).language].filter((language) => languages.has(language));
  return languages.size + MOST_LIKELY * likely.length;
}

/** Every language, and every tag that has a name of its own, such as `pt-BR`. */
function namedTags(): Set<string> {
  const options = { type: 'language', fallback: 'none' } as const;
  const english = new Intl.DisplayNames('en', options);
  const literal = new Intl.DisplayNames('en', { ...options, languageDisplay: 'standard' });
  const languages = CODES.filter((code) => !NO_LANGUAGES.includes(code) && english.of(code)).map(canonical);
  const varieties = [...new Set(languages)].flatMap((language) =>
    withSubtags(new Intl.Locale(language).language).filter((tag) => english.of(tag) !== literal.of(tag)),
  );
  return new Set([...languages, ...varieties.map(canonical)]);
}

/** Every locale that Intl has data of. */
function locales(): string[] {
  const languages = CODES.filter(
    (code) => canonical(code) === code && Intl.DisplayNames.supportedLocalesOf([code]).length > 0,
  );
  return [...languages, ...languages.flatMap(withSubtags).filter(hasData)];
}

const withSubtags = (language: string) => [...REGIONS, ...SCRIPTS].map((subtag) => `${language}-${subtag}`);
const canonical = (tag: string) => new Intl.Locale(tag).toString();
const hasData = (tag: string) =>
  new Intl.DisplayNames(tag, { type: 'language' }).resolvedOptions().locale === tag;

function isRegion(code: string): boolean {
  const name = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' }).of(code);
  return name !== undefined && new Intl.Locale(`en-${code}`).region === code;
}
