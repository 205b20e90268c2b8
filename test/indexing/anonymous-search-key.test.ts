// A key from `searchKey` without a token, where the server gives keys to anyone: it expires, finds public profiles only, and is
// limited in hits and queries, for each caller apart.
import { algoliasearch } from 'algoliasearch';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createApp } from '../../src/server/app.ts';
import { createViewerKeys } from '../../src/search/viewer-keys.ts';
import { createApiOver } from '../support/api.ts';
import { SEARCH_KEYS } from '../support/fleet.ts';
import { issuedKey, keyRule, SEARCH_KEY } from './issued-key.ts';
import { makeFilledProfile, mutated } from '../support/mutations.ts';
import { apiAt, serve } from '../support/served.ts';
import { useVitae } from '../support/vitae.ts';

const indexName = 'profiles';

const vitae = useVitae({ environment: { ANONYMOUS_SEARCH_KEYS: 'on' } });
let ada: string;
beforeAll(async () => {
  ({ id: ada } = await makeFilledProfile(vitae, 'Ada Lovelace'));
  const hidden = await makeFilledProfile(vitae, 'Ada Hidden');
  await mutated(vitae, 'updateProfile', { input: { visibility: 'PRIVATE' } }, hidden.id);
  await vitae.idle();
});

const restrictionsOf = (apiKey: string) =>
  new URLSearchParams(Buffer.from(apiKey, 'base64').toString().slice(64));

function clientWith(apiKey: string, hosts: readonly string[]) {
  return algoliasearch(SEARCH_KEYS.appId, apiKey, {
    maxRateLimitRetries: 0,
    hosts: hosts.map((host) => {
      const { hostname, port } = new URL(host);
      return { url: hostname, port: Number(port), accept: 'readWrite', protocol: 'http' };
    }),
  });
}

describe('a key without a token', () => {
  it('finds public profiles, expires, and can only search', async () => {
    const { apiKey, hosts, validUntil } = await issuedKey(vitae);
    const client = clientWith(apiKey, hosts);
    const { hits } = await client.searchSingleIndex({ indexName, searchParams: { query: 'ada' } });
    expect(hits.map(({ objectID }) => objectID)).toEqual([ada]);
    const restrictions = restrictionsOf(apiKey);
    expect(Number(restrictions.get('validUntil'))).toBe(validUntil.getTime() / 1000);
    expect(restrictions.get('restrictIndices')).toBe(indexName);
    await expect(client.browse({ indexName })).rejects.toMatchObject({ status: 403 });
  });

  it('names the address of the caller by a pseudonym', async () => {
    await using served = await serve({
      ...vitae.appOptions,
      api: { ...vitae.appOptions.api, trustedProxies: 1 },
    });
    const from = async (address: string) => {
      const response = await fetch(served.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-forwarded-for': address },
        body: JSON.stringify({ query: SEARCH_KEY }),
      });
      const { data } = z.object({ data: z.object({ searchKey: keyRule }) }).parse(await response.json());
      return restrictionsOf(data.searchKey.apiKey).get('userToken');
    };
    const tokens = [await from('203.0.113.1'), await from('203.0.113.2'), await from('203.0.113.1')];
    expect(tokens[2]).toBe(tokens[0]);
    expect(new Set(tokens).size).toBe(2);
    expect(tokens.join()).not.toContain('203.0.113');
    const own = restrictionsOf((await issuedKey(apiAt(served.url, vitae), ada)).apiKey).get('userToken');
    expect(tokens).not.toContain(own);
  });

  it('returns at most 100 hits of a query, however it asks for them', async () => {
    const names = Array.from({ length: 120 }, (_, n) => `many-${n}`);
    await vitae.search.write(
      names.map((objectID) => ({
        type: 'upsert',
        object: { objectID, version: 1, fullName: 'Many People' },
      })),
      { wait: true },
    );
    const { apiKey, hosts } = await issuedKey(vitae);
    const client = clientWith(apiKey, hosts);
    for (const params of [{ hitsPerPage: 1000 }, { offset: 0, length: 1000 }]) {
      const searchParams = { query: 'many', ...params };
      const { hits, nbHits } = await client.searchSingleIndex({ indexName, searchParams });
      expect([hits.length, nbHits]).toEqual([100, 120]);
      const { results } = await client.search({ requests: [{ indexName, ...searchParams }] });
      expect(results).toMatchObject([{ hits: { length: 100 } }]);
    }
  });
});

describe('a parent with a limit of queries', () => {
  it('refuses a caller who has asked too often, and no other', async () => {
    const { hosts } = await issuedKey(vitae);
    const admin = clientWith(SEARCH_KEYS.adminKey, hosts);
    const limits = { maxHitsPerQuery: 20, maxQueriesPerIPPerHour: 5 };
    const { key: searchKey } = await admin.addApiKey({ acl: ['search'], ...limits });
    const keys = createViewerKeys({ appId: SEARCH_KEYS.appId, searchKey, indexName, hosts, forAnyone: true });
    const clientOf = async (caller: string) => clientWith((await keys.issue(caller, true)).apiKey, hosts);
    const [often, seldom] = [await clientOf('address:1'), await clientOf('address:2')];
    const ask = () => often.searchSingleIndex({ indexName });
    const asked = await Promise.allSettled(Array.from({ length: 12 }, ask));
    expect(asked.filter(({ status }) => status === 'fulfilled').length).toBeLessThanOrEqual(5);
    await expect(ask()).rejects.toMatchObject({ status: 429 });
    // A new key does not help.
    const again = await clientOf('address:1');
    await expect(again.searchSingleIndex({ indexName })).rejects.toMatchObject({ status: 429 });
    expect((await seldom.searchSingleIndex({ indexName })).nbHits).toBeGreaterThan(0);
  });

  it.each([{}, { maxHitsPerQuery: 20 }, { maxQueriesPerIPPerHour: 100 }])(
    'is needed: with %j no key is issued without a token, and the log says why',
    async (limits) => {
      const { hosts } = await issuedKey(vitae);
      const admin = clientWith(SEARCH_KEYS.adminKey, hosts);
      const { key: searchKey } = await admin.addApiKey({ acl: ['search'], ...limits });
      const options = { appId: SEARCH_KEYS.appId, searchKey, indexName, hosts };
      const over = (forAnyone: boolean) => {
        const services = { ...vitae.services, viewerKeys: createViewerKeys({ ...options, forAnyone }) };
        return createApiOver(createApp({ ...vitae.appOptions, services }), vitae.tokens);
      };
      const { errors } = await over(true).send(SEARCH_KEY, {}, null);
      expect(errors?.[0]?.extensions?.code).toBe('UNAVAILABLE');
      expect(vitae.logged.join()).toContain(
        'The search key has no maxHitsPerQuery and maxQueriesPerIPPerHour',
      );
      await expect(issuedKey(over(true), ada)).resolves.toMatchObject({ indexName });
      // Without the option nothing changes.
      expect((await over(false).send(SEARCH_KEY, {}, null)).errors?.[0]?.extensions?.code).toBe(
        'NOT_ALLOWED',
      );
      await expect(issuedKey(over(false), ada)).resolves.toMatchObject({ indexName });
    },
  );
});
