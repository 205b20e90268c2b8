// Owns the second protocol of graphql-sse, where a client has one stream for all its operations: as its page describes it,
// and that nothing stays behind of a stream that nobody reads.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { serve, type Served } from '../../support/served.ts';
import { startVitae, type Vitae } from '../../support/vitae.ts';
import { readConfig } from '../../../src/config/config.ts';
import { countCompletionWatchers, type CompletionWatchers } from '../../completion/completion-watchers.ts';
import { makeFilledProfile } from '../../support/mutations.ts';
import { eventually, until } from '../../support/eventually.ts';

let vitae: Vitae;
let served: Served;
let authorization: string;
let watchers: CompletionWatchers;

beforeAll(async () => {
  vitae = await startVitae({ workers: false });
  const { id: profileId } = await makeFilledProfile(vitae, 'Ada Lovelace');
  authorization = `Bearer ${await vitae.tokens.sign({ kind: 'person', profileId })}`;
  watchers = countCompletionWatchers(vitae.services);
  const { api } = readConfig({
    LIMIT_SUBSCRIPTIONS: '3',
    LIMIT_REQUESTS_PER_MINUTE: '1000000',
    LIMIT_BODY_BYTES: '5000',
  });
  served = await serve({ ...vitae.appOptions, api, services: watchers.services });
});
afterAll(async () => {
  await served[Symbol.asyncDispose]();
  await vitae.close();
});

const WATCH = 'subscription { completionChanged { percentage } }';

const reserve = () => fetch(served.url, { method: 'PUT', headers: { authorization } });
const withToken = (token: string) => ({ authorization, 'x-graphql-event-stream-token': token });

function operate(token: string, query: string, operationId?: unknown, headers = {}) {
  return fetch(served.url, {
    method: 'POST',
    headers: { ...withToken(token), 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, extensions: { operationId } }),
  });
}

function complete(token: string, id: string) {
  return fetch(`${served.url}?operationId=${id}`, { method: 'DELETE', headers: withToken(token) });
}

/** What has come so far, and how to leave. */
async function read(token: string, init: { url?: string; headers?: Record<string, string> } = {}) {
  const controller = new AbortController();
  const response = await fetch(init.url ?? served.url, {
    headers: init.headers ?? { ...withToken(token), accept: 'text/event-stream' },
    signal: controller.signal,
  });
  const stream = { status: response.status, text: '', leave: () => controller.abort() };
  const reading = async () => {
    for await (const chunk of response.body ?? []) stream.text += Buffer.from(chunk).toString();
  };
  reading().catch((error: unknown) => {
    if (!controller.signal.aborted) throw error;
  });
  return stream;
}

const next = (id: string, payload: object) => `event: next\ndata: ${JSON.stringify({ id, payload })}\n\n`;
const completed = (id: string) => `event: complete\ndata: {"id":"${id}"}\n\n`;
const NAMED = { data: { __typename: 'Query' } };

describe('a stream', () => {
  it('is reserved, opened once, and carries the results of every operation by its id', async () => {
    const reserved = await reserve();
    expect([reserved.status, reserved.headers.get('content-type')]).toEqual([
      201,
      'text/plain; charset=utf-8',
    ]);
    const token = await reserved.text();
    // Before it is opened, too.
    expect((await operate(token, '{ __typename }', 'first')).status).toBe(202);
    const stream = await read(token);
    expect(stream.status).toBe(200);
    await until(() => stream.text.includes(completed('first')));
    expect(stream.text).toContain(next('first', NAMED));
    expect((await read(token)).status).toBe(409);

    // What is refused before it runs is told to whoever asked, as over HTTP.
    const refused = await operate(token, '{ nothing }', 'second', {
      accept: 'application/graphql-response+json',
    });
    expect([refused.status, await refused.text()]).toEqual([
      400,
      expect.stringContaining('Cannot query field'),
    ]);
    expect((await operate(token, '{ __typename }', 'second', { accept: 'application/json' })).status).toBe(
      202,
    );
    await until(() => stream.text.includes(completed('second')));

    // Any other refusal is a result, without what concerns HTTP alone.
    const tooMuch = `{ ${'__typename '.repeat(301)} }`;
    expect((await operate(token, tooMuch, 'refused')).status).toBe(202);
    await until(() => stream.text.includes(completed('refused')));
    expect(stream.text).toMatch(/"id":"refused","payload":{"errors":\[.*LIMIT_EXCEEDED/);
    expect(stream.text).not.toContain('"http"');

    expect((await operate(token, WATCH, 'third', { accept: 'application/json' })).status).toBe(202);
    await until(() => stream.text.includes('"id":"third","payload":{"data":{"completionChanged"'));
    expect(watchers.count()).toBe(1);
    expect((await operate(token, WATCH, 'third')).status).toBe(409);
    expect((await complete(token, 'third')).status).toBe(200);
    await until(() => watchers.count() === 0);
    expect(stream.text).not.toContain(completed('third'));
    stream.leave();
  });

  it('is opened by its token in the URL as well, as EventSource must', async () => {
    const token = await (await reserve()).text();
    const headers = { accept: 'text/event-stream' };
    const stream = await read(token, { url: `${served.url}?token=${token}`, headers });
    await operate(token, '{ __typename }', '1');
    await until(() => stream.text.includes(completed('1')));
    stream.leave();
  });

  it('ends all its operations when its reader leaves', async () => {
    const token = await (await reserve()).text();
    const stream = await read(token);
    for (const id of ['1', '2']) await operate(token, WATCH, id);
    await until(() => watchers.count() === 2 && stream.text.includes('"id":"2"'));
    stream.leave();
    await until(() => watchers.count() === 0);
    await until(async () => (await operate(token, '{ __typename }', '3')).status === 404);
  });

  it('that nobody opens is given up, with what was begun for it', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const tokens = await Promise.all([1, 2, 3].map(async () => (await reserve()).text()));
      await operate(tokens[0] ?? '', WATCH, '1');
      await eventually(() => expect(watchers.count()).toBe(1));
      // There are as many as a caller may watch things.
      const more = await reserve();
      expect([more.status, await more.text()]).toEqual([
        429,
        expect.stringContaining('TOO_MANY_SUBSCRIPTIONS'),
      ]);
      vi.advanceTimersByTime(30_000);
    } finally {
      vi.useRealTimers();
    }
    await until(() => watchers.count() === 0);
    const again = await reserve();
    expect(again.status).toBe(201);
    const stream = await read(await again.text());
    stream.leave();
  });
});

describe('what is asked wrongly', () => {
  let token: string;
  beforeAll(async () => {
    token = await (await reserve()).text();
  });

  it.each([
    ['a token of no stream', () => operate('none', '{ __typename }', '1'), 404],
    ['an operation of a stream that is not there', () => complete('none', '1'), 404],
    ['to read a stream that is not there', () => read('none'), 404],
    ['an operation without an id', () => operate(token, '{ __typename }'), 400],
    ['an id that is no text', () => operate(token, '{ __typename }', 7), 400],
    ['too much', () => operate(token, `{ __typename } #${'x'.repeat(5000)}`, '1'), 413],
    ['to end an operation without saying which', () => complete(token, ''), 400],
  ])('%s', async (_what, ask, status) => {
    expect((await ask()).status).toBe(status);
  });
});
