// The faults of the local search server: what the real client sees of each, and when they strike.
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import type { FaultPlan } from '../../../src/dev/search/faults.ts';
import { spawnLocalSearch } from '../../../src/dev/search/spawn.ts';
import { setFaults } from '../../support/local-faults.ts';
import {
  adminKey,
  appId,
  clientFor,
  idsOf,
  indexName,
  raw,
  save,
  startServer,
  temporaryFolder,
} from './support.ts';
import type { Client } from './support.ts';
import { until } from '../../support/eventually.ts';

const put = (client: Client, objectID: string, n = 1) =>
  client.saveObject({ indexName, body: { objectID, n } });

async function outcomes(calls: number, call: () => Promise<unknown>): Promise<string> {
  const letters: string[] = [];
  for (let n = 0; n < calls; n += 1) {
    letters.push(
      await call().then(
        () => '.',
        () => 'X',
      ),
    );
  }
  return letters.join('');
}

const planRule = z.object({ faults: z.array(z.object({ asked: z.number(), struck: z.number() })) });
const strikesAt = async (url: string) =>
  planRule.parse((await raw(url, '/_local/faults', { method: 'GET' })).body).faults;

const billed = async (url: string) =>
  z.object({ records: z.number() }).parse((await raw(url, '/_local/meter', { method: 'GET' })).body).records;

describe('each fault', () => {
  it('latency: the request is executed later, also if the client has given up', async () => {
    const { client, url } = await startServer();
    await save(client, [{ objectID: 'before' }]);
    await setFaults(url, [{ kind: 'latency', ms: 1500, on: 'write' }]);
    const impatient = client.saveObject(
      { indexName, body: { objectID: 'given up' } },
      { timeouts: { connect: 50, read: 50, write: 50 } },
    );
    await expect(impatient).rejects.toThrow(/Unreachable hosts/);
    expect(await idsOf(client, {})).not.toContain('given up');
    await until(async () => (await idsOf(client, {})).includes('given up'));
  });

  it('rateLimit: 429 with or without Retry-After', async () => {
    const { client, url } = await startServer();
    await setFaults(url, [
      { kind: 'rateLimit', retryAfterSeconds: 7, times: 1 },
      { kind: 'rateLimit', retryAfterSeconds: null },
    ]);
    const answer = () =>
      fetch(`${url}/1/keys`, {
        headers: { 'x-algolia-application-id': appId, 'x-algolia-api-key': adminKey },
      });
    expect((await answer()).headers.get('retry-after')).toBe('7');
    const second = await answer();
    expect([second.status, second.headers.get('retry-after')]).toEqual([429, null]);
    await expect(put(client, 'a')).rejects.toMatchObject({ status: 429 });
    expect(await billed(url)).toBe(0);
  });

  it.each([{ kind: 'status', status: 500 }, { kind: 'status' }, { kind: 'reset' }] as const)(
    '%j: nothing is executed, and nothing billed',
    async (fault) => {
      const { client, url } = await startServer();
      await setFaults(url, [{ ...fault, times: 1 }]);
      await expect(put(client, 'a')).rejects.toThrow(/Unreachable hosts/);
      expect(await billed(url)).toBe(0);
      await save(client, [{ objectID: 'b' }]);
      expect(await idsOf(client, {})).toEqual(['b']);
    },
  );

  it('lostAnswer: the request is executed and billed, and the client gets no answer', async () => {
    const { client, url } = await startServer();
    await setFaults(url, [{ kind: 'lostAnswer', on: 'write', times: 1 }]);
    await expect(put(client, 'a')).rejects.toThrow(/Unreachable hosts/);
    await until(() => client.indexExists({ indexName }));
    expect(await idsOf(client, {})).toEqual(['a']);
    expect(await billed(url)).toBe(1);
  });

  it('lateTask: applied late, and later tasks not before it', async () => {
    const { client, url } = await startServer();
    await save(client, [{ objectID: 'a', n: 0 }]);
    await setFaults(url, [
      { kind: 'lateTask', ms: 50, times: 1 },
      { kind: 'lateTask', ms: 60_000, after: 2, times: 1 },
    ]);
    const tasks: number[] = [];
    for (const n of [1, 2, 3, 4]) tasks.push((await put(client, 'a', n)).taskID);
    const [, behindTheFirst = 0] = tasks;
    await client.waitForTask({ indexName, taskID: behindTheFirst });
    const states = tasks.map(async (taskID) => (await client.getTask({ indexName, taskID })).status);
    expect(await Promise.all(states)).toEqual(['published', 'published', 'notPublished', 'notPublished']);
    expect(await client.getObject({ indexName, objectID: 'a' })).toMatchObject({ n: 2 });
  });
});

describe('one host of several', () => {
  it('is down: the client calls the next', async () => {
    const { client, url, urls } = await startServer({ hosts: 3 });
    expect(new Set(urls).size).toBe(3);
    await setFaults(url, [
      { kind: 'status', host: 0 },
      { kind: 'reset', host: 1 },
    ]);
    await save(client, [{ objectID: 'a' }]);
    expect(await idsOf(client, {})).toEqual(['a']);
    expect(await billed(url)).toBe(1);
    await expect(put(clientFor(urls.slice(0, 2)), 'b')).rejects.toThrow(/Unreachable hosts/);
  });

  it('loses an answer: the client sends the request again to the next, and it is executed and billed twice', async () => {
    const { client, url } = await startServer({ hosts: 2 });
    await setFaults(url, [{ kind: 'lostAnswer', host: 0, on: 'write' }]);
    const requests = [{ action: 'addObject' as const, body: { name: 'without an id' } }];
    const { taskID } = await client.batch({ indexName, batchWriteParams: { requests } });
    await client.waitForTask({ indexName, taskID });
    expect(await idsOf(client, {})).toHaveLength(2);
    expect(await billed(url)).toBe(2);
  });
});

describe('when it strikes', () => {
  it('strikes `times` requests after the first `after`, and only those it is `on`', async () => {
    const { client, url } = await startServer();
    await save(client, [{ objectID: 'a' }]);
    await setFaults(url, [{ kind: 'status', on: 'write', after: 2, times: 3 }]);
    expect(await outcomes(3, () => idsOf(client, {}))).toBe('...');
    expect(await outcomes(8, () => put(client, 'a'))).toBe('..XXX...');
    expect(await strikesAt(url)).toMatchObject([{ asked: 8, struck: 3 }]);
    await setFaults(url, [{ kind: 'status', on: 'read' }]);
    expect(await outcomes(1, () => put(client, 'a'))).toBe('.');
    for (const read of [
      () => idsOf(client, {}),
      () => client.getObject({ indexName, objectID: 'a' }),
      () => client.getObjects({ requests: [{ indexName, objectID: 'a' }] }),
      () => client.browse({ indexName }),
      () => client.getSettings({ indexName }),
    ])
      await expect(read()).rejects.toThrow(/Unreachable hosts/);
  });

  it('with a probability: the same requests for the same seed, also beside other faults', async () => {
    const { client, url } = await startServer();
    await save(client, [{ objectID: 'a' }]);
    const storm = async (seed: number, rest: FaultPlan['faults'] = []) => {
      await setFaults(url, [{ kind: 'status', probability: 0.4 }, ...rest], seed);
      return outcomes(40, () => idsOf(client, {}));
    };
    const first = await storm(7);
    expect(first).toMatch(/^(?=.*X)(?=.*\.)/);
    expect(await storm(7, [{ kind: 'latency', ms: 1, probability: 0.5 }])).toBe(first);
    expect(await storm(8)).not.toBe(first);
  });

  it('a plan that is replaced strikes no more', async () => {
    const { client, url } = await startServer();
    await setFaults(url, [{ kind: 'reset' }]);
    expect(await outcomes(1, () => put(client, 'a'))).toBe('X');
    expect(await raw(url, '/_local/faults', { method: 'PUT', body: '{"faults":[]}' })).toMatchObject({
      body: { faults: [] },
    });
    expect(await outcomes(1, () => put(client, 'a'))).toBe('.');
  });

  it('a request that is delayed when the server closes is not executed, nor written to the journal of the next server', async () => {
    const dataFolder = await temporaryFolder();
    const first = await startServer({ dataFolder });
    await setFaults(first.url, [{ kind: 'latency', ms: 300 }]);
    const waiting = outcomes(1, () => put(first.client, 'of the first'));
    await until(async () => (await strikesAt(first.url))[0]?.struck === 1);
    await first.close();
    expect(await waiting).toBe('X');
    const second = await startServer({ dataFolder });
    await setFaults(second.url, [{ kind: 'latency', ms: 600, times: 1 }]);
    // The delay of the first is over by then.
    await put(second.client, 'of the second');
    await second.close();
    const third = await startServer({ dataFolder });
    expect(await idsOf(third.client, {})).toEqual(['of the second']);
  });
});

describe('the plan', () => {
  it.each([
    ['nothing', undefined, 'faults'],
    ['a list', [], 'faults'],
    ['no faults', {}, 'faults'],
    ['an unknown field', { faults: [], speed: 1 }, 'faults'],
    ['an unknown kind', { faults: [{ kind: 'flood' }] }, 'faults.0.kind'],
    ['an unknown field of a fault', { faults: [{ kind: 'reset', sometimes: true }] }, 'faults.0'],
    ['latency without ms', { faults: [{ kind: 'latency' }] }, 'faults.0.ms'],
    ['latency of no time', { faults: [{ kind: 'latency', ms: 0 }] }, 'faults.0.ms'],
    ['a 3xx', { faults: [{ kind: 'status', status: 304 }] }, 'faults.0.status'],
    ['certainty and more', { faults: [{ kind: 'reset', probability: 1.5 }] }, 'faults.0.probability'],
    ['no chance', { faults: [{ kind: 'reset', probability: 0 }] }, 'faults.0.probability'],
    ['no times', { faults: [{ kind: 'reset', times: 0 }] }, 'faults.0.times'],
    ['a negative after', { faults: [{ kind: 'reset', after: -1 }] }, 'faults.0.after'],
    ['a late task on a host', { faults: [{ kind: 'lateTask', ms: 1, host: 0 }] }, 'faults.0'],
    ['a host that is not there', { faults: [{ kind: 'reset', host: 1 }] }, 'faults.0.host'],
    ['a seed that is no number', { seed: 'x', faults: [] }, 'seed'],
  ])('with %s is a 400 that names it, and the plan before stays', async (_what, plan, where) => {
    const { client, url } = await startServer();
    await setFaults(url, [{ kind: 'reset' }]);
    const answer = await raw(url, '/_local/faults', {
      method: 'PUT',
      ...(plan !== undefined && { body: JSON.stringify(plan) }),
    });
    expect(answer).toMatchObject({ status: 400, body: { status: 400 } });
    expect(answer.body).toHaveProperty('message', expect.stringMatching(new RegExp(`^${where}: `)));
    expect(await outcomes(1, () => put(client, 'a'))).toBe('X');
  });

  it('is a 404 where faults are not allowed, as by default in a process', async () => {
    const { url } = await startServer({ allowFaults: false });
    for (const method of ['GET', 'PUT'])
      expect(await raw(url, '/_local/faults', { method })).toMatchObject({ status: 404 });
    const closed = await spawnLocalSearch({ appId, adminKey });
    const open = await spawnLocalSearch({ appId, adminKey, allowFaults: true, hosts: 2 });
    try {
      expect(await raw(closed.url, '/_local/faults', { method: 'GET' })).toMatchObject({ status: 404 });
      await setFaults(open.url, [{ kind: 'status', host: 1 }]);
      await expect(put(clientFor(open.urls.slice(1)), 'a')).rejects.toThrow(/Unreachable hosts/);
      await save(clientFor(open.urls), [{ objectID: 'a' }]);
    } finally {
      await Promise.all([closed.stop(), open.stop()]);
    }
  });
});
