// Counts how long writes took to become searchable, in this process.
import { binOf, emptyBins, type Bins } from '../jobs/durations.ts';
import type { Jobs } from '../jobs/jobs.ts';

const times = new WeakMap<Jobs, number[]>();

/** @param jobs of the process */
export function countSearchable(jobs: Jobs, seconds: number): void {
  const bins = times.get(jobs) ?? emptyBins();
  times.set(jobs, bins);
  const bin = binOf(seconds);
  bins[bin] = (bins[bin] ?? 0) + 1;
}

/** A snapshot. The counts only grow. */
export function searchableTimes(jobs: Jobs): Bins {
  return [...(times.get(jobs) ?? emptyBins())];
}
