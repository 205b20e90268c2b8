// Reads and writes the table _prisma_migrations. Its columns are Prisma's, so `prisma migrate deploy` can continue from it.
// A history that contradicts the folder is refused before anything changes.
import { randomUUID } from 'node:crypto';
import type { Client } from 'pg';
import { MigrationError } from './migration-error.ts';
import { isUnedited, type MigrationFile } from './migration-folder.ts';

export interface MigrationRow {
  readonly migration_name: string;
  readonly checksum: string;
  readonly finished_at: Date | null;
  readonly logs: string | null;
}

/** `table` is qualified and quoted: a migration may change the search path. */
export async function openHistory(client: Client): Promise<{ table: string; rows: MigrationRow[] }> {
  const { rows: schemas } = await client.query<{ schema: string | null }>(
    'SELECT current_schema() AS schema',
  );
  const table = `${client.escapeIdentifier(schemas[0]?.schema ?? 'public')}._prisma_migrations`;
  await client.query(`CREATE TABLE IF NOT EXISTS ${table} (
    id                  VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum            VARCHAR(64) NOT NULL,
    finished_at         TIMESTAMPTZ,
    migration_name      VARCHAR(255) NOT NULL,
    logs                TEXT,
    rolled_back_at      TIMESTAMPTZ,
    started_at          TIMESTAMPTZ NOT NULL DEFAULT now(),
    applied_steps_count INTEGER NOT NULL DEFAULT 0
  )`);
  const { rows } = await client.query<MigrationRow>(
    `SELECT migration_name, checksum, finished_at, logs FROM ${table} WHERE rolled_back_at IS NULL ORDER BY started_at`,
  );
  return { table, rows };
}

/**
 * Applied migrations that sort after all of this version's. A newer version applied them; they only add, so this version
 * can start on the same database.
 */
export function newerMigrations(files: readonly MigrationFile[], rows: readonly MigrationRow[]): string[] {
  const last = files.at(-1)?.name;
  if (last === undefined) return [];
  return rows.filter((row) => row.finished_at && row.migration_name > last).map((row) => row.migration_name);
}

/**
 * The migrations that are still to be applied.
 * @throws MigrationError where the history and the folder disagree.
 */
export function pendingMigrations(
  files: readonly MigrationFile[],
  rows: readonly MigrationRow[],
): MigrationFile[] {
  const newer = newerMigrations(files, rows);
  for (const { migration_name: name, checksum, finished_at, logs } of rows) {
    if (newer.includes(name)) continue;
    if (finished_at === null) {
      const message = `Prisma began the migration "${name}" and failed${logs ? `: ${logs.trim()}` : ''}. Undo what it left, then run \`prisma migrate resolve --rolled-back ${name}\` (or set its rolled_back_at in _prisma_migrations) and migrate again.`;
      throw new MigrationError('MIGRATION_LEFT_FAILED', name, message);
    }
    const file = files.find((candidate) => candidate.name === name);
    if (file === undefined) {
      const message = `Migration "${name}" is applied in this database, but is not in the migrations folder. Another branch may have it: \`git log --all -- "*${name}*"\` finds it. Switch back to that branch, or merge it. Or use another database: set DATABASE_URL or DATA_DIR, or stop Vitae and delete the embedded one (the folder "postgres" in DATA_DIR, by default .vitae).`;
      throw new MigrationError('MIGRATION_MISSING', name, message);
    }
    if (!isUnedited(file, checksum)) {
      const message = `Migration "${name}" was edited after it was applied (checksum ${file.checksum}, applied ${checksum}). Restore its file (\`git checkout\`) and write the change as a new migration: npm run db:new -- NAME.`;
      throw new MigrationError('MIGRATION_EDITED', name, message);
    }
  }
  const applied = new Set(rows.map((row) => row.migration_name));
  return files.filter((file) => !applied.has(file.name));
}

export async function recordMigration(
  client: Client,
  table: string,
  file: MigrationFile,
  startedAt: Date,
): Promise<void> {
  await client.query(
    `INSERT INTO ${table} (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
     VALUES ($1, $2, $3, $4, clock_timestamp(), 1)`,
    [randomUUID(), file.checksum, file.name, startedAt],
  );
}
