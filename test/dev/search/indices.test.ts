// Browse, settings and tasks, after https://www.algolia.com/doc/rest-api/search.
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
