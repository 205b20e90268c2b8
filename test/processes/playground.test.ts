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

  /** GraphiQL takes a moment to follow a change of tabs, so it is pressed again until it answers. */
  async function press(tab: string, expected: RegExp): Promise<void> {
    const answer = page.locator('.graphiql-response').first();
    const look = async () => {
      await page.getByRole('tab', { name: tab }).click();
      await page.getByRole('button', { name: /Execute query/ }).click();
      await expect.poll(() => answer.innerText(), { timeout: 5_000 }).toMatch(expected);
      return true;
    };
    await expect.poll(() => look().catch(() => false), { timeout: 50_000 }).toBe(true);
  }

  it('looks at a profile', () => press('Look', /Richard\W+Hendriks/));

  it('edits it: the completion changes', () => press('Edit', /percentage\W+100/));

  it('searches', () => press('Search', /totalCount/));

  it('starts a reindex, and watches it to its end by subscription', async () => {
    await press('Reindex', /startReindex/);
    await press('Watch', /COMPLETED/);
  });

  it('asks nobody outside of this machine', () => {
    expect(outside).toEqual([]);
  });
});
