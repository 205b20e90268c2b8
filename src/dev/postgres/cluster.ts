// The files of the embedded Postgres: paths in its folder, the password, and the data folder that initdb makes.
// initdb works in a folder beside it that is then renamed, so the data folder is never half made.
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, mkdtemp, readdir, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { chooseAccount, type Account } from './account.ts';
import { findBinaries, type Binaries } from './binaries.ts';
import { EmbeddedPostgresError } from './embedded-error.ts';

const run = promisify(execFile);

export const SUPERUSER = 'vitae';
export const DATABASE = 'vitae';
const MAKING = 'data.new-';

export interface Cluster {
  /** Absolute, without symbolic links. */
  readonly folder: string;
  readonly data: string;
  /** The server's output. */
  readonly log: string;
  readonly password: string;
  readonly binaries: Binaries;
  readonly account: Account;
}

/** Makes what is missing. Call it under the folder's lock. */
export async function openCluster(folder: string, initdbFlags: readonly string[]): Promise<Cluster> {
  const real = await realpath(folder);
  const binaries = await findBinaries();
  const account = await chooseAccount(real, binaries.initdb);
  const data = path.join(real, 'data');
  const password = await readPassword(path.join(real, 'password'), existsSync(data));
  const cluster = { folder: real, data, log: path.join(real, 'postgres.log'), password, binaries, account };
  if (!existsSync(data)) await initialise(cluster, initdbFlags);
  return cluster;
}

/** Makes nothing; null where there is no data folder. */
export async function existingCluster(folder: string): Promise<Pick<Cluster, 'data' | 'password'> | null> {
  const real = await realpath(folder);
  const data = path.join(real, 'data');
  if (!existsSync(data)) return null;
  return { data, password: await readPassword(path.join(real, 'password'), true) };
}

export function connectionUrl(cluster: Pick<Cluster, 'password'>, port: number, database: string): string {
  return `postgresql://${SUPERUSER}:${cluster.password}@127.0.0.1:${port}/${database}`;
}

/** Without Postgres's own variables (PGPORT, PGDATA, …): they are meant for other servers. */
export function programEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('PG'));
  // Messages in English: server.ts recognises some by their words.
  return { ...Object.fromEntries(kept), LC_ALL: 'C' };
}

async function readPassword(file: string, mustExist: boolean): Promise<string> {
  if (existsSync(file)) return (await readFile(file, 'utf8')).trim();
  if (mustExist) {
    const message = `${file} is missing, and the data beside it cannot be opened without it. Put it back, or delete the whole folder to start over.`;
    throw new EmbeddedPostgresError('EMBEDDED_POSTGRES_PASSWORD_LOST', message);
  }
  const password = randomBytes(24).toString('hex');
  await writeFile(`${file}.new`, `${password}\n`, { mode: 0o600, flush: true });
  await rename(`${file}.new`, file);
  return password;
}

async function initialise(cluster: Cluster, initdbFlags: readonly string[]): Promise<void> {
  const { account, binaries, data, folder } = cluster;
  // Left by a killed start. Its initdb may still run, so the new folder has another name.
  for (const name of await readdir(folder)) {
    if (!name.startsWith(MAKING)) continue;
    await rm(path.join(folder, name), { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  }
  const making = await mkdtemp(path.join(folder, MAKING));
  const passwordFile = `${making}.password`;
  await writeFile(passwordFile, `${cluster.password}\n`, { mode: 0o600 });
  if (account.owner) {
    await chown(making, account.owner.uid, account.owner.gid);
    await chown(passwordFile, account.owner.uid, account.owner.gid);
  }
  const command = account.command(binaries.initdb, [
    `--pgdata=${making}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // Postgres's own collation sorts the same on every machine.
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    ...initdbFlags,
  ]);
  try {
    await run(command.file, command.args, { ...command.options, cwd: folder, env: programEnvironment() });
  } catch (cause) {
    const message = `Postgres could not make its data folder in ${folder}: ${cause instanceof Error ? cause.message : String(cause)}`;
    throw new EmbeddedPostgresError('EMBEDDED_POSTGRES_INIT_FAILED', message, cause);
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rename(making, data);
}
