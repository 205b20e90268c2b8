// Owns the time that a storm has no patience for: pauses of queues, delays before a retry, and how long a dead worker is waited
// for. They are moved into the past, in the database, where every process reads them.
import type { StormParts } from './parts.ts';

type Sql = Pick<StormParts, 'sql'>;

/** A queue that waits looks again now, and what waits with it. What failed for another reason keeps its delay. */
export async function endPauses({ sql }: Sql): Promise<void> {
  await sql('UPDATE queue_pause SET until = now() WHERE until > now()');
  await sql(
    `UPDATE pgboss.job SET start_after = now()
      WHERE state = 'retry' AND start_after > now() AND start_after < now() + interval '20 seconds'`,
  );
}

/** All that waits is due. */
export async function endDelays(parts: Sql): Promise<void> {
  await endPauses(parts);
  await parts.sql(`UPDATE pgboss.job SET start_after = now() WHERE state = 'retry' AND start_after > now()`);
}

/**
 * Whoever was killed is missed at the next look, which comes soon.
 * @param silentSeconds those that have not been heard of for so long. @default 0: the living are taken for dead too
 */
export async function mournKilled({ sql }: Sql, silentSeconds = 0): Promise<void> {
  await sql(
    `UPDATE pgboss.job SET heartbeat_on = now() - interval '1 hour'
      WHERE state = 'active' AND heartbeat_on < now() - $1 * interval '1 second'`,
    [silentSeconds],
  );
  await sql(`UPDATE pgboss.queue SET monitor_claim_on = NULL, monitor_on = NULL`);
}
