// `npm run db:migrate`: applies the migrations to the configured or the embedded database.
// `-- --check` compares migrations and schema, and names what a running version before would not survive; exit code 1
// where there is something. `-- --diff` prints the SQL of the next migration.
import { Command } from 'commander';
import { readConfig } from '../config/config.ts';
import { checkSchemaAgrees } from '../database/migrate/diff.ts';
import { defaultMigrationsFolder, readMigrations } from '../database/migrate/migration-folder.ts';
import { upgradeFaults } from '../database/migrate/upgrade-rule.ts';
import { createLogger } from '../observability/logger.ts';
import { openDatabase } from '../services/database.ts';

const program = new Command('db:migrate')
  .description('Applies the migrations that are not applied yet.')
  .option(
    '--check',
    'only say whether migrations and schema agree, and whether a running version before survives them',
  )
  .option('--diff', 'print the SQL that the next migration needs')
  .parse();
const { check, diff } = program.opts<{ check?: true; diff?: true }>();

const faults = check ? upgradeFaults(await readMigrations(defaultMigrationsFolder)) : [];
for (const { migration, line, message } of faults)
  process.stdout.write(`${migration}, line ${line}: ${message}\n`);

// What is printed is an answer, and may be written to a file.
const opened = await openDatabase(readConfig(), createLogger(check || diff ? 'warn' : 'info'));
try {
  if (check || diff) {
    const { agrees, sql } = await checkSchemaAgrees({ url: opened.url });
    if (diff) process.stdout.write(sql);
    else process.stdout.write(agrees ? 'Migrations and schema agree.\n' : `They differ by:\n${sql}\n`);
    process.exitCode = (agrees && faults.length === 0) || diff ? 0 : 1;
  } else {
    process.stdout.write('The database is up to date.\n');
  }
} finally {
  await opened.close();
}
