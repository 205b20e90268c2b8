// Compares prisma/schema.prisma with prisma/migrations: do they agree, and what would the next migration be.
// Both run on a scratch database that is dropped afterwards. Errors are MigrationError or SchemaEngineError.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { defaultMigrationsFolder } from './migration-folder.ts';
import { migrate } from './migrate.ts';
import { diffDatabaseToSchema, type SchemaDifference } from './schema-engine.ts';
import { withScratchDatabase } from './scratch-database.ts';

export interface DiffOptions {
  /** Any database of a server whose role may create databases; nothing in it changes. */
  readonly url: string;
  /** @default prisma/schema.prisma of this checkout */
  readonly schemaPath?: string;
  /** @default prisma/migrations of this checkout */
  readonly migrationsFolder?: string;
}

const defaultSchemaPath = path.resolve(import.meta.dirname, '../../../prisma/schema.prisma');

/**
 * `sql` is the next migration: what leads from the state after all migrations to the schema; empty where they agree.
 * A folder that does not exist counts as no migrations; that is how the first one is written.
 */
export async function checkSchemaAgrees(options: DiffOptions): Promise<SchemaDifference> {
  const schemaPath = options.schemaPath ?? defaultSchemaPath;
  const schema = await readFile(schemaPath, 'utf8');
  return withScratchDatabase(options.url, async (scratch) => {
    const folder = options.migrationsFolder ?? defaultMigrationsFolder;
    if (existsSync(folder)) await migrate({ url: scratch, folder });
    return diffDatabaseToSchema(scratch, schemaPath, schema);
  });
}
