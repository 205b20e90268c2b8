// Starts a Postgres of Debian's package `postgresql`, whose pg_dump and pg_restore are as new as itself: the embedded one brings none, and an
// older pg_dump refuses a newer server.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { eventually } from './eventually.ts';
import { freePort } from './free-port.ts';
import { isMissing } from './missing-program.ts';

const INSTALLED = '/usr/lib/postgresql';
/** Postgres refuses to run as root. */
const ACCOUNT = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

/** For `describe.skipIf(withoutDebianPostgres())`. @throws with CI set */
export function withoutDebianPostgres(): boolean {
  return isMissing(newest() !== null, 'a Postgres server with pg_dump and pg_restore', 'postgresql');
}

/** The folder of its programs. */
function newest(): string | null {
  if (!existsSync(INSTALLED)) return null;
  const folders = readdirSync(INSTALLED)
    .sort((one, other) => Number(other) - Number(one))
    .map((version) => path.join(INSTALLED, version, 'bin'));
  return (
    folders.find((bin) => ['initdb', 'pg_dump'].every((name) => existsSync(path.join(bin, name)))) ?? null
  );
}

export interface DebianPostgres {
  /** Of an empty database. */
  readonly url: string;
  /** The folder of pg_dump and pg_restore. */
  readonly programs: string;
  stop(): Promise<void>;
}

export async function startDebianPostgres(): Promise<DebianPostgres> {
  const programs = newest() ?? '';
  const folder = mkdtempSync(path.join(tmpdir(), 'vitae-debian-postgres-'));
  chmodSync(folder, 0o700);
  if (ACCOUNT.uid) chownSync(folder, ACCOUNT.uid, ACCOUNT.gid);
  const port = await freePort();
  const options = { ...ACCOUNT, cwd: folder, env: { ...process.env, LC_ALL: 'C.UTF-8' } };
  const data = path.join(folder, 'data');
  execFileSync(path.join(programs, 'initdb'), ['-D', data, '-U', 'vitae', '-A', 'trust', '--no-sync'], {
    ...options,
    stdio: 'ignore',
  });
  const settings = ['-c', 'fsync=off', '-c', 'unix_socket_directories=', '-c', 'listen_addresses=127.0.0.1'];
  const server = spawn(path.join(programs, 'postgres'), ['-D', data, '-p', String(port), ...settings], {
    ...options,
    stdio: 'ignore',
  });
  const exited = once(server, 'exit');
  await eventually(async () => {
    const client = new pg.Client({ connectionString: `postgresql://vitae@127.0.0.1:${port}/postgres` });
    await client.connect();
    await client.query('CREATE DATABASE vitae');
    await client.end();
  });
  return {
    url: `postgresql://vitae@127.0.0.1:${port}/vitae`,
    programs,
    async stop() {
      server.kill('SIGINT');
      await exited;
      rmSync(folder, { recursive: true });
    },
  };
}
