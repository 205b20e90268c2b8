// `npm run search:settings` compares the settings of the index with the code, and applies them.
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { eventually } from '../support/eventually.ts';
import { setFaults } from '../support/local-faults.ts';
import { createTestDatabase } from '../support/postgres.ts';
import {
  runCommand,
  startVitaeProcess,
  temporaryDataDir,
  type VitaeProcess,
} from '../support/vitae-process.ts';
import { adminKey, appId, configure, idsOf, indexName, save, startServer } from '../dev/search/support.ts';

const run = (url: string, ...args: string[]) => runWith(adminKey, url, ...args);
const runWith = (apiKey: string, url: string, ...args: string[]) =>
  runCommand('cli/search-settings.ts', args, environmentOf(apiKey, url));
const environmentOf = (apiKey: string, url: string) => ({
  ALGOLIA_APP_ID: appId,
  ALGOLIA_API_KEY: apiKey,
  ALGOLIA_HOSTS: url,
  ALGOLIA_INDEX: indexName,
  // Where no Vitae runs.
  DATA_DIR: '/nonexistent',
});
const NOT_RECORDED = 'Not recorded: DATABASE_URL is not set, and no Vitae runs here.\n';

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
    expect(applied).toMatchObject({ code: 0, stderr: NOT_RECORDED });
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
      expect(await runWith('wrong', url, command)).toEqual({
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

/** Two deployments on one index: each with a database of its own, and four sample profiles. */
async function startDeployment(url: string): Promise<VitaeProcess & { readonly databaseUrl: string }> {
  const { dataDir, remove } = await temporaryDataDir();
  const database = await createTestDatabase();
  const deployment = await startVitaeProcess({
    PORT: '0',
    DATA_DIR: dataDir,
    SEED_PROFILES: '0',
    DATABASE_URL: database.url,
    ALGOLIA_APP_ID: appId,
    ALGOLIA_API_KEY: adminKey,
    ALGOLIA_HOSTS: url,
    ALGOLIA_INDEX: indexName,
  });
  onTestFinished(async () => {
    await deployment.stop();
    await database.drop();
    await remove();
  });
  return { ...deployment, databaseUrl: database.url };
}

async function ask({ url }: VitaeProcess, query: string, token: string): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query }),
  });
  return response.json();
}

const savedRule = z.object({ data: z.object({ saveBio: z.object({ __typename: z.string() }) }) });
const pausesRule = z.object({
  data: z.object({ queues: z.array(z.object({ pause: z.object({ reason: z.string() }).nullable() })) }),
});

/** Waits until its queues are paused. @returns why */
async function pauseOf(deployment: VitaeProcess): Promise<string> {
  return eventually(async () => {
    const answer = await ask(deployment, '{ queues { pause { reason } } }', deployment.administratorToken);
    const { queues } = pausesRule.parse(answer).data;
    const reason = queues.find(({ pause }) => pause)?.pause?.reason;
    expect(reason).toBeDefined();
    return reason ?? '';
  });
}

const databaseOf = ({ databaseUrl }: { databaseUrl: string }) => new URL(databaseUrl).pathname.slice(1);

describe('take-over', () => {
  it('hands the index of one deployment to another, which goes on by itself; the one before stops and says why', async () => {
    const { client, url } = await startServer();
    const owner = await startDeployment(url);
    const markOf = async () => JSON.stringify((await client.getSettings({ indexName })).userData);
    await eventually(async () => expect(await markOf()).toContain(databaseOf(owner)));
    const newcomer = await startDeployment(url);
    const reason = await pauseOf(newcomer);
    expect(reason).toMatch(
      new RegExp(`belongs to the deployment \\S+ \\(database ${databaseOf(owner)}\\); this is`),
    );
    const [, command = '', id = ''] = /npm run search:settings -- (take-over) (\S+)$/.exec(reason) ?? [];
    const environment = { ...environmentOf(adminKey, url), DATABASE_URL: newcomer.databaseUrl };
    expect(await runCommand('cli/search-settings.ts', [command, id], environment)).toEqual({
      code: 0,
      stdout: `people now belongs to the deployment ${id}.\n`,
      stderr: '',
    });
    const actions = await ask(
      newcomer,
      '{ administratorActions { edges { node { action subject arguments } } } }',
      newcomer.administratorToken,
    );
    const subject = expect.stringMatching(/^.[^\n\r@\u2028\u2029]*@.+, by the command line$/) as string;
    expect(actions).toEqual({
      data: {
        administratorActions: {
          edges: [{ node: { action: 'takeOverIndex', subject, arguments: { deployment: id } } }],
        },
      },
    });
    await eventually(async () => expect(await markOf()).toContain(databaseOf(newcomer)));
    const edit = 'mutation { saveBio(input: { summary: "Edited" }) { __typename } }';
    const { data } = savedRule.parse(await ask(owner, edit, owner.personToken));
    expect(data.saveBio.__typename).toBe('ProfilePayload');
    expect(await pauseOf(owner)).toContain(`belongs to the deployment ${id}`);
  });

  it.each([
    ['a name', 'mine', /'mine' is invalid for argument 'deployment'. It must be a UUID/],
    [
      'an index that does not exist',
      '01a00000-0000-4000-8000-000000000000',
      /^the index people does not exist/,
    ],
  ])('refuses %s with exit code 2, and changes nothing', async (_name, id, why) => {
    const { client, url } = await startServer();
    const { code, stdout, stderr } = await run(url, 'take-over', id);
    expect({ code, stdout, stderr }).toEqual({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(why) as string,
    });
    expect(await client.indexExists({ indexName })).toBe(false);
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
