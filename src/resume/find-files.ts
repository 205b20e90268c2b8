// Finds the files that files, folders and patterns name, and reads them. In a folder, links to folders are not followed, and
// links to files only inside of it.
import { glob, readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { FileFault, readGivenFile, withFileFaults } from '../config/given-file.ts';
import { textOfBytes } from '../config/text-of-bytes.ts';
import { InvalidInputError, type FieldFault } from '../graphql/errors.ts';
import type { Note } from '../sections/note.ts';
import { readJson } from './read/read-json.ts';

export interface FoundFile {
  readonly file: string;
  /** Why there is none; null where it is to be read. */
  readonly faults: readonly FieldFault[] | null;
  /** For a link in a folder: that folder. */
  readonly within: string | null;
}

const MAX_BYTES = 5_000_000;
const WHOLE_FILE = '(the file)';

/**
 * In the order of the paths. A folder stands for every .json file below it, and a pattern for what matches, both in the order
 * of the names. A file that is named twice comes once.
 */
export async function findFiles(paths: readonly string[]): Promise<FoundFile[]> {
  const found = new Map<string, FoundFile>();
  for (const named of paths) {
    for (const one of await filesOf(named)) if (!found.has(one.file)) found.set(one.file, one);
  }
  return [...found.values()];
}

async function filesOf(named: string): Promise<FoundFile[]> {
  try {
    const all: FoundFile[] = [];
    for (const given of await asFaults(() => matchesOf(named))) {
      const files = await asFaults(() => filesIn(given));
      all.push(...files.map((one) => ({ ...one, faults: null })));
    }
    return all;
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    return [{ file: named, faults: error.fields, within: null }];
  }
}

const PATTERN = /[*?[{]/;

/** A name that exists is no pattern, whatever its characters. */
async function matchesOf(named: string): Promise<string[]> {
  if (!PATTERN.test(named) || (await exists(named))) return [named];
  const matches = await Array.fromAsync(glob(named));
  if (matches.length === 0) throw new FileFault('is a pattern that matches no file');
  return matches.sort();
}

async function exists(file: string): Promise<boolean> {
  try {
    await stat(file);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
}

async function filesIn(given: string): Promise<Omit<FoundFile, 'faults'>[]> {
  if (!(await stat(given)).isDirectory()) return [{ file: given, within: null }];
  const entries = await readdir(given, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => !entry.isDirectory() && entry.name.endsWith('.json'));
  if (files.length === 0) throw new FileFault('is a folder without any .json file');
  return files
    .map((entry) => ({
      file: path.join(entry.parentPath, entry.name),
      within: entry.isSymbolicLink() ? given : null,
    }))
    .sort((one, other) => (one.file < other.file ? -1 : 1));
}

export interface ReadFile {
  readonly json: unknown;
  /** Those of a text of one byte for each character, which is close enough to bound a batch. */
  readonly bytes: number;
  /** What was read otherwise than it was written. */
  readonly notes: readonly Note[];
}

/** @param strict refuses what is no UTF-8 @throws InvalidInputError */
export async function readFoundFile({ file, within }: FoundFile, strict: boolean): Promise<ReadFile> {
  return asFaults(async () => {
    const target = within === null ? file : await insideOf(within, file);
    const notes: Note[] = [];
    const decode = (bytes: Uint8Array) => {
      const { text, guessed } = textOfBytes(bytes);
      if (guessed !== null) notes.push(guess(guessed));
      return text;
    };
    const text = await readGivenFile(target, MAX_BYTES, strict ? undefined : decode);
    const { json, notes: ofJson } = readJson(text);
    return { json, bytes: text.length, notes: [...notes, ...ofJson] };
  });
}

const guess = (encoding: string): Note => ({
  path: WHOLE_FILE,
  written: null,
  read: encoding,
  message: `it is not UTF-8; it is read as ${encoding}, which is a guess`,
});

/** Where a file of a folder really is. @throws FileFault for a link that leads out of the folder */
async function insideOf(folder: string, file: string): Promise<string> {
  const [root, target] = await Promise.all([realpath(folder), realpath(file)]);
  if (target.startsWith(root + path.sep)) return target;
  throw new FileFault('is a link that leads out of the folder');
}

/** @throws InvalidInputError where the file system fails, or the file is at fault */
async function asFaults<Value>(work: () => Promise<Value>): Promise<Value> {
  try {
    return await withFileFaults(work);
  } catch (error) {
    if (!(error instanceof FileFault)) throw error;
    throw new InvalidInputError([{ path: WHOLE_FILE, message: error.message }]);
  }
}
