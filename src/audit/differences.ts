// Keeps what the audit saw: a row for each difference, and the counts of each hour.
import { writable, type DatabaseLike, type Prisma } from '../database/client.ts';
import { findingKey, type Finding, type Findings } from './findings.ts';

/** How long a difference may last before it counts, and before it counts a second time. */
export const BOUNDS_MS = { after5s: 5_000, after60s: 60_000 } as const;

const HOUR_MS = 3_600_000;

export type DifferenceRow = Prisma.AuditDifferenceModel;

/** Those that have not ended, the longest not looked at first. */
export function openDifferences(db: DatabaseLike, limit: number): Promise<DifferenceRow[]> {
  return db.auditDifference.findMany({ where: { endedAt: null }, orderBy: { lookedAt: 'asc' }, take: limit });
}

/** What one look changes. */
export interface Verdict {
  /** Seen for the first time, or first after another write of the profile. */
  readonly appeared: readonly Finding[];
  /** Gone before they counted, or replaced by one that appeared. */
  readonly passed: readonly DifferenceRow[];
  /** They reached the first bound. */
  readonly confirmed: readonly DifferenceRow[];
  /** They reached the second bound. */
  readonly lasted: readonly DifferenceRow[];
  /** Confirmed before, and still there. */
  readonly known: readonly DifferenceRow[];
  /** Gone after they were confirmed. */
  readonly ended: readonly DifferenceRow[];
}

/** @param open those that were looked at again */
export function judge(open: readonly DifferenceRow[], findings: Findings, now: Date): Verdict {
  const judged = open.filter(({ objectId }) => !findings.unsettledIds.has(objectId));
  const foundAgain = (row: DifferenceRow) => findings.differing.get(findingKey(row));
  const gone = judged.filter((row) => !foundAgain(row));
  const here = judged.filter((row) => foundAgain(row));
  const isWritten = (row: DifferenceRow) => !row.confirmedAt && foundAgain(row)?.revision !== row.revision;
  const same = here.filter((row) => !isWritten(row));
  const reached = (row: DifferenceRow, ms: number) => now.getTime() - row.firstSeenAt.getTime() >= ms;
  const staying = new Set(open.filter((row) => !isWritten(row)).map(findingKey));
  return {
    appeared: [...findings.differing].flatMap(([key, finding]) => (staying.has(key) ? [] : [finding])),
    passed: [...gone.filter((row) => !row.confirmedAt), ...here.filter(isWritten)],
    confirmed: same.filter((row) => !row.confirmedAt && reached(row, BOUNDS_MS.after5s)),
    lasted: same.filter((row) => !row.lasted && reached(row, BOUNDS_MS.after60s)),
    known: same.filter((row) => row.confirmedAt),
    ended: gone.filter((row) => row.confirmedAt),
  };
}

export interface Tally {
  readonly comparisons: number;
  readonly after5s: number;
  readonly after60s: number;
}

export async function writeVerdict(
  db: DatabaseLike,
  { appeared, passed, confirmed, lasted, known, ended }: Verdict,
  tally: Tally,
  now: Date,
): Promise<void> {
  const of = (rows: readonly DifferenceRow[]) => ({ where: { id: { in: rows.map(({ id }) => id) } } });
  await writable(db).$transaction(async ({ auditDifference, auditTally }) => {
    await auditDifference.deleteMany(of(passed));
    await auditDifference.updateMany({ ...of([...confirmed, ...known]), data: { lookedAt: now } });
    await auditDifference.updateMany({ ...of(confirmed), data: { confirmedAt: now } });
    await auditDifference.updateMany({ ...of(lasted), data: { lasted: true } });
    await auditDifference.updateMany({ ...of(ended), data: { endedAt: now } });
    await auditDifference.createMany({
      data: appeared.map((finding) => ({ ...finding, firstSeenAt: now, lookedAt: now })),
    });
    const hour = new Date(Math.floor(now.getTime() / HOUR_MS) * HOUR_MS);
    const { comparisons, after5s, after60s } = tally;
    await auditTally.upsert({
      where: { hour },
      create: { hour, ...tally },
      update: {
        comparisons: { increment: comparisons },
        after5s: { increment: after5s },
        after60s: { increment: after60s },
      },
    });
  });
}

/** @param failures why a difference could not be mended, by `findingKey` */
export async function writeFailures(
  db: DatabaseLike,
  rows: readonly DifferenceRow[],
  failures: ReadonlyMap<string, string>,
): Promise<void> {
  for (const row of rows) {
    const failure = failures.get(findingKey(row)) ?? null;
    if (failure === row.failure) continue;
    await writable(db).auditDifference.updateMany({ where: { id: row.id }, data: { failure } });
  }
}
