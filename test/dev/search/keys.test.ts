// API keys and secured keys, after https://www.algolia.com/doc/guides/security/api-keys and
// https://www.algolia.com/doc/libraries/sdk/methods/search/generate-secured-api-key
import { createHmac } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';

import { indexRoutes } from '../../../src/dev/search/routes/indices.ts';
import { keyRoutes } from '../../../src/dev/search/routes/keys.ts';
import { recordRoutes } from '../../../src/dev/search/routes/records.ts';
import { searchRoutes } from '../../../src/dev/search/routes/searches.ts';
import { startLocalSearchServer } from '../../../src/dev/search/server.ts';
import { adminKey, appId, clientFor, configure, idsOf, indexName, save } from './support.ts';
import type { Client } from './support.ts';

type Permission = Parameters<Client['addApiKey']>[0]['acl'][number];

const inTheFuture = () => Math.floor(Date.now() / 1000) + 3600;

async function createKey(apiKey: Parameters<Client['addApiKey']>[0]) {
  const { key } = await client.addApiKey(apiKey);
  return key;
}

let url: string;
let client: Client;
beforeAll(async () => {
  const server = await startLocalSearchServer({ appId, adminKey });
  ({ url } = server);
  client = clientFor(url);
  await configure(client, { attributesForFaceting: ['team'], unretrievableAttributes: ['secret'] });
  await save(client, [
    { objectID: '1', team: 'red', n: 1, secret: 's' },
    { objectID: '2', team: 'blue', n: 2, secret: 's' },
    { objectID: '3', team: 'red', n: 3, secret: 's' },
  ]);
  await save(client, [{ objectID: '1' }], 'other');
  return () => server.close();
});

describe('a route', () => {
  const ROUTES = [
    ...[...searchRoutes, ...indexRoutes, ...keyRoutes, ...recordRoutes].map(
      ({ method, path }) => [method, path.replaceAll(':', '')] as const,
    ),
    ...(['GET', 'POST'] as const).map((method) => [method, '/_local/meter'] as const),
    ...(['GET', 'PUT'] as const).map((method) => [method, '/_local/faults'] as const),
    ['GET', '/_local/unknown'] as const,
    ['GET', '/unknown'] as const,
  ];

  it.each(ROUTES)('%s %s needs a key', async (method, path) => {
    const refusal = { status: 403, message: 'Invalid Application-ID or API key' };
    for (const headers of [
      {},
      { 'x-algolia-application-id': appId },
      { 'x-algolia-api-key': adminKey },
      { 'x-algolia-application-id': appId, 'x-algolia-api-key': 'guessed' },
    ]) {
      const answer = await fetch(`${url}${path}`, { method, headers });
      expect(answer.status).toBe(403);
      expect(await answer.json()).toEqual(refusal);
    }
  });

  it('of the meter and the faults needs the admin key', async () => {
    const headers = {
      'x-algolia-application-id': appId,
      'x-algolia-api-key': await createKey({ acl: ['search', 'browse', 'settings'] }),
    };
    for (const path of ['/_local/meter', '/_local/faults', '/_local/unknown']) {
      expect((await fetch(`${url}${path}`, { headers })).status).toBe(403);
    }
  });
});

describe('keys', () => {
  it('a wrong key or application id is a 403 with the body of Algolia', async () => {
    for (const stranger of [clientFor(url, 'wrong'), clientFor(url, adminKey, 'OTHER')]) {
      await expect(stranger.getSettings({ indexName })).rejects.toMatchObject({
        status: 403,
        message: 'Invalid Application-ID or API key',
      });
    }
  });

  it('are created, listed and read; a limit that this server does not enforce is a 400', async () => {
    const key = await createKey({ acl: ['search'], description: 'first' });
    expect(await client.getApiKey({ key })).toMatchObject({
      value: key,
      acl: ['search'],
      description: 'first',
    });
    expect((await client.listApiKeys()).keys.map(({ value }) => value)).toContain(key);
    const lesser = clientFor(url, key);
    expect(await lesser.getApiKey({ key })).toMatchObject({ value: key });
    await expect(lesser.listApiKeys()).rejects.toMatchObject({ status: 403 });
    await expect(lesser.addApiKey({ acl: ['addObject'] })).rejects.toMatchObject({ status: 403 });
    await expect(client.getApiKey({ key: 'unknown' })).rejects.toMatchObject({ status: 404 });
    await expect(createKey({ acl: ['search'], validity: 60 })).rejects.toMatchObject({ status: 400 });
  });

  it('may do what their acl says and nothing else', async () => {
    const as = async (acl: Permission[]) => clientFor(url, await createKey({ acl }));
    await save(client, [{ objectID: '1' }], 'scratch');
    const scratch = { indexName: 'scratch' };
    const calls: [Permission, (c: Client) => Promise<unknown>][] = [
      ['search', (c: Client) => c.searchSingleIndex(scratch)],
      ['browse', (c: Client) => c.browse(scratch)],
      ['addObject', (c: Client) => c.saveObject({ ...scratch, body: { objectID: 'x' } })],
      ['deleteObject', (c: Client) => c.deleteObjects({ ...scratch, objectIDs: ['x'] })],
      ['deleteIndex', (c: Client) => c.clearObjects(scratch)],
      ['settings', (c: Client) => c.getSettings(scratch)],
      ['editSettings', (c: Client) => c.setSettings({ ...scratch, indexSettings: {} })],
    ];
    for (const [permission, call] of calls) {
      const others = calls.map(([other]) => other).filter((other) => other !== permission);
      await expect(call(await as([permission])), permission).resolves.toBeDefined();
      await expect(call(await as(others)), permission).rejects.toMatchObject({
        status: 403,
        message: 'Method not allowed with this API key',
      });
    }
  });

  it('a batch needs the permission of each of its actions', async () => {
    const writer = clientFor(url, await createKey({ acl: ['addObject'] }));
    const requests = [
      { action: 'addObject' as const, body: { objectID: 'x' } },
      { action: 'deleteObject' as const, body: { objectID: '1' } },
    ];
    await expect(writer.batch({ indexName, batchWriteParams: { requests } })).rejects.toMatchObject({
      status: 403,
    });
    expect((await client.searchSingleIndex({ indexName })).nbHits).toBe(3);
  });

  it('reach only their indices', async () => {
    const reach = clientFor(url, await createKey({ acl: ['search'], indexes: ['dev', indexName] }));
    expect(await idsOf(reach, {})).toHaveLength(3);
    await expect(idsOf(reach, {}, 'other')).rejects.toMatchObject({
      message: 'Index not allowed with this API key',
    });
  });

  it('see unretrievableAttributes only with that permission (unretrievableAttributes)', async () => {
    const lesser = clientFor(url, await createKey({ acl: ['search'] }));
    const searchParams = { filters: 'n = 1', attributesToHighlight: [] };
    expect((await lesser.searchSingleIndex({ indexName, searchParams })).hits).toEqual([
      { objectID: '1', team: 'red', n: 1 },
    ]);
    expect(await lesser.getObject({ indexName, objectID: '1' })).not.toHaveProperty('secret');
    expect(await client.getObject({ indexName, objectID: '1' })).toHaveProperty('secret');
  });
});

describe('secured keys', () => {
  async function secured(restrictions: Parameters<Client['generateSecuredApiKey']>[0]['restrictions']) {
    const parentApiKey = await createKey({ acl: ['search', 'browse'] });
    const key = client.generateSecuredApiKey({ parentApiKey, restrictions: restrictions ?? {} });
    return { key, restricted: clientFor(url, key) };
  }

  it('add their filters to every search and browse', async () => {
    const { restricted } = await secured({ filters: 'team:red', validUntil: inTheFuture() });
    expect((await idsOf(restricted, {})).sort()).toEqual(['1', '3']);
    expect(await idsOf(restricted, { filters: 'n >= 2' })).toEqual(['3']);
    expect(await idsOf(restricted, { filters: 'team:blue' })).toEqual([]);
    const first = await restricted.browse({ indexName, browseParams: { hitsPerPage: 1 } });
    const second = await restricted.browse({ indexName, browseParams: { cursor: first.cursor ?? '' } });
    expect([first.hits[0]?.objectID, second.hits[0]?.objectID, second.cursor]).toEqual(['1', '3', undefined]);
  });

  it('fix search parameters', async () => {
    const { restricted } = await secured({
      searchParams: { hitsPerPage: 1, attributesToRetrieve: ['team'] },
    });
    const { hits } = await restricted.searchSingleIndex({
      indexName,
      searchParams: { hitsPerPage: 3, attributesToHighlight: [] },
    });
    expect(hits).toEqual([{ objectID: '1', team: 'red' }]);
  });

  it('restrict the indices', async () => {
    const { restricted } = await secured({ restrictIndices: ['dev', indexName] });
    expect(await idsOf(restricted, {})).toHaveLength(3);
    await expect(idsOf(restricted, {}, 'other')).rejects.toMatchObject({ status: 403 });
  });

  it('end at validUntil with a 400', async () => {
    const { restricted } = await secured({ validUntil: 1 });
    await expect(idsOf(restricted, {})).rejects.toMatchObject({
      status: 400,
      message: '`validUntil` parameter expired (less than current date)',
    });
  });

  it('are refused when changed or made from the admin key', async () => {
    const { key } = await secured({ filters: 'team:red' });
    const forged = Buffer.from(key, 'base64').toString().replace('red', 'blue');
    const admin = createHmac('sha256', adminKey).update('filters=n%3D1').digest('hex');
    for (const bad of [
      Buffer.from(forged).toString('base64'),
      Buffer.from(`${admin}filters=n%3D1`).toString('base64'),
    ]) {
      await expect(idsOf(clientFor(url, bad), {})).rejects.toMatchObject({ status: 403 });
    }
  });
});
