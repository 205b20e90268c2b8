// The language tags that a language is found by.

/** @returns the tag and what it is a variety of: of zh-Hant-TW also zh-Hant and zh. See RFC 4647, 3.3.1 */
export function tagsOf(code: string): string[] {
  const subtags = new Intl.Locale(code).baseName.split('-');
  return [...new Set([...subtags.map((_, index) => subtags.slice(0, index + 1).join('-')), code])];
}
