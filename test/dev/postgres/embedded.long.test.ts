// The embedded Postgres with real processes that are really killed. Tests wait for conditions, never for time.
// Most of them use one folder that initdb has filled once, and leave it as they found it.
import { existsSync } from 'node:fs';
import { chown, cp, readdir, readFile, rename, stat, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  cleanUp,
  isAlive,
  killPostmaster,
  makeFolder,
  open,
  postmasterPid,
  query,
  startHolder,
  urlOf,
} from './holders.ts';
import { eventually } from '../../support/eventually.ts';

const asRoot = process.getuid?.() === 0 && process.platform === 'linux';
const expectServes = async (url: string) => expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
const portOf = (url: string) => Number(new URL(url).port);

/** Has data; no server runs in it between tests. */
let folder: string;

beforeAll(async () => {
  folder = await makeFolder();
  const postgres = await open(folder);
  await query(postgres.url, 'CREATE TABLE kept AS SELECT 7 AS value');
  await postgres.release();
});
afterAll(cleanUp);

describe('one process', () => {
  it('starts a server on an empty folder and stops it on release', async () => {
    const folder = path.join(await makeFolder(), 'made', 'by', 'it');
    const postgres = await open(folder);
    const pid = await postmasterPid(folder);
    const settings = await query<{ name: string; setting: string }>(
      postgres.url,
      `SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'listen_addresses', 'unix_socket_directories', 'server_encoding')`,
    );
    expect(Object.fromEntries(settings.map(({ name, setting }) => [name, setting]))).toEqual({
      fsync: 'on',
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      server_encoding: 'UTF8',
    });
    expect((await stat(path.join(folder, 'password'))).mode & 0o777).toBe(0o600);
    await expect(query(postgres.url.replace(/:[0-9a-f]+@/, ':wrong@'), 'SELECT 1')).rejects.toMatchObject({
      code: '28P01',
    });

    await Promise.all([postgres.release(), postgres.release()]);
    expect(existsSync(path.join(folder, 'data/postmaster.pid'))).toBe(false);
    await eventually(() => expect(isAlive(pid)).toBe(false));
  });

  it('keeps data and password over a restart', async () => {
    const first = await open(folder);
    await first.release();
    const second = await open(folder);
    expect(await query(second.url, 'SELECT value FROM kept')).toEqual([{ value: 7 }]);
    expect(new URL(second.url).password).toBe(new URL(first.url).password);
    await second.release();
  });

  it('uses the wished port, or another one where it is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const address = other.address();
    const taken = typeof address === 'object' && address !== null ? address.port : 0;
    const beside = await open(folder, taken);
    expect(portOf(beside.url)).not.toBe(taken);
    await beside.release();
    await new Promise((resolve) => other.close(resolve));
    const back = await open(folder, taken);
    expect(portOf(back.url)).toBe(taken);
    await back.release();
  });

  it('says what to do when the password is lost', async () => {
    const file = path.join(folder, 'password');
    await rename(file, `${file}.away`);
    await expect(open(folder)).rejects.toMatchObject({
      code: 'EMBEDDED_POSTGRES_PASSWORD_LOST',
      message: expect.stringContaining(file) as string,
    });
    await rename(`${file}.away`, file);
  });

  it('shows the log of a Postgres that cannot start', async () => {
    const file = path.join(folder, 'data/postgresql.conf');
    const intact = await readFile(file);
    await writeFile(file, 'nonsense = 1\n');
    await expect(open(folder)).rejects.toMatchObject({
      code: 'EMBEDDED_POSTGRES_START_FAILED',
      message: expect.stringContaining('unrecognized configuration parameter "nonsense"') as string,
    });
    await writeFile(file, intact);
  });
});

describe('several processes', () => {
  it('share one server when they start at once on an empty folder', async () => {
    const folder = await makeFolder();
    const holders = [1, 2, 3].map(() => startHolder(folder));
    const urls = await Promise.all(holders.map(urlOf));
    expect(new Set(urls).size).toBe(1);
    const log = await readFile(path.join(folder, 'postgres.log'), 'utf8');
    expect(log.match(/starting PostgreSQL/g)).toHaveLength(1);
    await Promise.all(holders.map((holder) => holder.leave()));
    expect(existsSync(path.join(folder, 'data/postmaster.pid'))).toBe(false);
  });

  it('the starter leaves first: the last one to leave stops the server', async () => {
    const starter = startHolder(folder);
    const url = await urlOf(starter);
    const joiner = startHolder(folder, 1);
    expect(await urlOf(joiner)).toBe(url);
    await starter.leave();
    await expectServes(url);
    await joiner.leave();
    await expect(query(url, 'SELECT 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('start and leave in any order, and each has a server while it holds a lease', async () => {
    const comeAndGo = async () => {
      const holder = startHolder(folder);
      await expectServes(await urlOf(holder));
      await holder.leave();
    };
    const lane = async () => {
      for (let visit = 0; visit < 3; visit += 1) await comeAndGo();
    };
    await Promise.all([lane(), lane(), lane()]);
    expect(existsSync(path.join(folder, 'data/postmaster.pid'))).toBe(false);
  });
});

describe('kill -9', () => {
  it('of the only holder: the next one joins the running server, and stops it at the end', async () => {
    const holder = startHolder(folder);
    const url = await urlOf(holder);
    const pid = await postmasterPid(folder);
    await holder.kill();
    expect(isAlive(pid)).toBe(true);
    const next = await open(folder, 1);
    expect(next.url).toBe(url);
    expect(await postmasterPid(folder)).toBe(pid);
    expect(await query(next.url, 'SELECT value FROM kept')).toEqual([{ value: 7 }]);
    await eventually(async () => {
      const leases = await query(
        next.url,
        `SELECT FROM pg_stat_activity WHERE application_name = 'vitae lease'`,
      );
      expect(leases).toHaveLength(1);
    });
    await next.release();
    await eventually(() => expect(isAlive(pid)).toBe(false));
  });

  it('of the starter: the joiner keeps the server', async () => {
    const starter = startHolder(folder);
    const url = await urlOf(starter);
    const joiner = await open(folder);
    await starter.kill();
    await expectServes(url);
    await joiner.release();
  });

  it('of holder and postmaster: the next start recovers what was committed', async () => {
    const holder = startHolder(folder);
    await query(await urlOf(holder), 'CREATE TABLE recovered AS SELECT 8 AS value');
    await holder.kill();
    await killPostmaster(folder);
    const next = await open(folder);
    expect(await query(next.url, 'SELECT value FROM recovered')).toEqual([{ value: 8 }]);
    await next.release();
  });

  it('of the postmaster alone: a holder restarts it under the same url', async () => {
    const postgres = await open(folder);
    const killed = await postmasterPid(folder);
    await killPostmaster(folder);
    await eventually(async () =>
      expect(await query(postgres.url, 'SELECT value FROM kept')).toEqual([{ value: 7 }]),
    );
    expect(await postmasterPid(folder)).not.toBe(killed);
    await postgres.release();
    expect(existsSync(path.join(folder, 'data/postmaster.pid'))).toBe(false);
  });

  it('of the lease connection alone: it is opened again, and a joiner that leaves does not stop the server', async () => {
    const postgres = await open(folder);
    const leases = `FROM pg_stat_activity WHERE application_name = 'vitae lease'`;
    const [before] = await query<{ pid: number }>(postgres.url, `SELECT pid ${leases}`);
    await query(postgres.url, `SELECT pg_terminate_backend(pid) ${leases}`);
    await eventually(async () => {
      const now = await query<{ pid: number }>(postgres.url, `SELECT pid ${leases}`);
      expect(now).toHaveLength(1);
      expect(now[0]?.pid).not.toBe(before?.pid);
    });
    const other = startHolder(folder);
    await urlOf(other);
    await other.leave();
    await expectServes(postgres.url);
    await postgres.release();
  });

  it('in the middle of initdb: the unfinished folder is removed and made again', async () => {
    const folder = await makeFolder();
    const holder = startHolder(folder);
    const halfMade = await eventually(async () => {
      const name = (await readdir(folder)).find(
        (entry) => entry.startsWith('data.new-') && !entry.endsWith('.password'),
      );
      if (name === undefined || !existsSync(path.join(folder, name, 'PG_VERSION')))
        throw new Error('not begun');
      return name;
    });
    await holder.kill();
    expect(existsSync(path.join(folder, 'data'))).toBe(false);
    const next = await open(folder);
    await expectServes(next.url);
    await next.release();
    expect(existsSync(path.join(folder, halfMade))).toBe(false);
    expect((await readdir(folder)).filter((name) => name.startsWith('data.new-'))).toEqual([]);
  });
});

describe('a postmaster.pid without a server of this folder', () => {
  const content = (pid: number, data: string, port = 54_329) =>
    `${pid}\n${data}\n1700000000\n${port}\n\n127.0.0.1\n  1234 5\nready\n`;

  it.each<[string, (data: string) => string]>([
    ['of a dead process', (data) => content(2_147_483_645, data)],
    ['of another program', (data) => content(process.pid, data)],
    ['emptied by a power cut', () => ''],
  ])('%s', async (_title, contentIn) => {
    const data = path.join(folder, 'data');
    const file = path.join(data, 'postmaster.pid');
    await writeFile(file, contentIn(data));
    // An old file: a new empty one belongs to a server that is starting.
    await utimes(file, 1_700_000_000, 1_700_000_000);
    const next = await open(folder);
    await expectServes(next.url);
    await next.release();
  });

  it('of another program of the same user, which Postgres itself would take for a server', async () => {
    const first = await open(folder);
    const elsewhere = await makeFolder();
    const second = await open(elsewhere);
    const foreign = await postmasterPid(elsewhere);
    await first.release();
    const data = path.join(folder, 'data');
    await writeFile(path.join(data, 'postmaster.pid'), content(foreign, data, portOf(second.url)));
    const again = await open(folder);
    expect(portOf(again.url)).not.toBe(portOf(second.url));
    expect(isAlive(foreign)).toBe(true);
    await again.release();
    await second.release();
  });

  it('copied together with its folder: the copy gets a server of its own', async () => {
    const original = await open(folder);
    await query(original.url, 'CHECKPOINT');
    const copy = path.join(await makeFolder(), 'copy');
    await cp(folder, copy, { recursive: true, preserveTimestamps: true });
    if (asRoot) await giveLike(path.join(folder, 'data'), path.join(copy, 'data'));
    const second = await open(copy);
    expect(portOf(second.url)).not.toBe(portOf(original.url));
    expect(await query(second.url, 'SELECT value FROM kept')).toEqual([{ value: 7 }]);
    await second.release();
    await expectServes(original.url);
    await original.release();
  });

  it('the folder was moved while nothing ran', async () => {
    const moved = `${await makeFolder()}/moved`;
    await rename(folder, moved);
    const next = await open(moved);
    await expectServes(next.url);
    await next.release();
    await rename(moved, folder);
  });
});

describe.runIf(asRoot)('as root', () => {
  it('works below a folder that only root may enter', async () => {
    const postgres = await open(path.join(await makeFolder(0o700), 'inside'));
    await expectServes(postgres.url);
    await postgres.release();
  });

  it('says what to do where no capability helps', async () => {
    const folder = path.join(await makeFolder(0o700), 'inside');
    const without = ['dac_read_search', 'dac_override'].map((name) => `-${name}`).join(',');
    const holder = startHolder(folder, 0, ['setpriv', `--bounding-set=${without}`]);
    expect(await holder.outcome).toMatchObject({
      code: 'EMBEDDED_POSTGRES_UNREACHABLE',
      message: expect.stringContaining('chmod o+x') as string,
    });
    await holder.leave();
  });
});

/** Gives copies made by root to the user that runs Postgres. */
async function giveLike(model: string, target: string): Promise<void> {
  const { uid, gid } = await stat(model);
  const names = await readdir(target, { recursive: true });
  await Promise.all(
    [target, ...names.map((name) => path.join(target, name))].map((file) => chown(file, uid, gid)),
  );
}
