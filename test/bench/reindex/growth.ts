// Measures time and memory by table size: FULL, CHANGED without changes, the floor and the other contenders, each in a process of
// its own. The other contenders have a time limit.
import { runContender, ways } from './contend.ts';
import type { Task } from './frame.ts';
import { reindex, type Vitae } from './vitae.ts';

export interface Grown {
  readonly way: string;
  readonly profiles: number;
  /** Or, where nothing had changed, looked at. */
  readonly written: number;
  readonly ms: number;
  readonly peakBytes: number | null;
  /** Why it was stopped before its end; null where it was not. */
  readonly because: string | null;
}

export const OURS = 'FULL';
export const UNCHANGED = 'CHANGED, nothing changed';

/**
 * Everything at the table's size of now; the index holds all of it already.
 * @param profiles how many are public
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
