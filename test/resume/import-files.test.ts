// Imports of files, folders and patterns, with every kind of bad file: each is reported, and the others are imported.
import { execFile } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { startVitae } from '../support/vitae.ts';
import { collect, person, resume, useImportFolder } from './import-folder.ts';
import { EXAMPLES_FOLDER, SAMPLE_FILE } from './samples.ts';

const { vitae, folder, results, folderOf } = useImportFolder();

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
    '4-no-resume.json': JSON.stringify({ work: [{ name: 'Y', endDate: '2014-13' }] }),
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
    ['2-not-json.json', [expect.stringMatching(/^\(the file\): is not JSON: Unexpected end of JSON input$/)]],
    ['3-bad-fields.json', 'in'],
    ['4-no-resume.json', ['basics.name: must not be empty']],
    ['5-latin1.json', 'in'],
    ['6-with-a-mark.json', 'in'],
    ['7-large.json', ['(the file): is larger than 5000000 bytes']],
    ['8-empty.json', [expect.stringMatching(/^\(the file\): is not JSON/)]],
    ['deep/er/9-good.json', 'in'],
    ['z-dangling.json', ['(the file): does not exist']],
    ['z-endless.json', ['(the file): is a link that leads out of the folder']],
    ['absent.json', ['(the file): does not exist']],
  ]);
  expect(await vitae.db.profile.count()).toBe(before + 5);
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

const SECRET = 'root:x:hunter2';

it.each([
  ['text', SECRET],
  ['a private key', `-----BEGIN PRIVATE KEY-----\n${SECRET}`],
  ['text within JSON', `{"basics": ${SECRET}}`],
  ['a string that does not end', `{"basics": "${SECRET}`],
  ['a control character in a string', `{"basics": "${SECRET}\u0001"}`],
  ['a number that does not end', '{"hunter2": 1.}'],
  ['two values', `"${SECRET}" "${SECRET}"`],
  ['JSON5', `{hunter2: '${SECRET}'}`],
  ['an escape that is none', `"\\hunter2"`],
  ['a lone quote', `'${SECRET}'`],
])('quotes nothing of a file that holds %s', async (_what, content) => {
  const file = path.join(folder, 'not-json.json');
  await writeFile(file, content);
  const [[, faults] = []] = await results(file);
  expect(faults).toEqual([expect.stringMatching(/^\(the file\): is not JSON/)]);
  expect(String(faults)).not.toMatch(/hunter2|root/);
});

it('reads in a folder what is in it, and no link that leads out', async () => {
  const outside = path.join(folder, 'outside');
  const inside = path.join(folder, 'inside');
  await mkdir(outside);
  await mkdir(path.join(inside, 'a-folder.json'), { recursive: true });
  await writeFile(path.join(outside, 'one.json'), resume('Outside'));
  await writeFile(path.join(inside, 'one.json'), resume('Inside'));
  await symlink('one.json', path.join(inside, 'two.json'));
  await symlink('../outside/one.json', path.join(inside, 'three.json'));
  await symlink('../outside', path.join(inside, 'four.json'));
  await symlink('../inside-too', path.join(inside, 'five.json'));
  await writeFile(path.join(folder, 'inside-too'), resume('Beside'));
  await symlink('../outside', path.join(inside, 'linked'));
  await symlink('.', path.join(inside, 'six.json'));
  await promisify(execFile)('mkfifo', [path.join(inside, 'pipe.json')]);
  const out = ['(the file): is a link that leads out of the folder'];
  expect(await results(inside)).toEqual([
    ['inside/five.json', out],
    ['inside/four.json', out],
    ['inside/one.json', 'in'],
    ['inside/pipe.json', ['(the file): is not a file']],
    ['inside/six.json', out],
    ['inside/three.json', out],
    ['inside/two.json', 'in'],
  ]);
});

it.each(['/dev/zero', '/dev/tty-that-is-not-there', '/proc/self/mem'])(
  'does not hang at %s',
  async (file) => {
    const [[, faults] = []] = await results(file);
    expect(faults).toEqual([
      expect.stringMatching(/^\(the file\): (is not a file|does not exist|cannot be read: E\w+)$/),
    ]);
  },
);

it('follows a file that was named itself, and a folder that is a link', async () => {
  await mkdir(path.join(folder, 'real'));
  await writeFile(path.join(folder, 'real', 'named.json'), resume('Named'));
  await symlink('real/named.json', path.join(folder, 'link-to-file'));
  await symlink('real', path.join(folder, 'link-to-folder'));
  const found = await results(path.join(folder, 'link-to-file'), path.join(folder, 'link-to-folder'));
  expect(found).toEqual([
    ['link-to-file', 'in'],
    ['link-to-folder/named.json', 'in'],
  ]);
});

it('takes patterns, each file once, and a file whose name looks like a pattern', async () => {
  const made = await folderOf('patterns', { b: person('Pattern B'), 'a[1]': person('Pattern A') });
  const all = await collect(vitae.writes, [path.join(made, 'a[1].json'), path.join(made, '*.json')]);
  expect(all.map(({ file, outcome }) => [path.basename(file), outcome])).toEqual([
    ['a[1].json', 'created'],
    ['b.json', 'created'],
  ]);
  expect(await collect(vitae.writes, [path.join(made, '*.txt')])).toMatchObject([
    { outcome: 'refused', faults: [{ message: 'is a pattern that matches no file' }] },
  ]);
});
