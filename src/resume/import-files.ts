// Imports files and folders of JSON Resumes. A file with faults is reported, and the others are imported. A database error
// ends the import; the files before it stay imported.
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { InvalidInputError, type FieldFault } from '../graphql/errors.ts';
import type { WriteServices } from '../profiles/write.ts';
import { parseJson, type JsonValue } from '../search/json.ts';
import { importResume, type Imported } from './import.ts';

export type FileResult =
  | ({ readonly file: string; readonly faults: null } & Imported)
  | { readonly file: string; readonly faults: readonly FieldFault[] };

const MAX_BYTES = 5_000_000;
const WHOLE_FILE = '(the file)';

/**
 * Imports in the order of the paths. A folder stands for every .json file below it, in the order of their names; links to
 * folders are not followed.
 */
export async function* importFiles(
  services: WriteServices,
  paths: readonly string[],
): AsyncGenerator<FileResult, void, undefined> {
  for (const given of paths) {
    const found = await faultsOr(() => filesOf(given));
    if (found.faults) yield { file: given, faults: found.faults };
    else for (const file of found.value) yield await importFile(services, file);
  }
}

async function importFile(services: WriteServices, file: string): Promise<FileResult> {
  const read = await faultsOr(() => readJson(file));
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
    if (error instanceof InvalidInputError) return { faults: error.fields };
    throw error;
  }
}

async function readJson(file: string): Promise<JsonValue> {
  const bytes = await withFileFaults(async () => {
    const { size, isFile } = await statOf(file);
    // Reading a pipe or a device may never end.
    if (!isFile) throw fileFault('is not a file');
    if (size > MAX_BYTES) throw fileFault(`is larger than ${String(MAX_BYTES)} bytes`);
    return readFile(file);
  });
  const text = decode(bytes);
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw fileFault(`is not JSON: ${error.message}`);
    throw error;
  }
}

/** Refuses bytes that are not UTF-8, and drops a byte order mark. */
function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) throw fileFault('is not text in UTF-8');
    throw error;
  }
}

async function filesOf(given: string): Promise<string[]> {
  return withFileFaults(async () => {
    if (!(await statOf(given)).isFolder) return [given];
    const entries = await readdir(given, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => !entry.isDirectory() && entry.name.endsWith('.json'));
    if (files.length === 0) throw fileFault('is a folder without any .json file');
    return files.map((entry) => path.join(entry.parentPath, entry.name)).sort();
  });
}

async function statOf(file: string) {
  const found = await stat(file);
  return { size: found.size, isFile: found.isFile(), isFolder: found.isDirectory() };
}

/** @throws InvalidInputError where the file system fails */
async function withFileFaults<Value>(work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) throw error;
    throw fileFault(error.code === 'ENOENT' ? 'does not exist' : `cannot be read: ${error.message}`);
  }
}

function fileFault(message: string): InvalidInputError {
  return new InvalidInputError([{ path: WHOLE_FILE, message }]);
}
