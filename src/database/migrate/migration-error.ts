// The errors of migrating: one class, with a stable code for each cause.
// Every message says what to do next. The database's own error is the cause.
import type { StatementPlace } from './statements.ts';

export type MigrationErrorCode =
  /** The folder or a migration.sql in it cannot be read. */
  | 'MIGRATION_UNREADABLE'
  /** The file of an applied migration has changed. */
  | 'MIGRATION_EDITED'
  /** An applied migration is not in the folder. */
  | 'MIGRATION_MISSING'
  /** Prisma's own command failed in the middle of it and recorded that. */
  | 'MIGRATION_LEFT_FAILED'
  /** A statement failed; the migration was rolled back. */
  | 'MIGRATION_STATEMENT_FAILED'
  /** A statement begins or ends a transaction, or cannot run in one; nothing was kept. */
  | 'MIGRATION_NOT_TRANSACTIONAL'
  /** The role may not create the database in which migrations and schema are compared. */
  | 'SCRATCH_DATABASE_REFUSED'
  /** A signal ended the comparison. */
  | 'INTERRUPTED';

export class MigrationError extends Error {
  readonly code: MigrationErrorCode;
  /** The folder's name, such as `20250101000000_init`; empty where the error concerns the whole folder. */
  readonly migration: string;
  /** Null where Postgres does not say which one failed. */
  readonly statement: StatementPlace | null;

  constructor(
    code: MigrationErrorCode,
    migration: string,
    message: string,
    options: { cause?: unknown; statement?: StatementPlace | undefined } = {},
  ) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.name = 'MigrationError';
    this.code = code;
    this.migration = migration;
    this.statement = options.statement ?? null;
  }
}

export function isInterruption(error: unknown): boolean {
  return error instanceof MigrationError && error.code === 'INTERRUPTED';
}
