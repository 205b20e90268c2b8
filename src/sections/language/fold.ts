// Brings names of languages into one form to compare them.
import anyAscii from 'any-ascii';

/** Marks that are often left out: accents, and vowels of Arabic and Hebrew. Elsewhere a mark may be a letter's half. */
const OPTIONAL_MARKS = /([\p{Script=Latin}\p{Script=Greek}\p{Script=Arabic}\p{Script=Hebrew}])\p{M}+/gu;

/** In lower case, without accents and apostrophes, with a space for what is no letter, mark or digit. */
export function fold(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replace(OPTIONAL_MARKS, '$1')
    .normalize('NFKC')
    .replace(/\p{Script=Latin}/gu, (letter) => anyAscii(letter))
    .replace(/[\p{Cf}'’‘ʼʻ`´]/gu, '')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim();
}
