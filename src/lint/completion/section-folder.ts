// Owns which files hold a section's mutations (steps two and three): by their path, and by whether there is a section
// on disk. Looks at folders afresh each time, since an editor's linter lives long.
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { Options } from './options.ts';

type Folders = Pick<Options, 'sectionsRoot' | 'sectionFile' | 'alsoIn'>;

/** The folder from which a section's file names all others; undefined for a file of no section. @param file absolute */
export function baseOf(file: string, { sectionsRoot, sectionFile, alsoIn }: Folders): string | undefined {
  const slashed = slashesOf(file);
  for (const folder of alsoIn) {
    const base = baseAbove(slashed, folder);
    if (base !== undefined) return base;
  }
  const base = baseAbove(slashed, sectionsRoot);
  if (base === undefined) return undefined;
  return isOfSection(slashed, `${base}/${sectionsRoot}`, sectionFile) ? base : undefined;
}

export function slashesOf(file: string): string {
  return file.replaceAll('\\', '/');
}

function baseAbove(file: string, folder: string): string | undefined {
  const at = file.lastIndexOf(`/${folder}/`);
  return at === -1 ? undefined : file.slice(0, at);
}

function isOfSection(file: string, root: string, sectionFile: string): boolean {
  let folder = path.posix.dirname(file);
  // Right in the root, a file is about the sections below it.
  if (folder === root) return foldersIn(root).some((name) => existsSync(`${root}/${name}/${sectionFile}`));
  for (; folder !== root; folder = path.posix.dirname(folder)) {
    if (existsSync(`${folder}/${sectionFile}`)) return true;
  }
  return false;
}

function foldersIn(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}
