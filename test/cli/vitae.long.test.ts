// The command line itself: choosing a command, its help, its exit codes, and what it does where it runs.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { processEnvironment, runCommand } from '../support/vitae-process.ts';

const vitae = (...args: string[]) => runCommand('cli/vitae.mjs', args, {});

const NAMES = [
  ...['start', 'import', 'export', 'seed', 'reindex', 'jobs', 'cache', 'search-settings', 'token'],
  ...['migrate', 'doctor', 'database-url'],
];

describe('help', () => {
  it('lists every command with examples and exit codes, and each has its own', async () => {
    const { code, stdout, stderr } = await vitae('--help');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const name of NAMES) expect(stdout).toMatch(new RegExp(`^  ${name} `, 'm'));
    expect(stdout).toContain('Examples:');
    expect(stdout).toMatch(/^ {2}130 +interrupted/m);
    const helps = await Promise.all(NAMES.map((name) => vitae('help', name)));
    expect(helps.map(({ stdout: help }) => help.split('\n', 1)[0])).toEqual(
      NAMES.map((name) => expect.stringContaining(`Usage: vitae ${name} `) as string),
    );
    expect(helps.map(({ code: each }) => each)).toEqual(NAMES.map(() => 0));
  });

  it('tells the version', async () => {
    expect(await vitae('--version')).toMatchObject({ code: 0, stdout: '0.1.0\n' });
  });
});

describe('wrong usage is code 2, with what was meant', () => {
  it.each([
    [['jbos'], 'Did you mean jobs?'],
    [['jobs', 'lits'], 'Did you mean list?'],
    [['jobs', 'list', '--jsn'], 'Did you mean --json?'],
    [['token', '--adnim'], 'Did you mean --admin?'],
    [['start', '--port', '1'], "unknown option '--port'"],
    [['start', 'now'], 'too many arguments'],
    [['migrate', '--chekc'], 'Did you mean --check?'],
    [['seed'], '--profiles'],
    [[], 'Usage: vitae'],
    [['\u001b[31mred'], "unknown command '\\u001b[31mred'"],
  ])('%j', async (args, words) => {
    const { code, stdout, stderr } = await vitae(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(words);
  });
});

it('an old Node hands over to the one of the packages, with its arguments and its code', async () => {
  // Node's own test of its version reads the property, which a preloaded line replaces once.
  const old =
    'data:text/javascript,if(!process.env.OLD){process.env.OLD="1";Object.defineProperty(process.versions,"node",{value:"20.1.0"})}';
  const child = spawn(process.execPath, ['--import', old, 'src/cli/vitae.mjs', 'jbos'], {
    cwd: path.resolve(import.meta.dirname, '../..'),
    env: processEnvironment({}),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  expect(await new Promise((resolve) => child.once('close', resolve))).toBe(2);
  expect(stderr).toContain('Did you mean jobs?');
});
