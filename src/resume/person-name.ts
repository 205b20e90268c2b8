// Compares names of people as they write them: with titles or without, in either order, with initials, in other spellings.
import anyAscii from 'any-ascii';

/** Of these alphabets the letters are compared in ASCII. Marks of other scripts tell names apart. */
const ALPHABET = /^[\p{sc=Latin}\p{sc=Greek}\p{sc=Cyrillic}]+$/u;
/** Written without spaces, or with them: each name is one word. */
const IDEOGRAPHS = /^[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}ー]+$/u;
/** ä, ae and a are one letter here, as are å, aa and a. */
const TWO_LETTERS = /([aou])e|a(?=a)/g;
const TITLES = new Set([
  ...['dr', 'prof', 'professor', 'mr', 'mrs', 'ms', 'miss', 'mx', 'sir', 'herr', 'frau', 'mme', 'sra'],
  ...['dipl', 'ing', 'inf', 'mag', 'phd', 'mba', 'msc', 'bsc', 'beng', 'meng', 'llm', 'pmp', 'cpa'],
]);
/** As in `Ph.D.` and `M.Sc.` */
const DOTTED_TITLE =
  /(?<![\p{L}\p{M}])(?:ph\.\s?d|[mb]\.\s?sc|m\.\s?b\.\s?a|[mb]\.\s?a|[mb]\.\s?eng|ll\.\s?m)(?![\p{L}\p{M}])/giu;

function wordsOf(name: string): string[] {
  const plain = name.normalize('NFKC').replace(/[\p{Cf}'’ʼ`´]/gu, '');
  const given = plain
    .replace(DOTTED_TITLE, ' ')
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter(Boolean);
  const words = given.filter((word) => !IDEOGRAPHS.test(word)).map(folded);
  const named = words.filter((word) => !TITLES.has(word));
  const ideographs = given.filter((word) => IDEOGRAPHS.test(word)).join('');
  const all = [
    ...(named.length > 0 ? named : words),
    ...(ideographs ? [Array.from(ideographs).sort().join('')] : []),
  ];
  return all.length > 0 ? all.sort() : [plain.trim().toLowerCase()];
}

function folded(word: string): string {
  if (!ALPHABET.test(word.normalize('NFKD').replace(/\p{M}/gu, ''))) return word.toLowerCase();
  return anyAscii(word).toLowerCase().replace(TWO_LETTERS, '$1');
}

/** Equal for one name in other spellings: without case, accents, titles, and the order of its words. */
export const nameKey = (name: string): string => wordsOf(name).join(' ');

/** Whether one name is the other with words left out or cut to initials. At least two words agree, one of them in full. */
export function isShortened(one: string, other: string): boolean {
  const [short, long] = [wordsOf(one), wordsOf(other)].sort((a, b) => a.length - b.length);
  if (!short || !long || short.length < 2) return false;
  const rest = [...long];
  const take = (matches: (word: string) => boolean) => {
    const index = rest.findIndex(matches);
    if (index >= 0) rest.splice(index, 1);
    return index >= 0;
  };
  const initials = short.filter((word) => !take((whole) => whole === word));
  const isFull = short.some((word) => word.length > 1 && !initials.includes(word));
  const isInitial = (word: string, whole: string) => word.length === 1 && whole.startsWith(word);
  return (
    isFull && initials.every((word) => take((whole) => isInitial(word, whole) || isInitial(whole, word)))
  );
}

/** Whether the text has a word of the name, of at least three letters. */
export function hasWordOf(name: string, text: string): boolean {
  const plain = folded(text.replace(/[^\p{L}\p{M}]/gu, ''));
  return wordsOf(name).some((word) => word.length >= 3 && plain.includes(word));
}
