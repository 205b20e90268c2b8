// Calls Prisma's own engine (the code behind `prisma migrate deploy`, as WebAssembly) on a database and a migrations folder.
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import {
  SchemaEngine,
  type DiagnoseMigrationHistoryOutput,
  type MigrationList,
} from '@prisma/schema-engine-wasm';
import { Pool } from 'pg';

const filters = { externalTables: [], externalEnums: [] };

/** As `prisma migrate status` does. */
export async function diagnose(url: string, folder: string): Promise<DiagnoseMigrationHistoryOutput> {
  const migrationsList = await listMigrations(folder);
  return withEngine(url, (engine) =>
    engine.diagnoseMigrationHistory({ migrationsList, optInToShadowDatabase: false, filters }),
  );
}

/** As `prisma migrate deploy` does. @returns the names that it applied */
export async function deploy(url: string, folder: string): Promise<string[]> {
  const migrationsList = await listMigrations(folder);
  const output = await withEngine(url, (engine) => engine.applyMigrations({ migrationsList, filters }));
  return output.appliedMigrationNames;
}

/** Ends the pool, because its connections hold the advisory lock. */
async function withEngine<Result>(
  url: string,
  use: (engine: SchemaEngine) => Promise<Result>,
): Promise<Result> {
  const pool = new Pool({ connectionString: url });
  try {
    const factory = bindMigrationAwareSqlAdapterFactory(new PrismaPg(pool));
    const datamodel = 'datasource db { provider = "postgresql" }';
    return await use(
      await SchemaEngine.new({ datamodels: [['schema.prisma', datamodel]] }, () => undefined, factory),
    );
  } finally {
    await pool.end();
  }
}

async function listMigrations(folder: string): Promise<MigrationList> {
  const names = (await readdir(folder)).filter((name) => !name.includes('.')).sort();
  const migrationDirectories = names.map(async (name) => {
    const value = await readFile(path.join(folder, name, 'migration.sql'), 'utf8');
    return { path: name, migrationFile: { path: 'migration.sql', content: { tag: 'ok' as const, value } } };
  });
  return {
    baseDir: folder,
    lockfile: { path: 'migration_lock.toml', content: null },
    shadowDbInitScript: '',
    migrationDirectories: await Promise.all(migrationDirectories),
  };
}
