// Reads what the audit found within a day.
import type { DatabaseLike } from '../database/client.ts';
import { DAY_MS } from '../sections/define.ts';
import type { DifferenceRow } from './differences.ts';

export interface AuditFigures {
  /** Null: the audit has not run within a day. */
  readonly since: Date | null;
  readonly comparisons: number;
  readonly after5s: number;
  readonly after60s: number;
  /** The last ones first. */
  readonly differences: readonly DifferenceRow[];
}

const MOST_DIFFERENCES = 20;

export async function readAudit(db: DatabaseLike): Promise<AuditFigures> {
  const since = new Date(Date.now() - DAY_MS);
  const [tally, differences] = await Promise.all([
    db.auditTally.aggregate({
      where: { hour: { gt: since } },
      _min: { hour: true },
      _sum: { comparisons: true, after5s: true, after60s: true },
    }),
    db.auditDifference.findMany({
      where: { confirmedAt: { not: null } },
      orderBy: { confirmedAt: 'desc' },
      take: MOST_DIFFERENCES,
    }),
  ]);
  const { comparisons, after5s, after60s } = tally._sum;
  return {
    since: tally._min.hour,
    comparisons: comparisons ?? 0,
    after5s: after5s ?? 0,
    after60s: after60s ?? 0,
    differences,
  };
}

/** 99.9 % are three nines. @returns null where nothing differed, or nothing was compared */
export function ninesOf(comparisons: number, differing: number): number | null {
  if (comparisons === 0 || differing === 0) return null;
  return Math.max(0, -Math.log10(differing / comparisons));
}
