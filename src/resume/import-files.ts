// Imports files and folders of JSON Resumes. A file with faults is reported, and the others are imported. A database error
// ends the import; the files before it stay imported.
import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { FileFault, parseGivenJson, readGivenFile, withFileFaults } from '../config/given-file.ts';
import { ConflictError, InvalidInputError, type FieldFault } from '../graphql/errors.ts';
import type { WriteServices } from '../profiles/write.ts';
import { importResume, type ImportOutcome } from './import.ts';

export type FileResult =
  | ({ readonly file: string; readonly faults: null } & ImportOutcome)
  | { readonly file: string; readonly faults: readonly FieldFault[] };

const MAX_BYTES = 5_000_000;
const WHOLE_FILE = '(the file)';

/**
 * Imports in the order of the paths. A folder stands for every .json file below it, in the order of their names. In a folder,
 * links to folders are not followed, and links to files only inside of it.
 */
export async function* importFiles(
  services: WriteServices,
  paths: readonly string[],
): AsyncGenerator<FileResult, void, undefined> {
  for (const given of paths) {
    const found = await faultsOr(() => filesOf(given));
    if (found.faults) yield { file: given, faults: found.faults };
    else for (const file of found.value) yield await importFile(services, file, given);
  }
}

/** @param given the file itself, or its folder */
async function importFile(services: WriteServices, file: string, given: string): Promise<FileResult> {
  const read = await faultsOr(() => readJson(file, given));
  if (read.faults) return { file, faults: read.faults };
  const imported = await faultsOr(() => importResume(services, read.value));
  return imported.faults ? { file, faults: imported.faults } : { file, faults: null, ...imported.value };
}

type Outcome<Value> =
  { readonly faults: null; readonly value: Value } | { readonly faults: readonly FieldFault[] };

async function faultsOr<Value>(work: () => Promise<Value>): Promise<Outcome<Value>> {
  try {
    return { faults: null, value: await work() };
  } catch (error) {
    if (error instanceof InvalidInputError || error instanceof ConflictError) return { faults: error.fields };
    throw error;
  }
}

async function readJson(file: string, given: string): Promise<unknown> {
  return asFaults(async () => {
    const target = file === given ? file : await insideOf(given, file);
    return parseGivenJson(await readGivenFile(target, MAX_BYTES));
  });
}

async function filesOf(given: string): Promise<string[]> {
  return asFaults(() =>
    withFileFaults(async () => {
      if (!(await stat(given)).isDirectory()) return [given];
      const entries = await readdir(given, { recursive: true, withFileTypes: true });
      const files = entries.filter((entry) => !entry.isDirectory() && entry.name.endsWith('.json'));
      if (files.length === 0) throw new FileFault('is a folder without any .json file');
      return files.map((entry) => path.join(entry.parentPath, entry.name)).sort();
    }),
  );
}

/** Where a file of a folder really is. @throws FileFault for a link that leads out of the folder */
async function insideOf(folder: string, file: string): Promise<string> {
  const [root, target] = await withFileFaults(() => Promise.all([realpath(folder), realpath(file)]));
  if (target.startsWith(root + path.sep)) return target;
  throw new FileFault('is a link that leads out of the folder');
}

async function asFaults<Value>(work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof FileFault)) throw error;
    throw new InvalidInputError([{ path: WHOLE_FILE, message: error.message }]);
  }
}
