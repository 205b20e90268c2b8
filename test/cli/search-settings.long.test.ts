// `npm run search:settings` compares the settings of the index with the code, and applies them.
import { describe, expect, it } from 'vitest';

import { setFaults } from '../support/local-faults.ts';
import { runCommand, startVitaeProcess, temporaryDataDir } from '../support/vitae-process.ts';
import { adminKey, appId, configure, idsOf, indexName, save, startServer } from '../dev/search/support.ts';

const run = (url: string, command: 'diff' | 'apply', apiKey = adminKey) =>
  runCommand('cli/search-settings.ts', [command], {
    ALGOLIA_APP_ID: appId,
    ALGOLIA_API_KEY: apiKey,
    ALGOLIA_HOSTS: url,
    ALGOLIA_INDEX: indexName,
  });

describe('at Algolia', () => {
  it('diff of an index that is not there names every setting and changes nothing; apply makes it, and waits', async () => {
    const { client, url } = await startServer();
    const before = await run(url, 'diff');
    expect(before).toMatchObject({ code: 1, stderr: '' });
    expect(before.stdout).toContain(
      'customRanking\n  - index  (not set)\n  + code   desc(completion.percentage)\n',
    );
    expect(await client.indexExists({ indexName })).toBe(false);
    await setFaults(url, [{ kind: 'lateTask', ms: 500 }]);
    const applied = await run(url, 'apply');
    expect(applied).toMatchObject({ code: 0, stderr: '' });
    expect(applied.stdout).toMatch(/\nApplied to people\.\n$/);
    expect(await client.getSettings({ indexName })).toMatchObject({
      customRanking: ['desc(completion.percentage)'],
    });
    expect(await run(url, 'diff')).toEqual({
      code: 0,
      stdout: 'The settings of people match the code.\n',
      stderr: '',
    });
    expect((await run(url, 'apply')).stdout).toBe('Nothing to do: the settings of people match the code.\n');
  });

  it('names what somebody changed by hand and nothing else; apply mends that and leaves the rest and the records', async () => {
    const { client, url } = await startServer();
    await run(url, 'apply');
    await save(client, [{ objectID: 'a', fullName: 'Ann', completion: { percentage: 20 } }]);
    await save(client, [{ objectID: 'b', fullName: 'Ann', completion: { percentage: 90 } }]);
    await configure(client, {
      customRanking: ['asc(completion.percentage)'],
      ranking: ['custom', 'typo'],
      unretrievableAttributes: null,
      typoTolerance: 'strict',
    });
    expect(await idsOf(client, { query: 'ann' })).toEqual(['a', 'b']);
    const { code, stdout } = await run(url, 'diff');
    expect(code).toBe(1);
    expect(stdout.match(/^\w+$/gm)).toEqual(['unretrievableAttributes', 'ranking', 'customRanking']);
    expect(stdout).toContain('  - index  custom | typo\n');
    expect((await run(url, 'apply')).code).toBe(0);
    expect(await idsOf(client, { query: 'ann' })).toEqual(['b', 'a']);
    expect(await client.getSettings({ indexName })).toMatchObject({ typoTolerance: 'strict' });
  });

  it('order matters where Algolia ranks by it, and nowhere else; nor do spaces', async () => {
    const { client, url } = await startServer();
    await run(url, 'apply');
    const {
      searchableAttributes = [],
      attributesForFaceting = [],
      numericAttributesForFiltering = [],
    } = await client.getSettings({ indexName });
    await configure(client, {
      searchableAttributes: searchableAttributes.map((entry) => entry.replace(',', ', ')),
      attributesForFaceting: attributesForFaceting.toReversed(),
      numericAttributesForFiltering: numericAttributesForFiltering.toReversed(),
    });
    expect((await run(url, 'diff')).code).toBe(0);
    await configure(client, { searchableAttributes: searchableAttributes.toReversed() });
    const { code, stdout } = await run(url, 'diff');
    expect([code, stdout.match(/^\w+$/gm)]).toEqual([1, ['searchableAttributes']]);
  });

  it('exits with 2 and says why where the key is wrong or nobody answers', async () => {
    const { url, close } = await startServer();
    for (const command of ['diff', 'apply'] as const) {
      expect(await run(url, command, 'wrong')).toEqual({
        code: 2,
        stdout: '',
        stderr: 'Search refused the key: Invalid Application-ID or API key\n',
      });
    }
    await close();
    const { code, stderr } = await run(url, 'diff');
    expect(code).toBe(2);
    expect(stderr).toMatch(/^Search is unavailable: .*ECONNREFUSED/);
  });
});

describe('without Algolia', () => {
  it('it is the index of the Vitae that runs', async () => {
    const { dataDir, remove } = await temporaryDataDir();
    const vitae = await startVitaeProcess({ PORT: '0', DATA_DIR: dataDir, SEED_PROFILES: '0' });
    const local = (command: string) =>
      runCommand('cli/search-settings.ts', [command, '--url', vitae.url], { DATA_DIR: dataDir });
    try {
      expect(await local('diff')).toMatchObject({ code: 0, stderr: '' });
      expect((await local('apply')).stdout).toBe('Nothing to do: the settings of profiles match the code.\n');
    } finally {
      await vitae.stop();
    }
    expect(await local('diff')).toMatchObject({ code: 2, stdout: '' });
    expect((await local('diff')).stderr).toContain('Vitae is not running. Start it with: npm start');
    await remove();
  });
});
