// Measures time and memory at one table size: FULL, CHANGED without changes, and each contender in a process of its own. Every
// contender except the floor has a time limit.
import { runContender, ways } from './contend.ts';
import type { Task } from './frame.ts';
import { reindex, type Vitae } from './vitae.ts';

export interface Grown {
  readonly way: string;
  readonly profiles: number;
  /** The written profiles, or the checked ones if nothing had changed. */
  readonly written: number;
  readonly ms: number;
  readonly peakBytes: number | null;
  /** Why it was stopped before its end. Null if it was not. */
  readonly because: string | null;
}

export const OURS = 'FULL';
export const UNCHANGED = 'CHANGED, nothing changed';

/**
 * Expects an index that is up to date.
 * @param profiles the number of public profiles
 */
export async function measureGrowth(vitae: Vitae, task: Task, profiles: number): Promise<Grown[]> {
  const grown: Grown[] = [];
  for (const [way, mode] of [[OURS, 'FULL'] as const, [UNCHANGED, 'CHANGED'] as const]) {
    const { ms, peakBytes, processed: written } = await reindex(vitae, mode);
    grown.push({ way, profiles, written, ms, peakBytes, because: null });
  }
  for (const way of ['floor', ...ways] as const) {
    const bound = way === 'floor' ? null : task.bound;
    grown.push({ way, profiles, ...(await runContender(way, { ...task, bound })) });
  }
  const incomplete = grown.find((one) => one.because === null && one.written !== profiles);
  if (incomplete) throw new Error(`${incomplete.way} wrote ${incomplete.written} of ${profiles}`);
  return grown;
}
