// The first minute: what is wrong is told before anything is done, in a sentence that names the variable; Ctrl-C ends the first start
// at any moment; and a start that worked says where to go.
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { startLocalSearchServer } from '../../../src/dev/search/server.ts';
import { eventually } from '../../support/eventually.ts';
import { SEARCH_KEYS } from '../../support/fleet.ts';
import { createEmptyDatabase } from '../../support/postgres.ts';
import { runCommand, startVitaeProcess, temporaryDataDir } from '../../support/vitae-process.ts';

let dataDir: string;
beforeEach(async () => {
  const data = await temporaryDataDir();
  onTestFinished(data.remove);
  dataDir = data.dataDir;
});

const start = (env: Record<string, string>) =>
  runCommand('cli/vitae.mjs', ['start'], { PORT: '0', DATA_DIR: dataDir, SEED_PROFILES: '20', ...env });

describe('a start that cannot work', () => {
  it('a taken port is told before anything is done', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void taken.close());
    const address = taken.address();
    const port = String(typeof address === 'object' && address ? address.port : 0);
    const folder = path.join(dataDir, 'new');
    const { code, stdout, stderr } = await start({ PORT: port, DATA_DIR: folder });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`- PORT: ${port} is taken by another program.`);
    expect(existsSync(folder)).toBe(false);
  });

  it.each(['192.0.2.1', 'http://localhost', 'no-such-name.invalid'])(
    'a HOST that is not of this machine is told before anything is done: %s',
    async (host) => {
      const folder = path.join(dataDir, 'new');
      const { code, stdout, stderr } = await start({ HOST: host, DATA_DIR: folder });
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain(`- HOST: ${host} must be an address or a name of this machine`);
      expect(existsSync(folder)).toBe(false);
    },
  );

  it.each([
    ['is a file', 'file', 'is no folder'],
    ['is in a file', 'file/folder', 'is no folder'],
    ['is where no folder can be made', '/proc/vitae/data', 'cannot be made'],
  ])('a DATA_DIR that %s', async (_what, name, words) => {
    await writeFile(path.join(dataDir, 'file'), '');
    const folder = path.resolve(dataDir, name);
    const { code, stdout, stderr } = await start({ DATA_DIR: folder });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`DATA_DIR: ${folder} ${words}`);
    expect(stderr).not.toContain('    at ');
  });

  it('damaged secrets', async () => {
    await mkdir(dataDir, { recursive: true });
    await writeFile(path.join(dataDir, 'secrets.json'), '{"jwtSecret":"hidd');
    const { code, stderr } = await start({});
    expect(code).toBe(2);
    expect(stderr).toMatch(/DATA_DIR: \S+secrets\.json is damaged/);
    expect(stderr).not.toContain('hidd');
  });

  it('a Postgres that is away or refuses', async () => {
    const database = await createEmptyDatabase();
    onTestFinished(() => database.drop());
    const changed = (parts: Partial<URL>) => Object.assign(new URL(database.url), parts).href;
    for (const url of [
      changed({ port: '1' }),
      changed({ password: 'hidden' }),
      changed({ password: '' }),
      changed({ pathname: '/none' }),
    ]) {
      const { code, stderr } = await start({ DATABASE_URL: url });
      expect(code).toBe(2);
      expect(stderr).toMatch(/^ {2}- DATABASE_URL: Postgres at 127\.0\.0\.1:\d+ (does|refuses|wants|has)/m);
      expect(stderr).not.toMatch(/ {4}at |hidden/);
    }
  });
});

it('an index that refuses its key and a Redis that is away stop no start, and are told with the variable', async () => {
  const search = await startLocalSearchServer(SEARCH_KEYS);
  onTestFinished(() => search.close());
  const vitae = await startVitaeProcess({
    PORT: '0',
    DATA_DIR: dataDir,
    SEED_PROFILES: '0',
    ALGOLIA_APP_ID: SEARCH_KEYS.appId,
    ALGOLIA_API_KEY: 'no such key',
    ALGOLIA_HOSTS: search.url,
    REDIS_URL: 'redis://127.0.0.1:1',
  });
  await eventually(() => expect(vitae.output()).toContain('refuses ALGOLIA_API_KEY'));
  expect(vitae.output().match(/REDIS_URL/g)).toHaveLength(2);
  expect(await vitae.stop()).toBe(0);
});

describe('Ctrl-C during the first start', () => {
  it.each([/Embedded Postgres ready/, /"Migration applied"/, /first start/])('after %s', async (moment) => {
    let sent = false;
    const env = { PORT: '0', DATA_DIR: dataDir, SEED_PROFILES: '4000', LOG_LEVEL: 'info' };
    const { code, stdout, stderr } = await runCommand('cli/vitae.mjs', ['start'], env, (text, child) => {
      if (sent || !moment.test(text)) return;
      sent = true;
      child.kill('SIGINT');
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('"stopping"');
    expect(stdout).toContain('Embedded Postgres stopped');
    expect(stdout).not.toContain('Vitae is running');
  });
});

it('a start that worked says where to go, and every address that it prints answers', async () => {
  const vitae = await startVitaeProcess({
    PORT: '0',
    DATA_DIR: dataDir,
    SEED_PROFILES: '0',
    REDIS_URI: 'redis://localhost',
  });
  const output = vitae.output();
  const addressOf = (title: string) => new RegExp(`${title} +(\\S+)`).exec(output)?.[1] ?? '';
  for (const title of ['Playground', 'Dashboard', 'Health']) {
    const answer = await fetch(addressOf(title), { headers: { accept: 'text/html' } });
    expect({ title, status: answer.status }).toEqual({ title, status: 200 });
  }
  const front = await fetch(vitae.origin, { headers: { accept: 'text/html' } });
  expect([front.status, front.url]).toEqual([200, addressOf('Playground')]);
  const [, url = '', body = ''] =
    /curl (\S+) -H 'content-type: application\/json' -d '(.*)'/.exec(output) ?? [];
  const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  expect(await answer.text()).toContain('"fullName":"Richard Hendriks"');
  expect(output).toContain('REDIS_URI: Vitae has no such variable; did you mean REDIS_URL?');
  expect(await vitae.stop()).toBe(0);
});
