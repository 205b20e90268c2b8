// `npm run lint:migrations [-- FILE…]`: names what a running version would not survive. Exit code 1 where there is something.
// Without files it reads the migrations that were added after the rules were.
import path from 'node:path';
import { defaultMigrationsFolder, readMigrations } from '../../database/migrate/migration-folder.ts';
import { findUpgradeFaults } from './upgrade-rules.ts';

/** Applied migrations are never edited, so those up to this one cannot get a comment that accepts a fault. */
const LAST_UNCHECKED = '20261126000000_search_state_fillfactor';

const named = process.argv.slice(2);
const files = named.length > 0 ? named : await addedMigrations();
const faults = await findUpgradeFaults(files);
for (const { file, line, rule, message } of faults) {
  process.stdout.write(`${path.relative('.', file)}:${line}: ${rule}: ${message}\n`);
}
if (faults.length > 0) {
  process.stdout.write(
    'To accept one: the line `-- squawk-ignore RULE` right above the statement, and the reason above that.\n',
  );
  process.exitCode = 1;
}

async function addedMigrations(): Promise<string[]> {
  const migrations = await readMigrations(defaultMigrationsFolder);
  const added = migrations.filter(({ name }) => name > LAST_UNCHECKED);
  return added.map(({ name }) => path.join(defaultMigrationsFolder, name, 'migration.sql'));
}
