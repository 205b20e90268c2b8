// `npm run import -- FILE|FOLDER|PATTERN…`: imports JSON Resume files. Exit code 0: all are imported; 1: some are not, and each is
// printed with the path of every fault; 2: failed; 130: interrupted after the current batch. The same command again goes on.
import type { FileHandle } from 'node:fs/promises';
import { findFiles, type FoundFile } from '../resume/find-files.ts';
import { importFiles, type FileResult } from '../resume/import-files.ts';
import { linesOf } from './import-output.ts';
import { INTERRUPTED } from './exit-codes.ts';
import { interruption } from './interrupt.ts';
import { openPrivateFile } from './private-file.ts';
import { createProgressView } from './progress-view.ts';
import { openWriteServices } from './write-services.ts';
import { uuid } from './arguments.ts';
import { createCommand } from './command.ts';
import { failureOf } from './failure.ts';

/** With more files the notes are in the report only, and a terminal shows a bar instead of a line for each file. */
const FEW_FILES = 10;
/** What a bar leaves to print at the end. */
const MOST_BAD = 100;

const program = createCommand('import')
  .description('Imports JSON Resume files. A person who is already imported is updated.')
  .argument('<paths...>', 'files, folders with .json files, or quoted patterns such as "people/**/*.json"')
  .option('--dry-run', 'print what would be done, and write nothing')
  .option(
    '--strict',
    'refuse a file that is not UTF-8, or of which anything is read otherwise than it is written',
  )
  .option('--report <file>', 'write outcome and notes of each file as JSON lines, readable by its owner only')
  .option('--update <id>', 'update this profile, whoever it is', uuid)
  .option('--create', 'make a new profile for each file, whoever is there')
  .option('--key <key>', 'what tells whose resume it is, instead of its meta.canonical')
  .option('--replace', 'take the file where the profile was changed by hand since the last import')
  .parse();

interface Options {
  readonly dryRun?: boolean;
  readonly strict?: boolean;
  readonly report?: string;
  readonly update?: string;
  readonly create?: boolean;
  readonly key?: string;
  readonly replace?: boolean;
}

async function run(paths: readonly string[], options: Options): Promise<number> {
  const files = await findFiles(paths);
  checkOptions(options, files.length);
  await using report =
    options.report === undefined ? null : await openPrivateFile('--report', options.report);
  const signal = interruption();
  const isInterrupted = () => signal.aborted;
  await using services = await openWriteServices();
  if (isInterrupted()) return INTERRUPTED;
  const output = createOutput(files, options.dryRun ?? false);
  try {
    const results = importFiles(services, files, {
      profileId: options.update,
      create: options.create,
      key: options.key,
      mode: options.replace ? 'REPLACE' : 'MERGE',
      dryRun: options.dryRun,
      strict: options.strict,
      signal,
    });
    for await (const result of results) {
      output.show(result);
      await writeReport(report, result);
    }
  } finally {
    output.end();
  }
  if (!output.isDone() && isInterrupted()) return INTERRUPTED;
  return output.counts.refused + output.counts.conflict > 0 ? 1 : 0;
}

function checkOptions({ update, create, key }: Options, files: number): void {
  const wrong = [
    ...(update !== undefined && create ? ['--update and --create exclude each other'] : []),
    ...(update !== undefined && files > 1 ? ['--update takes one file'] : []),
    ...(key !== undefined && files > 1 ? ['--key takes one file'] : []),
  ];
  if (wrong.length > 0) program.error(`error: ${wrong.join('; ')}`);
}

async function writeReport(report: FileHandle | null, { faults, ...result }: FileResult): Promise<void> {
  await report?.write(`${JSON.stringify({ ...result, ...(faults && { faults }) })}\n`);
}

function createOutput(files: readonly FoundFile[], isDryRun: boolean) {
  const counts = { created: 0, updated: 0, unchanged: 0, conflict: 0, refused: 0 };
  /** A file may have several people. */
  const done = new Set<string>();
  const isFew = files.length <= FEW_FILES;
  const view = process.stdout.isTTY && !isFew ? createProgressView() : null;
  const started = performance.now();
  const kept: string[] = [];
  const print = (lines: readonly string[]) => process.stdout.write(lines.map((line) => `${line}\n`).join(''));
  return {
    counts,
    isDone: () => done.size >= files.length,
    show(result: FileResult) {
      done.add(result.file.replace(/#\d+$/, ''));
      counts[result.outcome] += 1;
      const lines = linesOf(result, isFew);
      if (!view) print(lines);
      else if (result.faults && counts.conflict + counts.refused <= MOST_BAD) kept.push(...lines);
      const ratePerSecond = (1000 * done.size) / (performance.now() - started);
      const etaSeconds = Math.ceil((files.length - done.size) / ratePerSecond);
      view?.show({ processed: done.size, total: files.length, ratePerSecond, etaSeconds });
    },
    end() {
      view?.stop();
      const { created, updated, unchanged, conflict, refused } = counts;
      const bad = conflict + refused;
      print(kept);
      if (view && bad > MOST_BAD) print([`and ${bad - MOST_BAD} more, which --report lists`]);
      const would = isDryRun ? 'nothing is written: ' : '';
      print([`${would}${created} created, ${updated} updated, ${unchanged} unchanged, ${bad} not imported`]);
    },
  };
}

try {
  process.exitCode = await run(program.args, program.opts<Options>());
} catch (error) {
  process.stderr.write(`The import failed: ${failureOf(error)}\n`);
  process.exitCode = 2;
}
