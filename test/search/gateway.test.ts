// The gateway with the real client, against the local search server and against servers that fail in one way.
import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';

import { SearchError } from '../../src/search/errors.ts';
import { createSearchGateway } from '../../src/search/gateway.ts';
import type { SearchObject } from '../../src/search/gateway.ts';
import { askLocal, setFaults } from '../support/local-faults.ts';
import { adminKey, appId, indexName, save, startServer } from '../dev/search/support.ts';
import type { LocalSearchOptions } from '../../src/dev/search/server.ts';

const timeouts = { connect: 400, read: 400, write: 400 };

async function start(options: Partial<LocalSearchOptions> = {}) {
  const server = await startServer(options);
  const gateway = createSearchGateway({ appId, apiKey: adminKey, indexName, hosts: [server.url] });
  return { ...server, gateway };
}

/** A server that answers every request in one way. */
async function failing(answer: (response: ServerResponse) => void) {
  const server = createServer((_request, response) => answer(response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return createSearchGateway({
    appId,
    apiKey: adminKey,
    indexName,
    hosts: [`http://127.0.0.1:${port}`],
    timeouts,
  });
}

async function failureOf(promise: Promise<unknown>): Promise<SearchError> {
  const error: unknown = await promise.catch((reason: unknown) => reason);
  if (!(error instanceof SearchError))
    throw new Error('It did not fail with a SearchError', { cause: error });
  return error;
}

const person = (id: string, version: number, name = id): SearchObject => ({ objectID: id, version, name });
async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

const upsert = (object: SearchObject) => ({ type: 'upsert' as const, object });

describe('writing', () => {
  it('one batch call upserts and deletes; reads return objects in the order of the ids', async () => {
    const { gateway, client, url } = await start();
    await save(client, [{ objectID: 'gone' }]);
    await askLocal(url, 'meter', { method: 'POST' });
    const { taskID } = await gateway.write(
      [upsert(person('a', 1)), upsert(person('b', 7)), { type: 'delete', objectID: 'gone' }],
      { wait: true },
    );
    expect(taskID).toBeGreaterThan(0);
    expect(await gateway.getObjects(['b', 'gone', 'a'])).toEqual([person('b', 7), null, person('a', 1)]);
    expect(await gateway.getObject('a')).toEqual(person('a', 1));
    expect(await gateway.getObject('gone')).toBeNull();
    expect(await gateway.write([])).toEqual({ taskID: null });
    expect(await askLocal(url, 'meter')).toMatchObject({ records: 3 });
  });

  it('an older version never overwrites a newer one, in whatever order they arrive', async () => {
    const { gateway } = await start();
    for (const version of [2, 5, 3, 5, 4]) {
      await gateway.write([upsert(person('a', version, `r${version}`))], { wait: true });
    }
    expect(await gateway.getObject('a')).toEqual(person('a', 5, 'r5'));
  });

  it('a replacement takes the place of the whole record, whatever its version, as one record of the meter', async () => {
    const { gateway, client, url } = await start();
    await save(client, [{ objectID: 'a', version: 9, rumour: true }]);
    await askLocal(url, 'meter', { method: 'POST' });
    await gateway.write([{ type: 'replace', object: person('a', 2) }], { wait: true });
    expect(await gateway.getObject('a')).toEqual(person('a', 2));
    expect(await askLocal(url, 'meter')).toMatchObject({ records: 1 });
    await gateway.write([upsert(person('a', 1, 'older'))], { wait: true });
    expect(await gateway.getObject('a')).toEqual(person('a', 2));
  });

  it('a version below 1 is refused before it is sent', async () => {
    const { gateway } = await start();
    expect(await failureOf(gateway.write([upsert(person('a', 0))]))).toMatchObject({ code: 'REJECTED' });
  });

  it('a task that is not published by our deadline is TASK_PENDING, and retryable', async () => {
    const { gateway, url } = await start();
    await setFaults(url, [{ kind: 'lateTask', ms: 60_000 }]);
    const { taskID } = await gateway.write([upsert(person('a', 1))]);
    const error = await failureOf(gateway.waitForTask(taskID ?? 0, { deadlineMs: 50 }));
    expect(error).toMatchObject({ code: 'TASK_PENDING', retryable: true });
  });

  it('clears, and sets and reads settings', async () => {
    const { gateway } = await start();
    await gateway.write([upsert(person('a', 1))], { wait: true });
    await gateway.waitForTask((await gateway.setSettings({ hitsPerPage: 3 })).taskID);
    await gateway.waitForTask((await gateway.clear()).taskID);
    expect(await gateway.getSettings()).toMatchObject({ hitsPerPage: 3 });
    expect(await gateway.search('')).toMatchObject({ hits: [], nbHits: 0 });
  });
});

describe('reading', () => {
  it('searches with filters', async () => {
    const { gateway } = await start();
    await gateway.waitForTask((await gateway.setSettings({ attributesForFaceting: ['name'] })).taskID);
    await gateway.write(
      [1, 2, 3].map((n) => upsert(person(`p${n}`, n, 'ann'))),
      { wait: true },
    );
    const page = await gateway.search('ann', {
      filters: 'version > 1',
      numericFilters: ['version < 9'],
      hitsPerPage: 1,
      attributesToRetrieve: ['name'],
    });
    expect(page).toMatchObject({
      hits: [{ objectID: 'p2', name: 'ann' }],
      nbHits: 2,
    });
  });

  it('browses everything, over several pages', async () => {
    const { gateway, client } = await start();
    await save(client, [{ objectID: 'foreign' }]);
    await gateway.write(
      Array.from({ length: 1500 }, (_, n) => upsert(person(`p${n}`, 1))),
      { wait: true },
    );
    const all = await collect(gateway.browse());
    expect(new Set(all.map(({ objectID }) => objectID)).size).toBe(1501);
    expect(all.find(({ objectID }) => objectID === 'foreign')).toEqual({ objectID: 'foreign', version: 0 });
    expect(await collect(gateway.browse({ filters: 'version > 1' }))).toEqual([]);
  });
});

describe('errors', () => {
  const json =
    (status: number, body: unknown, headers: Record<string, string> = {}) =>
    (response: ServerResponse) => {
      response.writeHead(status, headers).end(JSON.stringify(body));
    };

  it('RECORD_TOO_LARGE names the record', async () => {
    const { gateway } = await start();
    const large = { ...person('large', 1), text: 'x'.repeat(20_000) };
    const error = await failureOf(gateway.write([upsert(person('a', 1)), upsert(large)]));
    expect(error).toMatchObject({
      code: 'RECORD_TOO_LARGE',
      retryable: false,
      objectID: 'large',
      position: 1,
    });
    expect(error.cause).toBeInstanceOf(Error);
    expect(await gateway.getObject('a')).toBeNull();
  });

  it('RECORD_TOO_LARGE names the record also where only the message does', async () => {
    const message = 'Record at the position 3 objectID=a b=c is too big size=1/0 bytes.';
    const gateway = await failing(json(400, { message, status: 400 }));
    const error = await failureOf(gateway.write([upsert(person('a', 1))]));
    expect(error).toMatchObject({ code: 'RECORD_TOO_LARGE', objectID: 'a b=c', position: 3 });
  });

  it('FORBIDDEN for a wrong key, REJECTED for a malformed filter', async () => {
    const { gateway, url } = await start();
    const stranger = createSearchGateway({ appId, apiKey: 'wrong', indexName, hosts: [url] });
    const refused = await failureOf(stranger.write([upsert(person('a', 1))]));
    expect(refused).toMatchObject({ code: 'FORBIDDEN', retryable: false, status: 403 });
    await gateway.write([upsert(person('a', 1))], { wait: true });
    expect(await failureOf(gateway.search('', { filters: '(' }))).toMatchObject({
      code: 'REJECTED',
      status: 400,
    });
  });

  it.each([
    [{ 'retry-after': '17' }, 17],
    [{}, 5],
    [{ 'retry-after': 'soon' }, 5],
    [{ 'retry-after': new Date(0).toUTCString() }, 0],
  ])('RATE_LIMITED with %j waits %i seconds, and is not retried by the client', async (headers, seconds) => {
    let calls = 0;
    const gateway = await failing((response) => {
      calls += 1;
      json(429, { message: 'Too many', status: 429 }, headers)(response);
    });
    const error = await failureOf(gateway.write([upsert(person('a', 1))]));
    expect(error).toMatchObject({ code: 'RATE_LIMITED', retryable: true, retryAfterSeconds: seconds });
    expect(calls).toBe(1);
  });

  it.each<[string, (response: ServerResponse) => void]>([
    ['a 503', json(503, { message: 'down' })],
    ['a connection cut off', (response) => response.destroy()],
    ['no answer at all', () => undefined],
  ])('UNAVAILABLE for %s', async (_fault, answer) => {
    const gateway = await failing(answer);
    const error = await failureOf(gateway.write([upsert(person('a', 1))]));
    expect(error).toMatchObject({ code: 'UNAVAILABLE', retryable: true });
  });

  it('UNAVAILABLE when no server listens', async () => {
    const { gateway, close } = await start();
    await close();
    expect(await failureOf(gateway.search(''))).toMatchObject({ code: 'UNAVAILABLE' });
  });

  it.each<[string, (response: ServerResponse) => void]>([
    ['a page of a proxy', (response) => response.writeHead(200).end('<html>Sign in</html>')],
    ['JSON of another form', json(200, { taskID: 'seven' })],
    ['nothing', (response) => response.writeHead(204).end()],
  ])('BAD_ANSWER for %s', async (_fault, answer) => {
    const gateway = await failing(answer);
    expect(await failureOf(gateway.write([upsert(person('a', 1))]))).toMatchObject({ code: 'BAD_ANSWER' });
  });

  it('waits through failed polls, and ends at once when no later poll can succeed', async () => {
    const answers = [
      json(503, {}),
      json(429, {}),
      json(200, { status: 'notPublished' }),
      json(200, { status: 'published' }),
    ];
    const gateway = await failing((response) => (answers.shift() ?? json(403, {}))(response));
    await gateway.waitForTask(1);
    expect(answers).toEqual([]);
    expect(await failureOf(gateway.waitForTask(1))).toMatchObject({ code: 'FORBIDDEN' });
  });

  it('a logged cause contains no record', async () => {
    const gateway = await failing(json(400, { message: 'no' }));
    const error = await failureOf(gateway.write([upsert(person('a', 1, 'a private name'))]));
    expect(JSON.stringify(Object.entries(error.cause ?? {}))).not.toContain('private');
    expect(error.stack).not.toContain('private');
  });
});
