// Reads prisma/migrations: the migration.sql of every folder, sorted by name, with Prisma's checksum.
// A missing folder or file throws a MigrationError that names it. Files beside the folders (migration_lock.toml) are ignored.
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { MigrationError } from './migration-error.ts';

export const defaultMigrationsFolder = path.resolve(import.meta.dirname, '../../../prisma/migrations');

export interface MigrationFile {
  readonly name: string;
  readonly sql: string;
  /** SHA-256 of the file in hex, as Prisma stores it. */
  readonly checksum: string;
}

/** @returns the migrations in the order in which they are applied */
export async function readMigrations(folder: string): Promise<MigrationFile[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    throw new MigrationError('MIGRATION_UNREADABLE', '', `The migrations folder ${folder} cannot be read.`, {
      cause,
    });
  });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  // By code unit, as Prisma sorts: a locale's order would differ between machines.
  names.sort((a, b) => (a < b ? -1 : 1));
  return Promise.all(names.map((name) => readMigration(folder, name)));
}

async function readMigration(folder: string, name: string): Promise<MigrationFile> {
  const file = path.join(folder, name, 'migration.sql');
  const sql = await readFile(file, 'utf8').catch((cause: unknown) => {
    const message = `Migration "${name}" has no readable migration.sql. Add ${file}, or delete its folder.`;
    throw new MigrationError('MIGRATION_UNREADABLE', name, message, { cause });
  });
  return { name, sql, checksum: checksumOf(sql) };
}

/** A shell makes an empty file before the command whose output goes into it has run. */
export function isEmpty({ sql }: MigrationFile): boolean {
  return sql.trim() === '';
}

/** Whether the file is the one that was applied. As in Prisma, line endings do not count: Git may change them. */
export function isUnedited(file: MigrationFile, appliedChecksum: string): boolean {
  const unix = file.sql.replaceAll('\r\n', '\n');
  const windows = unix.replaceAll('\n', '\r\n');
  return [file.checksum, checksumOf(unix), checksumOf(windows)].includes(appliedChecksum);
}

function checksumOf(sql: string): string {
  return createHash('sha256').update(sql).digest('hex');
}
