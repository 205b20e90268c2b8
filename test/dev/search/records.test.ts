// Records by id, as https://www.algolia.com/doc/rest-api/search describes them (save, batch, partial update, get).
import { describe, expect, it } from 'vitest';

import { indexName, raw, save, startServer } from './support.ts';
import type { Client } from './support.ts';

const objectID = 'a';

async function batch(
  client: Client,
  requests: Parameters<Client['batch']>[0]['batchWriteParams']['requests'],
) {
  const { taskID, objectIDs } = await client.batch({ indexName, batchWriteParams: { requests } });
  await client.waitForTask({ indexName, taskID });
  return objectIDs;
}

async function partial(client: Client, attributes: Record<string, unknown>, createIfNotExists = true) {
  const action = createIfNotExists ? 'partialUpdateObject' : 'partialUpdateObjectNoCreate';
  await batch(client, [{ action, body: { objectID, ...attributes } }]);
}

describe('batch (rest-api/search/batch)', () => {
  it('applies every action in the order given', async () => {
    const { client } = await startServer();
    const ids = await batch(client, [
      { action: 'addObject', body: { name: 'no id' } },
      { action: 'addObject', body: { objectID: 'a', n: 1 } },
      { action: 'updateObject', body: { objectID: 'a', m: 2 } },
      { action: 'partialUpdateObject', body: { objectID: 'a', k: 3 } },
      { action: 'partialUpdateObject', body: { objectID: 'b', k: 4 } },
      { action: 'partialUpdateObjectNoCreate', body: { objectID: 'c', k: 5 } },
      { action: 'addObject', body: { objectID: 'd' } },
      { action: 'deleteObject', body: { objectID: 'd' } },
    ]);
    expect(ids[0]).toMatch(/^[0-9a-f-]{36}$/);
    const requests = ['a', 'b', 'c', 'd', ids[0] ?? ''].map((id) => ({ indexName, objectID: id }));
    const { results } = await client.getObjects({ requests });
    expect(results).toEqual([
      { objectID: 'a', m: 2, k: 3 },
      { objectID: 'b', k: 4 },
      null,
      null,
      { objectID: ids[0], name: 'no id' },
    ]);
    await batch(client, [
      { action: 'clear', body: {} },
      { action: 'addObject', body: { objectID: 'z' } },
    ]);
    expect((await client.searchSingleIndex({ indexName })).nbHits).toBe(1);
  });

  it('refuses the whole batch for one record over the limit, and says which', async () => {
    const { client, url } = await startServer({ maxRecordBytes: 200 });
    const requests = [
      { action: 'addObject' as const, body: { objectID: 'small' } },
      { action: 'addObject' as const, body: { objectID: 'large', text: 'é'.repeat(100) } },
    ];
    const answer = await raw(url, `/1/indexes/${indexName}/batch`, { body: JSON.stringify({ requests }) });
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ position: 1, objectID: 'large', status: 400 });
    expect(JSON.stringify(answer.body)).toMatch(
      /"Record at the position 1 objectID=large is too big size=\d+\/200 bytes/,
    );
    expect(await client.indexExists({ indexName })).toBe(false);
    await save(client, [{ objectID: 'x', text: 'y'.repeat(200 - '{"objectID":"x","text":""}'.length) }]);
    expect((await client.searchSingleIndex({ indexName })).nbHits).toBe(1);
  });

  it('counts one record operation for each record and one search for each query (billing guide)', async () => {
    const { client, url } = await startServer();
    const meter = async (method: string) => (await raw(url, '/_local/meter', { method })).body;
    await save(client, [{ objectID: '1' }, { objectID: '2' }]);
    await batch(client, [{ action: 'deleteObject', body: { objectID: 'gone' } }]);
    await client.search({ requests: [{ indexName }, { indexName }] });
    expect(await meter('GET')).toMatchObject({ records: 3, searches: 2 });
    expect(await meter('POST')).toEqual({ records: 0, searches: 0, requests: 0 });
    await client.getObject({ indexName, objectID: '1' });
    expect(await meter('GET')).toEqual({ records: 0, searches: 0, requests: 1 });
  });
});

describe('one record (rest-api/search/save-object and neighbours)', () => {
  it('adds, reads, picks attributes and deletes', async () => {
    const { client } = await startServer();
    const added = await client.saveObject({ indexName, body: { name: 'new' } });
    await client.waitForTask({ indexName, taskID: added.taskID });
    expect(await client.getObject({ indexName, objectID: added.objectID ?? '' })).toMatchObject({
      name: 'new',
    });
    await save(client, [{ objectID: 'a/b c', x: 1, y: { z: 2, w: 3 } }]);
    expect(await client.getObject({ indexName, objectID: 'a/b c', attributesToRetrieve: ['y.z'] })).toEqual({
      objectID: 'a/b c',
      y: { z: 2 },
    });
    await batch(client, [{ action: 'deleteObject', body: { objectID: 'a/b c' } }]);
    await expect(client.getObject({ indexName, objectID: 'a/b c' })).rejects.toMatchObject({
      status: 404,
      message: 'ObjectID does not exist',
    });
  });

  it('clears the records and keeps the settings (rest-api/search/clear-objects)', async () => {
    const { client } = await startServer();
    await save(client, [{ objectID: '1' }]);
    await client.setSettings({ indexName, indexSettings: { hitsPerPage: 7 } });
    const { taskID } = await client.clearObjects({ indexName });
    await client.waitForTask({ indexName, taskID });
    expect(await client.searchSingleIndex({ indexName })).toMatchObject({ nbHits: 0, hitsPerPage: 7 });
  });
});

describe('built-in operations (rest-api/search/partial-update-object)', () => {
  it('IncrementSet: an update that is not newer is ignored as a whole, in whatever order they come', async () => {
    const { client } = await startServer();
    const at = (revision: number, name: string) =>
      partial(client, { revision: { _operation: 'IncrementSet', value: revision }, name });
    await at(5, 'five');
    await at(4, 'four');
    await at(5, 'five again');
    expect(await client.getObject({ indexName, objectID })).toEqual({ objectID, revision: 5, name: 'five' });
    await at(6, 'six');
    expect(await client.getObject({ indexName, objectID })).toEqual({ objectID, revision: 6, name: 'six' });
  });

  it('IncrementSet creates a missing record only with a value above 0, and never without createIfNotExists', async () => {
    const { client } = await startServer();
    await save(client, [{ objectID: 'other' }]);
    await partial(client, { v: { _operation: 'IncrementSet', value: 0 } });
    await expect(client.getObject({ indexName, objectID })).rejects.toMatchObject({ status: 404 });
    await partial(client, { v: { _operation: 'IncrementSet', value: 2 } }, false);
    await expect(client.getObject({ indexName, objectID })).rejects.toMatchObject({ status: 404 });
    await partial(client, { v: { _operation: 'IncrementSet', value: 2 } });
    expect(await client.getObject({ indexName, objectID })).toEqual({ objectID, v: 2 });
  });

  it('refuses an operation it does not know or a value of the wrong type', async () => {
    const { client } = await startServer();
    for (const operation of [
      { _operation: 'Increment', value: 2 },
      { _operation: 'IncrementSet', value: 1.5 },
      { _operation: 'IncrementSet', value: 'x' },
    ]) {
      await expect(partial(client, { n: operation })).rejects.toMatchObject({ status: 400 });
    }
  });
});
