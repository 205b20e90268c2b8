// What Postgres says of its tables: their size, what vacuum has left, and how much was read without an index.
import { sql } from '../reindex/site.ts';

export interface Table {
  readonly name: string;
  readonly rows: number;
  readonly tableBytes: number;
  readonly indexBytes: number;
  readonly deadRows: number;
  readonly vacuums: number;
  /** Rows read by sequential scans since the database was made. */
  readonly scanned: number;
}

/** The largest first. */
export function readTables(databaseUrl: string): Promise<Table[]> {
  return sql<Table & Record<string, unknown>>(
    databaseUrl,
    `SELECT schemaname || '.' || relname AS name, n_live_tup::float8 AS rows,
      pg_table_size(relid)::float8 AS "tableBytes", pg_indexes_size(relid)::float8 AS "indexBytes",
      n_dead_tup::float8 AS "deadRows", (vacuum_count + autovacuum_count)::float8 AS vacuums,
      seq_tup_read::float8 AS scanned
    FROM pg_stat_user_tables ORDER BY pg_total_relation_size(relid) DESC`,
  );
}

/** The tables of at least this many rows of which a phase read more than a tenth without an index. */
export function scannedIn(before: readonly Table[], after: readonly Table[], atLeast: number): string[] {
  const earlier = new Map(before.map(({ name, scanned }) => [name, scanned]));
  return after
    .filter(({ rows }) => rows >= atLeast)
    .map(({ name, rows, scanned }) => ({ name, share: (scanned - (earlier.get(name) ?? 0)) / rows }))
    .filter(({ share }) => share > 0.1)
    .map(({ name, share }) => `${name} ${share.toFixed(1)} ×`);
}

/** Of what waits for `VACUUM` to freeze it, the oldest transaction: at 2 billion Postgres stops. */
export async function readOldestTransaction(databaseUrl: string): Promise<number> {
  const [row] = await sql<{ age: number }>(
    databaseUrl,
    `SELECT age(datfrozenxid)::float8 AS age FROM pg_database WHERE datname = current_database()`,
  );
  return row?.age ?? 0;
}
