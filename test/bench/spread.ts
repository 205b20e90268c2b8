// Summarizes repeated measurements: median, lowest and highest.

export interface Spread {
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
}

export function spreadOf(numbers: readonly number[]): Spread {
  return { median: quantile(numbers, 0.5), lowest: quantile(numbers, 0), highest: quantile(numbers, 1) };
}

/** The number that this share of all does not exceed, nearest rank. @param share 0 to 1 @returns NaN for no numbers */
export function quantile(numbers: readonly number[], share: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.round(share * (sorted.length - 1))] ?? NaN;
}
