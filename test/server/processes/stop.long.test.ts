// Owns how Vitae ends where a signal reaches all of its processes at once: Ctrl-C in a terminal goes to the whole group, and a
// service manager's stop to each of them. Whichever notices first, all end, none is started again, and the exit code is 0.
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { isAlive } from '../../dev/postgres/holders.ts';
import { eventually } from '../../support/eventually.ts';
import { processEnvironment, temporaryDataDir } from '../../support/vitae-process.ts';

let vitae: ChildProcess;
let pid: number;
let output: string;
/** Postgres and the search server. */
let children: readonly number[];
beforeEach(async () => {
  const data = await temporaryDataDir();
  onTestFinished(data.remove);
  output = '';
  vitae = spawn(process.execPath, ['src/main.ts'], {
    cwd: path.resolve(import.meta.dirname, '../../..'),
    env: processEnvironment({ DATA_DIR: data.dataDir, PORT: '0', SEED_PROFILES: '0' }),
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, as a terminal gives it.
    detached: true,
  });
  onTestFinished(() => void vitae.kill('SIGKILL'));
  pid = vitae.pid ?? 0;
  for (const stream of [vitae.stdout, vitae.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => (output += text));
  await eventually(() => expect(output).toContain('Stop it with Ctrl-C'));
  children = childrenOf('postgres', 'dev/search/main.ts');
});

const childrenOf = (...commands: readonly string[]) =>
  commands.map((command) => Number(execFileSync('pgrep', ['-P', String(pid), '-f', command])));

async function expectEnded(): Promise<void> {
  await eventually(() => expect(vitae.exitCode, output).toBe(0));
  await eventually(() => expect(children.filter(isAlive)).toEqual([]));
}

it('Ctrl-C in a terminal, which npm passes on a moment later', async () => {
  process.kill(-pid, 'SIGINT');
  await pause(20);
  process.kill(pid, 'SIGINT');
  await expectEnded();
  expect(output).not.toContain('died');
});

it('a terminal that is closed', async () => {
  process.kill(-pid, 'SIGHUP');
  await expectEnded();
});

it('a service manager that tells each of its processes', async () => {
  for (const one of [...children, pid]) process.kill(one, 'SIGTERM');
  await expectEnded();
  expect(output).not.toContain('died');
});

it('told to stop while the search server is started again', async () => {
  const [, search = 0] = children;
  process.kill(search, 'SIGKILL');
  await eventually(() => expect(output).toContain('starting it again'));
  process.kill(pid, 'SIGTERM');
  await expectEnded();
});

it('a second Ctrl-C ends it at once where the first takes too long', async () => {
  const [postgres = 0, search = 0] = children;
  process.kill(search, 'SIGSTOP');
  process.kill(-pid, 'SIGINT');
  await pause(2000);
  expect([vitae.exitCode, vitae.signalCode]).toEqual([null, null]);
  process.kill(-pid, 'SIGINT');
  await eventually(() => expect(vitae.signalCode).toBe('SIGINT'));
  process.kill(search, 'SIGCONT');
  await eventually(() => expect(isAlive(search)).toBe(false));
  // As after kill -9: the next start would take it over.
  process.kill(postgres, 'SIGINT');
  await eventually(() => expect(isAlive(postgres)).toBe(false));
});
