// Applies prisma/migrations to a database with plain pg: each migration in one transaction, no downloaded binary.
// A migration that fails is rolled back and throws a MigrationError; those before it stay applied.
import { Client, DatabaseError } from 'pg';
import type { Logger } from 'pino';
import { UnsuitableDatabase } from '../connect-fault.ts';
import { inQueue, isLockFault, steppingAside, type LockWaitOptions } from '../lock-waits.ts';
import { MigrationError } from './migration-error.ts';
import { defaultMigrationsFolder, isEmpty, readMigrations, type MigrationFile } from './migration-folder.ts';
import { newerMigrations, openHistory, pendingMigrations, recordMigration } from './migration-history.ts';
import { splitStatements, statementAt, type StatementPlace } from './statements.ts';
import { reasonOf } from '../../observability/describe-error.ts';

export interface MigrateOptions {
  readonly url: string;
  /** @default prisma/migrations of this checkout */
  readonly folder?: string;
  readonly log?: Pick<Logger, 'info' | 'warn'>;
  /** SQL that runs afterwards, also where nothing was to be applied. @default none */
  readonly after?: string;
  /** The most milliseconds to wait for locks of others. @default 5 minutes */
  readonly lockBoundMs?: number;
}

// The lock that Prisma itself takes: Prisma and Vitae wait for each other.
// https://www.prisma.io/docs/orm/prisma-migrate/workflows/development-and-production#advisory-locking
const PRISMA_LOCK = 72707369;
const ACTIVE_SQL_TRANSACTION = '25001';
const SHOWN_CHARACTERS = 1000;

/**
 * Applies the migrations that are not applied yet. Several processes may call it at once: the others wait, then find nothing to do.
 * A migration waits for a lock for a second at most, since writers wait behind it, and is tried again after a pause.
 * @returns the names of the migrations that this call applied.
 * @throws MigrationError
 * @throws LockHeldError where a lock was not free within the bound
 */
export async function migrate(options: MigrateOptions): Promise<{ applied: string[] }> {
  const { url, log, after, lockBoundMs: boundMs } = options;
  const files = await readMigrations(options.folder ?? defaultMigrationsFolder);
  const client = new Client({ connectionString: url, application_name: 'vitae migrate', keepAlive: true });
  // A lost connection also rejects the running query; without a listener it would end the process instead.
  client.on('error', (error) => log?.info({ err: error }, 'The connection that migrates was lost'));
  await client.connect();
  try {
    const waits = { client, url, log, boundMs };
    await inQueue(waits, () => client.query('SELECT pg_advisory_lock($1)', [PRISMA_LOCK]));
    const applied = await applyPending(waits, files, log);
    if (after !== undefined) await steppingAside(waits, () => client.query(after));
    return { applied };
  } finally {
    // Ending the session also releases its advisory lock.
    await client.end();
  }
}

async function applyPending(
  waits: LockWaitOptions,
  files: readonly MigrationFile[],
  log: MigrateOptions['log'],
): Promise<string[]> {
  const { client } = waits;
  const { table, rows } = await steppingAside(waits, () => openHistory(client));
  const newer = newerMigrations(files, rows);
  if (newer.length > 0) {
    const message =
      'A newer version or another branch has applied migrations that this checkout does not have. Vitae goes on without them. If something fails, switch back to the branch that has them, or use another database';
    log?.warn({ migrations: newer }, message);
  }
  const applied: string[] = [];
  const pending = pendingMigrations(files, rows);
  if (pending.length > 0) await checkSuitable(client, rows.length === 0);
  for (const file of pending) {
    if (isEmpty(file)) {
      const message = 'This migration.sql is empty and is not applied. Write its SQL, or delete its folder';
      log?.warn({ migration: file.name }, message);
      continue;
    }
    await steppingAside(waits, () => apply(client, table, file));
    applied.push(file.name);
    log?.info({ migration: file.name }, 'Migration applied');
  }
  return applied;
}

/** @throws UnsuitableDatabase where a later migration would fail, or text of other languages could not be stored */
async function checkSuitable(client: Client, isNew: boolean): Promise<void> {
  const { rows } = await client.query<{ name: string; encoding: string; sorts: boolean }>(
    `SELECT datname AS name, pg_encoding_to_char(encoding) AS encoding, to_regcollation('"und-x-icu"') IS NOT NULL AS sorts
     FROM pg_database WHERE datname = current_database()`,
  );
  const [{ name, encoding, sorts } = { name: '', encoding: 'UTF8', sorts: true }] = rows;
  if (encoding !== 'UTF8' && (isNew || !sorts)) {
    throw new UnsuitableDatabase(
      `has the encoding ${encoding} in "${name}", and must have UTF8. Make another database: CREATE DATABASE "vitae" ENCODING 'UTF8' TEMPLATE template0`,
    );
  }
  if (!sorts)
    throw new UnsuitableDatabase(
      'has no ICU, by which names are sorted. Use a Postgres that is built with ICU',
    );
}

async function apply(client: Client, table: string, file: MigrationFile): Promise<void> {
  const startedAt = new Date();
  refuseTransactionControl(file);
  await client.query('BEGIN');
  try {
    await client.query(file.sql);
    await recordMigration(client, table, file, startedAt);
    // Deferred constraints are checked only here.
    await client.query('COMMIT');
  } catch (cause) {
    // On a lost connection the server has rolled back already, and the first error says more than this one.
    await client.query('ROLLBACK').catch(() => undefined);
    throw isLockFault(cause) ? cause : describeFailure(file, cause);
  }
  // What a migration SETs must not reach the next one.
  await client.query('RESET ALL');
}

function refuseTransactionControl(file: MigrationFile): void {
  const control =
    /^(BEGIN|START\s+TRANSACTION|COMMIT|END|ROLLBACK|ABORT|PREPARE\s+TRANSACTION)\b(?!\s+TO\b)/i;
  const statement = splitStatements(file.sql).find(({ code }) => control.test(code));
  if (statement === undefined) return;
  const message = `Migration "${file.name}" was not applied: line ${statement.line} begins or ends a transaction, but every migration runs in one of its own. Remove it.\n${shown(statement)}`;
  throw new MigrationError('MIGRATION_NOT_TRANSACTIONAL', file.name, message, { statement });
}

function describeFailure(file: MigrationFile, cause: unknown): MigrationError {
  const position = cause instanceof DatabaseError ? Number(cause.position) : NaN;
  const statement = position > 0 ? statementAt(file.sql, position) : undefined;
  const place = statement === undefined ? '' : ` on line ${statement.line}`;
  const sql = statement === undefined ? '' : `\n${shown(statement)}`;
  const failed = `Migration "${file.name}" failed${place} and was rolled back`;
  if (cause instanceof DatabaseError && cause.code === ACTIVE_SQL_TRANSACTION) {
    const message = `${failed}: ${cause.message}, and every migration runs in one. Write it without (CREATE INDEX instead of CREATE INDEX CONCURRENTLY), or run it by hand.${sql}`;
    return new MigrationError('MIGRATION_NOT_TRANSACTIONAL', file.name, message, { cause, statement });
  }
  const message = `${failed}: ${messageOf(cause)}${sql}`;
  return new MigrationError('MIGRATION_STATEMENT_FAILED', file.name, message, { cause, statement });
}

function shown({ text }: StatementPlace): string {
  return text.length <= SHOWN_CHARACTERS ? text : `${text.slice(0, SHOWN_CHARACTERS)} …`;
}

function messageOf(error: unknown): string {
  if (!(error instanceof DatabaseError)) return reasonOf(error);
  return [error.message, error.detail, error.hint].filter((part) => part !== undefined).join(' ');
}
