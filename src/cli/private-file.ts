// Opens files for what only their owner may read.
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';

const RULES: Readonly<Record<string, string>> = {
  ENOENT: 'must be in a folder that exists',
  ENOTDIR: 'must be in a folder that exists',
  EISDIR: 'must be a file, not a folder',
  ELOOP: 'must not be a link',
};

/**
 * Replaces a file, never the target of a link.
 * @param option that names it @throws Error with the option, the file and its rule
 */
export async function openPrivateFile(option: string, file: string): Promise<FileHandle> {
  const { O_WRONLY, O_CREAT, O_TRUNC, O_NOFOLLOW } = constants;
  try {
    return await open(file, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, 0o600);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    const rule = RULES[code] ?? `must be a file that you can write: ${code}`;
    throw new Error(`${option} ${file}: ${rule}`, { cause: error });
  }
}
