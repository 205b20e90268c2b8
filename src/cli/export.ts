// `npm run export -- ID [--out FILE]`: gives a profile back as a JSON Resume. Exit code 1: there is no such profile.
import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { readConfig } from '../config.ts';
import { isUuid } from '../graphql/uuid.ts';
import { createLogger } from '../logger.ts';
import { openDatabase } from '../open-database.ts';
import { exportResume } from '../resume/export.ts';

const program = new Command('export')
  .description('Prints a profile as a JSON Resume.')
  .argument('<id>', "the profile's id")
  .option('--out <file>', 'write it there instead')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .parse();
const [id = ''] = program.args;
const { out } = program.opts<{ out?: string }>();

const database = await openDatabase(readConfig(), createLogger('warn'));
try {
  const resume = isUuid(id) ? await exportResume(database.db, id) : null;
  if (!resume) {
    process.stderr.write(`There is no profile with the id ${id}.\n`);
    process.exitCode = 1;
  } else {
    const text = `${JSON.stringify(resume, null, 2)}\n`;
    if (out === undefined) process.stdout.write(text);
    else await writeFile(out, text);
  }
} finally {
  await database.close();
}
