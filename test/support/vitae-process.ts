// Runs Vitae and its commands as child processes, as a person does. A server that ends before it is up rejects with its output.
import { spawn, type ChildProcess, type ChildProcessByStdio } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';

const root = path.resolve(import.meta.dirname, '../..');

/** A server of any role. */
export interface ServerProcess {
  /** As in `http://localhost:4000`. */
  readonly origin: string;
  readonly pid: number;
  /** All output so far. */
  output(): string;
  /** Resolves with the exit code, or null after a signal. */
  readonly exited: Promise<number | null>;
  /** Sends SIGKILL. */
  kill(): Promise<void>;
  /** Sends SIGTERM. @returns the exit code */
  stop(): Promise<number | null>;
}

/** A server of the API, with development tokens. */
export interface VitaeProcess extends ServerProcess {
  readonly url: string;
  readonly personToken: string;
  readonly administratorToken: string;
}

export async function temporaryDataDir(): Promise<{ dataDir: string; remove: () => Promise<void> }> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'vitae-data-'));
  return { dataDir, remove: () => rm(dataDir, { recursive: true, force: true }) };
}

/** Compiled code, shared by all child processes of the tests: a start takes half the time. */
const COMPILE_CACHE = path.join(tmpdir(), 'vitae-compile-cache');

/** Without the variables of the test runner. */
export function processEnvironment(overrides: Record<string, string>): NodeJS.ProcessEnv {
  const foreign = ['NODE_OPTIONS', 'VITEST', 'NODE_ENV', 'CI'];
  const own = Object.entries(process.env).filter(([name]) => !foreign.includes(name));
  return {
    ...Object.fromEntries(own),
    LOG_LEVEL: 'warn',
    NODE_COMPILE_CACHE: COMPILE_CACHE,
    ...overrides,
  };
}

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command until it ends. @param onOutput gets all of stdout so far @param cwd the checkout of the command */
export async function runCommand(
  script: string,
  args: readonly string[],
  env: Record<string, string>,
  onOutput: (text: string, child: ChildProcess) => void = () => undefined,
  cwd = root,
): Promise<Finished> {
  const child = spawn(process.execPath, [path.join(cwd, 'src', script), ...args], {
    cwd,
    env: processEnvironment(env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return finished(child, onOutput);
}

/** Runs a line as somebody types it in the checkout. */
export function runShell(line: string, env: Record<string, string>): Promise<Finished> {
  const child = spawn('sh', ['-c', line], {
    cwd: root,
    env: processEnvironment(env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return finished(child);
}

async function finished(
  child: ChildProcessByStdio<null, Readable, Readable>,
  onOutput: (text: string, child: ChildProcess) => void = () => undefined,
): Promise<Finished> {
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    onOutput(stdout, child);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, stdout, stderr };
}

/** @param cwd the checkout to start */
export async function startVitaeProcess(env: Record<string, string>, cwd = root): Promise<VitaeProcess> {
  const server = await startServerProcess(env, /administrator {2}\S+\n/, 'src/main.ts', cwd);
  const output = server.output();
  return {
    ...server,
    url: `${server.origin}/graphql`,
    personToken: found(output, /a person +(\S+)/),
    administratorToken: found(output, /administrator +(\S+)/),
  };
}

/**
 * @param isUp its last output during the start
 * @param script to run, relative to `cwd`
 * @param user who runs it. @default the one who runs the tests
 */
export async function startServerProcess(
  env: Record<string, string>,
  isUp = /Stop it with Ctrl-C/,
  script = 'src/main.ts',
  cwd = root,
  user: { uid?: number; gid?: number } = {},
): Promise<ServerProcess> {
  const child = spawn(process.execPath, [script], {
    ...user,
    cwd,
    env: processEnvironment(env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const up = new Promise<void>((resolve, reject) => {
    const read = (text: string) => {
      output += text;
      if (isUp.test(output)) resolve();
    };
    child.stdout.setEncoding('utf8').on('data', read);
    child.stderr.setEncoding('utf8').on('data', read);
    void exited.then((code) => reject(new Error(`Vitae ended with ${code}: ${output}`)));
  });
  await up;
  return {
    origin: found(output, /Health +(\S+)\/ready/),
    pid: child.pid ?? 0,
    output: () => output,
    exited,
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
    async stop() {
      child.kill('SIGTERM');
      return exited;
    },
  };
}

function found(output: string, pattern: RegExp): string {
  const value = pattern.exec(output)?.[1];
  if (value === undefined) throw new Error(`${pattern} is not in: ${output}`);
  return value;
}
