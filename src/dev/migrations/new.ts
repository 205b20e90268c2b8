// `npm run db:new -- NAME`: makes prisma/migrations/<time>_<name>/migration.sql with the SQL that leads to prisma/schema.prisma.
// Writes nothing where there is nothing to migrate. Changes nothing in your database.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Command } from 'commander';
import { readConfig } from '../../config/config.ts';
import { checkSchemaAgrees } from '../../database/migrate/diff.ts';
import { failureReason } from '../../database/migrate/failure-reason.ts';
import { isInterruption } from '../../database/migrate/migration-error.ts';
import { defaultMigrationsFolder, readMigrations } from '../../database/migrate/migration-folder.ts';
import { createLogger } from '../../observability/logger.ts';
import { openPostgres } from '../../services/postgres.ts';

const program = new Command('db:new')
  .description('Writes the next migration from the changes in prisma/schema.prisma.')
  .argument('<name>', 'what it does, as in add_certificates')
  .parse();
const LONGEST_NAME = 100;
const INTERRUPTED = 130;
const name = (program.args[0] ?? '')
  .normalize('NFKD')
  .replaceAll(/\p{M}/gu, '')
  .toLowerCase()
  .replaceAll(/[^a-z0-9]+/g, '_')
  .replaceAll(/^_|_$/g, '');
if (name === '') program.error('NAME needs letters or digits, as in add_certificates.', { exitCode: 2 });
if (name.length > LONGEST_NAME)
  program.error(`NAME may have at most ${LONGEST_NAME} characters.`, { exitCode: 2 });

try {
  const before = await migrationNames();
  const sql = await nextMigration();
  if (sql === '') process.stdout.write('Nothing to migrate: the migrations lead to prisma/schema.prisma.\n');
  else if ((await migrationNames()).join() === before.join()) await writeMigration(sql);
  else program.error('The migrations have changed meanwhile. Nothing was written; run it again.');
} catch (error) {
  const reason = failureReason(error);
  if (reason === null) throw error;
  program.error(reason, { exitCode: isInterruption(error) ? INTERRUPTED : 1 });
}

async function nextMigration(): Promise<string> {
  const server = await openPostgres(readConfig(), createLogger('warn', process.stderr));
  try {
    return (await checkSchemaAgrees({ url: server.directUrl })).sql;
  } finally {
    await server.release();
  }
}

async function writeMigration(sql: string): Promise<void> {
  const folder = path.join(defaultMigrationsFolder, `${await nextTime()}_${name}`);
  await mkdir(folder);
  await writeFile(path.join(folder, 'migration.sql'), sql);
  process.stdout.write(
    `Wrote ${path.relative('.', folder)}/migration.sql. Read it, then: npm run db:migrate\n`,
  );
}

/** Now in UTC, as in 20261124000000; later than every migration that is there, since they are applied by name. */
async function nextTime(): Promise<string> {
  const now = Number(new Date().toISOString().replaceAll(/\D/g, '').slice(0, 14));
  const last = (await migrationNames()).at(-1);
  return String(Math.max(now, Number.parseInt(last ?? '0', 10) + 1));
}

async function migrationNames(): Promise<string[]> {
  return (await readMigrations(defaultMigrationsFolder)).map((migration) => migration.name);
}
