// Hostile requests: malformed, huge, deeply nested, or with names that every object inherits.
import { once } from 'node:events';
import { request, type IncomingMessage, type RequestOptions } from 'node:http';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';

import { adminKey, appId, configure, idsOf, indexName, raw, save, startServer } from './support.ts';

describe('malformed requests', () => {
  it.each([
    ['/1/indexes/people/batch', '{"requests":['],
    ['/1/indexes/people/batch', '{}'],
    ['/1/indexes/people/batch', '[]'],
    ['/1/indexes/people/batch', ''],
    ['/1/indexes/people/batch', '{"requests":[{"action":"explode","body":{}}]}'],
    ['/1/indexes/people/batch', '{"requests":[{"action":"updateObject","body":{"n":1}}]}'],
    ['/1/indexes/people/batch', '{"requests":[{"action":"addObject","body":[1]}]}'],
    ['/1/indexes/*/objects', '{"requests":[1]}'],
    ['/1/indexes/%zz/query', '{}'],
    ['/1/indexes/people/query', '{"page":-1}'],
    ['/1/indexes/people/query', '{"filters":7}'],
  ])('%s with %s is a 400 with Algolia’s body', async (path, body) => {
    const { client, url } = await startServer();
    await save(client, [{ objectID: '1' }]);
    const answer = await raw(url, path, { body });
    expect(answer).toMatchObject({ status: 400, body: { status: 400 } });
    expect(answer.body).toHaveProperty('message');
    expect((await client.searchSingleIndex({ indexName })).nbHits).toBe(1);
  });

  it.each(['//x:99999', '//[::bad', '/%', 'http://x:y/1/keys', '*'])(
    'the target %s is refused without a warning',
    async (path) => {
      const { port } = await startServer();
      const warnings: Error[] = [];
      const collect = (warning: Error) => void warnings.push(warning);
      process.on('warning', collect);
      const headers = { 'x-algolia-application-id': appId, 'x-algolia-api-key': adminKey };
      const status = await statusOf({ port, method: 'GET', path, headers });
      process.off('warning', collect);
      expect([400, 404]).toContain(status);
      expect(warnings).toEqual([]);
    },
  );

  it('an unknown path is a 404', async () => {
    const { url } = await startServer();
    expect(await raw(url, '/1/nothing')).toMatchObject({ status: 404 });
  });
});

describe('names that every object inherits', () => {
  it('work as any other name, for indices, ids, attributes, facets and filters', async () => {
    const { client, url } = await startServer();
    for (const name of ['__proto__', 'constructor', 'toString']) {
      const record = `{"objectID":"${name}","${name}":"x","deep":{"__proto__":{"polluted":true}}}`;
      const body = `{"requests":[{"action":"addObject","body":${record}},
        {"action":"partialUpdateObject","body":${record}}]}`;
      await raw(url, `/1/indexes/${name}/batch`, { body });
      await configure(client, { attributesForFaceting: [name], searchableAttributes: [name] }, name);
      expect(await idsOf(client, { filters: `${name}:x`, facets: [name] }, name)).toEqual([name]);
      expect(await idsOf(client, { query: 'x' }, name)).toEqual([name]);
      const { body: answer } = await raw(url, `/1/indexes/${name}/${name}`, { method: 'GET' });
      expect(JSON.stringify(answer)).toBe(record);
      await expect(client.getObject({ indexName: name, objectID: 'hasOwnProperty' })).rejects.toMatchObject({
        status: 404,
      });
    }
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
    await configure(client, { attributesForFaceting: ['valueOf', 'constructor'] });
    await save(client, [{ objectID: '1' }]);
    expect(await idsOf(client, { filters: 'valueOf:x' })).toEqual([]);
    const searchParams = { facets: ['valueOf', 'constructor'] };
    expect((await client.searchSingleIndex({ indexName, searchParams })).facets).toEqual({});
  });
});

describe('too much', () => {
  it('a body over the limit is a 413, also when gzip hides its size', async () => {
    const { url, port } = await startServer({ maxRequestBytes: 10_000 });
    expect(await raw(url, '/1/indexes/people/batch', { body: 'x'.repeat(20_000) })).toMatchObject({
      status: 413,
    });
    const headers = {
      'x-algolia-application-id': appId,
      'x-algolia-api-key': adminKey,
      'content-encoding': 'gzip',
    };
    const options = { port, method: 'POST', path: '/1/indexes/people/batch', headers };
    expect(await statusOf(options, gzipSync('x'.repeat(1_000_000)))).toBe(413);
  });

  it('a record nested too deeply is a 400, and the server keeps running', async () => {
    const { client, url } = await startServer({ maxRecordBytes: 1_000_000 });
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    const body = `{"requests":[{"action":"addObject","body":{"objectID":"1","deep":${deep}}}]}`;
    expect(await raw(url, '/1/indexes/people/batch', { body })).toMatchObject({ status: 400 });
    await save(client, [{ objectID: '2' }]);
    expect(await idsOf(client, {})).toEqual(['2']);
  });

  it('a query of more than 512 bytes is a 400, as Algolia has it', async () => {
    const { client } = await startServer();
    await save(client, [{ objectID: '1', text: 'é' }]);
    expect(await idsOf(client, { query: ' '.repeat(510) + 'é' })).toEqual(['1']);
    await expect(idsOf(client, { query: ' '.repeat(511) + 'é' })).rejects.toMatchObject({ status: 400 });
  });

  it.each([
    ['the same word 256 times', 'a '.repeat(256)],
    [
      '170 different words',
      Array.from({ length: 170 }, (_, at) => String.fromCodePoint(0x4e0 + at)).join(' '),
    ],
    ['words with typos', 'abcde '.repeat(85)],
  ])('a query costs what its distinct words cost, in texts that repeat them: %s', async (_what, query) => {
    const { client } = await startServer({ maxRecordBytes: 100_000 });
    const text = query.repeat(Math.floor(40_000 / query.length));
    await save(
      client,
      Array.from({ length: 20 }, (_, at) => ({ objectID: `${at}`, text })),
    );
    expect(await idsOf(client, { query: 'x' })).toEqual([]);
    const before = process.cpuUsage();
    expect(
      await idsOf(client, { query: query.slice(0, 256).trim(), attributesToHighlight: [] }),
    ).toHaveLength(20);
    expect(millisecondsSince(before)).toBeLessThan(2000);
  });

  it.each([
    ['colons', `a${':'.repeat(100_000)}!`],
    ['spaces in a name', `a${' '.repeat(100_000)}b`],
    ['spaces in a range', `a: 1${' '.repeat(100_000)}T`],
    ['words', 'a '.repeat(50_000)],
  ])('a numeric filter costs what its length says: %s', async (_what, filter) => {
    const { client } = await startServer();
    await save(client, [{ objectID: '1' }]);
    const before = process.cpuUsage();
    await expect(idsOf(client, { numericFilters: [filter] })).rejects.toMatchObject({ status: 400 });
    expect(millisecondsSince(before)).toBeLessThan(500);
  });

  it('a request for another host name, as a web page could send it, is a 403', async () => {
    const { port } = await startServer();
    const options = { port, path: '/_local/meter', headers: { host: 'evil.example' } };
    expect(await statusOf(options)).toBe(403);
  });
});

function millisecondsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** Without fetch, which sets the host and encodes no body. */
async function statusOf(options: RequestOptions, body?: Buffer): Promise<number | undefined> {
  const sent = request({ host: '127.0.0.1', ...options }).end(body);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  response.resume();
  return response.statusCode;
}
