// Compares FULL with the floor, CHANGED without changes, and two workers, at one size. The order rotates; each figure is
// the median of its rounds, and each ratio the median of the ratios within a round.
import { inRotation, ratiosOf, spreadOf, type Spread } from '../spread.ts';
import { runContender } from './contend.ts';
import type { Task } from './frame.ts';
import { UNCHANGED } from './growth.ts';
import { sql, type Site } from './site.ts';
import { reindex, type Reindexed, type Vitae } from './vitae.ts';

export interface Compared {
  readonly row: string;
  readonly ms: Spread;
  readonly perSecond: number;
  /** Median processor time per profile, in microseconds, of the process or the workers. */
  readonly processorMicros: number | null;
  /** The median, in bytes. Null if the system does not report it. */
  readonly peakBytes: number | null;
  /** Its time divided by the time of this row in the same round. */
  readonly toFloor: Spread;
  readonly toFull: Spread;
}

type Measured = Pick<Reindexed, 'ms' | 'processorMs' | 'peakBytes' | 'processed'>;

export const FLOOR = 'floor';
export const FULL = 'FULL';

export interface Comparison {
  readonly profiles: number;
  readonly rounds: number;
  /** One FULL run into an empty index. */
  readonly fill: Measured;
  readonly rows: readonly Compared[];
}

export interface ComparisonOptions {
  readonly site: Site;
  readonly task: Task;
  /** The number of public profiles. */
  readonly profiles: number;
  readonly rounds: number;
}

export async function compare(
  vitae: Vitae,
  { site, task, profiles, rounds }: ComparisonOptions,
): Promise<Comparison> {
  const floor = async (lanes: number): Promise<Measured> => {
    const { written, ...report } = await runContender('floor', { ...task, bound: null, lanes });
    return { ...report, processed: written };
  };
  const rows: Readonly<Record<string, () => Promise<Measured>>> = {
    [FLOOR]: () => floor(1),
    'floor, two batches at once': () => floor(2),
    [FULL]: () => reindex(vitae, 'FULL'),
    'FULL, two workers': () => reindex(vitae, 'FULL', 2),
    [UNCHANGED]: async () => {
      const run = await reindex(vitae, 'CHANGED');
      if (run.upserted > 0)
        throw new Error(`CHANGED wrote ${run.upserted} documents, although nothing had changed`);
      return run;
    },
  };
  await site.search.clear();
  await sql(vitae.databaseUrl, 'TRUNCATE search_state');
  const fill = await reindex(vitae, 'FULL');
  const names = Object.keys(rows);
  const taken = await inRotation(names, rounds, async (name) => {
    const measured = await rows[name]?.();
    if (measured?.processed !== profiles)
      throw new Error(`${name} processed ${measured?.processed} of ${profiles} profiles`);
    return measured;
  });
  const times = (name: string) => (taken.get(name) ?? []).map(({ ms }) => ms);
  const ratios = (name: string, to: string) => spreadOf(ratiosOf(times(name), times(to)));
  return {
    profiles,
    rounds,
    fill,
    rows: names.map((row) => {
      const ms = spreadOf(times(row));
      const measured = taken.get(row) ?? [];
      const processorMs = medianOf(measured.map((one) => one.processorMs));
      return {
        row,
        ms,
        perSecond: (1000 * profiles) / ms.median,
        processorMicros: processorMs === null ? null : (1000 * processorMs) / profiles,
        peakBytes: medianOf(measured.map(({ peakBytes }) => peakBytes)),
        toFloor: ratios(row, FLOOR),
        toFull: ratios(row, FULL),
      };
    }),
  };
}

/** Null if one is unknown. */
function medianOf(numbers: readonly (number | null)[]): number | null {
  return numbers.includes(null) ? null : spreadOf(numbers.map(Number)).median;
}
