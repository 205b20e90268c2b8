// What a front end sends with a key of its own: every parameter works as Algolia documents it, or is refused with its name.
// Source: https://www.algolia.com/doc/api-reference/search-api-parameters
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { startLocalSearchServer } from '../../../src/dev/search/server.ts';
import type { LocalSearchServer } from '../../../src/dev/search/server.ts';
import { adminKey, appId, clientFor, configure, idsOf, indexName, raw, save } from './support.ts';
import type { Client } from './support.ts';

const people = [
  {
    objectID: '1',
    name: 'Ada Lovelace',
    bio: 'Mathematician & <b>writer</b> of the first program',
    skills: ['analysis', 'poetry'],
    city: 'London',
    rank: 3,
    _tags: ['alpha', 'beta'],
  },
  {
    objectID: '2',
    name: 'Alan Turing',
    bio: 'Admired Lovelace',
    skills: ['analysis', 'running'],
    city: 'London',
    rank: 9,
    _tags: ['beta'],
  },
  { objectID: '3', name: 'Grace Hopper', bio: 'Wrote a compiler', skills: ['cobol'], city: 'Lyon', rank: 5 },
];

let server: LocalSearchServer;
let client: Client;
beforeAll(async () => {
  server = await startLocalSearchServer({ appId, adminKey });
  client = clientFor(server.url);
  await save(client, people);
  await configure(client, {
    searchableAttributes: ['name', 'bio', 'skills'],
    attributesForFaceting: ['searchable(city)', 'skills', 'filterOnly(rank)'],
    customRanking: ['asc(rank)'],
  });
});
afterAll(() => server.close());

const search = async (searchParams: Record<string, unknown>) =>
  client.searchSingleIndex<Record<string, unknown>>({ indexName, searchParams });

describe('parameters that choose and order', () => {
  it.each<[feature: string, params: Record<string, unknown>, ids: string]>([
    ['restrictSearchableAttributes', { query: 'lovelace', restrictSearchableAttributes: ['bio'] }, '2'],
    ['optionalWords as text', { query: 'ada hopper', optionalWords: 'hopper' }, '1'],
    ['optionalWords as a list', { query: 'lovelace ada', optionalWords: ['ada'] }, '1,2'],
    ['all words optional', { query: 'ada hopper', optionalWords: ['ada', 'hopper'] }, '1,3'],
    ['optionalFilters', { optionalFilters: ['city:Lyon'] }, '3,1,2'],
    [
      'optionalFilters with scores',
      { optionalFilters: ['city:Lyon<score=2>', 'skills:running<score=3>'] },
      '2,3,1',
    ],
    ['optionalFilters that exclude', { optionalFilters: ['city:-London'] }, '3,1,2'],
    ['tagFilters', { tagFilters: ['alpha'] }, '1'],
    ['tagFilters as OR', { tagFilters: [['alpha', 'beta']] }, '1,2'],
    ['tagFilters that exclude', { tagFilters: ['beta', '-alpha'] }, '2'],
    ['typoTolerance false', { query: 'turnig', typoTolerance: false }, ''],
    ['typoTolerance min', { query: 'lovelac', typoTolerance: 'min', queryType: 'prefixNone' }, '1,2'],
    ['queryType prefixNone', { query: 'tur', queryType: 'prefixNone' }, ''],
    ['queryType prefixAll', { query: 'al tur', queryType: 'prefixAll' }, '2'],
    ['queryType prefixLast', { query: 'al tur' }, ''],
    ['minWordSizefor1Typo', { query: 'grce', minWordSizefor1Typo: 5 }, ''],
    ['removeWordsIfNoResults lastWords', { query: 'grace nobody', removeWordsIfNoResults: 'lastWords' }, '3'],
    [
      'removeWordsIfNoResults firstWords',
      { query: 'nobody grace', removeWordsIfNoResults: 'firstWords' },
      '3',
    ],
    [
      'removeWordsIfNoResults allOptional',
      { query: 'grace nobody', removeWordsIfNoResults: 'allOptional' },
      '3',
    ],
    ['offset and length', { offset: 1, length: 1 }, '3'],
    ['what only analytics use', { analytics: false, clickAnalytics: true, userToken: 'me' }, '1,3,2'],
  ])('%s: %j finds %s', async (_feature, params, ids) => {
    expect((await idsOf(client, params)).join()).toBe(ids);
  });

  it('typoTolerance min and strict keep the records with the fewest typos', async () => {
    const index = 'typos';
    await save(
      client,
      [
        { objectID: '0', t: 'containers' },
        { objectID: '1', t: 'containres' },
        { objectID: '2', t: 'cotnainres' },
      ],
      index,
    );
    const found = async (typoTolerance: boolean | string) =>
      (await idsOf(client, { query: 'containers', typoTolerance }, index)).join();
    expect([await found(true), await found('strict'), await found('min')]).toEqual(['0,1,2', '0,1', '0']);
  });

  it.each<[params: Record<string, unknown>, name: string]>([
    [{ aroundLatLng: '1,2' }, 'aroundLatLng'],
    [{ insideBoundingBox: [[1, 2, 3, 4]] }, 'insideBoundingBox'],
    [{ similarQuery: 'ada' }, 'similarQuery'],
    [{ naturalLanguages: ['en'] }, 'naturalLanguages'],
    [{ getRankingInfo: true }, 'getRankingInfo'],
    [{ advancedSyntax: true }, 'advancedSyntax'],
    [{ distinct: true }, 'distinct'],
    [{ removeStopWords: true }, 'removeStopWords'],
    [{ ignorePlurals: ['en'] }, 'ignorePlurals'],
    [{ sumOrFiltersScores: true }, 'sumOrFiltersScores'],
    [{ hitPerPage: 3 }, 'hitPerPage'],
    [{ typoTolerance: 'some' }, 'typoTolerance'],
    [{ query: 'ada', restrictSearchableAttributes: ['city'] }, 'restrictSearchableAttributes'],
  ])('%j is refused with the name %s', async (params, name) => {
    const error = { status: 400, message: expect.stringContaining(name) as string };
    await expect(search(params)).rejects.toMatchObject(error);
  });

  it('are read in the URL-encoded form too', async () => {
    const encoded = new URLSearchParams({
      query: 'lovelace',
      restrictSearchableAttributes: '["bio"]',
      typoTolerance: 'false',
      facets: 'city,skills',
      length: '1',
      offset: '0',
    });
    const requests = [{ indexName, params: encoded.toString() }];
    const { body } = await raw(server.url, '/1/indexes/*/queries', { body: JSON.stringify({ requests }) });
    const facets = { city: { London: 1 }, skills: { analysis: 1, running: 1 } };
    expect(body).toMatchObject({ results: [{ hits: [{ objectID: '2' }], facets, offset: 0, length: 1 }] });
  });
});

describe('the answer', () => {
  it('has offset and length in place of page and hitsPerPage', async () => {
    const answer = await search({ offset: 2, length: 5 });
    expect(answer).toMatchObject({ nbHits: 3, offset: 2, length: 5 });
    expect(answer).not.toHaveProperty('nbPages');
  });

  it('has only the responseFields, and a queryID for clickAnalytics', async () => {
    expect(Object.keys(await search({ responseFields: ['nbHits', 'query'] })).sort()).toEqual([
      'nbHits',
      'query',
    ]);
    expect((await search({ clickAnalytics: true })).queryID).toMatch(/^[0-9a-f]{32}$/);
  });

  it('counts maxValuesPerFacet values, in the order of sortFacetValuesBy', async () => {
    const facetsOf = async (params: Record<string, unknown>) =>
      (await search({ facets: ['skills'], ...params })).facets;
    expect(await facetsOf({ maxValuesPerFacet: 1 })).toEqual({ skills: { analysis: 2 } });
    const byName = await facetsOf({ sortFacetValuesBy: 'alpha' });
    expect(Object.keys(byName?.['skills'] ?? {})).toEqual(['analysis', 'cobol', 'poetry', 'running']);
  });

  it('highlights what matched in each value', async () => {
    const { hits } = await search({ query: 'ada lovel poet', optionalWords: ['lovel', 'poet'] });
    expect(hits[0]?._highlightResult).toEqual({
      name: {
        value: '<em>Ada</em> Lovelace',
        matchLevel: 'partial',
        fullyHighlighted: false,
        matchedWords: ['ada'],
      },
      bio: {
        value: 'Mathematician & <b>writer</b> of the first program',
        matchLevel: 'none',
        matchedWords: [],
      },
      skills: [
        { value: 'analysis', matchLevel: 'none', matchedWords: [] },
        { value: '<em>poet</em>ry', matchLevel: 'partial', fullyHighlighted: true, matchedWords: ['poet'] },
      ],
    });
  });

  it.each<[params: Record<string, unknown>, result: unknown]>([
    [{ attributesToHighlight: [] }, undefined],
    [
      { attributesToHighlight: ['name'], highlightPreTag: '__a__', highlightPostTag: '__b__' },
      { name: { value: '__a__Alan__b__ __a__Turing__b__' } },
    ],
    [{ attributesToHighlight: ['skills'], restrictHighlightAndSnippetArrays: true }, undefined],
    [
      { attributesToHighlight: ['*'], attributesToRetrieve: ['city'] },
      { city: { value: 'London' }, rank: { value: '9' } },
    ],
  ])('highlights as %j says', async (params, result) => {
    const [hit] = (await search({ query: 'alan turing', ...params })).hits;
    if (result === undefined) expect(hit).not.toHaveProperty('_highlightResult');
    else expect(hit?._highlightResult).toMatchObject(result as object);
  });

  it('cuts snippets around the match', async () => {
    const [hit] = (await search({ query: 'first', attributesToSnippet: ['bio:3', 'name'] })).hits;
    expect(hit?._snippetResult).toEqual({
      bio: { value: '…the <em>first</em> program', matchLevel: 'full' },
      name: { value: 'Ada Lovelace', matchLevel: 'none' },
    });
  });
});

describe('a search in facet values', () => {
  const inCity = async (facetQuery: string, more: Record<string, unknown> = {}) =>
    client.searchForFacetValues({
      indexName,
      facetName: 'city',
      searchForFacetValuesRequest: { facetQuery, ...more },
    });

  it('finds values by the beginning of their words, the most frequent first', async () => {
    expect((await inCity('l')).facetHits).toEqual([
      { value: 'London', highlighted: '<em>L</em>ondon', count: 2 },
      { value: 'Lyon', highlighted: '<em>L</em>yon', count: 1 },
    ]);
    expect((await inCity('l', { maxFacetHits: 1 })).facetHits).toHaveLength(1);
    expect((await inCity('', { params: 'query=hopper' })).facetHits).toMatchObject([{ value: 'Lyon' }]);
  });

  it('is a request of type facet among several', async () => {
    const requests = [
      { indexName, type: 'facet' as const, facet: 'city', facetQuery: 'lon', maxFacetHits: 5 },
      { indexName, query: 'ada' },
    ];
    expect((await client.search({ requests })).results).toMatchObject([
      { facetHits: [{ value: 'London', count: 2 }], index: indexName },
      { nbHits: 1 },
    ]);
  });

  it('needs the modifier searchable', async () => {
    const asked = client.searchForFacetValues({ indexName, facetName: 'skills' });
    await expect(asked).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining('searchable(skills)') as string,
    });
  });
});
