// Owns Vitae as a process of its own, as a person starts it: what it prints is read, and it can really be killed.
// A process that ends before it is up rejects with what it wrote.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');

export interface VitaeProcess {
  readonly url: string;
  readonly personToken: string;
  readonly administratorToken: string;
  readonly pid: number;
  /** SIGKILL: nothing is cleaned up. */
  kill(): Promise<void>;
  /** SIGTERM, and what it exited with. */
  stop(): Promise<number | null>;
}

export async function temporaryDataDir(): Promise<{ dataDir: string; remove: () => Promise<void> }> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'vitae-data-'));
  return { dataDir, remove: () => rm(dataDir, { recursive: true, force: true }) };
}

/** Node's flags and a test runner's variables are none of its business. */
function environment(overrides: Record<string, string>): NodeJS.ProcessEnv {
  const foreign = ['NODE_OPTIONS', 'VITEST', 'NODE_ENV', 'CI'];
  const own = Object.entries(process.env).filter(([name]) => !foreign.includes(name));
  return { ...Object.fromEntries(own), LOG_LEVEL: 'warn', ...overrides };
}

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one of our commands to its end. @param input signals it, once it has printed this */
export async function runCommand(
  script: string,
  args: readonly string[],
  env: Record<string, string>,
  onOutput: (text: string, child: ChildProcess) => void = () => undefined,
): Promise<Finished> {
  const child = spawn(process.execPath, [path.join(root, 'src', script), ...args], {
    cwd: root,
    env: environment(env),
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

export async function startVitaeProcess(env: Record<string, string>): Promise<VitaeProcess> {
  const child = spawn(process.execPath, [path.join(root, 'src/main.ts')], {
    cwd: root,
    env: environment(env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const up = new Promise<void>((resolve, reject) => {
    const read = (text: string) => {
      output += text;
      if (/administrator {2}\S+\n/.test(output)) resolve();
    };
    child.stdout.setEncoding('utf8').on('data', read);
    child.stderr.setEncoding('utf8').on('data', read);
    void exited.then((code) => reject(new Error(`Vitae ended with ${code}: ${output}`)));
  });
  await up;
  return {
    url: found(output, /API and playground +(\S+)/),
    personToken: found(output, /a person +(\S+)/),
    administratorToken: found(output, /administrator +(\S+)/),
    pid: child.pid ?? 0,
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
