// What stops Vitae: signals that reach all of its processes at once (Ctrl-C goes to the whole group, a service manager's stop to
// each process), a reader of its output that leaves, and an npm that is killed. All must end, and none is started again. The exit code
// is 0 after a signal, and 141 without a reader.
import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { isAlive } from '../../dev/postgres/holders.ts';
import { eventually } from '../../support/eventually.ts';
import { processEnvironment, temporaryDataDir } from '../../support/vitae-process.ts';

let vitae: ChildProcess;
let pid: number;
let output: string;
let environment: NodeJS.ProcessEnv;
/** Postgres and the search server. */
let children: readonly number[];
beforeEach(async () => {
  const data = await temporaryDataDir();
  onTestFinished(data.remove);
  output = '';
  environment = processEnvironment({
    DATA_DIR: data.dataDir,
    PORT: '0',
    SEED_PROFILES: '0',
    LOG_LEVEL: 'info',
  });
});

async function start(): Promise<void> {
  await launch(process.execPath, ['src/main.ts']);
  pid = vitae.pid ?? 0;
  children = childrenOf(pid, 'postgres', 'dev/search/main.ts');
}

async function launch(file: string, args: readonly string[]): Promise<void> {
  vitae = spawn(file, args, {
    cwd: path.resolve(import.meta.dirname, '../../..'),
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own, as a terminal makes it.
    detached: true,
  });
  onTestFinished(() => void vitae.kill('SIGKILL'));
  for (const stream of [vitae.stdout, vitae.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => (output += text));
  await eventually(() => expect(output).toContain('Stop it with Ctrl-C'));
}

/** Writes a line, as a warning of Node or of a package would be written. */
const WRITES_ERRORS = `process.on('SIGUSR2', () => console.error('a warning'))`;

const childrenOf = (parent: number, ...commands: readonly string[]) =>
  commands.map((command) => Number(execFileSync('pgrep', ['-P', String(parent), '-f', command])));

async function expectEnded(code = 0): Promise<void> {
  await eventually(() => expect(vitae.exitCode, output).toBe(code));
  await eventually(() => expect(children.filter(isAlive)).toEqual([]));
}

it('Ctrl-C in a terminal, which npm sends a second time', async () => {
  await start();
  process.kill(-pid, 'SIGINT');
  process.kill(pid, 'SIGINT');
  await expectEnded();
  expect(output).not.toContain('died');
});

it('a closed terminal', async () => {
  await start();
  process.kill(-pid, 'SIGHUP');
  await expectEnded();
});

it('a service manager that signals each process', async () => {
  await start();
  for (const one of [...children, pid]) process.kill(one, 'SIGTERM');
  await expectEnded();
  expect(output).not.toContain('died');
});

it('a stop while the search server is started again', async () => {
  await start();
  const [, search = 0] = children;
  process.kill(search, 'SIGKILL');
  await eventually(() => expect(output).toContain('restarting it'));
  process.kill(pid, 'SIGTERM');
  await expectEnded();
});

it('a second Ctrl-C ends it at once if the first takes too long', async () => {
  await start();
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

it('a reader of its output that leaves, which the next line tells', async () => {
  await start();
  const [, search = 0] = children;
  vitae.stdout?.destroy();
  process.kill(search, 'SIGKILL');
  await expectEnded(141);
});

it('a reader of its errors that leaves, which the next line there tells', async () => {
  environment['NODE_OPTIONS'] = `--import data:text/javascript,${encodeURIComponent(WRITES_ERRORS)}`;
  await start();
  vitae.stderr?.destroy();
  process.kill(pid, 'SIGUSR2');
  await expectEnded(141);
});

it('a killed npm, whose shell passes no signal on', async () => {
  await launch('npm', ['start']);
  const [shell = 0] = childrenOf(vitae.pid ?? 0, 'vitae.mjs');
  const [server = 0] = childrenOf(shell, 'vitae.mjs');
  children = [server, ...childrenOf(server, 'postgres', 'dev/search/main.ts')];
  vitae.kill('SIGTERM');
  await eventually(() => expect(children.filter(isAlive)).toEqual([]));
});

it('a killed npm run dev, whose watcher gets no signal', async () => {
  await launch('npm', ['run', 'dev']);
  const below = (parent: number): number[] => {
    const { stdout } = spawnSync('pgrep', ['-P', String(parent)], { encoding: 'utf8' });
    return stdout
      .split('\n')
      .filter(Boolean)
      .map(Number)
      .flatMap((child) => [child, ...below(child)]);
  };
  children = below(vitae.pid ?? 0);
  expect(children.length).toBeGreaterThan(4);
  vitae.kill('SIGTERM');
  await eventually(() => expect(children.filter(isAlive)).toEqual([]));
});
