// Owns that a folder has one server at a time: a second would hold records of its own, and mix its journal into the first one's.
// The lock is a socket that is listened on, so it goes with its process, however that ends.
import { mkdirSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** One whose parent was killed may still be ending. */
const PATIENCE_MS = 3000;

export class FolderTakenError extends Error {
  override readonly name = 'FolderTakenError';
  constructor(folder: string) {
    super(`Another process serves the search index in ${folder}`);
  }
}

/**
 * Held until the process ends. The folder becomes its working directory, since the path of a socket has to be short.
 * @throws FolderTakenError where another process holds it
 */
export async function lockFolder(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  process.chdir(folder);
  // https://nodejs.org/api/net.html#identifying-paths-for-ipc-connections
  const socket = process.platform === 'win32' ? path.join('\\\\?\\pipe', folder, 'lock') : 'lock';
  const deadline = performance.now() + PATIENCE_MS;
  while (!(await listen(socket))) {
    if (!(await isListenedOn(socket))) rmSync(socket, { force: true });
    else if (performance.now() > deadline) throw new FolderTakenError(folder);
    else await delay(50);
  }
}

/** @returns whether it was free. Some file systems have no sockets: what cannot be locked there is taken as free. */
function listen(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer((connection) => connection.destroy());
    server.once('error', (error) => resolve(!('code' in error) || error.code !== 'EADDRINUSE'));
    server.listen(socket, () => {
      server.unref();
      resolve(true);
    });
  });
}

function isListenedOn(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = connect(socket);
    connection.once('connect', () => {
      connection.destroy();
      resolve(true);
    });
    connection.once('error', () => resolve(false));
  });
}
