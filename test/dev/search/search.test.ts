// Searching: https://www.algolia.com/doc/rest-api/search/search-single-index and the pages of each parameter.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { startLocalSearchServer } from '../../../src/dev/search/server.ts';
import type { LocalSearchServer } from '../../../src/dev/search/server.ts';
import { adminKey, appId, clientFor, configure, idsOf, indexName, raw, save } from './support.ts';
import type { Client } from './support.ts';

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

let server: LocalSearchServer;
let client: Client;
beforeAll(async () => {
  server = await startLocalSearchServer({ appId, adminKey });
  client = clientFor(server.url);
  await save(client, people);
});
afterAll(() => server.close());

describe('query text', () => {
  const BIO_FIRST = { searchableAttributes: ['bio', 'name'] };

  it.each<[feature: string, settings: Record<string, unknown>, query: string, ids: string]>([
    ['an empty query finds everything', {}, '', '1,2,3'],
    ['all words must match, the last one as a prefix', {}, 'alan tur', '2'],
    ['another word must match whole', {}, 'ala turing', ''],
    ['words of different records', {}, 'ada turing', ''],
    ['no letters', {}, '!!', ''],
    ['a missing letter', {}, 'turin', '2'],
    ['one typo from 4 letters', {}, 'tuning', '2'],
    ['two typos from 8 letters', {}, 'tipescrypt', '3'],
    ['no typo below 4 letters', {}, 'adx', ''],
    ['accents', {}, 'zoe muller', '3'],
    ['earlier attributes first', { searchableAttributes: ['name', 'unordered(bio)'] }, 'lovelace', '1,2'],
    ['earlier attributes first, the other way', BIO_FIRST, 'lovelace', '2,1'],
    ['an attribute that is not searchable', BIO_FIRST, 'berlin', ''],
    ['customRanking', { customRanking: ['desc(rank)'] }, '', '2,3,1'],
    [
      'customRanking by several attributes',
      { customRanking: ['desc(nowhere)', 'asc(city)', 'asc(rank)'] },
      '',
      '3,1,2',
    ],
    ['ranking by an attribute first', { ranking: ['asc(rank)', 'typo'], ...BIO_FIRST }, 'lovelace', '1,2'],
  ])('%s: %j, %j finds %j', async (_feature, settings, query, ids) => {
    const defaults = { searchableAttributes: null, customRanking: null, ranking: null };
    await configure(client, { ...defaults, ...settings });
    expect((await idsOf(client, { query })).join()).toBe(ids);
    await configure(client, defaults);
  });

  it('finds changed records', async () => {
    const index = 'changed';
    const found = (query: string) => idsOf(client, { query }, index);
    await save(client, people, index);
    expect(await found('turing')).toEqual(['2']);
    await save(
      client,
      [
        { objectID: '2', name: 'Grace Hopper' },
        { objectID: '4', name: 'Turing again' },
      ],
      index,
    );
    expect(await found('turing')).toEqual(['4']);
    await client.deleteObjects({ indexName: index, objectIDs: ['4'], waitForTasks: true });
    expect(await found('turing')).toEqual([]);
    const { taskID } = await client.clearObjects({ indexName: index });
    await client.waitForTask({ indexName: index, taskID });
    expect(await found('ada')).toEqual([]);
  });
});

describe('the answer', () => {
  it('pages with page and hitsPerPage, within paginationLimitedTo', async () => {
    const index = 'pages';
    await save(
      client,
      Array.from({ length: 25 }, (_, n) => ({ objectID: String(n), n })),
      index,
    );
    await configure(client, { customRanking: ['asc(n)'] }, index);
    const page = (searchParams: Record<string, unknown>) =>
      client.searchSingleIndex({ indexName: index, searchParams });
    const all = { nbHits: 25, page: 0, nbPages: 2, hitsPerPage: 20, exhaustiveNbHits: true };
    expect(await page({})).toMatchObject(all);
    expect(await idsOf(client, { page: 2, hitsPerPage: 10 }, index)).toEqual(['20', '21', '22', '23', '24']);
    expect(await page({ page: 9, hitsPerPage: 10 })).toMatchObject({ hits: [], nbPages: 3, page: 9 });
    await configure(client, { paginationLimitedTo: 12 }, index);
    expect(await page({ page: 1, hitsPerPage: 10 })).toMatchObject({ nbHits: 25, nbPages: 2 });
    expect(await idsOf(client, { page: 1, hitsPerPage: 10 }, index)).toEqual(['10', '11']);
    await expect(page({ hitsPerPage: 1001 })).rejects.toMatchObject({ status: 400 });
  });

  it('counts facets over all that was found, nested and in lists too (facets)', async () => {
    const index = 'facets';
    const jobs = [{ title: 'cto' }, { title: 'dev' }];
    const [, dev] = jobs;
    const more = [
      { objectID: '4', city: 'London', jobs, rank: 1 },
      { objectID: '5', city: 'Rome', jobs: [dev] },
    ];
    await save(client, [...people, ...more], index);
    const attributesForFaceting = ['city', 'searchable(langs)', 'jobs.title', 'filterOnly(name)', 'rank'];
    await configure(client, { attributesForFaceting, maxValuesPerFacet: 2 }, index);
    const facetsOf = (searchParams: Record<string, unknown>) =>
      client.searchSingleIndex({ indexName: index, searchParams });
    const facets = ['city', 'langs', 'jobs.title', 'name', 'bio', 'rank'];
    const answer = await facetsOf({ facets, hitsPerPage: 1 });
    expect(answer.facets).toEqual({
      city: { London: 3, Berlin: 1 },
      langs: { en: 2, de: 1 },
      'jobs.title': { dev: 2, cto: 1 },
      rank: { 1: 1, 3: 1 },
    });
    expect(answer.facets_stats).toEqual({ rank: { min: 1, max: 9, avg: 4.5, sum: 18 } });
    const all = await facetsOf({ facets: ['*'], filters: 'city:Rome' });
    expect(all.facets).toEqual({ city: { Rome: 1 }, 'jobs.title': { dev: 1 } });
  });

  it.each([
    [['city'], { objectID: '1', city: 'London' }],
    [['*', '-bio', '-langs', '-name'], { objectID: '1', city: 'London', rank: 3 }],
    [[], { objectID: '1' }],
    [['*'], people[0]],
  ])('shows the attributesToRetrieve %j, and always the objectID', async (attributesToRetrieve, hit) => {
    const searchParams = { filters: 'rank = 3', attributesToRetrieve, attributesToHighlight: [] };
    expect((await client.searchSingleIndex({ indexName, searchParams })).hits).toEqual([hit]);
  });

  it('answers several queries at once (rest-api/search/search) and takes URL-encoded params', async () => {
    const requests = [
      { indexName, query: 'ada' },
      { indexName, query: 'turing', hitsPerPage: 1 },
    ];
    expect((await client.search({ requests })).results).toMatchObject([
      { nbHits: 1, index: indexName },
      { nbHits: 1, hitsPerPage: 1 },
    ]);
    const body = JSON.stringify({ params: 'query=ada&hitsPerPage=3&attributesToRetrieve=%5B%22city%22%5D' });
    expect((await raw(server.url, `/1/indexes/${indexName}/query`, { body })).body).toMatchObject({
      hits: [{ objectID: '1', city: 'London' }],
      hitsPerPage: 3,
    });
  });

  it('is a 404 for an index that does not exist', async () => {
    const error = { status: 404, message: 'Index none does not exist' };
    await expect(client.searchSingleIndex({ indexName: 'none' })).rejects.toMatchObject(error);
    await expect(client.getObject({ indexName: 'none', objectID: 'a' })).rejects.toMatchObject(error);
  });
});
