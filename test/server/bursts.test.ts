// Many requests that arrive at once do not keep others waiting until all of them are answered.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect, it } from 'vitest';
import { until } from '../support/eventually.ts';
import { useProductionApi } from './production-api.ts';
import { HOST } from './raw-requests.ts';

const production = useProductionApi();
const BURST = 200;
const HEALTH = `GET /health HTTP/1.1\r\n${HOST}\r\n\r\n`;
const QUERY = `GET /graphql?query={__typename} HTTP/1.1\r\n${HOST}\r\ngraphql-require-preflight: 1\r\n\r\n`;

/** A connection that the server has accepted. */
async function open(): Promise<Socket> {
  const socket = connect(production.served.port, '127.0.0.1');
  socket.write(HEALTH);
  await once(socket, 'data');
  return socket;
}

it('serves others between the requests of a burst', async () => {
  await production.expectServed();
  const health = await open();
  const sockets = await Promise.all(Array.from({ length: BURST }, open));
  let answered = 0;
  for (const socket of sockets) socket.once('data', () => (answered += 1));
  for (const socket of sockets) socket.write(QUERY);
  await once(sockets[0] ?? health, 'data');
  // The server has the whole burst.
  health.write(HEALTH);
  const [answer] = (await once(health, 'data')) as [Buffer];
  expect(answer.toString()).toContain('200 OK');
  expect(answered).toBeLessThan(BURST / 2);
  await until(() => answered === BURST);
  for (const socket of [health, ...sockets]) socket.destroy();
});
