// What a request or a message sends counts towards the rate of its caller by its length, whatever becomes of it: otherwise a
// refused megabyte would cost its sender as little as the shortest query.
import { once } from 'node:events';
import { request } from 'node:http';
import { expect, describe, it } from 'vitest';
import { until } from '../support/eventually.ts';
import { makeFilledProfile } from '../support/mutations.ts';
import { openSocket, serve, type RawSocket, type Served } from '../support/served.ts';
import { variantOptions } from '../support/variant.ts';
import { useVitae } from '../support/vitae.ts';

const vitae = useVitae({ workers: false });
const LIMIT = 200;
const UNIT = 50_000;

const serveWith = (environment: NodeJS.ProcessEnv = {}) =>
  serve(variantOptions(vitae, { LIMIT_REQUESTS_PER_MINUTE: String(LIMIT), ...environment }));

interface Sent {
  readonly body?: string;
  readonly headers?: Record<string, string>;
  readonly chunked?: boolean;
}

/** From one address, whatever the name of the host. */
async function send({ port }: Served, { body = '', headers = {}, chunked = false }: Sent) {
  const asked = request({
    port,
    host: '127.0.0.1',
    path: '/graphql',
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(chunked ? { 'transfer-encoding': 'chunked' } : { 'content-length': Buffer.byteLength(body) }),
      ...headers,
    },
  });
  asked.end(body);
  const [answer] = (await once(asked, 'response')) as [
    NodeJS.ReadableStream & { statusCode: number; headers: Record<string, string> },
  ];
  let text = '';
  for await (const part of answer) text += String(part);
  const [, left] = /r=(\d+)/.exec(answer.headers['ratelimit'] ?? '') ?? [];
  return { status: answer.statusCode, text, left: Number(left) };
}

const TYPENAME = '{"query":"{ __typename }"}';
/** How many requests have counted, without the one that asks. */
const countedAt = async (served: Served) => LIMIT - (await send(served, { body: TYPENAME })).left - 1;

const pad = (text: string, bytes: number) => `${text}${' '.repeat(bytes - text.length)}`;
const list = (item: string, bytes: number) =>
  `[${Array.from({ length: Math.floor(bytes / (item.length + 1)) }, () => item).join(',')}]`;

describe('a body counts as many requests as it is long', () => {
  it.each<readonly [string, Sent & { readonly body: string }, number]>([
    ['that is answered', { body: pad(TYPENAME, 400_000) }, 200],
    ['without a length', { body: pad(TYPENAME, 400_000), chunked: true }, 200],
    ['that is no JSON', { body: '['.repeat(400_000) }, 400],
    ['that is no JSON, without a length', { body: '['.repeat(400_000), chunked: true }, 400],
    ['with too many values', { body: `{"query":"{ a }","variables":{"a":${list('1', 400_000)}}}` }, 400],
    ['that is no GraphQL', { body: `{"query":"${'('.repeat(400_000)}"}` }, 400],
    ['that does not fit the schema', { body: `{"query":"{ ${'a'.repeat(400_000)} }"}` }, 400],
    ['of another content type', { body: 'x'.repeat(400_000), headers: { 'content-type': 'text/css' } }, 415],
    ['for a host that is refused', { body: 'x'.repeat(400_000), headers: { host: 'a b' } }, 400],
    ['that is too long', { body: 'x'.repeat(1_300_000) }, 413],
    ['of one unit less a byte', { body: pad(TYPENAME, UNIT - 1) }, 200],
  ])('%s', async (_what, sent, status) => {
    await using served = await serveWith();
    const answer = await send(served, {
      ...sent,
      headers: { accept: 'application/graphql-response+json', ...sent.headers },
    });
    expect(answer.status, answer.text.slice(0, 300)).toBe(status);
    // No more than a body may have is read.
    const bytes = Math.min(sent.body.length, 1_000_000);
    expect(await countedAt(served)).toBe(1 + Math.floor(bytes / UNIT));
  });

  it('and is refused before it is read where they are not left, but never alone', async () => {
    await using served = await serveWith({ LIMIT_REQUESTS_PER_MINUTE: '5' });
    for (const chunked of [false, true]) {
      await using other = await serveWith({ LIMIT_REQUESTS_PER_MINUTE: '5' });
      const once = await send(other, { body: pad(TYPENAME, 900_000), chunked });
      expect([once.status, once.left]).toEqual([200, 0]);
    }
    await send(served, { body: TYPENAME });
    for (const sent of [
      { body: pad(TYPENAME, 900_000) },
      { body: '['.repeat(900_000), chunked: true },
      { body: TYPENAME },
    ]) {
      const { status, text } = await send(served, sent);
      expect(status, text).toBe(429);
      expect(text).toContain('RATE_LIMITED');
    }
  });
});

async function openAt(served: Served): Promise<RawSocket> {
  const raw = await openSocket(`ws://127.0.0.1:${served.port}/graphql`);
  raw.send({ type: 'connection_init' });
  await until(() => raw.messages.length === 1);
  return raw;
}

const subscribe = (id: string, payload: object) => JSON.stringify({ id, type: 'subscribe', payload });

describe('the bytes of a socket count as requests', () => {
  it.each<readonly [string, (raw: RawSocket, bytes: number) => unknown]>([
    [
      'an operation',
      (raw, bytes) => raw.send(subscribe('1', { query: `{ __typename }${' '.repeat(bytes)}` })),
    ],
    [
      'an operation in fragments',
      ({ socket }, bytes) => {
        const text = subscribe('1', { query: `{ __typename }${' '.repeat(bytes)}` });
        for (let at = 0; at < text.length; at += 10_000)
          socket.send(text.slice(at, at + 10_000), { fin: at + 10_000 >= text.length });
      },
    ],
    ['a ping message', (raw, bytes) => raw.send({ type: 'ping', payload: { a: 'x'.repeat(bytes) } })],
    ['no JSON', (raw, bytes) => raw.send('['.repeat(bytes))],
    [
      'a fragment of a message that never ends',
      ({ socket }, bytes) => socket.send('x'.repeat(bytes), { fin: false }),
    ],
    [
      'short fragments',
      ({ socket }, bytes) => {
        for (let sent = 0; sent < bytes; sent += 500) socket.send('x'.repeat(492), { fin: false });
      },
    ],
  ])('%s', async (_what, sendBytes) => {
    await using served = await serveWith({ LIMIT_REQUESTS_PER_MINUTE: '100000' });
    const raw = await openAt(served);
    sendBytes(raw, 400_000);
    let counted = 0;
    let asked = 0;
    await until(async () => {
      counted = 100_000 - (await send(served, { body: TYPENAME })).left - asked;
      asked += 1;
      // The handshake, and perhaps the operation.
      return counted >= 1 + 8;
    });
    expect(counted).toBeLessThanOrEqual(1 + 8 + 2);
    raw.socket.terminate();
  });

  it('and close it where they are not left, and no handshake is left either', async () => {
    await using served = await serveWith({ LIMIT_REQUESTS_PER_MINUTE: '20' });
    const raw = await openAt(served);
    raw.send(subscribe('1', { query: '{ __typename }' }));
    await until(() => raw.messages.length === 3);
    for (let i = 0; i < 3; i += 1) raw.send('['.repeat(500_000));
    expect(await raw.closed).toMatch(
      /^(1013 Too many bytes; try again in \d+ s\.|4400 Invalid message received)$/,
    );
    const last = await openSocket(`ws://127.0.0.1:${served.port}/graphql`).catch((error: unknown) => error);
    expect(String(last)).toMatch(/429/);
  });

  it('of short fragments too, since their number has no limit of its own', async () => {
    await using served = await serveWith({ LIMIT_REQUESTS_PER_MINUTE: '20' });
    const { socket, closed } = await openAt(served);
    for (let i = 1; i <= 100_000 && socket.readyState === socket.OPEN; i += 1) {
      // No message has too many of them.
      socket.send(i % 1000 === 1 ? '{"type":"ping"}' : ' '.repeat(60), { fin: i % 1000 === 0 });
      if (i % 1000 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await closed).toMatch(/^1013 Too many bytes/);
  });

  it('in the order of its messages, so that an operation and its end keep theirs', async () => {
    await using served = await serveWith({ LIMIT_SUBSCRIPTIONS: '1' });
    const { id: profileId } = await makeFilledProfile(vitae, 'Ada Lovelace');
    const raw = await openAt(served);
    const query = `subscription { completionChanged(profileId: "${profileId}") { percentage } }`;
    // Its counting takes longer than its end, which has to wait for it: the only subscription would be held for good.
    raw.send(subscribe('long', { query: `${query}${' '.repeat(300_000)}` }));
    raw.send({ id: 'long', type: 'complete' });
    raw.send(subscribe('next', { query }));
    const ofNext = () => raw.messages.filter((message) => (message as { id?: string }).id === 'next');
    await until(() => ofNext().length > 0);
    expect(ofNext()).toMatchObject([{ type: 'next', payload: { data: { completionChanged: {} } } }]);
    expect(vitae.logged).toEqual([]);
    raw.socket.terminate();
  });
});
