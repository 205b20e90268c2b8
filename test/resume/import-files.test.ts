// Imports of files and folders with every kind of bad file: each is reported, and the others are imported.
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { WriteServices } from '../../src/profiles/write.ts';
import { importFiles, type FileResult } from '../../src/resume/import-files.ts';
import { startVitae, type Vitae } from '../support/vitae.ts';
import { EXAMPLES_FOLDER, SAMPLE_FILE } from './samples.ts';

let vitae: Vitae;
let folder: string;
beforeAll(async () => {
  vitae = await startVitae({ workers: false });
  folder = await mkdtemp(path.join(tmpdir(), 'vitae-resumes-'));
});
afterAll(async () => {
  await vitae.close();
  await rm(folder, { recursive: true, force: true });
});

const resume = (name: string) => JSON.stringify({ basics: { name } });

async function collect(services: WriteServices, paths: readonly string[]): Promise<FileResult[]> {
  const all: FileResult[] = [];
  for await (const result of importFiles(services, paths)) all.push(result);
  return all;
}

async function results(...paths: string[]) {
  const all = await collect(vitae.writes, paths);
  return all.map(({ file, faults }) => [
    path.relative(folder, file),
    faults?.map(({ path: at, message }) => `${at}: ${message}`) ?? 'in',
  ]);
}

it('imports a file and a folder, in the order of the names', async () => {
  const all = await collect(vitae.writes, [SAMPLE_FILE, EXAMPLES_FOLDER]);
  expect(all.map(({ file, faults }) => [path.basename(file), faults])).toEqual([
    ['sample.resume.json', null],
    ['career-changer.resume.json', null],
    ['new-grad.resume.json', null],
    ['senior-engineer.resume.json', null],
  ]);
  expect(await vitae.db.profile.count()).toBe(4);
});

it('reports each bad file with the paths of its faults, and imports the others', async () => {
  const files: Record<string, string | Uint8Array> = {
    '1-good.json': resume('One'),
    '2-not-json.json': '{ "basics": ',
    '3-bad-fields.json': JSON.stringify({
      basics: { name: 'X', email: 'no' },
      work: [{ endDate: '2014-13' }],
    }),
    '4-bad-section.json': JSON.stringify({
      basics: { name: 'X' },
      work: [{ name: 'Y', endDate: '2014-13' }],
    }),
    '5-latin1.json': Buffer.from(resume('Jörg'), 'latin1'),
    '6-with-a-mark.json': `\uFEFF${resume('Six')}`,
    '7-large.json': resume('x'.repeat(5_000_001)),
    '8-empty.json': '',
    'not-a-resume.txt': 'left alone',
    'deep/er/9-good.json': resume('Nine'),
  };
  for (const [name, content] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), content);
  }
  await symlink(path.join(folder, 'nowhere'), path.join(folder, 'z-dangling.json'));
  await symlink('/dev/zero', path.join(folder, 'z-endless.json'));
  const before = await vitae.db.profile.count();
  expect(await results(folder, path.join(folder, 'absent.json'))).toEqual([
    ['1-good.json', 'in'],
    ['2-not-json.json', [expect.stringMatching(/^\(the file\): is not JSON: .+ JSON/)]],
    ['3-bad-fields.json', ['basics.email: must match format "email"']],
    ['4-bad-section.json', [expect.stringMatching(/^work\.0\.endDate: must be a date/)]],
    ['5-latin1.json', ['(the file): is not text in UTF-8']],
    ['6-with-a-mark.json', 'in'],
    ['7-large.json', ['(the file): is larger than 5000000 bytes']],
    ['8-empty.json', [expect.stringMatching(/^\(the file\): is not JSON/)]],
    ['deep/er/9-good.json', 'in'],
    ['z-dangling.json', ['(the file): does not exist']],
    ['z-endless.json', ['(the file): is not a file']],
    ['absent.json', ['(the file): does not exist']],
  ]);
  expect(await vitae.db.profile.count()).toBe(before + 3);
});

it('reports a folder without resumes', async () => {
  const empty = path.join(folder, 'empty');
  await mkdir(empty);
  expect(await results(empty)).toEqual([['empty', ['(the file): is a folder without any .json file']]]);
});

it('fails where the database fails, and reports no file', async () => {
  const gone = await startVitae({ workers: false });
  await gone.db.$executeRawUnsafe('DROP TABLE profile CASCADE');
  await expect(collect(gone.writes, [SAMPLE_FILE])).rejects.toThrow(/profile/);
  await gone.close();
});
