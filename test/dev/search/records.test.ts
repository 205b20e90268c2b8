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
  const answer = await client.partialUpdateObject({
    indexName,
    objectID,
    attributesToUpdate: attributes,
    createIfNotExists,
  });
  await client.waitForTask({ indexName, taskID: Number(answer.taskID) });
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
    await batch(client, [{ action: 'delete', body: {} }]);
    expect(await client.indexExists({ indexName })).toBe(false);
  });

  it('writes to several indices (rest-api/search/multiple-batch)', async () => {
    const { client } = await startServer();
    const { taskID } = await client.multipleBatch({
      requests: [
        { action: 'addObject', indexName: 'one', body: { objectID: '1' } },
        { action: 'addObject', indexName: 'two', body: { objectID: '2' } },
      ],
    });
    for (const [name, task] of Object.entries(taskID)) {
      await client.waitForTask({ indexName: name, taskID: task });
    }
    expect(await client.getObject({ indexName: 'two', objectID: '2' })).toEqual({ objectID: '2' });
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
    expect(await meter('DELETE')).toEqual({ records: 0, searches: 0, requests: 0 });
  });
});

describe('one record (rest-api/search/save-object and neighbours)', () => {
  it('adds, replaces, reads, picks attributes and deletes', async () => {
    const { client } = await startServer();
    const added = await client.saveObject({ indexName, body: { name: 'new' } });
    await client.waitForTask({ indexName, taskID: added.taskID });
    expect(await client.getObject({ indexName, objectID: added.objectID ?? '' })).toMatchObject({
      name: 'new',
    });
    const put = await client.addOrUpdateObject({
      indexName,
      objectID: 'a/b c',
      body: { x: 1, y: { z: 2, w: 3 } },
    });
    await client.waitForTask({ indexName, taskID: put.taskID ?? 0 });
    expect(await client.getObject({ indexName, objectID: 'a/b c', attributesToRetrieve: ['y.z'] })).toEqual({
      objectID: 'a/b c',
      y: { z: 2 },
    });
    const gone = await client.deleteObject({ indexName, objectID: 'a/b c' });
    await client.waitForTask({ indexName, taskID: gone.taskID });
    await expect(client.getObject({ indexName, objectID: 'a/b c' })).rejects.toMatchObject({
      status: 404,
      message: 'ObjectID does not exist',
    });
    await expect(client.getObject({ indexName: 'none', objectID: 'a' })).rejects.toMatchObject({
      status: 404,
      message: 'Index none does not exist',
    });
  });

  it('deletes by filters, and never without one (rest-api/search/delete-by)', async () => {
    const { client } = await startServer();
    await save(
      client,
      [1, 2, 3].map((n) => ({ objectID: String(n), n })),
    );
    const { taskID } = await client.deleteBy({ indexName, deleteByParams: { filters: 'n >= 2' } });
    await client.waitForTask({ indexName, taskID });
    expect((await client.searchSingleIndex({ indexName })).nbHits).toBe(1);
    await expect(client.deleteBy({ indexName, deleteByParams: { filters: '' } })).rejects.toMatchObject({
      status: 400,
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
  it('Increment, Decrement, Add, AddUnique and Remove change one attribute and leave the others', async () => {
    const { client } = await startServer();
    await save(client, [{ objectID, n: 5, list: ['x', 'y', 'x'], other: true }]);
    await partial(client, {
      n: { _operation: 'Increment', value: 3 },
      m: { _operation: 'Decrement', value: 2 },
      list: { _operation: 'Remove', value: 'x' },
      fresh: { _operation: 'Add', value: 1 },
    });
    await partial(client, {
      list: { _operation: 'AddUnique', value: 'y' },
      fresh: { _operation: 'Add', value: 1 },
    });
    expect(await client.getObject({ indexName, objectID })).toEqual({
      objectID,
      n: 8,
      m: -2,
      list: ['y'],
      fresh: [1, 1],
      other: true,
    });
  });

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

  it('IncrementFrom adds one only from the value given, and creates only from 0', async () => {
    const { client } = await startServer();
    await save(client, [{ objectID: 'other' }]);
    await partial(client, { v: { _operation: 'IncrementFrom', value: 2 }, x: 'no' });
    await expect(client.getObject({ indexName, objectID })).rejects.toMatchObject({ status: 404 });
    await partial(client, { v: { _operation: 'IncrementFrom', value: 0 }, x: 'first' });
    await partial(client, { v: { _operation: 'IncrementFrom', value: 0 }, x: 'late' });
    await partial(client, { v: { _operation: 'IncrementFrom', value: 1 }, x: 'second' });
    expect(await client.getObject({ indexName, objectID })).toEqual({ objectID, v: 2, x: 'second' });
  });

  it('refuses an operation it does not know or a value of the wrong type', async () => {
    const { client } = await startServer();
    for (const operation of [
      { _operation: 'Multiply', value: 2 },
      { _operation: 'IncrementSet', value: 1.5 },
      { _operation: 'Increment', value: 'x' },
    ]) {
      await expect(partial(client, { n: operation })).rejects.toMatchObject({ status: 400 });
    }
  });
});
