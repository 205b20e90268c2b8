// `npm run db:migrate`: applies the migrations to the configured or the embedded database.
// `-- --check` compares migrations and schema; `-- --diff` prints the SQL of the next migration. Exit code 1: they differ.
import { Command } from 'commander';
import { readConfig } from '../config.ts';
import { checkSchemaAgrees } from '../database/migrate/diff.ts';
import { createLogger } from '../logger.ts';
import { openDatabase } from '../open-database.ts';

const program = new Command('db:migrate')
  .description('Applies the migrations that are not applied yet.')
  .option('--check', 'only say whether migrations and schema agree')
  .option('--diff', 'print the SQL that the next migration needs')
  .parse();
const { check, diff } = program.opts<{ check?: true; diff?: true }>();

// What is printed is an answer, and may be written to a file.
const opened = await openDatabase(readConfig(), createLogger(check || diff ? 'warn' : 'info'));
try {
  if (check || diff) {
    const { agrees, sql } = await checkSchemaAgrees({ url: opened.url });
    if (diff) process.stdout.write(sql);
    else process.stdout.write(agrees ? 'Migrations and schema agree.\n' : `They differ by:\n${sql}\n`);
    process.exitCode = agrees || diff ? 0 : 1;
  } else {
    process.stdout.write('The database is up to date.\n');
  }
} finally {
  await opened.close();
}
