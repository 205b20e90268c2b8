// Owns importing files and folders: each file by itself, so that a bad one is named with its faults and the others go in.
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { InvalidInputError, type FieldFault } from '../graphql/errors.ts';
import type { WriteServices } from '../profiles/write.ts';
import { parseJson } from '../search/json.ts';
import { importResume, type Imported } from './import.ts';

export type FileResult =
  | ({ readonly file: string; readonly faults: null } & Imported)
  | { readonly file: string; readonly faults: readonly FieldFault[] };

const MAX_BYTES = 5_000_000;

/** In the order of the paths, and in a folder of the names. A folder stands for every .json file below it. */
export async function* importFiles(
  services: WriteServices,
  paths: readonly string[],
): AsyncGenerator<FileResult, void, undefined> {
  for (const given of paths) {
    for await (const file of filesOf(given)) yield await importFile(services, file);
  }
}

async function importFile(services: WriteServices, file: string): Promise<FileResult> {
  try {
    const { size } = await stat(file);
    if (size > MAX_BYTES) return fault(file, `is larger than ${MAX_BYTES} bytes`);
    return { file, faults: null, ...(await importResume(services, parseJson(await readFile(file, 'utf8')))) };
  } catch (error) {
    if (error instanceof InvalidInputError) return { file, faults: error.fields };
    if (error instanceof SyntaxError) return fault(file, `is not JSON: ${error.message}`);
    if (
      error instanceof Error &&
      'code' in error &&
      typeof error.code === 'string' &&
      error.code.startsWith('E')
    ) {
      return fault(file, error.code === 'ENOENT' ? 'is not there' : `cannot be read: ${error.message}`);
    }
    throw error;
  }
}

function fault(file: string, message: string): FileResult {
  return { file, faults: [{ path: '(the file)', message }] };
}

async function* filesOf(given: string): AsyncGenerator<string> {
  const isFolder = await stat(given).then(
    (found) => found.isDirectory(),
    // What is not there is reported as the file that it was taken for.
    () => false,
  );
  if (!isFolder) {
    yield given;
    return;
  }
  const entries = await readdir(given, { recursive: true, withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.json'));
  yield* names.map((entry) => path.join(entry.parentPath, entry.name)).sort();
}
