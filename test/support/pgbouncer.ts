// Starts PgBouncer in front of the tests' Postgres, on a free loopback port. Without pgbouncer, its tests are skipped with one
// line; with CI set they fail.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { eventually } from './eventually.ts';
import { freePort } from './free-port.ts';
import { isMissing } from './missing-program.ts';

/** Debian installs it where only root's PATH leads. */
const env = { ...process.env, PATH: `${process.env.PATH ?? ''}:/usr/sbin` };

export interface TestPgBouncer {
  /** The same database, through the pooler. */
  through(url: string): string;
  stop(): Promise<void>;
}

/** For `describe.skipIf(withoutPgBouncer())`. @throws with CI set */
export function withoutPgBouncer(): boolean {
  return isMissing(spawnSync('pgbouncer', ['--version'], { env }).status === 0, 'pgbouncer');
}

/** @param server the URL of any database of the server @param poolSize connections to each of its databases */
export async function startPgBouncer(
  server: string,
  poolMode: 'session' | 'transaction' | 'statement',
  poolSize = 20,
): Promise<TestPgBouncer> {
  const { hostname, port: serverPort, username, password } = new URL(server);
  const port = await freePort();
  const folder = await mkdtemp(path.join(os.tmpdir(), 'vitae-pgbouncer-'));
  const configuration = `[databases]
* = host=${hostname} port=${serverPort} user=${username} password=${decodeURIComponent(password)}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = ${poolMode}
default_pool_size = ${poolSize}
`;
  const file = path.join(folder, 'pgbouncer.ini');
  await writeFile(file, configuration);
  // PgBouncer refuses to run as root.
  const account = process.getuid?.() === 0 ? ['-u', 'nobody'] : [];
  await chmod(folder, 0o755);
  const pooler = spawn('pgbouncer', ['-q', ...account, file], { env, stdio: 'ignore' });
  const started = await untilServes(pooler, port, server);
  return {
    ...started,
    async stop() {
      await started.stop();
      await rm(folder, { recursive: true });
    },
  };
}

/**
 * Starts it by a command, such as that of compose.yaml.
 * @param environment of the command, without PORT
 * @param server with user and password
 */
export async function startPgBouncerBy(
  [file = '', ...args]: readonly string[],
  environment: Readonly<Record<string, string>>,
  server: string,
): Promise<TestPgBouncer> {
  const port = await freePort();
  const account = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  const pooler = spawn(file, args, {
    ...account,
    cwd: os.tmpdir(),
    env: { PATH: env.PATH, ...environment, PORT: String(port) },
    stdio: 'ignore',
  });
  return untilServes(pooler, port, server);
}

async function untilServes(pooler: ChildProcess, port: number, server: string): Promise<TestPgBouncer> {
  const exited = once(pooler, 'exit');
  const through = (url: string) => {
    const pooled = new URL(url);
    pooled.port = String(port);
    pooled.hostname = '127.0.0.1';
    return pooled.href;
  };
  await eventually(async () => {
    const client = new pg.Client({ connectionString: through(server) });
    await client.connect();
    await client.end();
  });
  return {
    through,
    async stop() {
      pooler.kill('SIGKILL');
      await exited;
    },
  };
}
