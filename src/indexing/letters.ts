// Letters that are no letter with an accent, and what people type for them: the index compares both as the latter. Algolia takes one
// character, and at most two for it.
// Source: https://www.algolia.com/doc/api-reference/api-parameters/customNormalization
import anyAscii from 'any-ascii';

/** Where it is another than a transcription says, and in scripts other than Latin. */
const USUAL: Readonly<Record<string, string>> = {
  ẞ: 'ss',
  ŋ: 'n',
  ґ: 'г',
  қ: 'к',
  ғ: 'г',
  ң: 'н',
  ө: 'о',
  ү: 'у',
  ұ: 'у',
  һ: 'х',
  ә: 'а',
  ҳ: 'х',
  ҷ: 'ч',
  җ: 'ж',
  ς: 'σ',
  և: 'եվ',
  ی: 'ي',
  ى: 'ي',
  ے: 'ي',
  ک: 'ك',
  ة: 'ه',
  ہ: 'ه',
  ھ: 'ه',
  ٱ: 'ا',
};

/** Latin letters of living languages, and digits of other scripts. */
const TRANSCRIBED = /[\u00c0-\u024fɓɖɗəɛɔɣɨɩɲʉʊʋ٠-٩۰-۹०-९]/;
/** Other shapes of a letter: µ, ligatures such as ﬁ, wide letters and narrow katakana. */
const SHAPES = /[µﬀ-ﬆ０-９Ａ-Ｚａ-ｚｦ-ﾝ]/;

/** None where the letter stays as it is. */
function replacementOf(letter: string): string {
  if (SHAPES.test(letter)) return letter.normalize('NFKC').toLowerCase();
  if (!TRANSCRIBED.test(letter) || letter.normalize('NFD') !== letter) return '';
  const replacement = anyAscii(letter).toLowerCase();
  return (/\p{N}/u.test(letter) ? /^\d$/ : /^[a-z]+$/).test(replacement) ? replacement : '';
}

/** Where these letters are. */
const BLOCKS = [
  [0xb5, 0x2af],
  [0x660, 0x96f],
  [0xfb00, 0xff9d],
] as const;

type Entry = readonly [letter: string, replacement: string];

const transcribed = BLOCKS.flatMap(([first, last]) =>
  Array.from({ length: last - first + 1 }, (_, at) => String.fromCharCode(first + at)),
).map((letter): Entry => [letter, replacementOf(letter)]);
const usual = Object.entries(USUAL).flatMap(([letter, replacement]): Entry[] => [
  [letter, replacement],
  [letter.toUpperCase(), replacement],
]);

export const letters: Readonly<Record<string, string>> = Object.fromEntries(
  [...transcribed, ...usual].filter(
    ([letter, replacement]) => letter.length === 1 && /^.{1,2}$/.test(replacement),
  ),
);
