// Finds the server process or starts it, and stops it. Call these functions under the folder's lock.
// The server outlives the process that starts it: it has its own session (Ctrl-C does not reach it) and writes to postgres.log.
import { execFile, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client, DatabaseError } from 'pg';
import { connectionUrl, DATABASE, programEnvironment, type Cluster } from './cluster.ts';
import { EmbeddedPostgresError } from './embedded-error.ts';
import { leftoverPort, readPostmaster } from './postmaster-file.ts';

const run = promisify(execFile);
const PATIENCE_MS = 120_000;
const RETRY_MS = 25;

export type Settings = Readonly<Record<string, string>>;

// For a developer's machine: little memory, and as durable as Postgres's defaults (fsync stays on).
const defaultSettings: Settings = {
  listen_addresses: '127.0.0.1',
  // No socket file: its path has a length limit, and /tmp is shared.
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '128MB',
  max_wal_size: '1GB',
  // There are no replicas, and bulk loads write less.
  wal_level: 'minimal',
  max_wal_senders: '0',
};

export interface PortWish {
  readonly port: number;
  /** Accept no other port: connections to this one are already configured. */
  readonly only: boolean;
}

/** @returns the port of a server that answers and has its database, joined or started */
export async function ensureServer(cluster: Cluster, wish: PortWish, settings: Settings): Promise<number> {
  const deadline = Date.now() + PATIENCE_MS;
  let started: Start | null = null;
  while (Date.now() < deadline) {
    const postmaster = await readPostmaster(cluster.data);
    if (postmaster !== null) {
      if (postmaster.port !== null && (await answers(cluster, postmaster.port))) return postmaster.port;
    } else if (started === null) {
      const ports = [await leftoverPort(cluster.data), wish.port, 0];
      started = start(cluster, wish.only ? wish.port : await firstFree(ports), settings);
    } else if (started.ended()) {
      // Another program may take the port between our check and Postgres's start. The children of a killed server need a moment to end.
      const reason = await logEnd(cluster);
      if (!/could not bind|pre-existing shared memory block/.test(reason)) {
        throw startFailed(cluster, 'ended while starting', reason, started.error());
      }
      started = null;
    }
    await delay(RETRY_MS);
  }
  throw startFailed(cluster, `did not answer within ${PATIENCE_MS / 1000} seconds`, await logEnd(cluster));
}

/** Rolls back open transactions, and keeps everything committed. Resolves when the server has ended. */
export async function stopServer(cluster: Cluster): Promise<void> {
  const { account, binaries, data, folder } = cluster;
  const args = ['stop', `--pgdata=${data}`, '--mode=fast', '--wait', `--timeout=${PATIENCE_MS / 1000}`];
  const { file, args: line, options } = account.command(binaries.pg_ctl, args);
  try {
    await run(file, line, { ...options, cwd: folder, env: programEnvironment() });
  } catch (cause) {
    if ((await readPostmaster(data)) === null) return;
    const message = `The Postgres in ${folder} did not stop: ${cause instanceof Error ? cause.message : String(cause)}`;
    throw new EmbeddedPostgresError('EMBEDDED_POSTGRES_STOP_FAILED', message, cause);
  }
}

interface Start {
  ended(): boolean;
  /** Why it could not be spawned. */
  error(): Error | undefined;
}

function start(cluster: Cluster, port: number, settings: Settings): Start {
  const all = { ...defaultSettings, port: String(port), ...settings };
  const flags = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const { file, args, options } = cluster.account.command(cluster.binaries.postgres, [
    '-D',
    cluster.data,
    ...flags,
  ]);
  // Overwritten at each start: its end is about this start, and it does not grow for years.
  const log = openSync(cluster.log, 'w', 0o600);
  const child = spawn(file, args, {
    ...options,
    cwd: cluster.folder,
    env: programEnvironment(),
    detached: true,
    stdio: ['ignore', log, log],
    windowsHide: true,
  });
  closeSync(log);
  child.unref();
  let failure: Error | undefined;
  child.once('error', (error) => (failure = error));
  return {
    ended: () => failure !== undefined || child.exitCode !== null || child.signalCode !== null,
    error: () => failure,
  };
}

/** False while it starts, recovers or shuts down; true once its database exists. */
async function answers(cluster: Cluster, port: number): Promise<boolean> {
  const client = new Client({
    connectionString: connectionUrl(cluster, port, 'postgres'),
    connectionTimeoutMillis: 5000,
  });
  // A shutdown also rejects the query. Without a listener the event would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ data: string; made: boolean }>(
      `SELECT current_setting('data_directory') AS data, EXISTS (SELECT FROM pg_database WHERE datname = $1) AS made`,
      [DATABASE],
    );
    // A copied folder has the original's postmaster.pid and password, so the port may be the original's.
    if (rows[0]?.data !== cluster.data) return false;
    if (!rows[0].made) await client.query(`CREATE DATABASE ${client.escapeIdentifier(DATABASE)}`);
    return true;
  } catch (error) {
    if (isTemporary(error)) return false;
    throw error;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Whether the server is starting or stopping: it gave no SQLSTATE, or one of class 57P. */
function isTemporary(error: unknown): boolean {
  return !(error instanceof DatabaseError) || error.code?.startsWith('57P') === true;
}

/** @param wished tried in this order; 0 is any free one */
async function firstFree(wished: readonly (number | null)[]): Promise<number> {
  for (const port of wished) {
    const free = port === null ? null : await tryListen(port);
    if (free !== null) return free;
  }
  throw new EmbeddedPostgresError(
    'EMBEDDED_POSTGRES_START_FAILED',
    'No port is free on 127.0.0.1 for the embedded Postgres.',
  );
}

function tryListen(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(null));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? (address?.port ?? null) : null));
    });
  });
}

async function logEnd(cluster: Cluster): Promise<string> {
  const text = await readFile(cluster.log, 'utf8').catch(() => '');
  return text.trimEnd().split('\n').slice(-15).join('\n');
}

function startFailed(cluster: Cluster, what: string, reason: string, cause?: Error): EmbeddedPostgresError {
  const message = `The embedded Postgres in ${cluster.folder} ${what}. The end of ${cluster.log}:\n${reason}`;
  return new EmbeddedPostgresError('EMBEDDED_POSTGRES_START_FAILED', message, cause);
}
