// The playground in a real browser: its prepared tabs work, and no request leaves the machine.
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserArguments, CHROMIUM, withoutBrowser } from '../../support/browser.ts';
import { startVitaeProcess, temporaryDataDir, type VitaeProcess } from '../../support/vitae-process.ts';

describe.skipIf(withoutBrowser())('the playground', () => {
  let data: Awaited<ReturnType<typeof temporaryDataDir>>;
  let vitae: VitaeProcess;
  let browser: Browser;
  let page: Page;
  const outside: string[] = [];
  const forbidden: string[] = [];

  beforeAll(async () => {
    data = await temporaryDataDir();
    vitae = await startVitaeProcess({ PORT: '0', DATA_DIR: data.dataDir, SEED_PROFILES: '300' });
    browser = await chromium.launch({ executablePath: CHROMIUM, args: browserArguments });
    page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) forbidden.push(message.text());
    });
    page.on('request', (request) => {
      const { hostname, protocol } = new URL(request.url());
      if (protocol.startsWith('http') && hostname !== 'localhost') outside.push(request.url());
    });
    await page.goto(vitae.url);
    await page.getByRole('tab', { name: 'Look' }).waitFor();
  });

  afterAll(async () => {
    await browser.close();
    await vitae.stop();
    await data.remove();
  });

  /** Runs a tab again until it answers: GraphiQL changes tabs with a delay. */
  async function press(tab: string, expected: RegExp): Promise<void> {
    const answer = page.locator('.graphiql-response').first();
    const run = async () => {
      await page.getByRole('tab', { name: tab }).click();
      await page.getByRole('button', { name: /Execute query/ }).click();
      await expect.poll(() => answer.innerText(), { timeout: 5_000 }).toMatch(expected);
      return true;
    };
    await expect.poll(() => run().catch(() => false)).toBe(true);
  }

  it.each([
    ['reads a profile', 'Look', /Richard\W+Hendriks/],
    ['edits it: the completion changes', 'Edit', /percentage\W+100/],
    ['searches', 'Search', /totalCount/],
    ['shows the queues and their dead letters', 'Queues', /reindex-batch/],
  ])('%s', (_what, tab, expected) => press(tab, expected));

  it('starts a reindex and watches it by subscription until it ends', async () => {
    await press('Reindex', /startReindex/);
    await press('Watch', /COMPLETED/);
  });

  it('loads nothing that its content security policy forbids, and nothing from another machine', () => {
    expect({ forbidden, outside }).toEqual({ forbidden: [], outside: [] });
  });
});
