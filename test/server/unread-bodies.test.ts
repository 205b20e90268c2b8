// What a client sends that no answer needs: it is not read without end, and it is not read for free.
import { once } from 'node:events';
import { Agent, request, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import type { RateLimiter } from '../../src/graphql/limits/rate-limit.ts';
import { until } from '../support/eventually.ts';
import { serve, type Served } from '../support/served.ts';
import { variantOptions } from '../support/variant.ts';
import { useProductionApi } from './production-api.ts';
import { ask, CLOSE, expectSafe, HOST, received } from './raw-requests.ts';

const production = useProductionApi();
const JSON_TYPE = 'Content-Type: application/json';
const CHUNKED = 'Transfer-Encoding: chunked';
const ENDLESS = 'Content-Length: 99999999999';
const BLOCK = Buffer.alloc(65_536, 'x');
const CHUNK = Buffer.concat([Buffer.from('10000\r\n'), BLOCK, Buffer.from('\r\n')]);
const LAST = `GET /health HTTP/1.1\r\n${HOST}\r\n${CLOSE}\r\n\r\n`;
/** More than the buffers of both ends have. */
const FAR_TOO_MUCH = 200_000_000;

describe('a body without end', () => {
  it.each([
    ['with a length', ['POST /graphql HTTP/1.1', JSON_TYPE, ENDLESS], BLOCK],
    ['in chunks', ['POST /graphql HTTP/1.1', JSON_TYPE, CHUNKED], CHUNK],
    ['of a wrong type', ['POST /graphql HTTP/1.1', 'Content-Type: text/plain', ENDLESS], BLOCK],
    ['of health', ['POST /health HTTP/1.1', ENDLESS], BLOCK],
    ['of health in chunks', ['GET /health HTTP/1.1', CHUNKED], CHUNK],
    ['of a page', ['POST /admin HTTP/1.1', CHUNKED], CHUNK],
    ['of a preflight', ['OPTIONS /graphql HTTP/1.1', ENDLESS], BLOCK],
    ['of nothing', ['POST /nothing HTTP/1.1', CHUNKED], CHUNK],
  ])('%s is answered, and then the connection is closed', async (_what, head, part) => {
    const socket = await open(production.served);
    let answer = '';
    socket.setEncoding('latin1').on('data', (text: string) => (answer += text));
    socket.write(`${[...head, HOST].join('\r\n')}\r\n\r\n`);
    const sent = flood(socket, part);
    await until(() => socket.closed);
    expect(answer).toMatch(/^HTTP\/1.1 4\d\d /);
    expect(sent()).toBeLessThan(FAR_TOO_MUCH);
    await production.expectServed();
  });
});

describe('a body in many chunks', () => {
  const QUERY = JSON.stringify({ query: '{ __typename }' });
  const inChunks = (text: string, bytes: number) => {
    const chunks = text.match(new RegExp(`.{1,${bytes}}`, 'gs')) ?? [];
    const body = chunks.map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`).join('');
    const head = ['POST /graphql HTTP/1.1', HOST, CLOSE, JSON_TYPE, CHUNKED].join('\r\n');
    return `${head}\r\n\r\n${body}0\r\n\r\n`;
  };

  it.each([
    ['of one byte', 1, 200_000],
    ['of three bytes', 3, 300_000],
  ])('is refused where they are short, and costs little: %s', async (_what, bytes, length) => {
    const before = process.cpuUsage();
    const answer = await ask(inChunks(QUERY.padEnd(length), bytes), production.served);
    const { user, system } = process.cpuUsage(before);
    expect(answer.status).toBe(413);
    expect((user + system) / 1000).toBeLessThan(2000);
    await production.expectServed();
  });

  it.each([
    ['of one byte', 1, 2000],
    ['of 20 bytes', 20, 100_000],
    ['of 1,000 bytes', 1000, 900_000],
  ])('is served where its chunks together are within the limit: %s', async (_what, bytes, length) => {
    expect((await ask(inChunks(QUERY.padEnd(length), bytes), production.served)).status).toBe(200);
  });
});

describe('a body that is refused before it has arrived', () => {
  const TINY_CHUNKS = Buffer.from('1\r\nx\r\n'.repeat(250_000));
  const overTheRate = () => serve(variantOptions(production.vitae, { LIMIT_REQUESTS_PER_MINUTE: '1' }));
  const head = (bytes: number) =>
    ['POST /graphql HTTP/1.1', HOST, JSON_TYPE, `Content-Length: ${bytes}`].join('\r\n') + '\r\n\r\n';

  it('in chunks of one byte costs little', async () => {
    const start = `POST /health HTTP/1.1\r\n${HOST}\r\n${CHUNKED}\r\n\r\n`;
    const before = process.cpuUsage();
    const all = Array.from({ length: 10 }, async () => {
      const socket = await open(production.served);
      socket.write(start);
      socket.write(TINY_CHUNKS);
      return received(socket);
    });
    for (const answer of await Promise.all(all)) expect(answer).toMatch(/^HTTP\/1.1 400 /);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1000).toBeLessThan(1000);
  });

  it('over the rate is not read, and closes the connection', async () => {
    await using served = await overTheRate();
    await ask(LAST.replace('/health', '/graphql'), served);
    const socket = await open(served);
    const answers = received(socket);
    socket.write(head(900_000));
    socket.write(Buffer.alloc(900_000, ' '));
    socket.write(LAST);
    expect((await answers).match(/HTTP\/1.1 \d+/g)).toEqual(['HTTP/1.1 429']);
  });

  // A client that keeps its connections would send the next request on one that nobody reads.
  it('and is not read is the last of its connection, as the answer says', async () => {
    await using served = await overTheRate();
    await ask(LAST.replace('/health', '/graphql'), served);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const url = `http://127.0.0.1:${served.port}`;
    for (const status of [429, 429, 200]) {
      const body = status === 429 ? ' '.repeat(400_000) : undefined;
      const sent = request(status === 429 ? `${url}/graphql` : `${url}/health`, {
        agent,
        method: body === undefined ? 'GET' : 'POST',
        headers:
          body === undefined ? {} : { 'content-type': 'application/json', 'content-length': body.length },
      }).end(body);
      const [answer] = (await once(sent, 'response')) as [IncomingMessage];
      expect([answer.statusCode, answer.headers.connection]).toEqual([
        status,
        status === 429 ? 'close' : 'keep-alive',
      ]);
      await text(answer);
    }
    agent.destroy();
  });

  it.each([
    ['that is small', 20_000, 429],
    ['that is a little too long', 1_500_000, 413],
  ])('and %s is read, so that the connection serves the next request', async (_how, bytes, status) => {
    await using over = await overTheRate();
    if (status === 429) await ask(LAST.replace('/health', '/graphql'), over);
    const socket = await open(status === 429 ? over : production.served);
    const answers = received(socket);
    socket.write(head(bytes));
    await until(() => socket.bytesRead > 0);
    socket.write(Buffer.alloc(bytes, ' '));
    socket.write(LAST);
    expect((await answers).match(/HTTP\/1.1 \d+/g)).toEqual([`HTTP/1.1 ${status}`, 'HTTP/1.1 200']);
  });
});

describe('a client that leaves while several of its requests wait', () => {
  it('is no fault of the server: nothing is logged', async () => {
    const options = variantOptions(production.vitae, { LIMIT_OPERATIONS: '1' });
    let counted = 0;
    const consume: RateLimiter['consume'] = (caller, requests) => {
      counted += 1;
      return options.limiter.consume(caller, requests);
    };
    await using served = await serve({ ...options, limiter: { consume } });
    const body = '{"query":"{ profiles(first: 20) { edges { node { fullName } } } }"}';
    const lines = ['POST /graphql HTTP/1.1', HOST, JSON_TYPE, `Content-Length: ${body.length}`];
    const logged = production.vitae.logged.length;
    for (let i = 1; i <= 10; i += 1) {
      const socket = await open(served);
      socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`.repeat(20));
      await until(() => counted > 20 * (i - 1));
      socket.resetAndDestroy();
      await until(() => socket.closed);
      counted = 20 * i;
    }
    expect((await ask(LAST, served)).status).toBe(200);
    expect(production.vitae.logged.slice(logged)).toEqual([]);
  });
});

describe('a body where none is taken', () => {
  it.each(['POST /health', 'GET /ready', 'POST /admin', 'OPTIONS /graphql', 'DELETE /'])(
    'is refused and counted: %s',
    async (start) => {
      const answer = await ask(
        `${[`${start} HTTP/1.1`, HOST, CLOSE, 'Content-Length: 5'].join('\r\n')}\r\n\r\nhello`,
        production.served,
      );
      expect(answer.status).toBe(400);
      expect(answer.body).toContain('Only requests to /graphql take a body.');
      expectSafe(answer);
    },
  );
});

describe('a head', () => {
  const get = (headers: number) => [
    'GET /health HTTP/1.1',
    HOST,
    CLOSE,
    ...Array.from({ length: headers - 2 }, (_, i) => `x: ${i}`),
  ];

  it.each([
    ['more headers than any client sends is refused', 101],
    ['very many headers is refused', 600],
  ])('of %s', async (_what, headers) => {
    const answer = await ask(get(headers), production.served);
    expect(answer.status).toBe(431);
    expect(answer.body).toContain('bytes and 100 headers.');
    expectSafe(answer);
  });

  it('of 100 headers is served', async () => {
    expect((await ask(get(100), production.served)).status).toBe(200);
  });

  it('of many headers that are sent ahead costs others little time', async () => {
    const many = `${get(600)
      .filter((line) => line !== CLOSE)
      .join('\r\n')}\r\n\r\n`.repeat(30);
    const sockets = await Promise.all(Array.from({ length: 100 }, () => open(production.served)));
    const before = process.cpuUsage();
    for (const socket of sockets) socket.write(many);
    await ask(LAST, production.served);
    for (const socket of sockets) socket.destroy();
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1000).toBeLessThan(1000);
  });
});

describe('an Accept', () => {
  it.each(['a,', ',a', '*/*,', 'text/event-stream,', 'a/b;q=0.1,'])(
    'of many media types is refused, and not repeated: %j',
    async (part) => {
      const lines = ['GET /graphql?query={__typename} HTTP/1.1', HOST, CLOSE, `Accept: ${part.repeat(800)}`];
      const answer = await ask(lines, production.served);
      expect(answer.status).toBe(400);
      expect(answer.body).toContain('Accept may have 50 media types.');
      expect(answer.headers).not.toHaveProperty('accept');
    },
  );

  it('as a browser sends it is served', async () => {
    const accept = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8';
    const lines = ['GET /health HTTP/1.1', HOST, CLOSE, `Accept: ${accept}`];
    expect((await ask(lines, production.served)).status).toBe(200);
  });
});

async function open({ port }: Served): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

/** Writes as fast as the server reads, until the connection closes. @returns the bytes that it took */
function flood(socket: Socket, part: Buffer): () => number {
  let sent = 0;
  const write = () => {
    while (!socket.destroyed && sent < 2 * FAR_TOO_MUCH) {
      sent += part.length;
      if (!socket.write(part)) {
        socket.once('drain', write);
        return;
      }
    }
  };
  write();
  return () => sent;
}
