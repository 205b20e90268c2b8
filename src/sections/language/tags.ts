// The language tags that a language is found by.

/** @returns the tag and what it is a variety of: of zh-Hant-TW also zh-Hant and zh. See RFC 4647, 3.3.1 */
export function tagsOf(code: string): string[] {
  const locale = localeOf(code);
  if (locale === null) return [code];
  const subtags = locale.baseName.split('-');
  return [...new Set([...subtags.map((_, index) => subtags.slice(0, index + 1).join('-')), code])];
}

/** Null for a text that is no language tag: the rule of the input refuses it, but a row may be older or written by SQL. */
export function localeOf(code: string): Intl.Locale | null {
  try {
    return new Intl.Locale(code);
  } catch {
    return null;
  }
}
