// The languages whose words the reader knows, and the form in which it compares words.

/**
 * The ten most spoken languages of the web first: where two languages differ in what a word means, the first counts. Some
 * have other words in other countries.
 */
export const LOCALES: readonly string[] = [
  'en',
  'en-GB',
  'es',
  'zh',
  'zh-Hant',
  'de',
  'de-AT',
  'ja',
  'fr',
  'pt',
  'pt-PT',
  'ru',
  'ar',
  'ar-SY',
  'ar-MA',
  'it',
  'nl',
  'pl',
  'tr',
  'ko',
  'id',
  'uk',
  'sv',
  'vi',
  'th',
  'he',
];

/** Without case, marks, apostrophes, and dots except between digits; digits of every script as 0 to 9. */
export function folded(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\p{M}\p{Cf}]/gu, '')
    .replaceAll('ı', 'i')
    .replace(/\p{Nd}/gu, digit)
    .normalize('NFKC')
    .replace(/(?<=\d\.)\s+(?=\d)/g, '')
    .replace(/(?<!\d)\.|\.(?!\d)|['’‘`´]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Decimal digits stand in runs from 0 to 9. */
function digit(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  let value = 0;
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - value - 1))) value += 1;
  return String(value);
}
