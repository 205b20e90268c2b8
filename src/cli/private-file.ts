// Opens files for what only their owner may read.
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';

/** Replaces a file, never the target of a link. */
export function openPrivateFile(file: string): Promise<FileHandle> {
  const { O_WRONLY, O_CREAT, O_TRUNC, O_NOFOLLOW } = constants;
  return open(file, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, 0o600);
}
