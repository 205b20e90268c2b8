// Owns importing files and folders: each file by itself, so that a bad one is named with its faults and the others go in.
// A database that fails ends it all, with what went in before it kept.
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
 * In the order of the paths, and in a folder of the names. A folder stands for every .json file below it; folders that
 * are links are not followed.
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
  const bytes = await onDisk(async () => {
    const { size, isFile } = await kindOf(file);
    // A pipe or a device may have no end.
    if (!isFile) throw wrong('is not a file');
    if (size > MAX_BYTES) throw wrong(`is larger than ${String(MAX_BYTES)} bytes`);
    return readFile(file);
  });
  const text = decode(bytes);
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw wrong(`is not JSON: ${error.message}`);
    throw error;
  }
}

/** Strict, so that no letter is lost to a question mark. What some editors put before the text is dropped. */
function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) throw wrong('is not text in UTF-8');
    throw error;
  }
}

async function filesOf(given: string): Promise<string[]> {
  return onDisk(async () => {
    if (!(await kindOf(given)).isFolder) return [given];
    const entries = await readdir(given, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => !entry.isDirectory() && entry.name.endsWith('.json'));
    if (files.length === 0) throw wrong('is a folder without any .json file');
    return files.map((entry) => path.join(entry.parentPath, entry.name)).sort();
  });
}

async function kindOf(file: string) {
  const found = await stat(file);
  return { size: found.size, isFile: found.isFile(), isFolder: found.isDirectory() };
}

/** @throws InvalidInputError for what the system says of the file */
async function onDisk<Value>(work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) throw error;
    throw wrong(error.code === 'ENOENT' ? 'is not there' : `cannot be read: ${error.message}`);
  }
}

function wrong(message: string): InvalidInputError {
  return new InvalidInputError([{ path: WHOLE_FILE, message }]);
}
