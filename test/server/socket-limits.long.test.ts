// What a client may hold or send by one socket: pings, fragments, answers it does not read.
import { once } from 'node:events';
import { beforeAll, describe, expect, it } from 'vitest';
import { until } from '../support/eventually.ts';
import { makeFilledProfile } from '../support/mutations.ts';
import { openSocket, ping, serve, type RawSocket } from '../support/served.ts';
import { variantOptions } from '../support/variant.ts';
import { useVitae } from '../support/vitae.ts';
import { ask } from './raw-requests.ts';

const vitae = useVitae({ workers: false });
const serveWith = (environment: NodeJS.ProcessEnv) => serve(variantOptions(vitae, environment));
const HEALTH = ['GET /health HTTP/1.1', 'Host: localhost', 'Connection: close'];

describe('a socket', () => {
  let profileId: string;
  beforeAll(async () => {
    ({ id: profileId } = await makeFilledProfile(vitae, 'Grace Hopper'));
    await vitae.sql(`UPDATE bio SET summary = repeat('x', 200000) WHERE profile_id = $1`, [profileId]);
  });

  it.each<readonly [string, (raw: RawSocket) => unknown]>([
    ['protocol pings', ping],
    ['protocol pongs', ({ socket }) => socket.pong()],
    ['ping messages', (raw) => raw.send({ type: 'ping' })],
  ])('that sends too many %s is closed, and they are answered no more', async (_what, sendOne) => {
    await using served = await serveWith({ LIMIT_REQUESTS_PER_MINUTE: '10' });
    const raw = await openSocket(served.socketUrl);
    let pongs = 0;
    raw.socket.on('pong', () => (pongs += 1));
    for (let sent = 0; sent < 500 && raw.socket.readyState === raw.socket.OPEN; sent += 1) {
      await sendOne(raw);
    }
    expect(await raw.closed).toBe('1008 At most 80 messages a minute may be sent.');
    expect(pongs + raw.messages.length).toBeLessThanOrEqual(81);
  });

  it('that sends a burst of protocol pings is cut off', async () => {
    await using served = await serveWith({ LIMIT_REQUESTS_PER_MINUTE: '10' });
    const raw = await openSocket(served.socketUrl);
    for (let i = 0; i < 10_000; i += 1) raw.socket.ping();
    expect(await raw.closed).toMatch(/^(1006|1008)/);
  });

  it('whose message has too many fragments is closed', async () => {
    await using served = await serveWith({});
    const { socket, closed } = await openSocket(served.socketUrl);
    for (let i = 0; i < 1100; i += 1) socket.send(' ', { fin: false });
    expect(await closed).toMatch(/^1008/);
  });

  it('is never compressed', async () => {
    await using served = await serveWith({});
    const { socket } = await openSocket(served.socketUrl, { perMessageDeflate: true });
    expect(socket.extensions).toBe('');
    socket.terminate();
  });

  it('that asks more than it reads is cut off', async () => {
    await using served = await serveWith({ LIMIT_CONNECTIONS: '1', LIMIT_READ_SECONDS: '600' });
    const raw = await openSocket(`ws://127.0.0.1:${served.port}/graphql`);
    raw.send({ type: 'connection_init' });
    await once(raw.socket, 'message');
    raw.socket.pause();
    const fields = Array.from(
      { length: 25 },
      (_, i) => `a${i}: profile(id: "${profileId}") { bio { summary } }`,
    );
    const query = `{ ${fields.join(' ')} }`;
    for (let id = 0; id < 8; id += 1) raw.send({ id: String(id), type: 'subscribe', payload: { query } });
    await until(async () => (await ask(HEALTH, served)).status === 200);
    raw.socket.terminate();
  });
});
