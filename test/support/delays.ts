// Ends pauses and delays in the database, so that a test waits for none.
import { endRetryDelays, type WithSql } from './pgboss-tables.ts';

/** Ends pauses of queues and short retry delays. Longer delays, which come from other failures, stay. */
export async function endPauses(parts: WithSql, upTo = '20 seconds'): Promise<void> {
  await parts.sql('UPDATE queue_pause SET until = now() WHERE until > now()');
  await endRetryDelays(parts, upTo);
}

/** Ends all delays. */
export const endDelays = (parts: WithSql) => endPauses(parts, 'infinity');
