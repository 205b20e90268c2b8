// Measures in rounds and summarizes the figures: median, lowest and highest.

export interface Spread {
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
}

export function spreadOf(numbers: readonly number[]): Spread {
  return { median: quantile(numbers, 0.5), lowest: quantile(numbers, 0), highest: quantile(numbers, 1) };
}

/** The nearest rank: this share of the numbers is not higher. @param share 0 to 1 @returns NaN without numbers */
export function quantile(numbers: readonly number[], share: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.round(share * (sorted.length - 1))] ?? NaN;
}

/** The ratios of two series within each round. Other load on the machine changes them least. */
export function ratiosOf(numbers: readonly number[], to: readonly number[]): number[] {
  return numbers.map((number, round) => number / (to[round] ?? NaN));
}

/** Measures every item once a round, in a rotating order. @returns the results of each item, one per round */
export async function inRotation<Item, Result>(
  items: readonly Item[],
  rounds: number,
  measure: (item: Item) => Promise<Result>,
): Promise<Map<Item, Result[]>> {
  const results = new Map<Item, Result[]>(items.map((item) => [item, []]));
  for (let round = 0; round < rounds; round += 1) {
    const first = round % items.length;
    for (const item of [...items.slice(first), ...items.slice(0, first)])
      results.get(item)?.push(await measure(item));
  }
  return results;
}
