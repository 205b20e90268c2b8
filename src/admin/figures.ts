// Reads the figures of the last hour and day, a point for each minute or quarter of an hour, over all processes.
import { percentile } from 'pg-boss';
import { Prisma, type DatabaseLike } from '../database/client.ts';

export const PERIODS = {
  HOUR: { points: 60, minutes: 1 },
  DAY: { points: 96, minutes: 15 },
} as const;
export type Period = keyof typeof PERIODS;

export interface Figure {
  readonly at: Date;
  readonly searchableP50: number | null;
  readonly searchableP99: number | null;
  readonly completed: number;
  readonly retried: number;
  readonly dead: number;
  readonly hits: number;
  readonly misses: number;
  /** Null: no process has sampled the queues. */
  readonly depth: number | null;
  readonly deadLetters: number | null;
}

type Row = Omit<Figure, 'searchableP50' | 'searchableP99'> & { readonly bins: number[] | null };

/** Every point, in order. @param queue of jobs and depth. Null: all */
export async function readFigures(db: DatabaseLike, period: Period, queue: string | null): Promise<Figure[]> {
  const { points, minutes } = PERIODS[period];
  const rows = await db.$queryRaw<Row[]>`
    WITH last AS (SELECT date_bin(${minutes} * interval '1 minute', now(), 'epoch') AS point),
    point AS (
      SELECT generate_series(point - ${(points - 1) * minutes} * interval '1 minute', point,
        ${minutes} * interval '1 minute') AS point FROM last
    ),
    figure AS (
      SELECT date_bin(${minutes} * interval '1 minute', at, 'epoch') AS point, system_figure.*
      FROM system_figure WHERE at >= (SELECT min(point) FROM point)
    ),
    cached AS (SELECT point, sum(hits)::int AS hits, sum(misses)::int AS misses FROM figure GROUP BY point),
    tried AS (
      SELECT point, sum((outcome->>'completed')::int)::int AS completed, sum((outcome->>'retried')::int)::int AS retried,
        sum((outcome->>'dead')::int)::int AS dead
      FROM figure, jsonb_each(jobs) AS of_queue (name, outcome) WHERE ${named(queue)} GROUP BY point
    ),
    sampled AS (
      SELECT point, max(depth)::int AS depth, max(dead)::int AS "deadLetters" FROM (
        SELECT point, at, process, sum((counts->>'depth')::int) AS depth, sum((counts->>'deadLetters')::int) AS dead
        FROM figure, jsonb_each(queues) AS of_queue (name, counts) WHERE ${named(queue)} GROUP BY point, at, process
      ) AS sample GROUP BY point
    ),
    searchable AS (
      SELECT point, array_agg(writes ORDER BY bin) AS bins FROM (
        SELECT point, bin, sum(count)::int AS writes
        FROM figure, unnest(searchable) WITH ORDINALITY AS of_bin (count, bin) GROUP BY point, bin
      ) AS bins GROUP BY point
    )
    SELECT point AS at, coalesce(hits, 0) AS hits, coalesce(misses, 0) AS misses, coalesce(completed, 0) AS completed,
      coalesce(retried, 0) AS retried, coalesce(dead, 0) AS dead, depth, "deadLetters", bins
    FROM point LEFT JOIN cached USING (point) LEFT JOIN tried USING (point) LEFT JOIN sampled USING (point)
      LEFT JOIN searchable USING (point)
    ORDER BY point`;
  return rows.map(({ bins, ...row }) => ({
    ...row,
    searchableP50: bins && percentile(bins, 50),
    searchableP99: bins && percentile(bins, 99),
  }));
}

const named = (queue: string | null) => (queue === null ? Prisma.sql`true` : Prisma.sql`name = ${queue}`);
