// `npm run export -- ID [--public] [--out FILE]`: prints a profile as a JSON Resume. Exit code 1: there is no such profile; 2: failed.
import { readConfig } from '../config/config.ts';
import { isUuid } from '../graphql/uuid.ts';
import { createLogger } from '../observability/logger.ts';
import { openDatabase } from '../services/database.ts';
import { exportResume } from '../resume/export.ts';
import type { Reader } from '../sections/private.ts';
import { INTERRUPTED } from './exit-codes.ts';
import { interruption } from './interrupt.ts';
import { openPrivateFile } from './private-file.ts';
import { createCommand } from './command.ts';
import { failureOf } from './failure.ts';
import { printableLines } from './printable.ts';

const program = createCommand('export')
  .description('Prints a profile as a JSON Resume.')
  .argument('<id>', "the profile's id")
  .option('--public', 'leave out what only the owner and the administrator may read')
  .option('--out <file>', 'write to this file instead, readable by its owner only; a link is refused')
  .parse();

interface Options {
  readonly public?: boolean;
  readonly out?: string;
}

async function run(id: string, options: Options): Promise<number> {
  // An embedded Postgres that this command starts would stay behind.
  const signal = interruption();
  const { out } = options;
  const resume = isUuid(id) ? await readResume(id, options.public ? 'others' : 'owner') : null;
  if (signal.aborted) return INTERRUPTED;
  if (!resume) {
    process.stderr.write(
      printableLines(`There is no ${options.public ? 'public ' : ''}profile with the id ${id}.\n`),
    );
    return 1;
  }
  const text = `${JSON.stringify(resume, null, 2)}\n`;
  if (out === undefined) process.stdout.write(text);
  else {
    await using file = await openPrivateFile('--out', out);
    await file.writeFile(text);
  }
  return 0;
}

async function readResume(id: string, reader: Reader) {
  const database = await openDatabase(readConfig(), createLogger('warn'));
  try {
    return await exportResume(database.db, id, reader);
  } finally {
    await database.close();
  }
}

try {
  const [id = ''] = program.args;
  process.exitCode = await run(id, program.opts<Options>());
} catch (error) {
  process.stderr.write(`The export failed: ${failureOf(error)}\n`);
  process.exitCode = 2;
}
