// Counts durations in the bins of pg-boss, whose `addBins` and `percentile` read them.

/** Seconds: the end of the first bin. Each bin is longer than the one before by the square root of two. */
const FIRST_SECONDS = 0.01;
/** The last bin has no end. It begins above a day. */
export const BINS = 48;

export type Bins = readonly number[];

export const emptyBins = (): number[] => Array.from({ length: BINS }, () => 0);

/** @returns the index of the bin that holds the duration */
export function binOf(seconds: number): number {
  if (seconds < FIRST_SECONDS) return 0;
  return Math.min(BINS - 1, 1 + Math.floor(Math.log(seconds / FIRST_SECONDS) / Math.log(Math.SQRT2)));
}
