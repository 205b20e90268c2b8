// Where a server listens, and who gets a development token: a page that was opened as localhost on this machine, and nobody
// else, whatever its request says. A page of another site may point its own name at 127.0.0.1 (DNS rebinding).
import { once } from 'node:events';
import { createServer, request, type IncomingMessage } from 'node:http';
import { networkInterfaces } from 'node:os';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config/config.ts';
import { listen } from '../../src/server/listen.ts';
import { startMessage } from '../../src/server/start-message.ts';
import { openSocket, serve, type Served } from '../support/served.ts';
import { useVitae } from '../support/vitae.ts';
import { PRODUCTION } from './clients/production.ts';

const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
const HAS_IPV6 = addresses.some(({ address }) => address === '::1');
/** An address of this machine on a network. */
const OUTER = addresses.find(({ internal, family }) => !internal && family === 'IPv4')?.address;

async function get(port: number, path: string, headers: Record<string, string> = {}, host = '127.0.0.1') {
  const sent = request({ host, port, path, headers: { accept: 'text/html', ...headers } }).end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return { status: response.statusCode, headers: response.headers, body: await text(response) };
}

const refusedAt = (port: number, host: string) =>
  get(port, '/health', {}, host).then(
    () => 'answered',
    (error: unknown) => (error as NodeJS.ErrnoException).code,
  );

describe('a port', () => {
  it('is open on both loopback addresses and on no other, as by default in development', async () => {
    const { host } = readConfig({});
    const { servers, port } = await listen({ host, port: 0 }, () =>
      createServer((_request, response) => response.end('here')),
    );
    try {
      for (const name of ['127.0.0.1', 'localhost', ...(HAS_IPV6 ? ['::1'] : [])]) {
        expect(await get(port, '/', {}, name)).toMatchObject({ body: 'here' });
      }
      if (OUTER !== undefined) expect(await refusedAt(port, OUTER)).toBe('ECONNREFUSED');
    } finally {
      for (const server of servers) server.close();
    }
  });

  it('is open on every interface in production, and where HOST says so', async () => {
    for (const environment of [PRODUCTION, { HOST: '0.0.0.0' }]) {
      const { host } = readConfig(environment);
      const { servers, port } = await listen({ host, port: 0 }, () =>
        createServer((_request, response) => response.end('here')),
      );
      for (const name of ['127.0.0.1', ...(OUTER === undefined ? [] : [OUTER])]) {
        expect(await get(port, '/', {}, name)).toMatchObject({ body: 'here' });
      }
      for (const server of servers) server.close();
    }
  });

  it('is refused, with its variable, where HOST is not this machine', async () => {
    for (const host of ['192.0.2.1', 'no-such-name.invalid']) {
      await expect(listen({ host, port: 0 }, createServer)).rejects.toThrow(`HOST: ${host} must be`);
    }
  });

  it.skipIf(!HAS_IPV6)('that another program has on ::1 is taken', async () => {
    const other = createTcpServer().listen(0, '::1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    await expect(listen({ host: 'localhost', port }, createServer)).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
    other.close();
  });

  it.each([
    [null, 'http://localhost:4000'],
    ['localhost', 'http://localhost:4000'],
    ['::', 'http://localhost:4000'],
    ['::1', 'http://[::1]:4000'],
    ['192.0.2.7', 'http://192.0.2.7:4000'],
  ])('on %s is printed as %s', (host, origin) => {
    const config = { ...readConfig({}), host };
    const started = { port: 4000, databaseUrl: 'postgres://localhost/x', search: 'here', tokens: null };
    expect(startMessage(config, started)).toContain(`${origin}/graphql`);
  });
});

describe('a development token', () => {
  const vitae = useVitae({ workers: false });
  const playgroundTokens = { person: 'token-of-the-person', administrator: 'token-of-the-administrator' };
  let served: Served;
  beforeAll(async () => {
    served = await serve({ ...vitae.appOptions, playgroundTokens }, { host: '0.0.0.0', port: 0 });
  });
  afterAll(() => served[Symbol.asyncDispose]());

  it.each(['localhost', 'LOCALHOST', '127.0.0.1', '127.8.9.10', '[::1]'])(
    'is in a page that was opened as %s, which no cache keeps',
    async (name) => {
      for (const host of [name, `${name}:${served.port}`]) {
        for (const headers of [{ host }, { host, origin: `http://${host}` }]) {
          const page = await get(served.port, '/admin', headers);
          expect(page.body).toContain('token-of-the-administrator');
          expect(page.headers['cache-control']).toBe('no-store');
          expect(page.headers['referrer-policy']).toBe('no-referrer');
        }
      }
    },
  );

  it.each<readonly [string, Record<string, string>]>([
    ['another name', { host: 'evil.example' }],
    ['a name that begins like this machine', { host: 'localhost.evil.example' }],
    ['a name that ends like this machine', { host: 'evil-localhost' }],
    ['an address as a name', { host: '127.0.0.1.evil.example' }],
    ['another address', { host: '192.168.1.5:4000' }],
    ['every interface', { host: '0.0.0.0:4000' }],
    ['the origin of another site', { host: 'localhost:4000', origin: 'http://evil.example:4000' }],
    ['the origin of a sandboxed page', { host: 'localhost:4000', origin: 'null' }],
    ['a proxy', { host: 'localhost', 'x-forwarded-for': '192.0.2.1' }],
    ['a proxy with the newer header', { host: 'localhost', forwarded: 'for=192.0.2.1' }],
  ])('is not in a page for %s, which says why', async (_what, headers) => {
    for (const path of ['/admin', '/admin/']) {
      const { status, body } = await get(served.port, path, headers);
      expect(status).toBe(200);
      expect(body).not.toContain('token-of-the');
      expect(body).toContain('The development token is left out');
    }
  });

  it('is in the tabs of the playground under the same conditions', async () => {
    const page = await get(served.port, '/graphql', { host: 'localhost' });
    expect(page.body).toContain('token-of-the-person');
    expect(page.body).toContain('token-of-the-administrator');
    expect(page.headers['cache-control']).toBe('no-store');
    const { body } = await get(served.port, '/graphql', { host: 'evil.example' });
    expect(body).not.toContain('token-of-the');
    expect(body).toContain('The development token is left out');
  });

  it.skipIf(OUTER === undefined)(
    'is not in a page for another machine that calls itself localhost',
    async () => {
      for (const path of ['/graphql', '/admin']) {
        const { body } = await get(served.port, path, { host: 'localhost' }, OUTER);
        expect(body).not.toContain('token-of-the');
      }
    },
  );

  it('is no part of a socket: a page of another name opens none, and no reason for a note in production', async () => {
    const { port } = served;
    const at = (host: string, origin: string) =>
      openSocket(`ws://127.0.0.1:${port}/graphql`, { headers: { host }, origin });
    await expect(at(`evil.example:${port}`, `http://evil.example:${port}`)).rejects.toThrow('403');
    for (const name of ['localhost', '127.0.0.1', '[::1]']) {
      const { socket } = await at(`${name}:${port}`, `http://${name}:${port}`);
      socket.terminate();
    }
    await using production = await serve(vitae.appOptions);
    for (const path of ['/admin', '/graphql']) {
      const { body } = await get(production.port, path, { host: 'vitae.example.com' });
      expect(body).not.toContain('The development token');
    }
    const { socket } = await openSocket(`ws://127.0.0.1:${production.port}/graphql`, {
      headers: { host: 'vitae.example.com' },
      origin: 'https://vitae.example.com',
    });
    socket.terminate();
  });
});
