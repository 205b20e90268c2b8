// Starts Redis servers for tests, on free loopback ports, without persistence. Without redis-server, its tests are skipped with
// one line; with CI set they fail.
import { execFile, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { createClient } from '@keyv/redis';
import { until } from './eventually.ts';
import { isMissing } from './missing-program.ts';

const run = promisify(execFile);

export interface TestRedis {
  readonly url: string;
  readonly port: number;
  /** SIGSTOP: keeps its connections and does not answer. */
  pause(): void;
  resume(): void;
  /** Kills it and starts it again on the same port, empty. */
  restartEmpty(): Promise<void>;
  /** Saves, kills it and starts it again on the same port with the saved data. */
  restartWithSnapshot(whileSaved?: () => Promise<void>): Promise<void>;
  /** SIGKILL. `start` starts an empty one. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Sends one command on a new connection. @returns the reply as text */
  command(...args: string[]): Promise<string>;
  stop(): Promise<void>;
}

/** For `describe.skipIf(withoutRedis())`. @throws with CI set */
export function withoutRedis(): boolean {
  return isMissing(spawnSync('redis-server', ['--version']).status === 0, 'redis-server');
}

export async function startRedis(settings: readonly string[] = []): Promise<TestRedis> {
  const port = await freePort();
  const directory = await mkdtemp(path.join(os.tmpdir(), 'vitae-redis-'));
  const url = `redis://127.0.0.1:${port}`;
  const always = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', directory];
  let server: ChildProcess;

  async function start(): Promise<void> {
    server = spawn('redis-server', [...always, ...settings], { stdio: 'ignore' });
    await answers(url);
  }

  async function kill(): Promise<void> {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const exited = once(server, 'exit');
    server.kill('SIGCONT');
    server.kill('SIGKILL');
    await exited;
  }

  const command = (...args: string[]) => onOwnConnection(url, args);
  const forgetSnapshot = () => rm(path.join(directory, 'dump.rdb'), { force: true });
  await start();
  return {
    url,
    port,
    command,
    kill,
    start,
    pause: () => void server.kill('SIGSTOP'),
    resume: () => void server.kill('SIGCONT'),
    async restartEmpty() {
      await kill();
      await forgetSnapshot();
      await start();
    },
    async restartWithSnapshot(whileSaved = () => Promise.resolve()) {
      await command('SAVE');
      await whileSaved();
      await kill();
      await start();
      await forgetSnapshot();
    },
    async stop() {
      await kill();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

export interface TestRedisCluster {
  /** Its nodes, comma-separated. */
  readonly url: string;
  readonly nodes: readonly TestRedis[];
  stop(): Promise<void>;
}

/** Three masters, ready for use. */
export async function startRedisCluster(): Promise<TestRedisCluster> {
  const settings = ['--cluster-enabled', 'yes', '--cluster-node-timeout', '2000'];
  const nodes = await Promise.all([0, 1, 2].map(() => startRedis(settings)));
  const stop = async () => {
    await Promise.all(nodes.map((node) => node.stop()));
  };
  try {
    const addresses = nodes.map(({ port }) => `127.0.0.1:${port}`);
    await run('redis-cli', ['--cluster', 'create', ...addresses, '--cluster-yes']);
    for (const node of nodes)
      await until(async () => (await node.command('CLUSTER', 'INFO')).includes('state:ok'));
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: nodes.map(({ url }) => url).join(), nodes, stop };
}

async function answers(url: string): Promise<void> {
  await until(async () => (await onOwnConnection(url, ['PING'])) === 'PONG');
}

async function onOwnConnection(url: string, args: readonly string[]): Promise<string> {
  const client = createClient({ url, socket: { reconnectStrategy: false, connectTimeout: 1000 } });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const reply: unknown = await client.sendCommand([...args]);
    return typeof reply === 'string' ? reply : JSON.stringify(reply);
  } finally {
    client.destroy();
  }
}

/** With its port plus 10,000, on which a node of a cluster also listens. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = await listenOnce(0);
    if (port !== null && port < 55_000 && (await listenOnce(port + 10_000)) !== null) return port;
  }
}

/** @returns the port; null where it is taken */
async function listenOnce(port: number): Promise<number | null> {
  const probe = createServer().listen(port, '127.0.0.1');
  try {
    await once(probe, 'listening');
  } catch {
    return null;
  }
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  return typeof address === 'object' && address ? address.port : null;
}
