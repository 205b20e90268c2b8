// A client that is abandoned leaves no connection, at whatever point of its start that happens: an open one would stay for the
// life of the process, and keep it up after its end.
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openRedisClient } from '../../src/cache/redis-client.ts';
import { redisStore } from '../../src/cache/redis-store.ts';
import { until } from '../support/eventually.ts';

let server: Server;
let sockets: Set<Socket>;
let errors: unknown[];
const port = () => (server.address() as AddressInfo).port;
const onError = (error: unknown) => errors.push(error);

/** Accepts, and answers nothing: a handshake does not end. */
beforeEach(async () => {
  [sockets, errors] = [new Set(), []];
  server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    socket.resume();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  server.close();
});

/** The server accepts connections in their order, so earlier ones are known then. */
async function acceptedOneMore(): Promise<void> {
  const own = connect(port(), '127.0.0.1');
  const ended = once(own, 'close');
  await until(() => [...sockets].some(({ remotePort }) => remotePort === own.localPort));
  own.destroy();
  await ended;
}

it.each(['redis', 'rediss'])('leaves no connection that is being opened, over %s', async (protocol) => {
  const { abandon } = openRedisClient(`${protocol}://127.0.0.1:${port()}`, onError);
  abandon();
  await acceptedOneMore();
  await until(() => sockets.size === 0, 5000);
  expect(errors).toEqual([]);
});

it.each(['redis', 'rediss'])(
  'leaves no connection whose handshake is not answered, over %s',
  async (protocol) => {
    const { abandon } = openRedisClient(`${protocol}://127.0.0.1:${port()}`, onError);
    await until(() => sockets.size === 1);
    abandon();
    await until(() => sockets.size === 0, 5000);
    expect(errors).toEqual([]);
  },
);

it('leaves none after a store is closed while it connects', async () => {
  const store = await redisStore({ url: `redis://127.0.0.1:${port()}`, connectMs: 0, onError });
  await store.close();
  await acceptedOneMore();
  await until(() => sockets.size === 0, 5000);
});
