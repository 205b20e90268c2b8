// Splits text into words, as Algolia documents it: letters and digits make a word, an indexed separator is a word of its own, and
// everything else separates. Case and diacritics are dropped, then characters are replaced as the settings say. Where Japanese is the
// language of the index, hiragana and katakana are the same; that kanji are found by their kana, Algolia alone can say.
// Text without spaces stays one word: what Algolia's dictionaries find in it, nothing here can promise.
// Source: https://www.algolia.com/doc/guides/managing-results/optimize-search-results/handling-natural-languages-nlp/in-depth/tokenization
export interface Token {
  readonly word: string;
  /** Where it is in the text, in code units. */
  readonly start: number;
  readonly end: number;
}

export interface WordRules {
  readonly separatorsToIndex: string;
  readonly customNormalization: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly indexLanguages: readonly string[];
}

/** From ァ to ヶ each katakana is so far behind its hiragana. */
const KATAKANA = /[\u30a1-\u30f6]/g;
const TO_HIRAGANA = 0x60;

export type Tokenizer = (text: string) => Token[];

export function createTokenizer({
  separatorsToIndex,
  customNormalization,
  indexLanguages,
}: WordRules): Tokenizer {
  const separators = Array.from(separatorsToIndex, (one) => `\\u{${one.codePointAt(0)?.toString(16)}}`).join(
    '',
  );
  const pattern = new RegExp(`[\\p{L}\\p{N}\\p{M}]+${separators && `|[${separators}]`}`, 'gu');
  const replacements = new Map(Object.values(customNormalization).flatMap(Object.entries<string>));
  const normalize = (text: string) => {
    const lower = text.toLowerCase();
    if (/^[ -~]*$/.test(lower)) return lower;
    const plain = Array.from(lower.normalize('NFC'), (character) => replacements.get(character) ?? character)
      .join('')
      .normalize('NFD')
      .replace(/\p{M}+/gu, '')
      .normalize('NFC');
    if (!indexLanguages.includes('ja')) return plain;
    return plain.replace(KATAKANA, (kana) => String.fromCharCode(kana.charCodeAt(0) - TO_HIRAGANA));
  };
  return (text) =>
    Array.from(text.matchAll(pattern), ({ 0: found, index }) => ({
      word: normalize(found),
      start: index,
      end: index + found.length,
    })).filter(({ word }) => word !== '');
}

const SPACELESS =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** Whether its script has no spaces between words. */
export function isSpaceless(word: string): boolean {
  return SPACELESS.test(word);
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'word' });

/** The words in a text without spaces. */
export function segment(word: string): string[] {
  return Array.from(segmenter.segment(word), ({ segment: part }) => part);
}
