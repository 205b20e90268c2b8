// What is certain to fail later is told before anything is opened: a port that is taken, a host of another machine, a folder that is none or takes no files.
import { constants, existsSync } from 'node:fs';
import { access, mkdir, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { ConfigError, type Config } from '../config/config.ts';
import { listen } from './listen.ts';

/** @throws ConfigError */
export async function checkPort(config: Pick<Config, 'host' | 'port'>): Promise<void> {
  const { servers } = await listen(config, () => createServer()).catch((error: unknown) => {
    throw portFault(error, config.port) ?? error;
  });
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
}

/** Null for another error. */
export function portFault(error: unknown, port: number): ConfigError | null {
  const code = codeOf(error);
  if (code === 'EADDRINUSE') {
    return new ConfigError([
      `PORT: ${port} is taken by another program. Set PORT to a free one, and DATA_DIR too for a second Vitae`,
    ]);
  }
  if (code === 'EACCES')
    return new ConfigError([`PORT: this user may not listen on ${port}. Set PORT to 1024 or higher`]);
  return null;
}

/**
 * Makes the folder where it is missing.
 * @throws ConfigError
 */
export async function checkDataDir(config: Config): Promise<void> {
  if (config.databaseUrl !== null && config.algolia && config.jwtSecret !== null) return;
  const { dataDir } = config;
  try {
    await makeFolder(dataDir);
    if (!(await stat(dataDir)).isDirectory()) throw new ConfigError([`DATA_DIR: ${dataDir} is no folder`]);
    await access(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw dataDirFault(error, dataDir) ?? error;
  }
}

/** Node's own recursive one never ends where a file system has a folder that takes no others, such as /proc. */
async function makeFolder(folder: string): Promise<void> {
  if (existsSync(folder)) return;
  const parent = path.dirname(folder);
  if (parent !== folder) await makeFolder(parent);
  await mkdir(folder).catch((error: unknown) => {
    // Another process may just have made it.
    if (codeOf(error) !== 'EEXIST') throw error;
  });
}

/** Null for an error that is not the folder's. */
export function dataDirFault(error: unknown, dataDir: string): ConfigError | null {
  const isInside = error instanceof Error && 'path' in error && String(error.path).startsWith(dataDir);
  const reason = FILE_FAULTS[codeOf(error)];
  const isParent = error instanceof Error && 'path' in error && dataDir.startsWith(String(error.path));
  if (reason === undefined || !(isInside || isParent)) return null;
  return new ConfigError([`DATA_DIR: ${dataDir} ${reason}`]);
}

const FILE_FAULTS: Readonly<Record<string, string>> = {
  EEXIST: 'is no folder',
  ENOENT: 'cannot be made on this file system',
  ENOTDIR: 'is no folder',
  EACCES: 'may not be written by this user. Set DATA_DIR to a folder of yours, or change its owner',
  EPERM: 'may not be written by this user. Set DATA_DIR to a folder of yours, or change its owner',
  EROFS: 'is on a file system that may only be read. Set DATA_DIR to another folder',
  ENOSPC: 'is on a disk that is full. Make room, or set DATA_DIR to a folder on another one',
  EDQUOT: 'is on a disk that is full for this user. Make room, or set DATA_DIR to a folder on another one',
  ENAMETOOLONG: 'is too long for a path',
  ELOOP: 'is a link that leads to itself',
};

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
