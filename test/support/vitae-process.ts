// Owns Vitae as a process of its own, as a person starts it: what it prints is read, and it can really be killed.
// A process that ends before it is up rejects with what it wrote.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');

/** Any role, in any environment. */
export interface ServerProcess {
  /** As in `http://localhost:4000`. */
  readonly origin: string;
  readonly pid: number;
  /** Everything that it has written so far. */
  output(): string;
  /** Resolves when it ends, with its exit code; null where a signal ended it. */
  readonly exited: Promise<number | null>;
  /** SIGKILL: nothing is cleaned up. */
  kill(): Promise<void>;
  /** SIGTERM, and what it exited with. */
  stop(): Promise<number | null>;
}

/** One that serves the API, with development tokens. */
export interface VitaeProcess extends ServerProcess {
  readonly url: string;
  readonly personToken: string;
  readonly administratorToken: string;
}

export async function temporaryDataDir(): Promise<{ dataDir: string; remove: () => Promise<void> }> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'vitae-data-'));
  return { dataDir, remove: () => rm(dataDir, { recursive: true, force: true }) };
}

/** Node's flags and a test runner's variables are none of its business. */
export function processEnvironment(overrides: Record<string, string>): NodeJS.ProcessEnv {
  const foreign = ['NODE_OPTIONS', 'VITEST', 'NODE_ENV', 'CI'];
  const own = Object.entries(process.env).filter(([name]) => !foreign.includes(name));
  return { ...Object.fromEntries(own), LOG_LEVEL: 'warn', ...overrides };
}

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one of our commands to its end. @param onOutput may signal it @param cwd the checkout whose command it is */
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

/** @param cwd the checkout that is started */
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
 * @param isUp what it prints last on its way up
 * @param script what node is to run, from @param cwd
 */
export async function startServerProcess(
  env: Record<string, string>,
  isUp = /Stop it with Ctrl-C/,
  script = 'src/main.ts',
  cwd = root,
): Promise<ServerProcess> {
  const child = spawn(process.execPath, [script], {
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
