// What an administrator does by hand at the dashboard of a Vitae whose index the test reaches too: queues, the index's settings and owner,
// runs with a filter, and a token that expires.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { startLocalSearchServer, type LocalSearchServer } from '../../src/dev/search/server.ts';
import { createTokens } from '../../src/graphql/auth/tokens.ts';
import { handOver } from '../../src/indexing/target.ts';
import { createSearchGateway, type SearchGateway } from '../../src/search/gateway.ts';
import { withoutBrowser } from '../support/browser.ts';
import { openDesk, PAGES, VIEWPORTS, type Desk } from '../support/desk.ts';
import { SEARCH_KEYS } from '../support/fleet.ts';
import { setFaults } from '../support/local-faults.ts';

const JWT_SECRET = 'a secret of the dashboard, with more than 32 characters';
const runsRule = z.object({
  data: z.object({
    reindexRuns: z.object({
      edges: z.array(z.object({ node: z.object({ batchSize: z.number(), filter: z.unknown() }) })),
    }),
  }),
});

describe.skipIf(withoutBrowser())('by hand, an administrator', () => {
  let server: LocalSearchServer;
  let index: SearchGateway;
  let desk: Desk;
  beforeAll(async () => {
    server = await startLocalSearchServer({ ...SEARCH_KEYS, allowFaults: true });
    desk = await openDesk({
      ALGOLIA_APP_ID: SEARCH_KEYS.appId,
      ALGOLIA_API_KEY: SEARCH_KEYS.adminKey,
      ALGOLIA_HOSTS: server.urls.join(),
      JWT_SECRET,
    });
    const { appId, adminKey: apiKey } = SEARCH_KEYS;
    index = createSearchGateway({ appId, apiKey, indexName: 'profiles', hosts: server.urls });
    await desk.open('');
    await desk.page.getByText('All is well.').waitFor();
  });
  afterAll(async () => {
    await desk[Symbol.asyncDispose]();
    await server.close();
  });

  const heading = (name: string) => desk.page.getByRole('heading', { level: 1, name, exact: true });
  const button = (name: string | RegExp) => desk.page.getByRole('button', { name });
  const said = (text: string | RegExp) => desk.page.getByRole('status').getByText(text);
  const trouble = (text: string | RegExp) => desk.page.getByRole('alert').getByText(text);
  const state = (text: string) => desk.page.locator('.badge').getByText(text, { exact: true }).first();

  it('pauses a queue only after a second press, and resumes it', async () => {
    await desk.open('/queues/staleness-sweep');
    await button('Pause staleness-sweep').click();
    await state('Works').waitFor();
    await button(/^Really pause/).click();
    await said('The queue staleness-sweep is paused until somebody resumes it.').waitFor();
    await desk.page.getByText('It lasts until somebody resumes the queue.').waitFor();
    await desk.expectSound('queue-paused-by-hand');
    await desk.open('');
    await trouble('The queue staleness-sweep is paused').waitFor();
    await desk.page.getByRole('link', { name: /Resume it once its reason is gone/ }).click();
    await button('Resume staleness-sweep').click();
    await said('The queue staleness-sweep goes on.').waitFor();
    await state('Works').waitFor();
  });

  it('applies the settings of the code to an index that differs', async () => {
    const { taskID } = await index.setSettings({ customRanking: ['asc(completion.percentage)'] });
    await index.waitForTask(taskID);
    await desk.open('/settings');
    await state('1 setting differs').waitFor();
    await desk.expectSound('settings-differ');
    await button('Apply the settings of the code').click();
    await button(/^Really change the index/).click();
    await said('The settings of the code were applied, and are in effect.').waitFor();
    await state('As in the code').waitFor();
    expect(await index.getSettings()).toMatchObject({ customRanking: ['desc(completion.percentage)'] });
  });

  it('is told that the index belongs to another deployment, and takes it over after a second press', async () => {
    const other = randomUUID();
    await handOver(index, other);
    await desk.open('');
    await trouble(`The index belongs to another deployment, ${other}.`).waitFor();
    await desk.page.getByRole('link', { name: /Take the index over only if/ }).click();
    await heading('Settings').waitFor();
    await desk.page.getByText('This one, ').waitFor();
    await desk.expectSound('index-foreign');
    await button('Take over the index').click();
    await button(/^Really take over/).click();
    await said('The index belongs to this deployment now.').waitFor();
    await button('Take over the index').waitFor({ state: 'detached' });
    await desk.open('/actions');
    await desk.page.getByRole('rowheader', { name: 'takeOverIndex' }).waitFor();
    await desk.open('/runs');
    await button('Start a reindex').click();
    await state('Completed').waitFor();
    await desk.open('');
    await desk.page.getByText('All is well.').waitFor();
  });

  it('starts a run over some profiles in small batches; a wrong value starts none, and is named', async () => {
    const readRuns = async () => {
      const answer = await desk.ask(
        '{ reindexRuns { edges { node { batchSize filter { visibility completionBelow upToId updatedSince } } } } }',
      );
      return runsRule.parse(answer).data.reindexRuns.edges.map(({ node }) => node);
    };
    const before = await readRuns();
    await desk.open('/runs');
    await desk.page.getByText('Only some profiles, or another batch size').click();
    await desk.page.getByLabel('Ids up to').fill('nobody');
    await button('Start a reindex').click();
    await said('filter.upToId').waitFor();
    await desk.page.getByLabel('Ids up to').fill('');
    await desk.page.getByLabel('Profiles in a batch').fill('5000');
    await button('Start a reindex').click();
    await said('Nothing was started: a field has a wrong value.').waitFor();
    expect(await readRuns()).toEqual(before);
    await desk.expectSound('run-form');
    await desk.page.getByLabel('Mode').selectOption('DRY_RUN');
    await desk.page.getByLabel('Profiles in a batch').fill('7');
    await desk.page.getByLabel('Visibility').selectOption('PUBLIC');
    await desk.page.getByLabel('Less complete than').fill('80');
    await desk.page.getByLabel('Changed since').fill('2026-01-02T03:04');
    await button('Start a reindex').click();
    await heading('DRY_RUN run').waitFor();
    await said('A DRY_RUN run was started.').waitFor();
    await desk.page.getByText(/public ones, changed since .*, less than 80 % complete/).waitFor();
    expect((await readRuns())[0]).toEqual({
      batchSize: 7,
      filter: {
        ...{ visibility: 'PUBLIC', completionBelow: 80, upToId: null },
        updatedSince: new Date('2026-01-02T03:04').toISOString(),
      },
    });
  });

  it('sees every page while a run is under way', async () => {
    onTestFinished(() => setFaults(server.url, []));
    await setFaults(server.url, [{ kind: 'latency', ms: 3000, on: 'write' }]);
    await desk.ask('mutation { startReindex(input: { mode: FULL, batchSize: 1 }) { id } }');
    await desk.open('/runs');
    await state('Running').waitFor();
    for (const [at, address] of PAGES.entries()) {
      const [name, colorScheme, width] = VIEWPORTS[at % VIEWPORTS.length] ?? VIEWPORTS[0];
      await desk.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await desk.page.setViewportSize({ width, height: 844 });
      await desk.open(address);
      await desk.page.getByRole('heading', { level: 1 }).waitFor();
      await desk.expectSound(`busy-${name}-${address.replaceAll('/', '-')}`);
    }
    await desk.open('');
    await desk.page.getByText('of a FULL run').waitFor();
    await desk.page.getByRole('link', { name: /^\d+ %$/ }).click();
    await desk.page
      .getByText(/a second ·|^\d+ %/)
      .first()
      .waitFor();
    await desk.expectSound('busy-run');
    await setFaults(server.url, []);
    await state('Completed').waitFor();
  });

  it('whose token expires is led to signing in, in words, and then back to the page', async () => {
    const signer = createTokens({ secret: JWT_SECRET, issuer: 'vitae', audience: 'vitae' });
    await desk.open('/runs');
    await heading('Runs').waitFor();
    await button('Sign out').click();
    await desk.page
      .getByLabel("Administrator's token")
      .fill(await signer.sign({ kind: 'administrator' }, '5s'));
    await button('Sign in').click();
    await heading('Runs').waitFor();
    await desk.page.getByRole('alert').getByText('Vitae refused the token: the token has expired.').waitFor();
    await desk.expectSound('token-expired');
    await desk.page
      .getByLabel("Administrator's token")
      .fill(await signer.sign({ kind: 'administrator' }, '1h'));
    await button('Sign in').click();
    await heading('Runs').waitFor();
    desk.expectQuiet(/401/);
  });
});
