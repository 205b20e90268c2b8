// What a front end can do with a key from `searchKey`: the real client finds public profiles, and nothing else.
import { algoliasearch } from 'algoliasearch';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createApp } from '../../src/server/app.ts';
import { VIEWER_KEY_SECONDS } from '../../src/search/viewer-keys.ts';
import { createApiOver } from '../support/api.ts';
import { issuedKey, SEARCH_KEY, type IssuedKey } from './issued-key.ts';
import { useVitae } from '../support/vitae.ts';
import { makeFilledProfile, mutated, type FilledProfile } from '../support/mutations.ts';

/** The client of a front end. */
function clientWith({ appId, apiKey, hosts }: IssuedKey) {
  return algoliasearch(appId, apiKey, {
    hosts: hosts.map((host) => {
      const { hostname, port } = new URL(host);
      return { url: hostname, port: Number(port), accept: 'readWrite', protocol: 'http' };
    }),
  });
}

let ada: FilledProfile;
let key: IssuedKey;
let client: ReturnType<typeof clientWith>;
const indexName = 'profiles';

const vitae = useVitae();
beforeAll(async () => {
  ada = await makeFilledProfile(vitae, 'Ada Lovelace');
  const location = { address: 'The secret street 7', postalCode: 'SW1Y 4JH', city: 'London' };
  await mutated(vitae, 'saveLocation', { input: location }, ada.id);
  const grace = await makeFilledProfile(vitae, 'Grace Hidden');
  await mutated(vitae, 'updateProfile', { input: { visibility: 'PRIVATE' } }, grace.id);
  await vitae.idle();
  key = await issuedKey(vitae, ada.id);
  client = clientWith(key);
});
afterEach(() => {
  vi.useRealTimers();
});

const idsFound = async (searchParams: Record<string, unknown>) =>
  (await client.searchSingleIndex({ indexName, searchParams })).hits.map(({ objectID }) => objectID);

describe('a search key', () => {
  it('is issued to each caller with a token, and to no anonymous caller', async () => {
    const tokens = [];
    for (const as of [ada.id, 'admin']) {
      const { apiKey } = await issuedKey(vitae, as);
      const restrictions = new URLSearchParams(Buffer.from(apiKey, 'base64').toString().slice(64));
      expect(restrictions.get('restrictIndices')).toBe(indexName);
      tokens.push(restrictions.get('userToken'));
      expect(restrictions.get('userToken')).not.toContain(ada.id);
    }
    expect(new Set(tokens).size).toBe(2);
    const { data, errors } = await vitae.send(SEARCH_KEY, {}, null);
    expect(data?.['searchKey']).toBeNull();
    expect(errors?.[0]?.extensions?.code).toBe('NOT_ALLOWED');
  });

  it('is null if none is configured', async () => {
    const services = { ...vitae.services, viewerKeys: null };
    const api = createApiOver(createApp({ ...vitae.appOptions, services }), vitae.tokens);
    expect(await api.send(SEARCH_KEY, {}, ada.id)).toMatchObject({ data: { searchKey: null } });
  });
});

describe('a search with the key', () => {
  it('finds public profiles like searchProfiles, with filters and facets', async () => {
    const { hits, facets } = await client.searchSingleIndex({
      indexName,
      searchParams: { query: 'lovelace', filters: 'completion.percentage > 10', facets: ['location.city'] },
    });
    expect(hits).toMatchObject([
      { objectID: ada.id, fullName: 'Ada Lovelace', location: { city: 'London' } },
    ]);
    expect(facets).toEqual({ 'location.city': { London: 1 } });
    expect(await idsFound({ query: 'hidden' })).toEqual([]);
  });

  it('fails after the key expires', async () => {
    expect(key.validUntil.getTime() - Date.now()).toBeLessThanOrEqual(VIEWER_KEY_SECONDS * 1000);
    vi.useFakeTimers({ toFake: ['Date'], now: key.validUntil.getTime() - 60_000 });
    expect(await idsFound({ query: 'lovelace' })).toEqual([ada.id]);
    vi.setSystemTime(key.validUntil.getTime() + 1000);
    await expect(idsFound({ query: 'lovelace' })).rejects.toThrow(/validUntil/);
  });
});

describe('a forged or misused key', () => {
  const changed = (change: (restrictions: string) => string): IssuedKey => {
    const decoded = Buffer.from(key.apiKey, 'base64').toString();
    const apiKey = Buffer.from(decoded.slice(0, 64) + change(decoded.slice(64))).toString('base64');
    return { ...key, apiKey };
  };

  it.each<[string, (restrictions: string) => string]>([
    ['a later end', (text) => text.replace(/validUntil=\d+/, 'validUntil=99999999999')],
    ['no end', (text) => text.replace(/&?validUntil=\d+/, '')],
    ['another index', (text) => text.replace(`restrictIndices=${indexName}`, 'restrictIndices=*')],
    ['another person', (text) => text.replace(/userToken=[^&]+/, 'userToken=somebody')],
    ['more', (text) => `${text}&filters=`],
    ['nothing left', () => ''],
  ])('changed to %s it is refused', async (_what, change) => {
    const { apiKey } = changed(change);
    expect(apiKey).not.toBe(key.apiKey);
    const other = clientWith({ ...key, apiKey });
    await expect(other.searchSingleIndex({ indexName })).rejects.toMatchObject({ status: 403 });
  });

  it('reaches no other index, and can only search', async () => {
    await vitae.search.waitForTask((await vitae.search.setSettings({})).taskID);
    const refused = [
      client.searchSingleIndex({ indexName: 'profiles2' }),
      client.search({ requests: [{ indexName }, { indexName: 'others' }] }),
      client.browse({ indexName }),
      client.saveObject({ indexName, body: { objectID: 'x' } }),
      client.partialUpdateObjects({ indexName, objects: [{ objectID: ada.id, fullName: 'Eve' }] }),
      client.deleteObjects({ indexName, objectIDs: [ada.id] }),
      client.clearObjects({ indexName }),
      client.getSettings({ indexName }),
      client.setSettings({ indexName, indexSettings: { unretrievableAttributes: [] } }),
      client.listApiKeys(),
      client.addApiKey({ acl: ['browse'] }),
    ];
    for (const call of refused) await expect(call).rejects.toMatchObject({ status: 403 });
    expect(await vitae.search.getObject(ada.id)).toMatchObject({ fullName: 'Ada Lovelace' });
  });
});

describe('what a key may not read', () => {
  const PRIVATE = /secret street|SW1Y|7700|900123/;

  it('the words that are for the search alone, which no client has a use for', async () => {
    expect(await vitae.search.getObject(ada.id)).toHaveProperty('searchWords');
    expect(await everything(ada.id)).not.toContain('searchWords');
  });

  /** Every way to read a record. */
  async function everything(objectID: string): Promise<string> {
    const attributesToRetrieve = ['*', 'phoneNumber', 'location', 'location.address', 'location.postalCode'];
    const answers = [
      await client.searchSingleIndex({ indexName }),
      await client.searchSingleIndex({
        indexName,
        searchParams: { attributesToRetrieve, attributesToHighlight: ['*'], facets: ['*', 'phoneNumber'] },
      }),
      await client.getObject({ indexName, objectID }),
      await client.getObject({ indexName, objectID, attributesToRetrieve }),
      await client.getObjects({ requests: [{ indexName, objectID, attributesToRetrieve }] }),
    ];
    return JSON.stringify(answers);
  }

  it('private data is not in the document', async () => {
    const text = await everything(ada.id);
    expect(text).toContain('London');
    expect(text).not.toMatch(PRIVATE);
    expect(JSON.stringify(await vitae.search.getObject(ada.id))).not.toMatch(PRIVATE);
  });

  it('private data could not be read, searched, filtered or counted if it were in the document', async () => {
    const object = {
      objectID: 'doctored',
      version: 1,
      fullName: 'Doctored',
      phoneNumber: '+44 7700 900123',
      shoeSize: 36,
      location: { city: 'Paris', address: 'The secret street 7', postalCode: 'SW1Y 4JH' },
    };
    await vitae.search.write([{ type: 'upsert', object }], { wait: true });
    try {
      expect(await idsFound({ query: 'doctored' })).toEqual(['doctored']);
      const text = await everything('doctored');
      expect(text).toContain('Paris');
      expect(text).not.toMatch(PRIVATE);
      for (const query of ['7700', '900123', 'secret street', 'SW1Y'])
        expect(await idsFound({ query })).toEqual([]);
      for (const filters of [
        'phoneNumber:"+44 7700 900123"',
        'shoeSize = 36',
        'shoeSize > 0',
        'location.address:"The secret street 7"',
      ])
        expect(await idsFound({ filters }), filters).toEqual([]);
      // The admin key sees it, so that VERIFY finds it.
      expect(JSON.stringify(await vitae.search.getObject('doctored'))).toMatch(PRIVATE);
    } finally {
      await vitae.search.write([{ type: 'delete', objectID: 'doctored' }], { wait: true });
    }
  });
});
