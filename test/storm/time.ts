// Moves times into the past in the database, so that a storm waits for no pause, no retry delay and no missed heartbeat.
import type { StormParts } from './parts.ts';

type Sql = Pick<StormParts, 'sql'>;

/** Ends pauses of queues and short retry delays. Longer delays, which come from other failures, stay. */
export async function endPauses({ sql }: Sql): Promise<void> {
  await sql('UPDATE queue_pause SET until = now() WHERE until > now()');
  await sql(
    `UPDATE pgboss.job SET start_after = now()
      WHERE state = 'retry' AND start_after > now() AND start_after < now() + interval '20 seconds'`,
  );
}

/** Ends all delays. */
export async function endDelays(parts: Sql): Promise<void> {
  await endPauses(parts);
  await parts.sql(`UPDATE pgboss.job SET start_after = now() WHERE state = 'retry' AND start_after > now()`);
}

/**
 * Expires the heartbeats of active jobs, so that the next check retries them.
 * @param silentSeconds only of jobs without a heartbeat for this long. @default 0: of all active jobs
 */
export async function expireHeartbeats({ sql }: Sql, silentSeconds = 0): Promise<void> {
  await sql(
    `UPDATE pgboss.job SET heartbeat_on = now() - interval '1 hour'
      WHERE state = 'active' AND heartbeat_on < now() - $1 * interval '1 second'`,
    [silentSeconds],
  );
  await sql(`UPDATE pgboss.queue SET monitor_claim_on = NULL, monitor_on = NULL`);
}
