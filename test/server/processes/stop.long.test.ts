// Signals that reach all processes of Vitae at once: Ctrl-C goes to the whole group, a service manager's stop to each process.
// All must end, none is started again, and the exit code is 0.
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
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
    env: processEnvironment({ DATA_DIR: data.dataDir, PORT: '0', SEED_PROFILES: '0', LOG_LEVEL: 'info' }),
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own, as a terminal makes it.
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

it('Ctrl-C in a terminal, which npm sends a second time', async () => {
  process.kill(-pid, 'SIGINT');
  process.kill(pid, 'SIGINT');
  await expectEnded();
  expect(output).not.toContain('died');
});

it('a closed terminal', async () => {
  process.kill(-pid, 'SIGHUP');
  await expectEnded();
});

it('a service manager that signals each process', async () => {
  for (const one of [...children, pid]) process.kill(one, 'SIGTERM');
  await expectEnded();
  expect(output).not.toContain('died');
});

it('a stop while the search server is started again', async () => {
  const [, search = 0] = children;
  process.kill(search, 'SIGKILL');
  await eventually(() => expect(output).toContain('restarting it'));
  process.kill(pid, 'SIGTERM');
  await expectEnded();
});

it('a second Ctrl-C ends it at once if the first takes too long', async () => {
  const [postgres = 0, search = 0] = children;
  process.kill(search, 'SIGSTOP');
  process.kill(-pid, 'SIGINT');
  await eventually(() => expect(output).toContain('stopping'));
  // A signal within a second counts as the same Ctrl-C, so it is sent until it ends the process.
  await eventually(() => {
    if (vitae.signalCode === null) process.kill(-pid, 'SIGINT');
    expect([vitae.exitCode, vitae.signalCode]).toEqual([null, 'SIGINT']);
  });
  process.kill(search, 'SIGCONT');
  await eventually(() => expect(isAlive(search)).toBe(false));
  // Postgres stays, as after kill -9. The next start would use it.
  process.kill(postgres, 'SIGINT');
  await eventually(() => expect(isAlive(postgres)).toBe(false));
});
