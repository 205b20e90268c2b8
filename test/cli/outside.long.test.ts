// What a command finds outside of itself: servers that are no Vitae or hang, addresses and tokens as people paste them, a full disk.
import { open } from 'node:fs/promises';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { processEnvironment, runCommand, type Finished } from '../support/vitae-process.ts';

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const vitae = (env: Record<string, string>, ...args: string[]): Promise<Finished> =>
  runCommand('cli/vitae.mjs', args, { VITAE_TOKEN: 'any', ...env });

it.each([
  ['before its answer', () => undefined],
  [
    'amid its answer',
    (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{"da');
    },
  ],
] as [string, RequestListener][])(
  'a server that hangs %s ends the command by itself, as code 2',
  async (_when, listener) => {
    const url = `${await serve(listener)}/graphql`;
    const { code, stderr } = await vitae({}, 'jobs', 'list', '--url', url);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: `${url} does not answer within 30 seconds. It may still do what it was told.\n`,
    });
  },
);

it.each(['localhost:4000', 'localhost:4000/graphql', 'ftp://localhost/graphql', 'graphql', ''])(
  'an address that is none is named with its option: %j',
  async (url) => {
    const { code, stderr } = await vitae({}, 'jobs', 'list', `--url=${url}`);
    expect(code).toBe(2);
    expect(stderr).toMatch(/--url.* must start with http:\/\/ or https:\/\//);
    expect(stderr).not.toContain('npm start');
  },
);

it('an address without a path leads to /graphql', async () => {
  const asked: (string | undefined)[] = [];
  const origin = await serve(({ url }, response) => {
    asked.push(url);
    response.setHeader('content-type', 'application/json').end('{"data":{"queues":[]}}');
  });
  for (const url of [origin, `${origin}/`]) await vitae({}, 'jobs', 'list', '--url', url);
  expect(asked).toEqual(['/graphql', '/graphql']);
});

it.each(['> vitae@0.1.0 token\n\neyJhbGci.secret', 'Bearer eyJhbGci.secret', 'eyJhbGci.secret…', 'ü'])(
  'a token that no header takes is named by its variable, and not printed: %j',
  async (VITAE_TOKEN) => {
    const { code, stdout, stderr } = await vitae({ VITAE_TOKEN }, 'jobs', 'list');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^VITAE_TOKEN: must be a token alone/);
    expect(stderr).not.toContain('secret');
  },
);

it.each(['UNAUTHENTICATED', 'NOT_ALLOWED'])(
  'a refusal says which variable holds the token: %s',
  async (code) => {
    const url = await serve((_request, response) => {
      const errors = [{ message: 'refused', extensions: { code } }];
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ errors }));
    });
    const answer = await vitae({}, 'jobs', 'list', '--url', url);
    expect(answer.code).toBe(2);
    expect(answer.stderr).toMatch(/^refused\nSet VITAE_TOKEN to an administrator's token/);
  },
);

it.each([
  ['token', '--admin'],
  ['database-url'],
  ['--help'],
  ['--version'],
  ['jobs', '--help'],
  ['help', 'start'],
])('output that its disk does not take is no success: vitae %s', async (...args) => {
  await using full = await open('/dev/full', 'w');
  const child = spawn(process.execPath, ['src/cli/vitae.mjs', ...args], {
    cwd: path.resolve(import.meta.dirname, '../..'),
    env: processEnvironment({
      JWT_SECRET: 'f2b1f9d3a60c47e58f1e9c7d2a4b6e80',
      DATABASE_URL: 'postgresql://a@127.0.0.1:1/b',
    }),
    stdio: ['ignore', full.fd, 'pipe'],
  });
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const [code] = (await once(child, 'close')) as [number | null];
  expect({ code, stderr }).toEqual({ code: 2, stderr: 'The output is not whole: its disk is full.\n' });
});

it.each([['--help'], ['jobs', '--help']])(
  'help whose reader has left is no success: vitae %s',
  async (...args) => {
    const child = spawn(process.execPath, ['src/cli/vitae.mjs', ...args], {
      cwd: path.resolve(import.meta.dirname, '../..'),
      env: processEnvironment({}),
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    child.stdout.destroy();
    expect(await once(child, 'close')).toEqual([141, null]);
  },
);
