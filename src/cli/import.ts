// `npm run import -- FILE|FOLDER…`: imports JSON Resume files. Exit code 0: all are imported; 1: some are not, and each is
// printed with the path of every fault; 2: failed; 130: interrupted after the current file.
import { Command } from 'commander';
import type { FieldFault } from '../graphql/errors.ts';
import { importFiles } from '../resume/import-files.ts';
import { INTERRUPTED, interruption } from './interrupt.ts';
import { openWriteServices } from './write-services.ts';
import { reasonOf } from '../observability/describe-error.ts';

/** Of a file. */
const SHOWN_FAULTS = 20;
/** Of a path or a message. */
const SHOWN_CHARACTERS = 200;

const program = new Command('import')
  .description('Imports JSON Resume files. A person who is already imported is updated.')
  .argument('<paths...>', 'files, or folders with .json files')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .parse();

async function run(paths: readonly string[]): Promise<number> {
  const counts = { created: 0, updated: 0, unchanged: 0, bad: 0 };
  await using services = await openWriteServices();
  const signal = interruption();
  for await (const result of importFiles(services, paths)) {
    if (result.faults) {
      counts.bad += 1;
      process.stdout.write(`${printable(result.file)}: not imported\n`);
      for (const line of faultLines(result.faults)) process.stdout.write(`  ${line}\n`);
    } else {
      counts[result.outcome] += 1;
      process.stdout.write(`${printable(result.file)}: ${result.outcome} ${String(result.profileId)}\n`);
    }
    if (signal.aborted) break;
  }
  const { created, updated, unchanged, bad } = counts;
  process.stdout.write(
    `${created} created, ${updated} updated, ${unchanged} unchanged, ${bad} not imported\n`,
  );
  if (signal.aborted) return INTERRUPTED;
  return counts.bad > 0 ? 1 : 0;
}

/** A path holds keys of the file, which may be long, many, or meant to steer the terminal. */
function faultLines(faults: readonly FieldFault[]): string[] {
  const shown = faults
    .slice(0, SHOWN_FAULTS)
    .map(({ path, message }) =>
      printable(`${path.slice(0, SHOWN_CHARACTERS)}: ${message.slice(0, SHOWN_CHARACTERS)}`),
    );
  // An error names no more than 50, so their number is not known.
  return faults.length > shown.length ? [...shown, 'and more'] : shown;
}

/** Writes control characters as escapes. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, (control) => JSON.stringify(control).slice(1, -1));
}

try {
  process.exitCode = await run(program.args);
} catch (error) {
  process.stderr.write(`The import failed: ${reasonOf(error)}\n`);
  process.exitCode = 2;
}
