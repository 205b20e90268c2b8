// Finds the sections: every folder here with a `section.ts` is one. A section that is broken or has another name than
// its folder stops the start with an error that names the folder.
import { existsSync, readdirSync } from 'node:fs';
import type { OwnerOnly } from '../graphql/auth/owner-only.ts';
import type { Section } from './define.ts';

interface SectionFile {
  /** The name that the section must have: its folder's, in camelCase. */
  readonly name: string;
  readonly folder: string;
  readonly url: URL;
}

const folders = readdirSync(import.meta.dirname)
  .filter((folder) => existsSync(new URL(`${folder}/section.ts`, import.meta.url)))
  .sort();

/** A file of that name for each section, whether or not it exists, in the order of the folders. */
export const sectionFiles = (file: string): SectionFile[] =>
  folders.map((folder) => ({
    name: folder.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()),
    folder,
    url: new URL(`${folder}/${file}`, import.meta.url),
  }));

/** Every section, in the order of their folders. */
export const sections: readonly Section[] = await Promise.all(sectionFiles('section.ts').map(loadSection));

/** What only the owner of a profile may read, by Prisma model. A model has the name of its section. */
export const ownerOnly: OwnerOnly = new Map(
  sections
    .filter((section) => section.private.length > 0)
    .map((section) => [section.name.replace(/^\w/, (letter) => letter.toUpperCase()), section.private]),
);

/** Registers the types and mutations of every section with the schema builder. */
export async function registerSectionSchemas(): Promise<void> {
  for (const { url } of sectionFiles('schema.ts')) await import(url.href);
}

async function loadSection({ name, folder, url }: SectionFile): Promise<Section> {
  const { section } = (await import(url.href)) as { section?: Section };
  if (section?.name === name) return section;
  throw new Error(`sections/${folder}/section.ts must export a section named "${name}"`);
}
