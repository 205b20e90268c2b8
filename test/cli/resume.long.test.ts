// The commands import, export and seed as processes: what they print, and their exit codes.
import { mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseResume } from '../../src/resume/resume-schema.ts';
import { parseJson } from '../../src/search/json.ts';
import { runCommand } from '../support/vitae-process.ts';
import { startVitae, type Vitae } from '../support/vitae.ts';
import { SAMPLE_FILE } from '../resume/samples.ts';

let vitae: Vitae;
let folder: string;
beforeAll(async () => {
  vitae = await startVitae();
  folder = await mkdtemp(path.join(tmpdir(), 'vitae-commands-'));
});
afterAll(async () => {
  await vitae.close();
  await rm(folder, { recursive: true, force: true });
});

const watched = (script: string, args: string[], onOutput?: Parameters<typeof runCommand>[3]) =>
  runCommand(`cli/${script}.ts`, args, { DATABASE_URL: vitae.url, DATA_DIR: folder }, onOutput);
const run = (script: string, ...args: string[]) => watched(script, args);

it('imports a resume and exports it again, while a server runs on the same database', async () => {
  const imported = await run('import', SAMPLE_FILE);
  expect(imported).toMatchObject({ code: 0, stderr: '' });
  const [, id = ''] = /created ([\da-f-]{36}), 1 note\n/.exec(imported.stdout) ?? [];
  expect(imported.stdout).toBe(
    `${SAMPLE_FILE}: created ${id}, 1 note\n  basics.image: "" is empty, so it is left out\n1 created, 0 updated, 0 unchanged, 0 not imported\n`,
  );
  await vitae.idle();
  const indexed = await vitae.search.getObjects([id]);
  expect(indexed).toHaveLength(1);

  const exported = await run('export', id);
  expect(exported).toMatchObject({ code: 0, stderr: '' });
  expect(parseResume(parseJson(exported.stdout)).basics?.['name']).toBe('Richard Hendriks');
  const out = path.join(folder, 'out.json');
  expect(await run('export', id, '--out', out)).toEqual({ code: 0, stdout: '', stderr: '' });
  expect(await readFile(out, 'utf8')).toBe(exported.stdout);
});

it('import exits with 1 for a bad file, and prints the path of each fault', async () => {
  const bad = path.join(folder, 'bad.json');
  await writeFile(bad, JSON.stringify({ basics: { url: 'x' } }));
  const { code, stdout } = await run('import', bad, SAMPLE_FILE);
  expect(code).toBe(1);
  expect(stdout).toContain(`${bad}: not imported\n  basics.name: must not be empty\n`);
  expect(stdout).toMatch(/: unchanged .*\n.*\n0 created, 0 updated, 1 unchanged, 1 not imported\n$/);
});

it('import prints a fault short and without control characters', async () => {
  const bad = path.join(folder, 'hostile\u001b.json');
  await writeFile(bad, JSON.stringify({ ['\u001b[2J'.repeat(1000)]: 1 }));
  const { code, stdout } = await run('import', bad);
  expect(code).toBe(1);
  expect(stdout).not.toContain('\u001b');
  expect(stdout.length).toBeLessThan(500);
});

it('import tells of a dry run what would be done, and reports outcome and notes of each file for its owner only', async () => {
  const [fine, bad] = ['fine', 'bad'].map((name) => path.join(folder, `report-${name}.json`));
  await writeFile(String(fine), JSON.stringify({ basics: { name: 'Reported', image: '' } }));
  await writeFile(String(bad), '{}');
  const report = path.join(folder, 'report.jsonl');
  const args = [path.join(folder, 'report-*.json'), '--dry-run', '--report', report];
  const { code, stdout } = await run('import', ...args);
  expect(code).toBe(1);
  expect(stdout).toMatch(/\nnothing is written: 1 created, 0 updated, 0 unchanged, 1 not imported\n$/);
  expect((await stat(report)).mode & 0o777).toBe(0o600);
  const lines = (await readFile(report, 'utf8')).trim().split('\n').map(parseJson);
  expect(lines).toMatchObject([
    { file: bad, outcome: 'refused', faults: [{ path: 'basics.name' }] },
    {
      file: fine,
      outcome: 'created',
      profileId: null,
      notes: [{ path: 'basics.image', written: '', read: null }],
    },
  ]);
  expect(await vitae.db.profile.count({ where: { fullName: 'Reported' } })).toBe(0);
});

it('import updates the named profile, creates where it is told so, and refuses --update for several files', async () => {
  const file = path.join(folder, 'named.json');
  await writeFile(file, JSON.stringify({ basics: { name: 'Named Now', email: 'named@people.dev' } }));
  const first = await run('import', file, '--create');
  const [, id = ''] = /created ([\da-f-]{36})\n/.exec(first.stdout) ?? [];
  expect((await run('import', file, '--create')).stdout).toContain('1 created');
  await writeFile(file, JSON.stringify({ basics: { name: 'Renamed', email: 'named@people.dev' } }));
  expect(await run('import', file)).toMatchObject({ code: 1 });
  expect((await run('import', file, '--update', id)).stdout).toContain(`updated ${id}`);
  expect(await run('import', file, SAMPLE_FILE, '--update', id)).toMatchObject({ code: 2 });
  const malformed = await run('import', file, '--update', 'nobody');
  expect(malformed).toMatchObject({ code: 2, stderr: expect.stringMatching(/--update.*UUID/) as string });
  const nobody = await run('import', file, '--update', '01a00000-0000-7000-8000-000000000000');
  expect(nobody).toMatchObject({
    code: 1,
    stdout: expect.stringContaining('  --update: there is no profile') as string,
  });
});

it('export writes for its owner only, and through no link', async () => {
  const imported = await run('import', SAMPLE_FILE);
  const [, id = ''] = /(?:created|unchanged) ([\da-f-]{36}),/.exec(imported.stdout) ?? [];
  const out = path.join(folder, 'private.json');
  expect((await run('export', id, '--out', out)).code).toBe(0);
  expect((await stat(out)).mode & 0o777).toBe(0o600);
  const link = path.join(folder, 'link.json');
  await symlink(path.join(folder, 'elsewhere.json'), link);
  expect(await run('export', id, '--out', link)).toMatchObject({ code: 2, stdout: '' });
  await expect(stat(path.join(folder, 'elsewhere.json'))).rejects.toThrow('ENOENT');
});

it.each<[where: string, rule: string]>([
  ['missing/report', 'must be in a folder that exists'],
  ['a-file/report', 'must be in a folder that exists'],
  ['a-folder', 'must be a file, not a folder'],
  ['a-link', 'must not be a link'],
])(
  'a file that cannot be written is told with its option, path and rule, and nothing is done: %s',
  async (where, rule) => {
    const own = await mkdtemp(path.join(folder, 'unwritable-'));
    await mkdir(path.join(own, 'a-folder'));
    await symlink(path.join(own, 'elsewhere'), path.join(own, 'a-link'));
    await writeFile(path.join(own, 'a-file'), JSON.stringify({ basics: { name: 'Never Imported' } }));
    const file = path.join(own, where);
    expect(await run('import', path.join(own, 'a-file'), '--report', file)).toEqual({
      code: 2,
      stdout: '',
      stderr: `The import failed: --report ${file}: ${rule}\n`,
    });
    expect(await vitae.db.profile.count({ where: { fullName: 'Never Imported' } })).toBe(0);
    const { id } = await vitae.db.profile.findFirstOrThrow();
    const exported = await run('export', id, '--out', file);
    expect(exported).toEqual({ code: 2, stdout: '', stderr: `The export failed: --out ${file}: ${rule}\n` });
  },
);

it('export exits with 1 if there is no such profile', async () => {
  for (const id of ['00000000-0000-7000-8000-000000000000', 'nobody']) {
    expect(await run('export', id)).toEqual({
      code: 1,
      stdout: '',
      stderr: `There is no profile with the id ${id}.\n`,
    });
  }
});

it('seed adds profiles, prints the rate, and starts a run that indexes them', async () => {
  const { code, stdout, stderr } = await run('seed', '--profiles', '120');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^100 % {2}120\/120 {2}\d+\/s/);
  expect(stdout).toMatch(/Added 120 profiles in [\d.]+ s, \d+ a second\. .* --watch [\da-f-]{36}\n$/);
  expect(await vitae.db.profile.count({ where: { importKey: { startsWith: 'seed:' } } })).toBe(120);
  await vitae.idle();
  const visible = await vitae.db.profile.count({ where: { visibility: 'PUBLIC' } });
  expect(await vitae.db.searchState.count({ where: { indexed: true } })).toBe(visible);
});

it.each(['SIGINT', 'SIGTERM'] as const)(
  'seed interrupted by %s keeps the profiles that were added, and starts a run',
  async (signal) => {
    const before = await vitae.db.profile.count();
    const { code, stdout } = await watched('seed', ['--profiles', '1000000'], (text, child) => {
      // More than once, as a terminal and npm send it, but not while the process ends.
      if (text.includes(' % ') && !text.includes('Added')) child.kill(signal);
    });
    expect(code).toBe(130);
    const [, added, runId = ''] =
      /Added (\d+) of 1000000 profiles in .* npm run reindex -- --watch (\S+)\n$/.exec(stdout) ?? [];
    expect(await vitae.db.profile.count()).toBe(before + Number(added));
    expect(await vitae.db.reindexRun.count({ where: { id: runId } })).toBe(1);
  },
);

it('import prints what it did when it is interrupted, and starts no other file', async () => {
  const many = path.join(folder, 'many');
  await mkdir(many);
  for (let n = 0; n < 2000; n += 1)
    await writeFile(path.join(many, `${n}.json`), JSON.stringify({ basics: { name: `Interrupted ${n}` } }));
  const { code, stdout } = await watched('import', [many], (text, child) => {
    if (text.includes('created') && !text.includes('not imported')) child.kill('SIGINT');
  });
  expect(code).toBe(130);
  const [, created] = /\n(\d+) created, 0 updated, 0 unchanged, 0 not imported\n$/.exec(stdout) ?? [];
  expect(Number(created)).toBeLessThan(2000);
  expect(await vitae.db.profile.count({ where: { fullName: { startsWith: 'Interrupted' } } })).toBe(
    Number(created),
  );
});

it.each(['import', 'export', 'seed', 'seed --profiles many', 'seed --profiles 0', 'seed --wrong'])(
  '%s is wrong usage: exit code 2',
  async (line) => {
    const [script = '', ...args] = line.split(' ');
    expect((await run(script, ...args)).code).toBe(2);
  },
);

it('prints a database error in one line, with exit code 2', async () => {
  const env = { DATABASE_URL: 'postgres://vitae@127.0.0.1:1/none', DATA_DIR: folder };
  const { code, stderr } = await runCommand('cli/import.ts', [SAMPLE_FILE], env);
  expect(code).toBe(2);
  expect(stderr).toMatch(/^The import failed: DATABASE_URL: Postgres at 127\.0\.0\.1:1 does not answer.*\n$/);
});
