// Owns where the source declares what its mutations invalidate: each declaration with its file and line, so that a test can
// take it out and see who notices.
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The root of this checkout. */
export const repository = path.resolve(import.meta.dirname, '../../..');

export interface Source {
  /** From the root. */
  readonly file: string;
  readonly code: string;
}

export interface Declaration extends Source {
  /** Of the mutation; null where the field's name is not written out, as in a loop. */
  readonly name: string | null;
  /** Its whole line, with indentation and line break, and where it begins. */
  readonly line: string;
  readonly at: number;
  /** On which line of the file the mutation begins, from 1. */
  readonly lineNumber: number;
}

export function sourcesOf(root: string): Source[] {
  return globSync('src/**/*.ts', { cwd: root })
    .filter((file) => !file.includes('generated'))
    .sort()
    .map((file) => ({ file, code: readFileSync(path.join(root, file), 'utf8') }));
}

export function declarationsIn({ file, code }: Source): Declaration[] {
  const fields = code.matchAll(/mutationField\((?:'(\w+)'|\w+),[^]*?\n( +invalidates: .*,\n)/g);
  return [...fields].map(({ 0: all, 1: name = null, 2: line = '', index }) => ({
    file,
    code,
    name,
    line,
    at: index + all.length - line.length,
    lineNumber: code.slice(0, index).split('\n').length,
  }));
}

/** The file with something else for the declaration's line; nothing takes it out. */
export function changed({ code, line, at }: Declaration, into = ''): string {
  return code.slice(0, at) + into + code.slice(at + line.length);
}

/** A mutation whose name is made in a loop has its name as a key in the file of the loop. */
export function declarationOf(all: readonly Declaration[], mutation: string): Declaration {
  const found =
    all.find(({ name }) => name === mutation) ??
    all.find(({ name, code }) => name === null && new RegExp(`\\b${mutation}\\b`).test(code));
  if (!found) throw new Error(`no source declares what ${mutation} invalidates`);
  return found;
}
