// Faults on sockets: a fault of a client closes only its own socket, with a code that names the fault. Also how sockets end
// when their process stops.
import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { RateLimiter } from '../../src/graphql/limits/rate-limit.ts';
import { openSocket, serve, type RawSocket, type Served } from '../support/served.ts';
import { startVitae, type Vitae } from '../support/vitae.ts';
import { makeFilledProfile } from '../support/mutations.ts';
import { variantOptions } from '../support/variant.ts';
import { until } from '../support/eventually.ts';

let vitae: Vitae;
let profileId: string;
let served: Served;
let bystander: RawSocket;

beforeAll(async () => {
  vitae = await startVitae({ workers: false });
  profileId = (await makeFilledProfile(vitae, 'Ada Lovelace')).id;
  served = await serve(variantOptions(vitae, { CORS_ORIGINS: 'https://app.example.com' }));
  bystander = await ready(served);
});
afterAll(async () => {
  await served[Symbol.asyncDispose]();
  await vitae.close();
});

/** A socket on which operations may begin. */
async function ready(at: Served): Promise<RawSocket> {
  const raw = await openSocket(at.socketUrl);
  raw.send({ type: 'connection_init', payload: { authorization: await token() } });
  await until(() => raw.messages.length === 1);
  return raw;
}
const token = async () => `Bearer ${await vitae.tokens.sign({ kind: 'person', profileId })}`;

const subscribe = (id: string, query: string) => ({ id, type: 'subscribe', payload: { query } });
const WATCH = 'subscription { completionChanged { percentage } }';

it('cancels an operation that its client completes once, however many others wait to be cancelled', async () => {
  await using own = await serve(variantOptions(vitae, {}));
  const raw = await ready(own);
  const abort = vi.spyOn(AbortController.prototype, 'abort');
  try {
    for (let i = 0; i < 300; i += 1) {
      raw.send(subscribe(`n${i}`, WATCH));
      raw.send({ id: `n${i}`, type: 'complete' });
    }
    raw.send(subscribe('last', '{ __typename }'));
    await until(() => raw.messages.some((message) => JSON.stringify(message).includes('"last"')));
    expect(abort.mock.calls.length).toBeLessThan(3000);
  } finally {
    abort.mockRestore();
    raw.socket.terminate();
  }
});

it.each([
  ['a subscription', WATCH, [expect.objectContaining({ id: 'x', type: 'next' })]],
  [
    'a query',
    '{ me { fullName } }',
    [expect.objectContaining({ id: 'x', type: 'next' }), { id: 'x', type: 'complete' }],
  ],
])(
  'answers once where the id of an operation that was completed is used again: %s',
  async (_what, query, answers) => {
    const options = variantOptions(vitae, {});
    // As over Redis, an operation waits for its rate.
    const consume: RateLimiter['consume'] = async (caller, requests) => {
      await delay(10);
      return options.limiter.consume(caller, requests);
    };
    await using own = await serve({ ...options, limiter: { consume } });
    const raw = await ready(own);
    for (let i = 0; i < 3; i += 1) {
      raw.send(subscribe('x', query));
      raw.send({ id: 'x', type: 'complete' });
    }
    raw.send(subscribe('x', query));
    await until(() => raw.messages.length > answers.length);
    raw.send(subscribe('last', '{ __typename }'));
    const last = { id: 'last', type: 'complete' };
    await until(() => raw.messages.some((message) => JSON.stringify(message) === JSON.stringify(last)));
    const ofX = raw.messages.filter((message) => (message as { id?: string }).id === 'x');
    expect(ofX).toEqual(answers);
    raw.socket.terminate();
  },
);

it('serves others between the messages of a burst', async () => {
  const raw = await ready(served);
  const BURST = 300;
  let turn = 0;
  let isCounting = true;
  const count = () => {
    turn += 1;
    if (isCounting) setImmediate(count);
  };
  count();
  const turns = new Set<number>();
  raw.socket.on('message', () => turns.add(turn));
  for (let i = 0; i < BURST; i += 1) raw.send({ type: 'ping' });
  await until(() => raw.messages.length === 1 + BURST);
  isCounting = false;
  raw.socket.terminate();
  expect(turns.size).toBeGreaterThan(BURST / 10);
});

describe('a fault of a client closes its own socket', () => {
  async function expectBystanderIsWell(): Promise<void> {
    const before = bystander.messages.length;
    bystander.send(subscribe(`${before}`, '{ profiles(first: 1) { edges { node { fullName } } } }'));
    await until(() => bystander.messages.length === before + 2);
    expect(JSON.stringify(bystander.messages.at(-2))).toContain('Ada Lovelace');
  }
  afterEach(expectBystanderIsWell);

  const init = { type: 'connection_init' };
  it.each<[string, unknown[], string]>([
    ['a message that is not JSON', ['{"type":'], '4400 Invalid message received'],
    ['JSON that is not a message', [[]], '4400 Invalid message received'],
    ['an unknown type', [{ type: 'start' }], '4400 Invalid message received'],
    [
      'a message of the server',
      [init, { id: '1', type: 'next', payload: {} }],
      '4400 Invalid message received',
    ],
    [
      'an operation without a document',
      [init, { id: '1', type: 'subscribe', payload: {} }],
      '4400 Invalid message received',
    ],
    ['an operation without an id', [init, subscribe('', '{ __typename }')], '4400 Invalid message received'],
    ['an operation before connection_init', [subscribe('1', '{ __typename }')], '4401 Unauthorized'],
    ['connection_init twice', [init, init], '4429 Too many initialisation requests'],
  ])('%s', async (_what, messages, closed) => {
    const raw = await openSocket(served.socketUrl);
    for (const message of messages) raw.send(message);
    expect(await raw.closed).toBe(closed);
  });

  it('the id of an operation that runs', async () => {
    const raw = await ready(served);
    raw.send(subscribe('1', WATCH));
    await until(() => raw.messages.length > 1);
    raw.send(subscribe('1', WATCH));
    expect(await raw.closed).toBe('4409 Subscriber for 1 already exists');
  });

  it('a long id, which every event would repeat', async () => {
    const raw = await ready(served);
    raw.send(subscribe('1'.repeat(200), '{ __typename }'));
    await until(() => raw.messages.length === 3);
    raw.send(subscribe('1'.repeat(201), '{ __typename }'));
    expect(await raw.closed).toBe('4400 Invalid message received');
  });

  it('another subprotocol, or none', async () => {
    // The client itself notices the first fault.
    await expect(openSocket(served.socketUrl, {}, ['graphql-ws'])).rejects.toThrow(
      'Server sent no subprotocol',
    );
    const raw = await openSocket(served.socketUrl, {}, []);
    expect(await raw.closed).toBe('4406 Subprotocol not acceptable');
  });

  it.each([
    ['without a mask', [0x81, 0x02, 0x7b, 0x7d], '1002'],
    ['with reserved bits', [0xf1, 0x80, 0, 0, 0, 0], '1002'],
    ['that are not UTF-8', [0x81, 0x82, 0, 0, 0, 0, 0xff, 0xff], '1007'],
    ['longer than any message', [0x81, 0xff, 0x7f, ...Array<number>(11).fill(0xff)], '1009'],
  ])('frames %s', async (_which, bytes, closed) => {
    const raw = await openSocket(served.socketUrl);
    const { _socket: connection } = raw.socket as unknown as { _socket: NodeJS.WritableStream };
    connection.write(Buffer.from(bytes));
    expect(await raw.closed).toBe(closed);
  });

  it('no connection_init within 10 seconds', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const raw = await openSocket(served.socketUrl);
      vi.advanceTimersByTime(10_000);
      expect(await raw.closed).toBe('4408 Connection initialisation timeout');
    } finally {
      vi.useRealTimers();
    }
  });

  it('no answer to a ping', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    try {
      const [silent, lively] = [await openSocket(served.socketUrl, { autoPong: false }), await ready(served)];
      const pinged = Promise.all([once(silent.socket, 'ping'), once(lively.socket, 'ping')]);
      vi.advanceTimersByTime(12_000);
      await pinged;
      // The pong arrives before the next ping is due.
      lively.send(subscribe('1', '{ __typename }'));
      await until(() => lively.messages.length === 3);
      vi.advanceTimersByTime(12_000);
      expect(await silent.closed).toBe('1006');
      lively.send(subscribe('2', '{ __typename }'));
      await until(() => lively.messages.length === 5);
    } finally {
      vi.useRealTimers();
    }
  });

  it('leaving during the handshake or an operation; neither is logged as an error', async () => {
    const logged = vitae.logged.length;
    const handshake = [
      'GET /graphql HTTP/1.1',
      `Host: localhost:${served.port}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
      '\r\n',
    ];
    for (let i = 0; i < 10; i += 1) {
      const connection = connect(served.port);
      await once(connection, 'connect');
      connection.write(handshake.join('\r\n'));
      connection.resetAndDestroy();
    }
    const raw = await ready(served);
    raw.send(subscribe('1', WATCH));
    raw.send(subscribe('2', '{ profiles(first: 100) { edges { node { completion { percentage } } } } }'));
    raw.socket.terminate();
    await raw.closed;
    await expectBystanderIsWell();
    expect(vitae.logged.slice(logged)).toEqual([]);
  });
});

describe('a page of another site', () => {
  const open = async (origin: string) => {
    const raw = await openSocket(served.socketUrl, { origin });
    raw.socket.close();
  };

  it('may open a socket from an allowed site, and from the host of the API', async () => {
    await open('https://app.example.com');
    await open(`http://localhost:${served.port}`);
  });

  it.each(['https://evil.example.com', 'https://app.example.com.evil.example', 'null', 'nonsense'])(
    'may not from %s',
    async (origin) => {
      await expect(open(origin)).rejects.toThrow('403');
    },
  );
});

describe('another upgrade request', () => {
  it('is answered as a plain request', async () => {
    await expect(openSocket(served.socketUrl.replace('/graphql', '/other'))).rejects.toThrow('404');
    const body = JSON.stringify({ query: '{ __typename }' });
    const headers = { connection: 'Upgrade', upgrade: 'h2c', 'content-type': 'application/json' };
    const asked = request(served.url, { method: 'POST', headers }).end(body);
    const [{ statusCode }] = (await once(asked, 'response')) as [{ statusCode: number }];
    expect(statusCode).toBe(200);
  });
});

describe('a process that stops', () => {
  const WRITE = 'mutation { deletePhoto { __typename } }';

  /** A mutation that waits for a lock until `work` is done. */
  async function whileWriting(at: Served, work: (writer: RawSocket) => Promise<void>): Promise<RawSocket> {
    const client = new pg.Client({ connectionString: vitae.url });
    await client.connect();
    try {
      await client.query('BEGIN; LOCK TABLE photo IN ACCESS EXCLUSIVE MODE');
      const writer = await ready(at);
      writer.send(subscribe('1', WRITE));
      await until(async () => {
        const [row] = await vitae.sql<{ count: number }>(
          "SELECT count(*)::int FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()",
        );
        return row?.count === 1;
      });
      await work(writer);
      await client.query('ROLLBACK');
      return writer;
    } finally {
      await client.end();
    }
  }

  it('closes sockets with subscriptions only, finishes running operations, and starts no more', async () => {
    const at = await serve(vitae.appOptions);
    const [idle, watching] = [await openSocket(at.socketUrl), await ready(at)];
    watching.send(subscribe('1', WATCH));
    await until(() => watching.messages.length > 1);
    const stopped: Promise<void>[] = [];
    const writer = await whileWriting(at, async (begun) => {
      stopped.push(at.stop(60_000));
      expect(await idle.closed).toMatch(/^1012 /);
      expect(await watching.closed).toBe('1012 This process is stopping, connect again.');
      // No `complete`: the client subscribes again at another process.
      expect(watching.messages).not.toContainEqual({ id: '1', type: 'complete' });
      begun.send(subscribe('2', '{ __typename }'));
    });
    expect(await writer.closed).toMatch(/^1012 /);
    expect(writer.messages.slice(1)).toEqual([
      { id: '1', type: 'next', payload: { data: { deletePhoto: { __typename: 'ProfilePayload' } } } },
      { id: '1', type: 'complete' },
    ]);
    await Promise.all(stopped);
  });

  it('cuts off operations that exceed the time limit', async () => {
    const at = await serve(vitae.appOptions);
    const writer = await whileWriting(at, async () => at.stop(100));
    expect(await writer.closed).toBe('1006');
  });
});
