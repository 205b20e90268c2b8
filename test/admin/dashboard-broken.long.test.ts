// The dashboard while a part of the system is away: the worker, the index, Redis.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLocalSearchServer, type LocalSearchServer } from '../../src/dev/search/server.ts';
import { withoutBrowser } from '../support/browser.ts';
import { openDesk, PAGES, VIEWPORTS, type Desk } from '../support/desk.ts';
import { SEARCH_KEYS } from '../support/fleet.ts';
import { startRedis, withoutRedis, type TestRedis } from '../support/redis.ts';
import { startServerProcess, type ServerProcess } from '../support/vitae-process.ts';

describe.skipIf(withoutBrowser() || withoutRedis())('the dashboard of a system with a part away', () => {
  let search: LocalSearchServer;
  let redis: TestRedis;
  let desk: Desk;
  let worker: ServerProcess;
  beforeAll(async () => {
    search = await startLocalSearchServer(SEARCH_KEYS);
    redis = await startRedis();
    desk = await openDesk({
      ROLE: 'api',
      REDIS_URL: redis.url,
      ALGOLIA_APP_ID: SEARCH_KEYS.appId,
      ALGOLIA_API_KEY: SEARCH_KEYS.adminKey,
      ALGOLIA_HOSTS: search.urls.join(),
      JWT_SECRET: 'a secret of the dashboard, with more than 32 characters',
    });
  });
  afterAll(async () => {
    await worker.stop();
    await desk[Symbol.asyncDispose]();
    await redis.stop();
    await search.close();
  });

  const trouble = (text: string | RegExp) => desk.page.getByRole('alert').getByText(text);
  const startWorker = () => startServerProcess({ ...desk.environment, ROLE: 'worker', PORT: '0' });

  async function expectSoundEverywhere(name: string): Promise<void> {
    for (const [index, address] of PAGES.entries()) {
      const [, colorScheme, width] = VIEWPORTS[index % VIEWPORTS.length] ?? VIEWPORTS[0];
      await desk.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await desk.page.setViewportSize({ width, height: 844 });
      await desk.open(address);
      await desk.page.getByRole('heading', { level: 1 }).waitFor();
      await expect.poll(() => desk.page.locator('[aria-busy=true]').count()).toBe(0);
      await desk.expectSound(`${name}-${address.replaceAll('/', '-')}`);
    }
  }

  it('says that no worker runs, what users notice, and where to look; then that all is well', async () => {
    await desk.open('');
    await trouble(/No worker runs/).waitFor();
    await trouble(/Users notice/)
      .first()
      .waitFor();
    await desk.expectSound('no-worker');
    worker = await startWorker();
    await desk.page.getByText('All is well.').waitFor();
  });

  it('says that the index cannot be reached, on every page', async () => {
    await search.close();
    await desk.open('');
    await trouble('The index cannot be reached').first().waitFor();
    await desk.page.getByText('Not reachable', { exact: true }).waitFor();
    await expectSoundEverywhere('index-away');
    await desk.page
      .getByRole('link', { name: /see the overview/ })
      .first()
      .click();
    await trouble('The index cannot be reached').first().waitFor();
    search = await startLocalSearchServer({ ...SEARCH_KEYS, port: search.port });
    await trouble('The index cannot be reached').first().waitFor({ state: 'detached' });
  });

  it('says that Redis cannot be reached, since when, what users notice and what to do, until it is back', async () => {
    await redis.kill();
    await desk.open('');
    await trouble('The cache in Redis cannot be reached.').waitFor();
    const item = desk.page.getByRole('listitem').filter({ hasText: 'The cache in Redis' });
    await item.getByText(/Since \S+ \(\d+ s ago\)/).waitFor();
    await item.getByText(/Users notice: Slower pages/).waitFor();
    await item.getByText('“VitaeCacheDown” in docs/runbook.md').waitFor();
    await item.getByRole('link', { name: /Start Redis again/ }).click();
    await expect.poll(() => desk.page.evaluate('location.hash')).toBe('#cache-and-index');
    await expectSoundEverywhere('redis-away');
    await redis.start();
    await desk.open('');
    await desk.page.getByText('Reachable', { exact: true }).nth(1).waitFor();
    await trouble('The cache in Redis cannot be reached.').waitFor({ state: 'detached' });
  });

  it('says which worker is silent, since when', async () => {
    await worker.kill();
    await desk.open('');
    await trouble(/The process \d+ \(worker\) on .* sends no heartbeat/).waitFor();
    await trouble(/No worker runs/).waitFor();
    await desk.expectSound('worker-gone');
    await desk.page
      .getByRole('link', { name: /Look at its log/ })
      .first()
      .click();
    await desk.page.getByText('Silent', { exact: true }).waitFor();
    worker = await startWorker();
    await desk.page.getByText('Live', { exact: true }).nth(1).waitFor();
    desk.expectQuiet();
  });
});
