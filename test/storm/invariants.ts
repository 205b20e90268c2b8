// What must hold after a storm, read from the database and the index. Covers the storms before it as well.
import { expect } from 'vitest';
import { compareProfiles } from '../../src/audit/compare.ts';
import { createLogger } from '../../src/observability/logger.ts';
import { placeOf } from '../../src/database/incarnation.ts';
import { openCache } from '../../src/services/cache.ts';
import { eventually } from '../support/eventually.ts';
import { expectIndexEqualsDatabase } from '../support/index-equals-database.ts';
import { DEAD_LETTERS, readJobs } from '../support/pgboss-tables.ts';
import type { StormParts } from './parts.ts';

/** @throws if an invariant is broken */
export async function expectConsistent(parts: StormParts): Promise<void> {
  expect(parts.fleet.deaths(), 'processes that died without being killed').toEqual([]);
  expect(await readJobs(parts, DEAD_LETTERS), 'dead letters').toEqual([]);
  // The index applies tasks in order: once this one is done, all before it are.
  await parts.search.write([{ type: 'delete', objectID: 'no-profile' }], { wait: true });
  await expectIndexEqualsDatabase(parts);
  await expectAuditAgrees(parts);
  await expectTransitionsOnce(parts);
  await expectRunsAddUp(parts);
}

/** As the audit compares: Postgres, what any process would read from the cache, and the index. */
async function expectAuditAgrees({ db, search, redis }: StormParts): Promise<void> {
  const ids = (await db.profile.findMany({ select: { id: true } })).map(({ id }) => id);
  const opened = await openCache({ redisUrl: redis.url }, createLogger('silent'), await placeOf(db));
  try {
    await eventually(async () => {
      const compared = await compareProfiles({ db, search, cache: opened.cache }, ids);
      expect(compared.filter((one) => !one.cacheAgrees || !one.documentAgrees)).toEqual([]);
    });
  } finally {
    await opened.close();
  }
}

/** `created` and `deleted` alternate, start with `created`, and end as the index does. */
export async function expectTransitionsOnce({ sql }: Pick<StormParts, 'sql'>): Promise<void> {
  const wrong = await sql(
    `WITH events AS (
      SELECT profile_id, array_agg(name ORDER BY id) AS names FROM analytics_event GROUP BY profile_id
    )
    SELECT coalesce(e.profile_id, s.profile_id) AS profile, names, indexed, tracked
    FROM events e FULL JOIN search_state s ON s.profile_id = e.profile_id
    WHERE coalesce(indexed, false) <> coalesce(cardinality(names) % 2 = 1, false)
      OR coalesce(tracked, false) <> coalesce(indexed, false)
      OR EXISTS (
        SELECT FROM unnest(names) WITH ORDINALITY AS event (name, place)
        WHERE name <> CASE WHEN place % 2 = 1 THEN 'created' ELSE 'deleted' END)`,
  );
  expect(wrong, 'transitions not tracked exactly once').toEqual([]);
}

interface Counted {
  readonly id: string;
  readonly status: string;
  readonly mode: string;
  readonly failed: number;
  readonly counted: number;
  readonly inBatches: number;
  readonly total: number;
  readonly dispatched: number;
  readonly pendingBatches: number;
  readonly batchesLeft: number;
  readonly changes: number;
  readonly differences: number;
  readonly gaps: number;
}

/** Every run completed or was cancelled. Its counts are the sum of its batches, and their ranges leave no gap. */
export async function expectRunsAddUp({ sql }: Pick<StormParts, 'sql'>): Promise<void> {
  const runs = await sql<Counted>(
    `SELECT r.id, r.status, r.mode, r.failed, r.total, r.dispatched,
      r.upserted + r.skipped + r.removed + r.failed AS counted,
      coalesce(sum(b.processed) FILTER (WHERE b.status = 'DONE'), 0)::int AS "inBatches",
      r.pending_batches AS "pendingBatches",
      count(*) FILTER (WHERE b.status = 'PENDING')::int AS "batchesLeft",
      r.upserted + r.removed AS changes,
      (SELECT count(*)::int FROM reindex_difference d WHERE d.run_id = r.id) AS differences,
      count(*) FILTER (WHERE b.id IS NOT NULL AND b.after_id IS DISTINCT FROM b.end_before)::int
        + count(*) FILTER (WHERE b.is_last AND r.dispatched_at IS NOT NULL AND b.up_to_id IS DISTINCT FROM r.up_to_id)::int
        AS gaps
    FROM reindex_run r LEFT JOIN (
      SELECT b.*,
        CASE WHEN lag(b.id) OVER ranges IS NULL THEN of.after_id ELSE lag(b.up_to_id) OVER ranges END AS end_before,
        lead(b.id) OVER ranges IS NULL AS is_last
      FROM reindex_batch b JOIN reindex_run of ON of.id = b.run_id
      WINDOW ranges AS (PARTITION BY b.run_id ORDER BY b.after_id NULLS FIRST)
    ) b ON b.run_id = r.id
    GROUP BY r.id`,
  );
  for (const run of runs) expect(faultsOf(run), JSON.stringify(run)).toEqual([]);
}

function faultsOf(run: Counted): string[] {
  const isWhole = run.status === 'COMPLETED';
  const rules: Readonly<Record<string, boolean>> = {
    'completed or cancelled': isWhole || run.status === 'CANCELLED',
    'nothing failed': run.failed === 0,
    'its counts are the sum of its batches': run.counted === run.inBatches,
    'pendingBatches equals the batches left': run.pendingBatches === run.batchesLeft,
    'a completed run counts everything once':
      !isWhole || (run.batchesLeft === 0 && run.counted === run.total && run.counted === run.dispatched),
    'a DRY_RUN lists every change that it counts': run.mode !== 'DRY_RUN' || run.differences === run.changes,
    'its ranges leave no gap and do not overlap': run.gaps === 0,
  };
  return Object.keys(rules).filter((rule) => !rules[rule]);
}
