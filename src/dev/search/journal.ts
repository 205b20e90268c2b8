// The file of accepted writes: one JSON line each, appended before the write is answered.
// A written line survives `kill -9`, but not a power cut, since lines are not fsynced. A torn last line is cut off at the
// start. Any other damage stops the start, so that no write is lost unnoticed.
import {
  closeSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

import { parseJson } from '../../search/json.ts';
import type { JsonValue } from '../../search/json.ts';

const chunkBytes = 1 << 20;

export interface Journal {
  /** Bytes in the file. */
  readonly size: number;
  /** @throws where the line could not be written; the file is then unchanged */
  append: (entry: unknown) => void;
  /** Replaces the file by one with these entries, or keeps the old one where that fails. */
  rewrite: (entries: Iterable<unknown>) => void;
  close: () => void;
}

/** @param onEntry called for every complete line, in order */
export function openJournal(folder: string, onEntry: (entry: JsonValue) => void): Journal {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, 'journal.jsonl');
  // Readable by the owner only: it contains keys.
  let file = openSync(path, 'a+', 0o600);
  let size = replay(file, path, onEntry);
  ftruncateSync(file, size);

  return {
    get size() {
      return size;
    },
    append(entry) {
      const line = Buffer.from(`${JSON.stringify(entry)}\n`);
      try {
        writeAll(file, line);
      } catch (error) {
        ftruncateSync(file, size);
        throw error;
      }
      size += line.length;
    },
    rewrite(entries) {
      const next = `${path}.next`;
      const fresh = openSync(next, 'w', 0o600);
      let written = 0;
      try {
        for (const entry of entries) {
          const line = Buffer.from(`${JSON.stringify(entry)}\n`);
          writeAll(fresh, line);
          written += line.length;
        }
        fsyncSync(fresh);
      } finally {
        closeSync(fresh);
      }
      renameSync(next, path);
      closeSync(file);
      file = openSync(path, 'a+', 0o600);
      size = written;
    },
    close: () => {
      closeSync(file);
    },
  };
}

function writeAll(file: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
}

/** @returns the length of all complete lines */
function replay(file: number, path: string, onEntry: (entry: JsonValue) => void): number {
  const chunk = Buffer.allocUnsafe(chunkBytes);
  let pending: Buffer[] = [];
  let whole = 0;
  let line = 0;
  for (let at = 0; ;) {
    const read = readSync(file, chunk, 0, chunk.length, at);
    if (read === 0) return whole;
    at += read;
    let start = 0;
    for (let end = chunk.indexOf(10); end !== -1 && end < read; end = chunk.indexOf(10, start)) {
      pending.push(chunk.subarray(start, end));
      const bytes = Buffer.concat(pending);
      pending = [];
      start = end + 1;
      line += 1;
      whole += bytes.length + 1;
      try {
        onEntry(parseJson(bytes.toString()));
      } catch (error) {
        throw new Error(`Line ${line} of ${path} is damaged; restore or remove the file`, { cause: error });
      }
    }
    if (start < read) pending.push(Buffer.from(chunk.subarray(start, read)));
  }
}
