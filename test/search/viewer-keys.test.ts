// The parent of viewer keys is found or created, and may only search.
import { describe, expect, it } from 'vitest';

import { createViewerKeys, ensureSearchKey } from '../../src/search/viewer-keys.ts';
import {
  adminKey,
  appId,
  clientFor,
  idsOf,
  indexName,
  save,
  startServer,
  temporaryFolder,
} from '../dev/search/support.ts';
import { setFaults } from '../support/local-faults.ts';

describe('the parent on our own server', () => {
  it('is created once, may search this index only, and survives a restart', async () => {
    const dataFolder = await temporaryFolder();
    const first = await startServer({ dataFolder });
    const options = { appId, adminKey, indexName };
    const made = await ensureSearchKey({ ...options, hosts: first.urls });
    expect(await first.client.getApiKey({ key: made })).toMatchObject({
      acl: ['search'],
      indexes: [indexName],
    });
    expect(await ensureSearchKey({ ...options, hosts: first.urls })).toBe(made);
    expect(await ensureSearchKey({ ...options, hosts: first.urls, indexName: 'other' })).not.toBe(made);
    await first.close();
    const second = await startServer({ dataFolder });
    expect(await ensureSearchKey({ ...options, hosts: second.urls })).toBe(made);
  });
});

describe('the parent that is configured', () => {
  it.each([
    [['search', 'browse']],
    [['search', 'addObject']],
    [['search', 'seeUnretrievableAttributes']],
  ] as const)('is refused with %j: whoever held a key made from it could do that too', async (acl) => {
    const { client, urls } = await startServer();
    const { key: searchKey } = await client.addApiKey({ acl: [...acl] });
    const keys = createViewerKeys({ appId, searchKey, indexName, hosts: urls });
    await expect(keys.issue('ada')).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('is refused where it is the admin key, or unknown', async () => {
    const { urls } = await startServer();
    for (const searchKey of [adminKey, 'made-up']) {
      const keys = createViewerKeys({ appId, searchKey, indexName, hosts: urls });
      await expect(keys.issue('ada')).rejects.toMatchObject({ retryable: false });
    }
  });

  it('is checked once, and again only where the check failed', async () => {
    const { client, url, urls } = await startServer();
    await save(client, [{ objectID: 'a' }]);
    const { key: searchKey } = await client.addApiKey({ acl: ['search'] });
    const keys = createViewerKeys({ appId, searchKey, indexName, hosts: urls });
    await setFaults(url, [{ kind: 'status' }]);
    await expect(keys.issue('ada')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await setFaults(url, []);
    const { apiKey } = await keys.issue('ada');
    expect(await idsOf(clientFor(urls, apiKey), {})).toEqual(['a']);
    await setFaults(url, [{ kind: 'status' }]);
    await expect(keys.issue('bob')).resolves.toMatchObject({ appId, indexName, hosts: urls });
  });
});
