// `npm run db:migrate`: applies the migrations to the configured or the embedded database.
// `-- --check` compares migrations and schema; exit code 1 where they differ. `-- --diff` prints the SQL of the next migration.
// Both work on a scratch database and change nothing in yours.
import { readConfig } from '../config/config.ts';
import { checkSchemaAgrees } from '../database/migrate/diff.ts';
import { failureReason } from '../database/migrate/failure-reason.ts';
import { isInterruption } from '../database/migrate/migration-error.ts';
import { createLogger } from '../observability/logger.ts';
import { openDatabase } from '../services/database.ts';
import { openPostgres } from '../services/postgres.ts';
import { FAILED, INTERRUPTED } from './exit-codes.ts';
import { createCommand } from './command.ts';
import { interruption } from './interrupt.ts';
import { printableLines } from './printable.ts';

const program = createCommand('migrate')
  .description('Applies the migrations that are not applied yet.')
  .option('--check', 'only compares migrations and schema; exits with 1 where they differ')
  .option('--diff', 'only prints the SQL of the next migration')
  .parse();
const { check, diff } = program.opts<{ check?: true; diff?: true }>();
// npm keeps options that come before `--` to itself. Without this check the migrations would be applied.
for (const option of ['check', 'diff']) {
  if (process.env[`npm_config_${option}`] === undefined) continue;
  program.error(`Nothing was done. Write -- before the option: npm run db:migrate -- --${option}`);
}

async function applyAll(): Promise<void> {
  const database = await openDatabase(readConfig(), createLogger('info'));
  await database.close();
  process.stdout.write('The database is up to date.\n');
}

async function compare(): Promise<void> {
  // The standard output may go into a file.
  const server = await openPostgres(readConfig(), createLogger('warn', process.stderr));
  try {
    const { agrees, sql } = await checkSchemaAgrees({ url: server.directUrl });
    if (diff) process.stdout.write(sql);
    else process.stdout.write(agrees ? 'Migrations and schema agree.\n' : `They differ by:\n${sql}\n`);
    if (!diff && !agrees) process.exitCode = 1;
  } finally {
    await server.release();
  }
}

try {
  // An embedded Postgres that this command starts would stay behind. Another one may hold a lock for minutes.
  const signal = readConfig().databaseUrl === null ? interruption() : null;
  await (check || diff ? compare() : applyAll());
  if (signal?.aborted) process.exitCode = INTERRUPTED;
} catch (error) {
  const reason = failureReason(error);
  if (reason === null) throw error;
  program.error(printableLines(reason), { exitCode: isInterruption(error) ? INTERRUPTED : FAILED });
}
