// Finds the BCP 47 tag of a language that a person wrote: by its code or its name, with a place, a script, a variety or a
// level beside it. Two languages in one text, or a variety that is not known, give null.
import { fold } from './fold.ts';
import { tagOfName } from './names.ts';
import { isScript, regionOf, scriptOf } from './subtags.ts';

let englishNames: Intl.DisplayNames | undefined;
function englishName(tag: string): string | undefined {
  englishNames ??= new Intl.DisplayNames('en', { type: 'language', fallback: 'none' });
  return englishNames.of(tag);
}

/** But not the codes of an undetermined language, of many, of none, and of one without a code. */
const CODE = /^(?!(?:und|mul|zxx|mis)(?![a-z]))[a-z]{2,3}(?:[-_][a-z\d]{2,4}){0,2}$/i;
/** Up to the language, as in "Mother tongue: Hindi". */
const LABEL = /^[^:：]*[:：]/;
const SEPARATOR = /[()[\]（）【】,，、;:：|/·•–—]|\s-+\s/u;
/** Of the Common European Framework of Reference. */
const LEVEL = /^[abc][12]\+?$/i;

export function codeOf(written: string): string | null {
  const text = written.trim();
  const byName = () => tagOfName(text) ?? tagOfParts(text);
  // "Ga" is a language of Ghana, and "ga" is the code of Irish.
  const isName = /^\p{Lu}\p{Ll}/u.test(text);
  return isName ? (byName() ?? tagOfCode(text)) : (tagOfCode(text) ?? byName());
}

/** Of three letters only where the CLDR has a locale of it: "lua" and "ada" are more often something else. */
function tagOfCode(text: string): string | null {
  if (!CODE.test(text)) return null;
  const locale = localeOf(text);
  if (!locale || !englishName(locale.language)) return null;
  const { language, region, script } = locale;
  const isCommon = language.length === 2 || Intl.DisplayNames.supportedLocalesOf([language]).length > 0;
  const isKnown = (!region || regionOf(region)) && (!script || isScript(script));
  return isCommon && isKnown ? locale.toString() : null;
}

function localeOf(text: string): Intl.Locale | null {
  try {
    return new Intl.Locale(text.replaceAll('_', '-'));
  } catch {
    return null;
  }
}

/** As in "Chinese (Traditional, Taiwan)" and "Spanish - native": a language, and what says more about it. */
function tagOfParts(text: string): string | null {
  const [base = '', ...others] = text.split(SEPARATOR).flatMap((part) => part.trim() || []);
  let tag = tagOfName(base) ?? tagOfCode(base) ?? tagOfWords(base) ?? tagOfBoth(base, others[0] ?? '');
  if (tag === null && LABEL.test(text)) return codeOf(text.replace(LABEL, ''));
  for (const other of others) tag = tag && refine(tag, base, other, tag);
  return tag;
}

/** As in "English UK" and "Mandarin Chinese": both parts must be known. */
function tagOfWords(text: string): string | null {
  const words = text.split(/\s+/);
  const parts = (at: number) => [words.slice(0, at).join(' '), words.slice(at).join(' ')] as const;
  const [start, last] = parts(-1);
  const [first, end] = parts(1);
  for (const [base, other] of [[start, last] as const, [end, first] as const]) {
    const tag = tagOfName(base);
    const refined = tag && refine(tag, base, other, null);
    if (refined) return refined;
  }
  return null;
}

/** As "Brazilian" and "Portuguese" make one name. */
function tagOfBoth(base: string, other: string): string | null {
  return tagOfName(`${other} ${base}`) ?? tagOfName(`${base} ${other}`) ?? tagOfName(`${other}${base}`);
}

/**
 * @param base the text of the tag
 * @param unknown the answer where the other text says nothing that is known
 * @returns null where the other text is another language
 */
function refine(tag: string, base: string, other: string, unknown: string | null): string | null {
  if (LEVEL.test(other)) return tag;
  const both = tagOfBoth(base, other);
  if (both) return narrower(tag, both);
  const region = regionOf(other);
  if (region) return withSubtag(tag, 'region', region);
  const script = scriptOf(other);
  if (script) return withSubtag(tag, 'script', script);
  const named = tagOfName(other);
  return named ? narrower(tag, named) : unknown;
}

/** Without region and script where it has another one already. */
function withSubtag(tag: string, kind: 'region' | 'script', value: string): string {
  const locale = new Intl.Locale(tag);
  const isOther = locale[kind] !== undefined && locale[kind] !== value;
  return isOther ? locale.language : new Intl.Locale(tag, { [kind]: value }).toString();
}

/** The one that is a part of the other; null where neither is. */
function narrower(one: string, other: string): string | null {
  if (isPartOf(other, one)) return other;
  if (isPartOf(one, other)) return one;
  const [language, another] = [new Intl.Locale(one).language, new Intl.Locale(other).language];
  return language === another ? language : null;
}

/** A variety has the name of its language in its English name, such as "Egyptian Arabic". Only "Cantonese" has not. */
function isPartOf(tag: string, whole: string): boolean {
  if (tag === whole || tag.startsWith(`${whole}-`) || (tag === 'yue' && whole === 'zh')) return true;
  const [name, its] = [englishName(tag), englishName(whole)];
  return name !== undefined && its !== undefined && ` ${fold(name)} `.includes(` ${fold(its)} `);
}
