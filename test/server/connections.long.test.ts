// What a client may hold by its connections alone: bodies that never end, silence, answers it does not read, pings. Each bound
// is small here, and a test waits for the server to let go.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { playgroundPage } from '../../src/graphql/yoga/playground-page.ts';
import { until } from '../support/eventually.ts';
import { makeFilledProfile } from '../support/mutations.ts';
import { openSocket, ping, serve, type RawSocket, type Served } from '../support/served.ts';
import { variantOptions } from '../support/variant.ts';
import { useVitae } from '../support/vitae.ts';
import { received } from './raw-requests.ts';

const vitae = useVitae({ workers: false });
const opened: Socket[] = [];
afterEach(() => {
  for (const socket of opened.splice(0)) socket.destroy();
});

const serveWith = (environment: NodeJS.ProcessEnv) => serve(variantOptions(vitae, environment));

async function open({ port }: Served, host = '127.0.0.1'): Promise<Socket> {
  const socket = connect(port, host);
  opened.push(socket);
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

async function statusOf(at: Served, host?: string): Promise<number> {
  const socket = await open(at, host);
  socket.write('GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
  return Number((await received(socket)).split(' ')[1] ?? 0);
}

const letsGo = (at: Served) => until(async () => (await statusOf(at)) === 200);

const HEAD = 'Host: localhost\r\nContent-Type: application/json\r\n';

const ENDLESS_HEAD = `GET /graphql HTTP/1.1\r\n${HEAD}`;

describe('a request that does not arrive', () => {
  it.each([
    ['a body that never ends', `POST /graphql HTTP/1.1\r\n${HEAD}Content-Length: 500000\r\n\r\n{"query":`],
    ['a chunk that never ends', `POST /graphql HTTP/1.1\r\n${HEAD}Transfer-Encoding: chunked\r\n\r\nff\r\n{`],
    [
      'a body for a path without one',
      `POST /nothing HTTP/1.1\r\n${HEAD}Content-Length: 500000\r\n\r\n{"query":`,
    ],
    [
      'a body that was allowed to come',
      `POST /graphql HTTP/1.1\r\n${HEAD}Expect: 100-continue\r\nContent-Length: 9\r\n\r\n`,
    ],
    ['a head that is half sent', 'GET /graphql HTTP/1.1\r\nHost: local'],
    ['a head that goes on for ever', ENDLESS_HEAD],
    ['silence', ''],
  ])('%s: all connections are closed, and nothing is logged', async (_what, sent) => {
    await using served = await serveWith({ LIMIT_REQUEST_SECONDS: '0.2' });
    const hang = async () => {
      const socket = await open(served);
      socket.write(sent);
      const trickle = setInterval(() => {
        if (socket.writable && sent === ENDLESS_HEAD) socket.write('a: b\r\n');
      }, 20);
      const answer = await received(socket);
      clearInterval(trickle);
      return answer;
    };
    const answers = await Promise.all(Array.from({ length: 60 }, hang));
    for (const answer of answers) expect(answer).toMatch(/HTTP\/1.1 (400|408|404|415) /);
    expect(await statusOf(served)).toBe(200);
    expect(vitae.logged).toEqual([]);
  });

  it('after an answer: the idle connection is closed', async () => {
    await using served = await serveWith({ LIMIT_IDLE_SECONDS: '0.05' });
    const socket = await open(served);
    socket.write('GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n');
    expect(await received(socket)).toContain('200 OK');
  });
});

describe('connections', () => {
  it('of one address are limited, and refused with the reason', async () => {
    await using served = await serveWith({ LIMIT_CONNECTIONS: '3' });
    const held = await Promise.all([open(served), open(served), open(served)]);
    expect(await statusOf(served)).toBe(503);
    const refused = await received(await open(served));
    expect(refused).toMatch(/^HTTP\/1.1 503 .*TOO_MANY_CONNECTIONS/s);
    expect(refused).toContain('X-Content-Type-Options: nosniff');
    held[0].destroy();
    await letsGo(served);
  });

  it('of sockets count too', async () => {
    await using served = await serveWith({ LIMIT_CONNECTIONS: '1' });
    const { socket } = await openSocket(`ws://127.0.0.1:${served.port}/graphql`);
    expect(await statusOf(served)).toBe(503);
    socket.terminate();
    await letsGo(served);
  });

  it('in all are limited, behind proxies too, where one address has no limit', async () => {
    await using served = await serveWith({
      LIMIT_CONNECTIONS: '1',
      LIMIT_TOTAL_CONNECTIONS: '3',
      TRUSTED_PROXIES: '1',
    });
    await Promise.all([open(served), open(served)]);
    expect(await statusOf(served)).toBe(200);
    await open(served);
    await until(async () => (await statusOf(served)) === 503);
  });

  it('with more requests than any client sends ahead are cut', async () => {
    await using served = await serveWith({});
    const socket = await open(served);
    socket.write('GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(200));
    expect((await received(socket)).split('200 OK').length).toBeLessThan(201);
    expect(await statusOf(served)).toBe(200);
  });
});

describe('requests that take too much memory in all', () => {
  const MAXIMUM = 10_000;
  const environment = { LIMIT_BODY_BYTES: String(MAXIMUM), LIMIT_SUBSCRIPTIONS: '100' };

  it.each([
    ['bodies', `Content-Length: ${MAXIMUM}\r\n\r\n${'x'.repeat(MAXIMUM - 1000)}`],
    ['bodies in chunks', `Transfer-Encoding: chunked\r\n\r\n2710\r\n${'x'.repeat(MAXIMUM - 1000)}`],
  ])('%s that do not end: the oldest connections are cut, and small requests go on', async (_what, sent) => {
    await using served = await serveWith(environment);
    const sockets: Socket[] = [];
    for (let i = 0; i < 40; i += 1) {
      const socket = await open(served);
      socket.write(`POST /graphql HTTP/1.1\r\n${HEAD}${sent}`);
      sockets.push(socket);
    }
    await until(() => sockets.slice(0, 15).every((socket) => socket.closed));
    const answer = await fetch(served.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{ __typename }"}',
    });
    expect(answer.status).toBe(200);
    expect(sockets.filter((socket) => socket.closed).length).toBeLessThan(25);
  });

  it('messages of sockets count while their operations run', async () => {
    await using served = await serveWith(environment);
    const { id } = await makeFilledProfile(vitae, 'Mary Somerville');
    const query = `subscription { completionChanged(profileId: "${id}") { percentage } }`;
    const sockets: RawSocket[] = [];
    for (let i = 0; i < 40; i += 1) {
      const raw = await openSocket(served.socketUrl);
      sockets.push(raw);
      raw.send({ type: 'connection_init' });
      await once(raw.socket, 'message');
      raw.send({ id: '1', type: 'subscribe', payload: { query: query.padEnd(MAXIMUM - 1000) } });
    }
    const isClosed = ({ socket }: RawSocket) => socket.readyState === socket.CLOSED;
    await until(() => sockets.slice(0, 15).every(isClosed));
    expect(sockets.filter(isClosed).length).toBeLessThan(25);
    for (const { socket } of sockets) socket.terminate();
  });

  it('messages that arrive in fragments count before they are whole', async () => {
    await using served = await serveWith(environment);
    const sockets: RawSocket[] = [];
    for (let i = 0; i < 40; i += 1) {
      const raw = await openSocket(served.socketUrl);
      sockets.push(raw);
      for (let part = 0; part < 9; part += 1) {
        raw.socket.send('x'.repeat(MAXIMUM / 10), { fin: false });
        raw.socket.ping();
      }
    }
    const isClosed = ({ socket }: RawSocket) => socket.readyState === socket.CLOSED;
    await until(() => sockets.slice(0, 15).every(isClosed));
    expect(sockets.filter(isClosed).length).toBeLessThan(25);
    for (const { socket } of sockets) socket.terminate();
  });

  it('fragments of one message are no longer than a message', async () => {
    await using served = await serveWith(environment);
    const { socket, closed } = await openSocket(served.socketUrl);
    for (let part = 0; part < 11; part += 1) socket.send('x'.repeat(MAXIMUM / 10), { fin: false });
    expect(await closed).toMatch(/^1009/);
  });

  it('pings, messages and what follows a message in a packet are released', async () => {
    await using served = await serveWith(environment);
    const raw = await openSocket(served.socketUrl);
    raw.send({ type: 'connection_init' });
    // Three times as many bytes as may be held.
    for (let sent = 0; sent < 60 * MAXIMUM && raw.socket.readyState === raw.socket.OPEN; sent += 1000) {
      raw.socket.pong('x'.repeat(125));
      raw.send({ type: 'pong', payload: { text: 'x'.repeat(800) } });
      if (sent % 50_000 === 0) await ping(raw);
    }
    await ping(raw);
    expect(raw.socket.readyState).toBe(raw.socket.OPEN);
    raw.socket.terminate();
  });

  it('bodies are released with their answers', async () => {
    await using served = await serveWith(environment);
    for (let i = 0; i < 40; i += 1) {
      const query = `{ __typename }${' '.repeat(MAXIMUM - 1000)}`;
      const answer = await fetch(served.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query }),
      });
      expect(answer.status).toBe(200);
    }
  });
});

describe('a client that does not read', () => {
  /** It has five megabytes, more than the system keeps for a connection in four of them. */
  const [SCRIPT = ''] = /\/playground\/[^"]+\/graphiql\.js/.exec(playgroundPage({})) ?? [];
  const PAGES = `GET ${SCRIPT} HTTP/1.1\r\nHost: localhost\r\n\r\n`.repeat(4);

  it.each([
    ['at all', 0],
    ['but a little, again and again', 1000],
  ])('%s is cut off', async (_how, bytes) => {
    await using served = await serveWith({ LIMIT_READ_SECONDS: '0.4', LIMIT_CONNECTIONS: '1' });
    const socket = await open(served);
    socket.pause();
    expect(await statusOf(served)).toBe(503);
    socket.write(PAGES);
    const reading = setInterval(() => void socket.read(bytes), 10);
    await letsGo(served);
    clearInterval(reading);
  });

  it('is cut off early where unread answers take too much memory in all', async () => {
    const bound = { LIMIT_RESPONSE_BYTES: '1000000', LIMIT_READ_SECONDS: '600', LIMIT_CONNECTIONS: '1' };
    await using served = await serveWith(bound);
    const socket = await open(served);
    socket.pause();
    socket.write(PAGES);
    await letsGo(served);
  });

  it('is cut off where its event stream has long events', async () => {
    const large = {
      LIMIT_ALIASES: '5000',
      LIMIT_FIELDS: '50000',
      LIMIT_TOKENS: '50000',
      LIMIT_COST: '1000000',
    };
    await using served = await serveWith({ ...large, LIMIT_READ_SECONDS: '0.4', LIMIT_CONNECTIONS: '1' });
    const { id } = await makeFilledProfile(vitae, 'Slow Reader');
    const parts = Array.from({ length: 1500 }, (_, i) => `a${i}: sections { name status updatedAt }`).join(
      ' ',
    );
    const query = `subscription { completionChanged(profileId: "${id}") { ${parts} } }`;
    const body = JSON.stringify({ query });
    const socket = await open(served);
    socket.pause();
    socket.write(
      `POST /graphql HTTP/1.1\r\n${HEAD}Accept: text/event-stream\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    expect(await statusOf(served)).toBe(503);
    let writes = 0;
    await until(async () => {
      writes += 1;
      const photo = writes % 2 ? 'deletePhoto' : 'savePhoto(input: { url: "https://a.example.com" })';
      await vitae.send(`mutation { ${photo} { __typename } }`, {}, id);
      return (await statusOf(served)) === 200;
    });
    expect(vitae.logged).toEqual([]);
  });

  it('is cut off while an idle event stream that is read goes on', async () => {
    await using served = await serveWith({ LIMIT_READ_SECONDS: '0.2', LIMIT_CONNECTIONS: '2' });
    const profile = await makeFilledProfile(vitae, 'Ada Lovelace');
    const stream = await open(served);
    let events = '';
    stream.setEncoding('utf8').on('data', (part: string) => (events += part));
    const token = await vitae.tokens.sign({ kind: 'person', profileId: profile.id });
    const query = encodeURIComponent('subscription { completionChanged { percentage } }');
    stream.write(
      `GET /graphql?query=${query} HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n` +
        `Authorization: Bearer ${token}\r\ngraphql-require-preflight: 1\r\n\r\n`,
    );
    await until(() => events.includes('event: next'));
    const silent = await open(served);
    silent.pause();
    silent.write(PAGES);
    await letsGo(served);
    const before = events.length;
    await vitae.send('mutation { deletePhoto { __typename } }', {}, profile.id);
    await until(() => events.slice(before).includes('event: next'));
    expect(stream.destroyed).toBe(false);
    // Answers that wait behind the stream would never be sent.
    stream.write('GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await until(() => stream.closed);
  });
});
