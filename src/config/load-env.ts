// Loads .env, if there is one. A variable that is set already stays. Import it before what reads the environment.
import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { textOfBytes } from './text-of-bytes.ts';

/** A quoted value, which may have lines of its own. */
const QUOTED = /=[ \t]*("[^"]*"|'[^']*'|`[^`]*`)/g;
/** Nothing, a comment, or a name with its value; Docker takes a name alone from its own environment. */
const LINE = /^\s*(#.*|(export\s+)?[\w.-]+\s*(=.*)?)?$/;

/** @returns what is wrong with the file, without its text; null where it is loaded, or there is none */
export function loadEnv(): string | null {
  try {
    const { text } = textOfBytes(readFileSync('.env'));
    const lines = text.replace(QUOTED, (value) => `=${value.slice(1).replace(/./g, '_')}`).split(/\r\n?|\n/);
    const wrong = lines.findIndex((line) => !LINE.test(line));
    if (wrong >= 0)
      return `The file .env has a line that is no variable: line ${wrong + 1}. Write NAME=value, with nothing else before the "=".`;
    for (const [name, value] of Object.entries(parseEnv(text))) process.env[name] ??= value;
    return null;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : null;
    if (code === null) throw error;
    if (code === 'ENOENT') return null;
    if (code === 'EISDIR')
      return 'The file .env is a folder, which Docker makes where it mounts a file that is missing. Remove the folder, or put the file in its place.';
    return `The file .env cannot be read: ${code}. Correct it, or remove it.`;
  }
}
