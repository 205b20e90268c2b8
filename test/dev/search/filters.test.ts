// The filter grammar, after https://www.algolia.com/doc/api-reference/api-parameters/filters, .../facetFilters,
// .../numericFilters and the guide on combining boolean operators.
import { beforeAll, afterAll, describe, expect, it } from 'vitest';

import { startLocalSearchServer } from '../../../src/dev/search/server.ts';
import type { LocalSearchServer } from '../../../src/dev/search/server.ts';
import { adminKey, appId, clientFor, configure, idsOf, save } from './support.ts';
import type { Client } from './support.ts';

let server: LocalSearchServer;
let client: Client;

beforeAll(async () => {
  server = await startLocalSearchServer({ appId, adminKey });
  client = clientFor(server.url);
  await configure(client, {
    attributesForFaceting: ['city', 'filterOnly(skills.name)', 'open', 'link', 'spaced name', 'n'],
  });
  await save(client, [
    {
      objectID: '1',
      city: 'Paris',
      n: 1,
      price: [10, 20],
      open: true,
      skills: [{ name: 'Go' }],
      _tags: ['Pub'],
    },
    {
      objectID: '2',
      city: 'New York',
      n: 2,
      price: 5.5,
      open: false,
      skills: [{ name: 'Rust' }, { name: 'Go' }],
    },
    {
      objectID: '3',
      city: '-lyon',
      n: -3,
      link: 'http://x.y/z?a=b',
      hidden: 'h',
      'spaced name': 'it\'s "so"',
    },
  ]);
});
afterAll(() => server.close());

const filtered = async (filters: string) => (await idsOf(client, { filters })).sort().join();

describe('filters', () => {
  it.each([
    ['', '1,2,3'],
    ['city:Paris', '1'],
    ['city:paris', '1'],
    ['city:"New York"', '2'],
    ["city:'New York'", '2'],
    ['"city:New York"', '2'],
    ['"city":"Paris"', '1'],
    ['NOT city:Paris', '2,3'],
    ['city:Paris OR city:"New York"', '1,2'],
    ['(city:Paris OR city:"New York") AND n > 1', '2'],
    ['n > 1 AND (city:Paris OR city:"New York")', '2'],
    ['((city:Paris))', '1'],
    ['open:true', '1'],
    ['skills.name:go', '1,2'],
    ['skills.name:go AND NOT skills.name:rust', '1'],
    ['n = 2', '2'],
    ['n=2', '2'],
    ['n != 2', '1,3'],
    ['NOT n = 2', '1,3'],
    ['n < 1', '3'],
    ['n <= 1', '1,3'],
    ['n >= -3', '1,2,3'],
    ['n:-3 TO 1', '1,3'],
    ['n: 1 TO 2', '1,2'],
    ['n:2', '2'],
    ['price > 15', '1'],
    ['price:5 TO 6', '2'],
    ['_tags:Pub', '1'],
    ['Pub', '1'],
    ['_tags:pub', ''],
    ['link:"http://x.y/z?a=b"', '3'],
    ['link:http://x.y/z?a=b', '3'],
    ['"spaced name":"it\'s \\"so\\""', '3'],
    ['nowhere:x', ''],
    ['NOT nowhere:x', '1,2,3'],
  ])('%s finds %s', async (filters, ids) => {
    expect(await filtered(filters)).toBe(ids);
  });

  it('an attribute that attributesForFaceting does not declare matches nothing (attributesForFaceting)', async () => {
    expect(await filtered('hidden:h')).toBe('');
  });

  it.each([
    'city:',
    'city:Paris AND',
    'AND city:Paris',
    'city:Paris city:Lyon',
    '(city:Paris',
    'city:Paris)',
    'n > many',
    'n > ',
    'n:1 TO x',
    '"city',
    'city:Paris OR (n = 1 AND n = 2)',
    '(city:Paris AND n = 1)',
    'NOT (city:Paris OR city:Lyon)',
    'n = 1 AND city:Paris OR city:Lyon',
    'city:Paris OR n = 1',
    'city:Paris OR _tags:Pub',
    '()',
    '= 3',
    'city:Paris<score=2>',
    'city:"Paris"<score=2>',
  ])('refuses %s with a 400', async (filters) => {
    await expect(filtered(filters)).rejects.toMatchObject({ status: 400 });
  });

  it('refuses a hundred thousand parentheses without ending the stack', async () => {
    const deep = `${'('.repeat(100_000)}city:Paris${')'.repeat(100_000)}`;
    await expect(filtered(deep)).rejects.toMatchObject({ status: 400 });
    expect(await filtered('city:Paris')).toBe('1');
  });
});

describe('facetFilters and numericFilters', () => {
  it.each([
    [{ facetFilters: 'city:Paris' }, '1'],
    [{ facetFilters: ['skills.name:Go', 'city:Paris'] }, '1'],
    [{ facetFilters: [['city:Paris', 'city:New York']] }, '1,2'],
    [{ facetFilters: [['city:Paris', 'city:New York'], 'open:false'] }, '2'],
    [{ facetFilters: ['city:-Paris'] }, '2,3'],
    [{ facetFilters: ['city:\\-lyon'] }, '3'],
    [{ numericFilters: ['n >= 1', 'price < 6'] }, '2'],
    [{ numericFilters: [['n = 1', 'n = 2']] }, '1,2'],
    [{ numericFilters: 'n:1 TO 2' }, '1,2'],
    [{ filters: 'open:true', numericFilters: ['n > 1'] }, ''],
  ])('%j finds %s', async (params, ids) => {
    expect((await idsOf(client, params)).sort().join()).toBe(ids);
  });

  it.each([[{ facetFilters: ['city'] }], [{ numericFilters: ['n'] }], [{ numericFilters: ['n > x'] }]])(
    'refuses %j',
    async (params) => {
      await expect(idsOf(client, params)).rejects.toMatchObject({ status: 400 });
    },
  );
});
