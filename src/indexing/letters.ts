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

function replacementOf(letter: string): string | null {
  if (SHAPES.test(letter)) return letter.normalize('NFKC').toLowerCase();
  if (!TRANSCRIBED.test(letter) || letter.normalize('NFD') !== letter) return null;
  const transcribed = anyAscii(letter).toLowerCase();
  return /^(?:[a-z]+|\d)$/.test(transcribed) && /\d/.test(transcribed) === /\p{N}/u.test(letter)
    ? transcribed
    : null;
}

const found = Array.from({ length: 0xffff }, (_, code) => String.fromCharCode(code)).flatMap(
  (letter): [letter: string, replacement: string][] => {
    const replacement = replacementOf(letter);
    return replacement === null || replacement.length > 2 ? [] : [[letter, replacement]];
  },
);
const usual = Object.entries(USUAL).flatMap(([letter, replacement]): [string, string][] => {
  const capital = letter.toUpperCase();
  return capital.length === 1 && capital !== letter
    ? [
        [letter, replacement],
        [capital, replacement],
      ]
    : [[letter, replacement]];
});

export const letters: Readonly<Record<string, string>> = Object.fromEntries([...found, ...usual]);
