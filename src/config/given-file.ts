// Reads text files that an operator names: regular files of a bounded size, in UTF-8 unless the caller decodes. Nothing else is read, so a pipe or a
// device can neither hang nor fill the memory. A fault says what is wrong and never quotes the file.
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
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
  file: string,
  maxBytes: number,
  decode: (bytes: Uint8Array) => string = strictUtf8Of,
): Promise<string> {
  return withFileFaults(async () => {
    // A pipe without a writer would otherwise block.
    await using handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
    if (!(await handle.stat()).isFile()) throw new FileFault('is not a file');
    return decode(await readAtMost(handle, maxBytes));
  });
}

const CHUNK_BYTES = 65_536;

/** It trusts no size: a file may grow meanwhile. A stream would take several times the processor's time for a small file. */
async function readAtMost(handle: FileHandle, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for (let bytes = 0; ;) {
    const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(CHUNK_BYTES));
    if (bytesRead === 0) return Buffer.concat(chunks);
    bytes += bytesRead;
    if (bytes > maxBytes) throw new FileFault(`is larger than ${maxBytes} bytes`);
    chunks.push(buffer.subarray(0, bytesRead));
  }
}

function strictUtf8Of(bytes: Uint8Array): string {
  const text = utf8Of(bytes);
  if (text === null) throw new FileFault('is not text in UTF-8');
  return text;
}

/** @throws FileFault where the file system fails */
export async function withFileFaults<Value>(work: () => Promise<Value>): Promise<Value> {
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
