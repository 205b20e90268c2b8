// Settings of a session that Vitae relies on. A role, a database or postgresql.conf may have others: where the server's clock shows
// local time, times were read and written by as many hours off. Our connections bring their own, as far as a pooler lets them.
// What none can bring is refused at the start.
import { UnsuitableDatabase } from './connect-fault.ts';
import { connect } from './pooler.ts';

/** Prisma reads and writes times without their offset. A pooler takes these at the start of a connection, as it does from JDBC. */
export const TIMES = { TimeZone: 'UTC', DateStyle: 'ISO' } as const;

/** Past a pooler. Prisma names the schema in its statements; ours are to find the same tables. */
export const OWN_SETTINGS = {
  search_path: 'public',
  default_transaction_isolation: 'read committed',
  statement_timeout: '0',
  lock_timeout: '0',
  idle_in_transaction_session_timeout: '0',
  array_nulls: 'on',
} as const;

/** By name: SQL that holds, and what is wrong where it does not. pg-boss and the migrations need the first two as well. */
const NEEDED: Readonly<Record<string, readonly [holds: string, effect: string]>> = {
  search_path: [`current_schema() = 'public'`, 'must begin with "public", where the tables are'],
  DateStyle: [`current_setting('DateStyle') LIKE 'ISO%'`, 'must be ISO, as times are read'],
  session_replication_role: [
    `current_setting('session_replication_role') <> 'replica'`,
    'must be origin, so that what refers to a deleted profile is deleted',
  ],
  default_transaction_isolation: [
    `current_setting('default_transaction_isolation') = 'read committed'`,
    'must be read committed: the queues lock rows that others have changed',
  ],
  'vitae.declared': [
    `coalesce(current_setting('vitae.declared', true), '') = ''`,
    'must be empty, so that writes past the API are followed',
  ],
};

/** @throws UnsuitableDatabase where a setting of new connections is wrong */
export async function checkSettings(url: string): Promise<void> {
  const columns = Object.entries(NEEDED).map(
    ([name, [holds]]) =>
      `CASE WHEN ${holds} THEN NULL ELSE current_setting('${name}', true) END AS "${name}"`,
  );
  await using one = await connect(url);
  const { rows } = await one.client.query<Record<string, string | null>>(`SELECT ${columns.join()}`);
  for (const [name, [, need]] of Object.entries(NEEDED)) {
    const value = rows[0]?.[name] ?? null;
    if (value === null) continue;
    throw new UnsuitableDatabase(
      `has ${name} set to "${value}" for this role or database, and it ${need}. Find it with \\drds in psql, and end it: ALTER ROLE … RESET ${name}, or ALTER DATABASE … RESET ${name}`,
    );
  }
}
