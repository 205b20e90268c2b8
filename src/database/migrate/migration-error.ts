// Owns the errors of migrating: one class, a stable code for each way it can go wrong.
// Every message says what to do next; the database's own error is kept as the cause.

export type MigrationErrorCode =
  /** The folder or a migration.sql in it cannot be read. */
  | 'MIGRATION_UNREADABLE'
  /** An applied migration's file was changed afterwards. */
  | 'MIGRATION_EDITED'
  /** An applied migration is no longer in the folder. */
  | 'MIGRATION_MISSING'
  /** Prisma itself failed half-way through it and left its mark. */
  | 'MIGRATION_LEFT_FAILED'
  /** A statement failed; the whole migration was rolled back. */
  | 'MIGRATION_STATEMENT_FAILED'
  /** A statement opens or ends a transaction, or cannot run in one; nothing was kept. */
  | 'MIGRATION_NOT_TRANSACTIONAL';

/** Where in a migration a statement stands. */
export interface StatementPlace {
  /** 1 for the file's first statement. */
  readonly number: number;
  /** The line of the file on which the statement starts, from 1. */
  readonly line: number;
  readonly text: string;
}

export class MigrationError extends Error {
  readonly code: MigrationErrorCode;
  /** The folder's name, such as `20250101000000_init`; empty when it concerns the whole folder. */
  readonly migration: string;
  readonly statement: StatementPlace | null;

  constructor(
    code: MigrationErrorCode,
    migration: string,
    message: string,
    options: { cause?: unknown; statement?: StatementPlace } = {},
  ) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.name = 'MigrationError';
    this.code = code;
    this.migration = migration;
    this.statement = options.statement ?? null;
  }
}
