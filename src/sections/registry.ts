// Owns which sections there are: every folder here with a `section.ts` is one. A folder whose section is broken or
// named otherwise stops the start, naming the folder.
import { readdirSync, existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Section } from './define.ts';

const folders = readdirSync(import.meta.dirname, { withFileTypes: true })
  .filter(
    (entry) => entry.isDirectory() && existsSync(path.join(import.meta.dirname, entry.name, 'section.ts')),
  )
  .map((entry) => entry.name)
  .sort();

/** Every section, in the order of their names. */
export const sections: readonly Section[] = await Promise.all(folders.map(loadSection));

/** Registers the types and mutations of every section with the schema builder. */
export async function registerSectionSchemas(): Promise<void> {
  for (const folder of folders) await import(fileOf(folder, 'schema.ts'));
}

async function loadSection(folder: string): Promise<Section> {
  const module = (await import(fileOf(folder, 'section.ts'))) as { section?: Section };
  const name = folder.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  if (module.section?.name !== name) {
    throw new Error(`sections/${folder}/section.ts must export a section named "${name}"`);
  }
  return module.section;
}

function fileOf(folder: string, file: string): string {
  return pathToFileURL(path.join(import.meta.dirname, folder, file)).href;
}
