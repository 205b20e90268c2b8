// Searching: https://www.algolia.com/doc/rest-api/search/search-single-index and the pages of each parameter.
import { describe, expect, it } from 'vitest';

import { configure, idsOf, indexName, raw, save, startServer } from './support.ts';

const people = [
  {
    objectID: '1',
    name: 'Ada Lovelace',
    bio: 'Mathematician and writer',
    city: 'London',
    rank: 3,
    langs: ['en', 'fr'],
  },
  {
    objectID: '2',
    name: 'Alan Turing',
    bio: 'Worked with Lovelace in mind',
    city: 'London',
    rank: 9,
    langs: ['en'],
  },
  { objectID: '3', name: 'Zoé Müller', bio: 'Typescript developer', city: 'Berlin', rank: 5, langs: ['de'] },
];

describe('query text', () => {
  it('an empty query finds everything; words must all match; the last one as a prefix (queryType)', async () => {
    const { client } = await startServer();
    await save(client, people);
    expect(await idsOf(client, {})).toHaveLength(3);
    expect(await idsOf(client, { query: 'alan tur' })).toEqual(['2']);
    expect(await idsOf(client, { query: 'ala turing' })).toEqual([]);
    expect(await idsOf(client, { query: 'ada turing' })).toEqual([]);
    expect(await idsOf(client, { query: '!!' })).toEqual([]);
  });

  it('forgives one typo from 4 letters, two from 8, and accents always (typo tolerance)', async () => {
    const { client } = await startServer();
    await save(client, people);
    expect(await idsOf(client, { query: 'turin' })).toEqual(['2']);
    expect(await idsOf(client, { query: 'tuning' })).toEqual(['2']);
    expect(await idsOf(client, { query: 'tipescrypt' })).toEqual(['3']);
    expect(await idsOf(client, { query: 'zoe muller' })).toEqual(['3']);
    expect(await idsOf(client, { query: 'adx' })).toEqual([]);
  });

  it('searches searchableAttributes only, the earlier before the later', async () => {
    const { client } = await startServer();
    await save(client, people);
    await configure(client, { searchableAttributes: ['name', 'unordered(bio)'] });
    expect(await idsOf(client, { query: 'lovelace' })).toEqual(['1', '2']);
    expect(await idsOf(client, { query: 'berlin' })).toEqual([]);
    await configure(client, { searchableAttributes: ['bio', 'name'] });
    expect(await idsOf(client, { query: 'lovelace' })).toEqual(['2', '1']);
  });

  it('finds changed records', async () => {
    const { client } = await startServer();
    await save(client, people);
    expect(await idsOf(client, { query: 'turing' })).toEqual(['2']);
    await save(client, [
      { objectID: '2', name: 'Grace Hopper' },
      { objectID: '4', name: 'Turing again' },
    ]);
    expect(await idsOf(client, { query: 'turing' })).toEqual(['4']);
    await client.deleteObjects({ indexName, objectIDs: ['4'], waitForTasks: true });
    expect(await idsOf(client, { query: 'turing' })).toEqual([]);
    const { taskID } = await client.clearObjects({ indexName });
    await client.waitForTask({ indexName, taskID });
    expect(await idsOf(client, { query: 'ada' })).toEqual([]);
  });

  it('breaks ties by customRanking, and ranking may put an attribute first', async () => {
    const { client } = await startServer();
    await save(client, people);
    await configure(client, { customRanking: ['desc(rank)'] });
    expect(await idsOf(client, {})).toEqual(['2', '3', '1']);
    await configure(client, { customRanking: ['desc(nowhere)', 'asc(city)', 'asc(rank)'] });
    expect(await idsOf(client, {})).toEqual(['3', '1', '2']);
    await configure(client, { ranking: ['asc(rank)', 'typo'], searchableAttributes: ['bio', 'name'] });
    expect(await idsOf(client, { query: 'lovelace' })).toEqual(['1', '2']);
  });
});

describe('the answer', () => {
  it('pages with page and hitsPerPage, within paginationLimitedTo', async () => {
    const { client } = await startServer();
    await save(
      client,
      Array.from({ length: 25 }, (_, n) => ({ objectID: String(n), n })),
    );
    await configure(client, { customRanking: ['asc(n)'] });
    const page = (searchParams: Record<string, unknown>) =>
      client.searchSingleIndex({ indexName, searchParams });
    expect(await page({})).toMatchObject({
      nbHits: 25,
      page: 0,
      nbPages: 2,
      hitsPerPage: 20,
      exhaustiveNbHits: true,
    });
    expect(await idsOf(client, { page: 2, hitsPerPage: 10 })).toEqual(['20', '21', '22', '23', '24']);
    expect(await page({ page: 9, hitsPerPage: 10 })).toMatchObject({ hits: [], nbPages: 3, page: 9 });
    await configure(client, { paginationLimitedTo: 12 });
    expect(await page({ page: 1, hitsPerPage: 10 })).toMatchObject({ nbHits: 25, nbPages: 2 });
    expect(await idsOf(client, { page: 1, hitsPerPage: 10 })).toEqual(['10', '11']);
    await expect(page({ hitsPerPage: 1001 })).rejects.toMatchObject({ status: 400 });
  });

  it('counts facets over all that was found, nested and in lists too (facets)', async () => {
    const { client } = await startServer();
    await save(client, [
      ...people,
      { objectID: '4', city: 'London', jobs: [{ title: 'cto' }, { title: 'dev' }], rank: 1 },
      { objectID: '5', city: 'Rome', jobs: [{ title: 'dev' }] },
    ]);
    await configure(client, {
      attributesForFaceting: ['city', 'searchable(langs)', 'jobs.title', 'filterOnly(name)', 'rank'],
      maxValuesPerFacet: 2,
    });
    const facets = ['city', 'langs', 'jobs.title', 'name', 'bio', 'rank'];
    const answer = await client.searchSingleIndex({ indexName, searchParams: { facets, hitsPerPage: 1 } });
    expect(answer.facets).toEqual({
      city: { London: 3, Berlin: 1 },
      langs: { en: 2, de: 1 },
      'jobs.title': { dev: 2, cto: 1 },
      rank: { 1: 1, 3: 1 },
    });
    expect(answer.facets_stats).toEqual({ rank: { min: 1, max: 9, avg: 4.5, sum: 18 } });
    const all = await client.searchSingleIndex({
      indexName,
      searchParams: { facets: ['*'], filters: 'city:Rome' },
    });
    expect(all.facets).toEqual({ city: { Rome: 1 }, 'jobs.title': { dev: 1 } });
  });

  it('shows attributesToRetrieve, always the objectID, never unretrievableAttributes to lesser keys', async () => {
    const { client } = await startServer();
    await save(client, people);
    const first = async (attributesToRetrieve: string[]) => {
      const searchParams = { filters: 'rank = 3', attributesToRetrieve };
      return (await client.searchSingleIndex({ indexName, searchParams })).hits[0];
    };
    expect(await first(['city'])).toEqual({ objectID: '1', city: 'London' });
    expect(await first(['*', '-bio', '-langs', '-name'])).toEqual({ objectID: '1', city: 'London', rank: 3 });
    expect(await first([])).toEqual({ objectID: '1' });
    expect(await first(['*'])).toEqual(people[0]);
  });

  it('answers several queries at once (rest-api/search/search) and takes URL-encoded params', async () => {
    const { client, url } = await startServer();
    await save(client, people);
    const { results } = await client.search({
      requests: [
        { indexName, query: 'ada' },
        { indexName, query: 'turing', hitsPerPage: 1 },
      ],
    });
    expect(results).toMatchObject([
      { nbHits: 1, index: indexName },
      { nbHits: 1, hitsPerPage: 1 },
    ]);
    const body = JSON.stringify({ params: 'query=ada&hitsPerPage=3&attributesToRetrieve=%5B%22city%22%5D' });
    expect((await raw(url, `/1/indexes/${indexName}/query`, { body })).body).toMatchObject({
      hits: [{ objectID: '1', city: 'London' }],
      hitsPerPage: 3,
    });
  });

  it('is a 404 for an index that does not exist', async () => {
    const { client } = await startServer();
    await expect(client.searchSingleIndex({ indexName: 'none' })).rejects.toMatchObject({
      status: 404,
      message: 'Index none does not exist',
    });
  });
});
