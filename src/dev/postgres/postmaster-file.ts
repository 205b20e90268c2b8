// Reads postmaster.pid: whether a process serves this data folder, and on which port.
// A file whose process is dead or another program counts as no server. It stays in place: Postgres removes it at its start.
import { execFile } from 'node:child_process';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const REMNANT_AFTER_MS = 10_000;

export interface Postmaster {
  /** Null while it is still starting. */
  readonly port: number | null;
}

/** Lines: pid, data folder, start time, port, … https://www.postgresql.org/docs/18/storage-file-layout.html */
export async function readPostmaster(data: string): Promise<Postmaster | null> {
  const lines = await readLines(data);
  if (lines === null) return null;
  const file = path.join(data, 'postmaster.pid');
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) {
    if (await isBeingWritten(file)) return { port: null };
    // Emptied by a power cut. Postgres refuses to start while it exists.
    await rm(file, { force: true });
    return null;
  }
  if (!isAlive(pid)) return null;
  if (!(await servesData(pid, data))) {
    await markDead(file, lines);
    return null;
  }
  return { port: portIn(lines) };
}

/** The port of a server that was killed: processes may still hold a url with it. */
export async function leftoverPort(data: string): Promise<number | null> {
  return portIn((await readLines(data)) ?? []);
}

/**
 * Postgres makes the file empty and writes it afterwards, on a busy machine much later. If we deleted it in between, the server
 * would notice a minute later and stop.
 */
async function isBeingWritten(file: string): Promise<boolean> {
  try {
    return Date.now() - (await stat(file)).mtimeMs < REMNANT_AFTER_MS;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

async function readLines(data: string): Promise<string[] | null> {
  try {
    return (await readFile(path.join(data, 'postmaster.pid'), 'utf8')).split('\n');
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

function portIn(lines: readonly string[]): number | null {
  const port = Number(lines[3]);
  return Number.isInteger(port) && port > 0 ? port : null;
}

/**
 * Postgres refuses to start while the pid in the file is alive, even if another program has it now. The file also holds the
 * shared memory's key, which protects against a second server. So only the pid is changed, to one that no process can have.
 */
async function markDead(file: string, lines: readonly string[]): Promise<void> {
  const impossiblePid = 2 ** 31 - 2;
  await writeFile(file, [impossiblePid, ...lines.slice(1)].join('\n'));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: alive, and another user's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Whether the process was started with this data folder, as our servers are. A zombie has no arguments and does not count. */
async function servesData(pid: number, data: string): Promise<boolean> {
  if (process.platform === 'linux') {
    try {
      return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0').includes(data);
    } catch (error) {
      if (isMissing(error)) return false;
      throw error;
    }
  }
  // Windows has no cheap way to read it; there the server's answer on its port decides.
  if (process.platform === 'win32') return true;
  try {
    return (await run('ps', ['-ww', '-o', 'args=', '-p', String(pid)])).stdout.includes(data);
  } catch {
    // ps fails when there is no such process.
    return false;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH');
}
