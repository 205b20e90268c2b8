// Makes statements slow: another connection holds a table, and Postgres shows who waits for it.
import pg from 'pg';
import { until } from './eventually.ts';
import type { Vitae } from './vitae.ts';

/** Statements of this database that wait for a lock. */
export async function countWaiting({ sql }: Pick<Vitae, 'sql'>): Promise<number> {
  const [row] = await sql<{ count: number }>(
    "SELECT count(*)::int FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()",
  );
  return row?.count ?? 0;
}

/** Until so many statements wait for a lock. */
export const untilWaiting = (vitae: Pick<Vitae, 'sql'>, count: number) =>
  until(async () => (await countWaiting(vitae)) === count);

/** Runs `work` while another connection holds a table, so that a statement on it takes for ever. */
export async function whileLocked(
  { url }: Pick<Vitae, 'url'>,
  table: string,
  work: (release: () => Promise<unknown>) => Promise<void>,
): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`BEGIN; LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
    await work(() => client.query('ROLLBACK'));
  } finally {
    await client.end();
  }
}
