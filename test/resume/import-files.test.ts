// Imports of files and folders with every kind of bad file: each is reported, and the others are imported.
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { WriteServices } from '../../src/profiles/write.ts';
import { findFiles } from '../../src/resume/find-files.ts';
import { importFiles, type FileResult, type ImportFilesOptions } from '../../src/resume/import-files.ts';
import { readJobs } from '../support/pgboss-tables.ts';
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

async function collect(
  services: WriteServices,
  paths: readonly string[],
  options?: ImportFilesOptions,
): Promise<FileResult[]> {
  return Array.fromAsync(importFiles(services, await findFiles(paths), options));
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

/** Writes the resumes to a folder of their own. */
async function folderOf(name: string, resumes: Readonly<Record<string, object>>): Promise<string> {
  const made = path.join(folder, name);
  await mkdir(made);
  for (const [file, content] of Object.entries(resumes))
    await writeFile(path.join(made, `${file}.json`), JSON.stringify(content));
  return made;
}

const outcomes = async (from: string, options?: ImportFilesOptions) => {
  const all = await collect(vitae.writes, [from], options);
  return Object.fromEntries(all.map(({ file, outcome }) => [path.basename(file, '.json'), outcome]));
};

const person = (name: string, rest: object = {}) => ({
  basics: { name, email: `${name.toLowerCase().replaceAll(' ', '.')}@people.dev` },
  ...rest,
});
const WORK = [{ name: 'Acme', position: 'Smith', startDate: '2014-02', summary: 'Anvils' }];

it.each([
  ['UTF-8 with a mark', (text: string) => Buffer.from(`\uFEFF${text}`)],
  ['UTF-16 LE', (text: string) => Buffer.from(text, 'utf16le')],
  ['UTF-16 LE with a mark', (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le')],
  ['UTF-16 BE', (text: string) => Buffer.from(text, 'utf16le').swap16()],
  ['UTF-16 BE with a mark', (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le').swap16()],
  ['Latin-1', (text: string) => Buffer.from(text, 'latin1')],
])('reads %s', async (encoding, encode) => {
  const name = `J\u00f6rg of ${encoding}`;
  const file = path.join(folder, 'encoded.json');
  await writeFile(file, encode(resume(name)));
  const [result] = await collect(vitae.writes, [file]);
  const { fullName } = await vitae.db.profile.findFirstOrThrow({ orderBy: { id: 'desc' } });
  expect([result?.outcome, fullName]).toEqual(['created', name]);
});

it('reads the characters that Windows-1252 has beyond Latin-1', async () => {
  const file = path.join(folder, 'windows.json');
  await writeFile(file, Buffer.from(resume('O\u0092Neill'), 'latin1'));
  await collect(vitae.writes, [file]);
  const { fullName } = await vitae.db.profile.findFirstOrThrow({ orderBy: { id: 'desc' } });
  expect(fullName).toBe('O\u2019Neill');
});

it('reads with strict nothing that is not UTF-8', async () => {
  const file = path.join(folder, 'strict.json');
  await writeFile(file, Buffer.from(resume('J\u00f6rg'), 'latin1'));
  expect(await collect(vitae.writes, [file], { strict: true })).toMatchObject([
    { outcome: 'refused', faults: [{ message: 'is not text in UTF-8' }] },
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

it('creates several batches of new people whole, and answers unchanged to all of them again', async () => {
  const people = Array.from({ length: 330 }, (_, nth) => [`p${nth}`, person(`Many ${nth}`, { work: WORK })]);
  const made = await folderOf('many', Object.fromEntries(people) as Record<string, object>);
  const before = await readJobs(vitae, 'profile-changed');
  expect(new Set(Object.values(await outcomes(made)))).toEqual(new Set(['created']));
  const where = { fullName: { startsWith: 'Many ' } };
  const profiles = await vitae.db.profile.findMany({
    where,
    include: { experience: true, keptResume: true },
  });
  expect(profiles).toHaveLength(330);
  expect(profiles.every(({ experience, keptResume }) => experience.length === 1 && keptResume)).toBe(true);
  expect(new Set(profiles.map(({ handle }) => handle)).size).toBe(330);
  expect(await vitae.db.$queryRaw`SELECT count(*)::int FROM undeclared_write`).toEqual([{ count: 0 }]);
  const after = await readJobs(vitae, 'profile-changed');
  expect(after.length - before.length).toBe(330);
  expect(new Set(Object.values(await outcomes(made)))).toEqual(new Set(['unchanged']));
  expect(await vitae.db.profile.findMany({ where, include: { experience: true, keptResume: true } })).toEqual(
    profiles,
  );
});

it.each([false, true])(
  'takes the first file of a person, and reports the others; dry run: %s',
  async (dryRun) => {
    const made = await folderOf(`same-${String(dryRun)}`, {
      a: person(`Same ${String(dryRun)}`),
      b: person(`Same ${String(dryRun)}`, { work: WORK }),
      c: person(`Same ${String(dryRun)}`),
      d: person(`Other ${String(dryRun)}`),
    });
    const expected = { a: 'created', b: 'conflict', c: 'unchanged', d: 'created' };
    expect(await outcomes(made, { dryRun })).toEqual(expected);
    const [, second] = await collect(vitae.writes, [made], { dryRun });
    expect(second?.faults?.[0]?.message).toContain(path.join(made, 'a.json'));
  },
);

it('writes nothing in a dry run', async () => {
  const made = await folderOf('dry', { a: person('Dry One'), b: person('Dry Two') });
  const before = await vitae.db.profile.count();
  expect(await outcomes(made, { dryRun: true })).toEqual({ a: 'created', b: 'created' });
  expect(await vitae.db.profile.count()).toBe(before);
});

it('imports the others of a batch where the database refuses one person', async () => {
  await vitae.sql(`ALTER TABLE profile ADD CONSTRAINT not_refused CHECK (full_name <> 'Refused One')`);
  const made = await folderOf('one-bad', {
    a: person('Fine A'),
    b: person('Refused One'),
    c: person('Fine C'),
  });
  expect(await outcomes(made)).toEqual({ a: 'created', b: 'refused', c: 'created' });
  await vitae.sql('ALTER TABLE profile DROP CONSTRAINT not_refused');
  expect(await outcomes(made)).toEqual({ a: 'unchanged', b: 'created', c: 'unchanged' });
});

it('creates each person once where two imports of the same files run at once', async () => {
  const people = Array.from({ length: 60 }, (_, nth) => [`p${nth}`, person(`Twice ${nth}`)]);
  const made = await folderOf('twice', Object.fromEntries(people) as Record<string, object>);
  const both = await Promise.all([outcomes(made), outcomes(made)]);
  expect(both.flatMap((one) => Object.values(one)).filter((outcome) => outcome === 'created')).toHaveLength(
    60,
  );
  expect(await vitae.db.profile.count({ where: { fullName: { startsWith: 'Twice ' } } })).toBe(60);
});

it('ends after the batch in which it is interrupted, and goes on when it runs again', async () => {
  const people = Array.from({ length: 300 }, (_, nth) => [`p${nth}`, person(`Stopped ${nth}`)]);
  const made = await folderOf('stopped', Object.fromEntries(people) as Record<string, object>);
  const stop = new AbortController();
  stop.abort();
  expect(Object.keys(await outcomes(made, { signal: stop.signal }))).toHaveLength(250);
  const again = Object.values(await outcomes(made));
  expect(again.filter((outcome) => outcome === 'created')).toHaveLength(50);
});

it('imports each person of a file of several, and reports each', async () => {
  const made = await folderOf('several', {
    list: [person('Listed A'), { work: WORK }, person('Listed B')],
    wrapped: { resumes: [person('Wrapped A'), person('Wrapped B')] },
    languages: { en: person('Two Tongues'), de: person('Two Tongues', { work: WORK }) },
  });
  const expected = {
    'languages.json': 'created',
    'list.json#0': 'created',
    'list.json#1': 'refused',
    'list.json#2': 'created',
    'wrapped.json#0': 'created',
    'wrapped.json#1': 'created',
  };
  const all = await collect(vitae.writes, [made]);
  expect(Object.fromEntries(all.map(({ file, outcome }) => [path.basename(file), outcome]))).toEqual(
    expected,
  );
  const named = await collect(vitae.writes, [path.join(made, 'list.json')], { key: 'one' });
  expect(named).toMatchObject([
    { outcome: 'refused', faults: [{ message: 'holds 3 resumes; one is imported at a time' }] },
  ]);
});

it('ends a batch of large files earlier', async () => {
  const large = 'x'.repeat(3_000_000);
  const people = Array.from({ length: 5 }, (_, nth) => [
    `p${nth}`,
    person(`Large ${nth}`, { 'x-own': large }),
  ]);
  const made = await folderOf('large', Object.fromEntries(people) as Record<string, object>);
  const stop = new AbortController();
  stop.abort();
  expect(Object.keys(await outcomes(made, { signal: stop.signal }))).toHaveLength(3);
});

it.each([
  ['shift_jis', '7b226e616d65223a228e5293632091be9859222c22656d61696c223a227440612e646576227d', '山田 太郎'],
  ['euc-kr', '7b226e616d65223a22b1e8b9cebcf6222c22656d61696c223a226b40612e646576227d', '김민수'],
  ['gb18030', '7b226e616d65223a22cdf5d0a1c3f7222c22656d61696c223a227740612e646576227d', '王小明'],
  [
    'windows-1251',
    '7b226e616d65223a22c8e2e0ed20cfe5f2f0eee2222c22656d61696c223a226940612e646576227d',
    'Иван Петров',
  ],
  [
    'windows-1250',
    '7b226e616d65223a22a3756b61737a20aff3b3e6222c22656d61696c223a226c40612e646576227d',
    'Łukasz Żółć',
  ],
  [
    'windows-1252',
    '7b226e616d65223a224af67267204dfc6c6c6572222c22656d61696c223a226d40612e646576227d',
    'Jörg Müller',
  ],
])('guesses %s, and says that it is a guess', async (encoding, bytes, name) => {
  const file = path.join(folder, 'guessed.json');
  await writeFile(file, Buffer.from(bytes, 'hex'));
  const [result] = await collect(vitae.writes, [file]);
  const { fullName } = await vitae.db.profile.findFirstOrThrow({ orderBy: { id: 'desc' } });
  expect([result?.outcome, fullName]).toEqual(['created', name]);
  const notes = result && 'notes' in result ? result.notes : [];
  expect(notes[0]).toMatchObject({ path: '(the file)', read: encoding });
});

it('tells of what JSON.parse would lose, and reads over comments and trailing commas', async () => {
  const file = path.join(folder, 'lost.json');
  const text =
    '// mine\n{"basics": {"name": "Ada Lost", "label": "Cook", "label": "Smith"}, /* */\n "x-id": 12345678901234567890, "meta": {"a": 1e3},}';
  await writeFile(file, text);
  const [result] = await collect(vitae.writes, [file]);
  expect(result).toMatchObject({
    outcome: 'created',
    notes: [
      { path: 'basics.label', written: 'Cook', read: 'Smith' },
      { path: 'x-id', read: '12345678901234567890' },
      { path: '(the file)', message: 'it has comments or trailing commas, which JSON has not' },
    ],
  });
  expect(await collect(vitae.writes, [file], { strict: true })).toMatchObject([{ outcome: 'refused' }]);
});

it('says line and column where a file is no JSON', async () => {
  const file = path.join(folder, 'place.json');
  await writeFile(file, 'basics:\n  name: Ada\n');
  expect(await results(file)).toEqual([
    ['place.json', ['(the file): is not JSON: unexpected text, where JSON was expected (line 1 column 1)']],
  ]);
  await writeFile(file, '{"a": 1,\n "b" 2}');
  expect(String(await results(file))).toMatch(/line 2 column 6/);
});

it('creates a profile for each file where that is asked for, in one transaction', async () => {
  const meta = { canonical: 'https://people.dev/forced.json' };
  const made = await folderOf('forced', {
    a: person('Forced', { meta }),
    b: person('Forced', { meta }),
    c: person('Forced', { work: WORK }),
  });
  for (let times = 1; times <= 2; times += 1) {
    expect(await outcomes(made, { create: true })).toEqual({ a: 'created', b: 'created', c: 'created' });
    const profiles = await vitae.db.profile.findMany({ where: { fullName: 'Forced' } });
    expect(profiles).toHaveLength(3 * times);
    expect(profiles.filter(({ importKey }) => importKey !== null)).toHaveLength(1);
    const transactions = await vitae.db.$queryRaw<{ count: number }[]>`
      SELECT count(DISTINCT xmin::text)::int AS count FROM profile WHERE full_name = 'Forced'`;
    expect(transactions).toEqual([{ count: times }]);
  }
});
