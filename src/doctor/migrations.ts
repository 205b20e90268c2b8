// Checks the migrations of the database against those of this version. Applies nothing.
import type { Pool } from 'pg';
import { MigrationError } from '../database/migrate/migration-error.ts';
import { defaultMigrationsFolder, readMigrations } from '../database/migrate/migration-folder.ts';
import {
  newerMigrations,
  pendingMigrations,
  type MigrationRow,
} from '../database/migrate/migration-history.ts';
import { findingsOf, type Finding } from './finding.ts';

const { ok, warning, failure } = findingsOf('migrations');
const APPLY = 'Apply them: npm run db:migrate. The next start does it too';

export async function checkMigrations(client: Pool): Promise<Finding[]> {
  const files = await readMigrations(defaultMigrationsFolder);
  const { rows: tables } = await client.query<{ made: boolean }>(
    `SELECT to_regclass('_prisma_migrations') IS NOT NULL AS made`,
  );
  if (!tables[0]?.made) return [warning('the database is empty: no migration is applied', APPLY)];
  const { rows } = await client.query<MigrationRow>(
    'SELECT migration_name, checksum, finished_at, logs FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY started_at',
  );
  try {
    const pending = pendingMigrations(files, rows).map(({ name }) => name);
    const newer = newerMigrations(files, rows);
    if (pending.length > 0) return [warning(`not applied: ${pending.join(', ')}`, APPLY)];
    if (newer.length > 0) {
      return [
        warning(
          `applied by a newer version: ${newer.join(', ')}`,
          'Start that version, unless you are rolling back',
        ),
      ];
    }
    return [ok(`all ${files.length} are applied`)];
  } catch (error) {
    if (error instanceof MigrationError) return [failure(error.message, 'docs/operations.md, upgrades')];
    throw error;
  }
}
