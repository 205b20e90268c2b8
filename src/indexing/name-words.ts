// Other ways to write a name or a city than its own letters and spaces, which an index cannot know:
// - three or more words as one, such as JRR for J. R. R. and vanderberg for van der Berg: an index splits a word in two only
// - a letter as two, such as Haemaelaeinen for Hämäläinen
// - in Latin letters, such as Thessaloniki for Θεσσαλονίκη
import anyAscii from 'any-ascii';

/** Of a longer name only the first words are joined. */
const MOST_JOINED = 5;

const TWO_LETTERS: Readonly<Record<string, string>> = {
  ä: 'ae',
  ö: 'oe',
  ü: 'ue',
  å: 'aa',
  ø: 'oe',
  đ: 'dj',
};
const ONE_OF_THEM = /[äöüåøđ]/g;
const OTHER_SCRIPT = /(?!\p{Script=Latin})\p{L}/u;

export function nameWordsOf(name: string): string[] {
  const words = name
    .toLowerCase()
    .normalize('NFC')
    .split(/[^\p{L}\p{N}\p{M}]+/u)
    .filter(Boolean);
  const parts = words.slice(0, MOST_JOINED);
  const joined = parts.flatMap((_, start) =>
    parts.slice(start + 2).map((_last, at) => parts.slice(start, start + at + 3).join('')),
  );
  const spelled = words.filter((word) => word.search(ONE_OF_THEM) >= 0);
  return [
    ...joined,
    ...spelled.map((word) => word.replace(ONE_OF_THEM, (letter) => TWO_LETTERS[letter] ?? letter)),
    ...words.filter((word) => OTHER_SCRIPT.test(word)).map((word) => anyAscii(word).toLowerCase()),
  ];
}
