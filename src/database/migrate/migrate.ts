// Owns applying prisma/migrations to a database with plain pg, no downloaded binary: each migration in one transaction.
// A failure rolls its migration back whole and throws a MigrationError; the migrations before it stay applied.
import { Client, DatabaseError } from 'pg';
import type { Logger } from 'pino';
import { MigrationError, type StatementPlace } from './migration-error.ts';
import { defaultMigrationsFolder, readMigrations, type MigrationFile } from './migration-folder.ts';
import { newerMigrations, openHistory, pendingMigrations, recordMigration } from './migration-history.ts';
import { splitStatements } from './sql-statements.ts';

export interface MigrateOptions {
  readonly url: string;
  /** @default prisma/migrations of this checkout */
  readonly folder?: string;
  readonly log?: Pick<Logger, 'info'>;
}

// The lock that Prisma itself takes: it too and Vitae wait for one another.
// https://www.prisma.io/docs/orm/prisma-migrate/workflows/development-and-production#advisory-locking
const PRISMA_LOCK = 72707369;
const ACTIVE_SQL_TRANSACTION = '25001';
const SHOWN_STATEMENT = 1000;

/**
 * Applies what is not applied yet. Safe to call from several processes at once: the later ones wait, then find nothing to do.
 * @returns the names of the migrations that this call applied.
 * @throws MigrationError
 */
export async function migrate(options: MigrateOptions): Promise<{ applied: string[] }> {
  const files = await readMigrations(options.folder ?? defaultMigrationsFolder);
  const client = new Client({
    connectionString: options.url,
    application_name: 'vitae migrate',
    keepAlive: true,
  });
  // A lost connection also rejects the query that is under way; without a listener it would end the process instead.
  client.on('error', (error) => options.log?.info({ err: error }, 'The connection that migrates was lost'));
  await client.connect();
  try {
    await lock(client, options.log);
    const { table, rows } = await openHistory(client);
    const newer = newerMigrations(files, rows);
    if (newer.length > 0) options.log?.info({ newer }, 'A newer version has migrated this database further');
    const applied: string[] = [];
    for (const file of pendingMigrations(files, rows)) {
      await apply(client, table, file);
      applied.push(file.name);
      options.log?.info({ migration: file.name }, 'Migration applied');
    }
    return { applied };
  } finally {
    // Ending the session also gives up its advisory lock.
    await client.end();
  }
}

async function lock(client: Client, log: MigrateOptions['log']): Promise<void> {
  const { rows } = await client.query<{ locked: boolean }>('SELECT pg_try_advisory_lock($1) AS locked', [
    PRISMA_LOCK,
  ]);
  if (rows[0]?.locked === true) return;
  log?.info('Another process is migrating this database; waiting for it');
  await client.query('SELECT pg_advisory_lock($1)', [PRISMA_LOCK]);
}

async function apply(client: Client, table: string, file: MigrationFile): Promise<void> {
  const startedAt = new Date();
  const statements = splitStatements(file.sql);
  for (const statement of statements) refuseTransactionControl(file, statement);
  await client.query('BEGIN');
  try {
    for (const statement of statements) await run(client, file, statement);
    await recordMigration(client, table, file, startedAt);
    // A deferred constraint speaks up only here.
    await client.query('COMMIT');
  } catch (error) {
    // On a lost connection the server has rolled back by itself, and the first error says more than this one.
    await client.query('ROLLBACK').catch(() => undefined);
    if (error instanceof MigrationError) throw error;
    const message = `Migration "${file.name}" failed as it was committed and was rolled back whole: ${messageOf(error)}`;
    throw new MigrationError('MIGRATION_STATEMENT_FAILED', file.name, message, { cause: error });
  }
  // What a migration SETs for itself must not reach the next one.
  await client.query('RESET ALL');
}

function refuseTransactionControl(file: MigrationFile, statement: StatementPlace): void {
  if (
    !/^(BEGIN|START\s+TRANSACTION|COMMIT|END|ROLLBACK|ABORT|PREPARE\s+TRANSACTION)\b(?!\s+TO\b)/i.test(
      statement.text,
    )
  )
    return;
  const message = `Migration "${file.name}" was not applied: ${describe(statement)} begins or ends a transaction, but every migration runs in one of its own. Remove it.\n${shown(statement)}`;
  throw new MigrationError('MIGRATION_NOT_TRANSACTIONAL', file.name, message, { statement });
}

async function run(client: Client, file: MigrationFile, statement: StatementPlace): Promise<void> {
  try {
    await client.query(statement.text);
  } catch (cause) {
    if (cause instanceof DatabaseError && cause.code === ACTIVE_SQL_TRANSACTION) {
      const message = `Migration "${file.name}" was rolled back whole: ${describe(statement)} cannot run in a transaction (${cause.message}), and every migration runs in one. Write it without (CREATE INDEX instead of CREATE INDEX CONCURRENTLY), or run it by hand.\n${shown(statement)}`;
      throw new MigrationError('MIGRATION_NOT_TRANSACTIONAL', file.name, message, { cause, statement });
    }
    const message = `Migration "${file.name}" failed and was rolled back whole: ${describe(statement)}: ${messageOf(cause)}\n${shown(statement)}`;
    throw new MigrationError('MIGRATION_STATEMENT_FAILED', file.name, message, { cause, statement });
  }
}

function describe(statement: StatementPlace): string {
  return `statement ${statement.number} (line ${statement.line})`;
}

function shown({ text }: StatementPlace): string {
  return text.length <= SHOWN_STATEMENT ? text : `${text.slice(0, SHOWN_STATEMENT)} …`;
}

function messageOf(error: unknown): string {
  if (!(error instanceof DatabaseError)) return error instanceof Error ? error.message : String(error);
  return [error.message, error.detail, error.hint].filter((part) => part !== undefined).join(' ');
}
