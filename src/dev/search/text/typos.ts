// Counts typos: a missing, an extra, another or two swapped letters are one each. A typo in the first letter counts once more, for
// the ranking.
// Source: https://www.algolia.com/doc/guides/managing-results/optimize-search-results/typo-tolerance
export interface TypoRules {
  readonly minWordSizefor1Typo: number;
  readonly minWordSizefor2Typos: number;
  readonly allowTyposOnNumericTokens: boolean;
}

/** Longer words have no typos: to count them would take too long. */
const LONGEST = 64;

/** How many typos a word of a query may have. */
export function allowedTypos(term: string, rules: TypoRules): number {
  if (term.length > LONGEST) return 0;
  if (!rules.allowTyposOnNumericTokens && /^\p{N}+$/u.test(term)) return 0;
  if (term.length >= rules.minWordSizefor2Typos) return 2;
  return term.length >= rules.minWordSizefor1Typo ? 1 : 0;
}

/**
 * @param isPrefix compares the term with the beginning of the word that is closest to it
 * @returns the typos, or null where there are more than `most`
 */
export function countTypos(term: string, word: string, most: number, isPrefix: boolean): number | null {
  if (word.length < term.length - most || (!isPrefix && word.length > term.length + most)) return null;
  const width = Math.min(word.length, term.length + most);
  let beforeLast: number[] = [];
  let last = Array.from({ length: width + 1 }, (_, at) => at);
  for (let row = 1; row <= term.length; row += 1) {
    const current = [row];
    let least = row;
    for (let at = 1; at <= width; at += 1) {
      const isSame = term[row - 1] === word[at - 1];
      let cost = Math.min(
        (last[at] ?? 0) + 1,
        (current[at - 1] ?? 0) + 1,
        (last[at - 1] ?? 0) + (isSame ? 0 : 1),
      );
      const isSwapped = row > 1 && at > 1 && term[row - 1] === word[at - 2] && term[row - 2] === word[at - 1];
      if (isSwapped) cost = Math.min(cost, (beforeLast[at - 2] ?? 0) + 1);
      current.push(cost);
      least = Math.min(least, cost);
    }
    // A swap reads two rows back.
    if (least > most && Math.min(...last) > most) return null;
    [beforeLast, last] = [last, current];
  }
  const typos = isPrefix ? Math.min(...last) : (last[word.length] ?? Infinity);
  if (typos > most) return null;
  return typos + (typos > 0 && term[0] !== word[0] ? 1 : 0);
}
