// A folder of files for the tests of a file, and imports of what is in it into a Vitae of its own.
import { mkdtempSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';
import type { WriteServices } from '../../src/profiles/write.ts';
import { findFiles } from '../../src/resume/find-files.ts';
import { importFiles, type FileResult, type ImportFilesOptions } from '../../src/resume/import-files.ts';
import { useVitae } from '../support/vitae.ts';

export const resume = (name: string) => JSON.stringify({ basics: { name } });

export async function collect(
  services: WriteServices,
  paths: readonly string[],
  options?: ImportFilesOptions,
): Promise<FileResult[]> {
  return Array.fromAsync(importFiles(services, await findFiles(paths), options));
}

export const person = (name: string, rest: object = {}) => ({
  basics: { name, email: `${name.toLowerCase().replaceAll(' ', '.')}@people.dev` },
  ...rest,
});

export const WORK = [{ name: 'Acme', position: 'Smith', startDate: '2014-02', summary: 'Anvils' }];

export function useImportFolder() {
  const vitae = useVitae({ workers: false });
  const folder = mkdtempSync(path.join(tmpdir(), 'vitae-resumes-'));
  afterAll(() => rm(folder, { recursive: true, force: true }));
  return {
    vitae,
    folder,
    /** By the files, their faults, or `in`. */
    results: async (...paths: string[]) => {
      const all = await collect(vitae.writes, paths);
      return all.map(({ file, faults }) => [
        path.relative(folder, file),
        faults?.map(({ path: at, message }) => `${at}: ${message}`) ?? 'in',
      ]);
    },
    /** Writes the resumes to a folder of their own. */
    folderOf: async (name: string, resumes: Readonly<Record<string, object>>): Promise<string> => {
      const made = path.join(folder, name);
      await mkdir(made);
      for (const [file, content] of Object.entries(resumes))
        await writeFile(path.join(made, `${file}.json`), JSON.stringify(content));
      return made;
    },
    outcomes: async (from: string, options?: ImportFilesOptions) => {
      const all = await collect(vitae.writes, [from], options);
      return Object.fromEntries(all.map(({ file, outcome }) => [path.basename(file, '.json'), outcome]));
    },
  };
}
