// Processes and folders for the tests of the embedded Postgres: start holders, kill them, and query the server directly.
// `cleanUp` also ends what a failed test left running.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { Client } from 'pg';
import { z } from 'zod';
import { openEmbeddedPostgres, type EmbeddedPostgres } from '../../../src/dev/postgres/embedded-postgres.ts';
import { eventually } from '../../support/eventually.ts';

const line = z.union([
  z.object({ url: z.string() }),
  z.object({ code: z.string().nullable(), message: z.string() }),
]);

export interface Holder {
  /** Its url or its error. */
  readonly outcome: Promise<z.infer<typeof line>>;
  /** Releases the server and ends. */
  leave(): Promise<void>;
  /** kill -9. */
  kill(): Promise<void>;
}

const folders: string[] = [];
const children: ChildProcess[] = [];

/** @param mode 0o755 lets every user in; mkdtemp's own 0o700 only the owner. */
export async function makeFolder(mode = 0o755): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'vitae-embedded-'));
  await chmod(folder, mode);
  folders.push(folder);
  return folder;
}

export async function cleanUp(): Promise<void> {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const folder of folders.splice(0)) {
    const pid = await postmasterPid(folder).catch(() => null);
    if (pid !== null && isAlive(pid) && pid !== process.pid) process.kill(pid, 'SIGQUIT');
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  }
}

/** @param wrapper a command that runs the holder, such as setpriv with its flags */
export function startHolder(folder: string, port = 0, wrapper: readonly string[] = []): Holder {
  const script = path.join(import.meta.dirname, 'holder.ts');
  const [file, ...args] = [...wrapper, process.execPath, script, folder, String(port)];
  const child = spawn(file, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  children.push(child);
  const exited = once(child, 'exit');
  const first = once(createInterface({ input: child.stdout }), 'line');
  const outcome = first.then(([text]) => line.parse(JSON.parse(String(text))));
  // A killed holder prints nothing.
  outcome.catch(() => undefined);
  return {
    outcome,
    leave: async () => {
      child.stdin.end();
      await exited;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

export async function urlOf(holder: Holder): Promise<string> {
  const outcome = await holder.outcome;
  if ('url' in outcome) return outcome.url;
  throw new Error(outcome.message);
}

export function open(folder: string, port = 0): Promise<EmbeddedPostgres> {
  return openEmbeddedPostgres({ folder, port, initdbFlags: ['--no-sync'] });
}

export async function query<Row extends object>(url: string, sql: string): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

export async function postmasterPid(folder: string): Promise<number> {
  return Number((await readFile(path.join(folder, 'data/postmaster.pid'), 'utf8')).split('\n')[0]);
}

/** A zombie counts as dead: in a container it may never be reaped. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

export async function killPostmaster(folder: string): Promise<void> {
  const pid = await postmasterPid(folder);
  process.kill(pid, 'SIGKILL');
  await eventually(() => {
    if (isAlive(pid)) throw new Error(`${pid} still runs`);
  });
}
