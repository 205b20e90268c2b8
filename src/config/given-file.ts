// Reads text files that an operator names: regular files of a bounded size, in UTF-8 unless the caller decodes. Nothing else is read, so a pipe or a
// device can neither hang nor fill the memory. A fault says what is wrong and never quotes the file.
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { utf8Of } from './text-of-bytes.ts';

/** A message that completes "the file …". */
export class FileFault extends Error {
  readonly code = 'UNREADABLE_FILE';
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'FileFault';
  }
}

/** @param decode drops a byte order mark. @default UTF-8 only @throws FileFault */
export async function readGivenFile(
  path: string,
  maxBytes: number,
  decode: (bytes: Uint8Array) => string = strictUtf8Of,
): Promise<string> {
  return withFileFaults(() => {
    // A pipe without a writer would otherwise block.
    const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      return decode(readAtMost(file, maxBytes));
    } finally {
      closeSync(file);
    }
  });
}

/** It trusts no size: a file may grow meanwhile. For a small file, threads would take several times the processor's time. */
function readAtMost(file: number, maxBytes: number): Uint8Array {
  const stat = fstatSync(file);
  if (!stat.isFile()) throw new FileFault('is not a file');
  let bytes = Buffer.allocUnsafe(Math.min(stat.size, maxBytes) + 1);
  for (let filled = 0; ;) {
    const count = readSync(file, bytes, filled, bytes.length - filled, null);
    filled += count;
    if (count === 0) return bytes.subarray(0, filled);
    if (filled > maxBytes) throw new FileFault(`is larger than ${maxBytes} bytes`);
    if (filled === bytes.length) bytes = Buffer.concat([bytes], 2 * filled);
  }
}

function strictUtf8Of(bytes: Uint8Array): string {
  const text = utf8Of(bytes);
  if (text === null) throw new FileFault('is not text in UTF-8');
  return text;
}

/** @throws FileFault where the file system fails */
export async function withFileFaults<Value>(work: () => Value | Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) throw error;
    const reason = error.code === 'ENOENT' ? 'does not exist' : `cannot be read: ${String(error.code)}`;
    throw new FileFault(reason, { cause: error });
  }
}

/** @throws FileFault where the text is not JSON */
export function parseGivenJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new FileFault(`is not JSON: ${withoutText(error.message)}`);
  }
}

/** The parser quotes the text after an unexpected token. */
function withoutText(message: string): string {
  return /^Unexpected token|"/.test(message) ? 'unexpected text, where JSON was expected' : message;
}
