// Decides whether a file may hold a section's mutations (steps 2 and 3), by its path and by the sections on disk. Reads the disk
// each time, because an editor keeps its linter running.
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { Options } from './options.ts';

type Folders = Pick<Options, 'sectionsRoot' | 'sectionFile' | 'alsoIn'>;

/** The folder that holds `sectionsRoot`; undefined for a file of no section. @param file absolute */
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
  // A file directly in the root belongs to the sections below it.
  if (folder === root) return foldersIn(root).some((name) => existsSync(`${root}/${name}/${sectionFile}`));
  for (; folder !== root; folder = path.posix.dirname(folder)) {
    if (existsSync(`${folder}/${sectionFile}`)) return true;
  }
  return false;
}

function foldersIn(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}
