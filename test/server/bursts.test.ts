// Many requests and connections of one address that arrive at once do not keep others waiting until all of them are answered.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { until } from '../support/eventually.ts';
import { useProductionApi } from './production-api.ts';
import { HOST, UPGRADE } from './raw-requests.ts';

const production = useProductionApi();
const BURST = 200;
const HEALTH = `GET /health HTTP/1.1\r\n${HOST}\r\n\r\n`;
const QUERY = `GET /graphql?query={__typename} HTTP/1.1\r\n${HOST}\r\ngraphql-require-preflight: 1\r\n\r\n`;
const OTHERS = '127.0.0.9';

const opened: Socket[] = [];
afterEach(() => {
  for (const socket of opened.splice(0)) socket.destroy();
});

function begin(request: string, localAddress = '127.0.0.1'): Socket {
  const socket = connect({ port: production.served.port, host: '127.0.0.1', localAddress });
  opened.push(socket);
  socket.write(request);
  return socket;
}

/** A connection that the server has accepted. */
async function open(localAddress?: string): Promise<Socket> {
  const socket = begin(HEALTH, localAddress);
  await once(socket, 'data');
  return socket;
}

/** @returns how many have been answered */
function countAnswered(sockets: readonly Socket[]): () => number {
  let answered = 0;
  for (const socket of sockets) socket.once('data', () => (answered += 1));
  return () => answered;
}

async function expectHealth(socket: Socket): Promise<void> {
  const [answer] = (await once(socket, 'data')) as [Buffer];
  expect(answer.toString()).toContain('200 OK');
}

it.each([
  ['queries', QUERY],
  ['checks of health', HEALTH],
])('serves others between the requests of a burst: %s', async (_what, request) => {
  await production.expectServed();
  const health = await open(OTHERS);
  const sockets = await Promise.all(Array.from({ length: BURST }, () => open()));
  const answered = countAnswered(sockets);
  for (const socket of sockets) socket.write(request);
  await once(sockets[0] ?? health, 'data');
  // The server has the whole burst.
  health.write(HEALTH);
  await expectHealth(health);
  expect(answered()).toBeLessThan(BURST / 2);
  await until(() => answered() === BURST);
});

it.each([
  ['queries', QUERY],
  ['checks of health', HEALTH],
  ['upgrades', `GET /graphql HTTP/1.1\r\n${HOST}\r\n${UPGRADE.join('\r\n')}\r\n\r\n`],
  ['what is no HTTP', 'hello\r\n\r\n'],
])('serves a new connection before most of those that came with it: %s', async (_what, request) => {
  await production.expectServed();
  const sockets = Array.from({ length: BURST }, () => begin(request));
  const answered = countAnswered(sockets);
  await expectHealth(begin(HEALTH, OTHERS));
  expect(answered()).toBeLessThan(BURST / 2);
  await until(() => answered() === BURST);
});

it('serves requests while connections arrive without end', async () => {
  const health = await open(OTHERS);
  let isOver = false;
  const connectOn = () => {
    if (!isOver) begin('').once('connect', connectOn).destroySoon();
  };
  for (let i = 0; i < 20; i += 1) connectOn();
  for (let i = 0; i < 20; i += 1) {
    health.write(HEALTH);
    await expectHealth(health);
  }
  isOver = true;
});
