// Whole indices: browse, settings, tasks, listing, copy and move, after https://www.algolia.com/doc/rest-api/search.
import { describe, expect, it } from 'vitest';

import { setFaults } from '../../support/local-faults.ts';
import { configure, indexName, save, startServer } from './support.ts';

describe('browse (rest-api/search/browse)', () => {
  it('gives 1000 a page with a cursor, none on the last, and every record once', async () => {
    const { client } = await startServer();
    await save(
      client,
      Array.from({ length: 2500 }, (_, n) => ({ objectID: `id${n}`, n })),
    );
    const sizes: number[] = [];
    const seen = new Set<string>();
    await client.browseObjects({
      indexName,
      aggregator: ({ hits, nbHits }) => {
        expect(nbHits).toBe(2500);
        sizes.push(hits.length);
        for (const { objectID } of hits) seen.add(objectID);
      },
    });
    expect(sizes).toEqual([1000, 1000, 500]);
    expect(seen.size).toBe(2500);
  });

  it('keeps filters and page size over the cursor, and a change elsewhere shifts nothing', async () => {
    const { client } = await startServer();
    await save(
      client,
      Array.from({ length: 10 }, (_, n) => ({ objectID: `id${n}`, n })),
    );
    const browseParams = { filters: 'n >= 4', hitsPerPage: 2, attributesToRetrieve: ['objectID'] };
    const first = await client.browse({ indexName, browseParams });
    expect(first.hits).toEqual([{ objectID: 'id4' }, { objectID: 'id5' }]);
    await client.deleteObjects({ indexName, objectIDs: ['id0', 'id5'], waitForTasks: true });
    const second = await client.browse({ indexName, browseParams: { cursor: first.cursor ?? '' } });
    expect(second.hits).toEqual([{ objectID: 'id6' }, { objectID: 'id7' }]);
    const last = await client.browse({ indexName, browseParams: { cursor: second.cursor ?? '' } });
    expect(last.hits).toHaveLength(2);
    expect(last.cursor).toBeUndefined();
    await expect(client.browse({ indexName, browseParams: { cursor: 'x' } })).rejects.toMatchObject({
      status: 400,
    });
  });
});

describe('settings (rest-api/search/set-settings)', () => {
  it('merges changes over the defaults, null goes back, and a missing index is a 404 until then', async () => {
    const { client } = await startServer();
    await expect(client.getSettings({ indexName })).rejects.toMatchObject({ status: 404 });
    await configure(client, { searchableAttributes: ['name'], hitsPerPage: 5 });
    await configure(client, { attributesForFaceting: ['city'] });
    expect(await client.getSettings({ indexName })).toMatchObject({
      searchableAttributes: ['name'],
      attributesForFaceting: ['city'],
      hitsPerPage: 5,
      paginationLimitedTo: 1000,
    });
    await configure(client, { hitsPerPage: null });
    expect(await client.getSettings({ indexName })).toMatchObject({ hitsPerPage: 20 });
    await expect(configure(client, { searchableAttributes: 'name' })).rejects.toMatchObject({ status: 400 });
  });
});

describe('tasks (rest-api/search/get-task)', () => {
  it('a write is notPublished and unseen until it is applied, in order, with growing ids', async () => {
    const { client, url } = await startServer();
    await setFaults(url, [{ kind: 'lateTask', ms: 300 }]);
    const first = await client.saveObject({ indexName, body: { objectID: 'a', n: 1 } });
    const second = await client.saveObject({ indexName, body: { objectID: 'a', n: 2 } });
    expect(second.taskID).toBeGreaterThan(first.taskID);
    expect(await client.getTask({ indexName, taskID: second.taskID })).toMatchObject({
      status: 'notPublished',
    });
    expect(await client.indexExists({ indexName })).toBe(false);
    await client.waitForTask({ indexName, taskID: second.taskID });
    expect(await client.getTask({ indexName, taskID: first.taskID })).toMatchObject({ status: 'published' });
    expect(await client.getObject({ indexName, objectID: 'a' })).toEqual({ objectID: 'a', n: 2 });
    await expect(client.getTask({ indexName, taskID: 999 })).rejects.toMatchObject({ status: 404 });
  });
});

describe('copy, move and delete (rest-api/search/operation-index)', () => {
  it('moves records and settings over an existing index', async () => {
    const { client } = await startServer();
    await save(client, [{ objectID: 'new' }], 'tmp');
    await configure(client, { hitsPerPage: 3 }, 'tmp');
    await save(client, [{ objectID: 'old' }]);
    const { taskID } = await client.operationIndex({
      indexName: 'tmp',
      operationIndexParams: { operation: 'move', destination: indexName },
    });
    await client.waitForTask({ indexName: 'tmp', taskID });
    expect(await client.searchSingleIndex({ indexName })).toMatchObject({
      hits: [{ objectID: 'new' }],
      hitsPerPage: 3,
    });
    expect(await client.indexExists({ indexName: 'tmp' })).toBe(false);
  });

  it('copies all, or with a scope the settings only; the copies then go their own ways', async () => {
    const { client } = await startServer();
    await save(client, [{ objectID: '1', n: 1 }]);
    await configure(client, { hitsPerPage: 3 });
    const copy = async (destination: string, scope?: 'settings'[]) => {
      const { taskID } = await client.operationIndex({
        indexName,
        operationIndexParams: { operation: 'copy', destination, ...(scope ? { scope } : {}) },
      });
      await client.waitForTask({ indexName, taskID });
      return client.searchSingleIndex({ indexName: destination });
    };
    expect(await copy('all')).toMatchObject({ nbHits: 1, hitsPerPage: 3 });
    expect(await copy('settings', ['settings'])).toMatchObject({ nbHits: 0, hitsPerPage: 3 });
    await save(client, [{ objectID: '1', n: 2 }]);
    expect(await client.getObject({ indexName: 'all', objectID: '1' })).toMatchObject({ n: 1 });
  });

  it('replaceAllObjects of the client works from end to end', async () => {
    const { client } = await startServer();
    await save(client, [{ objectID: 'old' }]);
    await client.replaceAllObjects({ indexName, objects: [{ objectID: 'x' }, { objectID: 'y' }] });
    const { items } = await client.listIndices();
    expect(items).toMatchObject([{ name: indexName, entries: 2 }]);
  });

  it('a move or a delete of an index that does not exist is ignored', async () => {
    const { client } = await startServer();
    const moved = await client.operationIndex({
      indexName: 'none',
      operationIndexParams: { operation: 'move', destination: indexName },
    });
    await client.waitForTask({ indexName: 'none', taskID: moved.taskID });
    const deleted = await client.deleteIndex({ indexName: 'none' });
    await client.waitForTask({ indexName: 'none', taskID: deleted.taskID });
    expect((await client.listIndices()).items).toEqual([]);
  });
});
