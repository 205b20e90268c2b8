// Owns that the playground works for a person: a real browser, no request that leaves the machine, tabs that are ready.
import { existsSync } from 'node:fs';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startVitaeProcess, temporaryDataDir, type VitaeProcess } from '../support/vitae-process.ts';

const CHROMIUM = '/usr/bin/chromium';
const missing = !existsSync(CHROMIUM);
if (missing && process.env['CI']) throw new Error('chromium is missing: apt-get install -y chromium');

describe.skipIf(missing)('the playground (without it: apt-get install -y chromium)', () => {
  let data: Awaited<ReturnType<typeof temporaryDataDir>>;
  let vitae: VitaeProcess;
  let browser: Browser;
  let page: Page;
  const outside: string[] = [];

  beforeAll(async () => {
    data = await temporaryDataDir();
    vitae = await startVitaeProcess({ PORT: '0', DATA_DIR: data.dataDir, SEED_PROFILES: '300' });
    const args = [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
    ];
    browser = await chromium.launch({ executablePath: CHROMIUM, args });
    page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
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

  async function press(tab: string): Promise<void> {
    await page.getByRole('tab', { name: tab, exact: true }).click();
    await page.getByRole('button', { name: /Execute query/ }).click();
  }

  const answer = () => page.locator('section[aria-label="Operation Result"], .graphiql-response').first();

  it('looks at a profile', async () => {
    await press('Look');
    await expect.poll(() => answer().innerText(), { timeout: 20_000 }).toContain('Richard Hendriks');
  });

  it('edits it: the completion changes', async () => {
    await press('Edit');
    await expect.poll(() => answer().innerText(), { timeout: 20_000 }).toContain('"percentage": 100');
  });

  it('searches', async () => {
    await press('Search');
    await expect.poll(() => answer().innerText(), { timeout: 20_000 }).toContain('totalCount');
  });

  it('starts a reindex, and watches it to its end by subscription', async () => {
    await press('Reindex');
    await expect.poll(() => answer().innerText(), { timeout: 20_000 }).toContain('"startReindex"');
    await press('Watch');
    await expect.poll(() => answer().innerText(), { timeout: 20_000 }).toContain('COMPLETED');
  });

  it('asks nobody outside of this machine', () => {
    expect(outside).toEqual([]);
  });
});
