// The command line itself: choosing a command, its help, its exit codes, and what it does where it runs.
import { execFile, spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import { once } from 'node:events';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readPostmaster } from '../../src/dev/postgres/postmaster-file.ts';
import { eventually } from '../support/eventually.ts';
import { processEnvironment, runCommand, temporaryDataDir } from '../support/vitae-process.ts';

const vitae = (...args: string[]) => runCommand('cli/vitae.mjs', args, {});

const execute = promisify(execFile);

const NAMES = [
  ...['start', 'import', 'export', 'seed', 'reindex', 'jobs', 'cache', 'search-settings', 'token'],
  ...['migrate', 'doctor', 'database-url'],
];

/** What a command prints in a folder with an environment that it cannot use. @throws with another exit code than 0 */
async function runHelp(
  script: string,
  cwd: string,
  env: Record<string, string>,
  args: string[],
): Promise<string> {
  const { stdout } = await execute(process.execPath, [script, ...args], {
    cwd,
    env: processEnvironment(env),
  });
  return stdout;
}

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

  it('is there whatever the environment says, of every command and of each of its own', async () => {
    const data = await temporaryDataDir();
    onTestFinished(data.remove);
    // No command can read a folder.
    await mkdir(path.join(data.dataDir, '.env'));
    const env = { ROLE: 'none', PORT: 'x', DATABASE_URL: '%', JWT_SECRET: 'x', VITAE_TOKEN: '' };
    const script = path.resolve(import.meta.dirname, '../../src/cli/vitae.mjs');
    const help = (...args: string[]) => runHelp(script, data.dataDir, env, [...args, '--help']);
    const ofProgram = await help();
    const helps = await Promise.all(NAMES.map((name) => help(name)));
    const inner = NAMES.flatMap((name, index) =>
      [...(helps[index]?.split('Commands:')[1] ?? '').matchAll(/^ {2}(\S+)/gm)].map(([, own = '']) => [
        name,
        own,
      ]),
    ).filter(([, own]) => own !== 'help');
    expect(inner.length).toBeGreaterThan(8);
    const ofInner = [];
    for (const words of inner) ofInner.push(await help(...words));
    expect([ofProgram, ...helps, ...ofInner]).toEqual(
      Array.from(
        { length: 1 + NAMES.length + inner.length },
        () => expect.stringContaining('Usage: vitae') as string,
      ),
    );
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

/** By a Node that takes itself for an old one. */
function vitaeByOldNode(...args: string[]) {
  // Node's own test of its version reads the property, which a preloaded line replaces once.
  const old =
    'data:text/javascript,if(!process.env.OLD){process.env.OLD="1";Object.defineProperty(process.versions,"node",{value:"20.1.0"})}';
  const child = spawn(process.execPath, ['--import', old, 'src/cli/vitae.mjs', ...args], {
    cwd: path.resolve(import.meta.dirname, '../..'),
    // Without npm, which has a guard of its own.
    env: { ...processEnvironment({}), npm_lifecycle_event: undefined },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  child.stderr.setEncoding('utf8');
  return child;
}

it('an old Node hands over to the one of the packages, with its arguments and its code', async () => {
  const child = vitaeByOldNode('jbos');
  let stderr = '';
  child.stderr.on('data', (text: string) => (stderr += text));
  expect(await new Promise((resolve) => child.once('close', resolve))).toBe(2);
  expect(stderr).toContain('Did you mean jobs?');
});

it('the one that took over stops with an old Node that is killed', async () => {
  const nobody = 'http://127.0.0.1:1/graphql';
  const child = vitaeByOldNode('reindex', '--watch', 'latest', '--url', nobody);
  const closed = once(child, 'close');
  let stderr = '';
  child.stderr.on('data', (text: string) => (stderr += text));
  await once(child.stderr, 'data');
  child.kill('SIGKILL');
  // Both processes write to the stream.
  await closed;
  expect(stderr).toBe(`The API at ${nobody} does not answer. The command tries again.\n`);
});

it.each([
  ...[
    ['token', '--admin'],
    ['jobs', 'list'],
    ['cache', 'invalidate', '--all'],
    ['reindex'],
    ['database-url'],
  ],
  ...[
    ['search-settings', 'diff'],
    ['migrate'],
    ['seed', '--profiles', '1'],
    ['export', '01a00000-0000-7000-8000-000000000000'],
    ['start'],
  ],
])('an environment with a fault is told without a stack, as code 2, by vitae %s', async (...args) => {
  const { code, stdout, stderr } = await runCommand('cli/vitae.mjs', args, {
    ROLE: 'none',
    DATABASE_URL: 'x',
  });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/ROLE: /);
  expect(stderr).toMatch(/DATABASE_URL: /);
  expect(stderr).not.toContain('    at ');
});

describe('doctor', () => {
  const env = { DATABASE_URL: 'postgresql://a:hidden@127.0.0.1:1/b', PORT: '1', DATABASE_URI: 'x' };

  it('prints a line for each finding with what to do, and ends with 1 where something fails', async () => {
    const { code, stdout, stderr } = await runCommand('cli/vitae.mjs', ['doctor'], env);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toMatch(/^ok +environment +valid/m);
    expect(stdout).toMatch(/^warning +environment +DATABASE_URI.*\n +-> /m);
    expect(stdout).toMatch(
      /^failure +postgres +Postgres at 127\.0\.0\.1:1 does not answer.*\n +-> .*DATABASE_URL/m,
    );
    expect(stdout).toMatch(/^1 failure, \d+ warnings\.$/m);
    expect(stdout).not.toMatch(/\u001b|hidden/);
  });

  it('prints the same as JSON', async () => {
    const { code, stdout } = await runCommand('cli/vitae.mjs', ['doctor', '--json'], env);
    expect(code).toBe(1);
    const findings = JSON.parse(stdout) as { check: string; state: string }[];
    expect(findings).toContainEqual(expect.objectContaining({ check: 'postgres', state: 'failure' }));
  });

  it('names every fault of an environment that no check can go on with', async () => {
    const { code, stdout } = await runCommand('cli/vitae.mjs', ['doctor'], { ROLE: 'none', PORT: 'x' });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^failure +environment +ROLE: /m);
    expect(stdout).toMatch(/^failure +environment +PORT: /m);
  });
});

const SAMPLE = 'node_modules/@jsonresume/schema/sample.resume.json';

it.each([
  ['export', '01a00000-0000-7000-8000-000000000000'],
  ['import', SAMPLE],
  ['migrate'],
  ['migrate', '--check'],
  ['seed', '--profiles', '5'],
])('Ctrl-C in vitae %s, while Postgres starts: code 130, and no Postgres is left', async (...args) => {
  const { dataDir, remove } = await temporaryDataDir();
  onTestFinished(remove);
  const child = spawn(process.execPath, ['src/cli/vitae.mjs', ...args], {
    cwd: path.resolve(import.meta.dirname, '../..'),
    env: processEnvironment({ DATA_DIR: dataDir }),
    stdio: 'ignore',
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  const postmaster = () => readPostmaster(path.join(dataDir, 'postgres/data'));
  await eventually(async () => expect(await postmaster()).not.toBeNull());
  child.kill('SIGINT');
  expect(await ended).toBe(130);
  expect(await postmaster()).toBeNull();
});

it('Ctrl-C in a command that waits for a server: code 130', async () => {
  const server = createServer(() => child.kill('SIGINT'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/graphql`;
  const child = spawn(process.execPath, ['src/cli/vitae.mjs', 'jobs', 'list', '--url', url], {
    cwd: path.resolve(import.meta.dirname, '../..'),
    env: processEnvironment({ VITAE_TOKEN: 'any' }),
    stdio: 'ignore',
  });
  expect(await new Promise((resolve) => child.once('close', resolve))).toBe(130);
  server.closeAllConnections();
});

it('text of a server is printed without what steers a terminal', async () => {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ errors: [{ message: 'red \u001b[31m\r\u009b and \u202e back' }] }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/graphql`;
  const { code, stderr } = await runCommand('cli/vitae.mjs', ['reindex', 'list', '--url', url], {
    VITAE_TOKEN: 'any',
  });
  expect({ code, stderr }).toEqual({ code: 2, stderr: 'red \\u001b[31m\\u000d\\u009b and \\u202e back\n' });
});
