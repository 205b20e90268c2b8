// The file .env: read in the encodings and forms that editors and shells write; a line or a file that cannot be meant is told, without
// its text, which may be a secret.
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { processEnvironment, temporaryDataDir } from '../support/vitae-process.ts';

const loader = path.resolve(import.meta.dirname, '../../src/dev/load-env.ts');
let folder: string;
beforeEach(async () => {
  const data = await temporaryDataDir();
  onTestFinished(data.remove);
  folder = data.dataDir;
});

/** What a process has after it has loaded .env in the folder. */
function load(names: readonly string[] = []): Promise<{ code: unknown; values: unknown; stderr: string }> {
  const print = `console.log(JSON.stringify(${JSON.stringify(names)}.map((name) => process.env[name])))`;
  const args = ['--disable-warning=ExperimentalWarning', '--import', loader, '-e', print];
  const options = { cwd: folder, env: processEnvironment({ SET_BEFORE: 'kept' }) };
  return new Promise((resolve) => {
    execFile(process.execPath, args, options, (error, stdout, stderr) => {
      resolve({ code: error ? error.code : 0, values: stdout ? JSON.parse(stdout) : null, stderr });
    });
  });
}

const TEXT =
  '# Zürich\r\nexport PORT=4001\r\n\r\nDATA_DIR = "a b"\r\nNAME_ALONE\nKEY="one\nTWO: 2\n"\nSET_BEFORE=x\n';
const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16();

it.each([
  ['UTF-8', Buffer.from(TEXT)],
  ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${TEXT}`)],
  ['UTF-16 little-endian, as PowerShell writes it', Buffer.from(`\ufeff${TEXT}`, 'utf16le')],
  ['UTF-16 big-endian', utf16be(`\ufeff${TEXT}`)],
  ['UTF-16 without a mark', Buffer.from(TEXT, 'utf16le')],
  ['Latin-1', Buffer.from(TEXT, 'latin1')],
])('%s is read', async (_what, bytes) => {
  await writeFile(path.join(folder, '.env'), bytes);
  expect(await load(['PORT', 'DATA_DIR', 'KEY', 'SET_BEFORE'])).toEqual({
    code: 0,
    values: ['4001', 'a b', 'one\nTWO: 2\n', 'kept'],
    stderr: '',
  });
});

it.each([
  'DATABASE_URL: postgres://a:hidden@h/d',
  'DATABASE_URL: postgres://a:hidden@h/d?sslmode=require',
  'DATABASE_URL postgres://a:hidden@h/d',
  'set JWT_SECRET=hidden',
  '$env:JWT_SECRET="hidden"',
  'JWT_SECRET := hidden',
  '{"JWT_SECRET": "hidden"}',
  'setenv JWT_SECRET hidden',
  '// JWT_SECRET=hidden',
])('a line that sets nothing is named by its number: %s', async (line) => {
  await writeFile(path.join(folder, '.env'), `PORT=1\n\nKEY='one\ntwo'\n${line}\n`);
  const { code, values, stderr } = await load();
  expect({ code, values }).toEqual({ code: 2, values: null });
  expect(stderr).toBe(
    'The file .env has a line that is no variable: line 5. Write NAME=value, with nothing else before the "=".\n',
  );
});

it('a folder of that name is told', async () => {
  await mkdir(path.join(folder, '.env'));
  const { code, stderr } = await load();
  expect(code).toBe(2);
  expect(stderr).toMatch(/^The file \.env is a folder, which Docker makes .*\n$/);
});

it('none is needed', async () => {
  expect(await load(['SET_BEFORE'])).toEqual({ code: 0, values: ['kept'], stderr: '' });
});
