// The playground in a real browser: its prepared tabs work, and no request leaves the machine.
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserArguments, CHROMIUM, withoutBrowser } from '../../support/browser.ts';
import { startVitaeProcess, temporaryDataDir, type VitaeProcess } from '../../support/vitae-process.ts';

describe.skipIf(withoutBrowser())('the playground', () => {
  let data: Awaited<ReturnType<typeof temporaryDataDir>>;
  let vitae: VitaeProcess;
  let environment: Record<string, string>;
  let browser: Browser;
  let page: Page;
  const outside: string[] = [];
  const forbidden: string[] = [];

  beforeAll(async () => {
    data = await temporaryDataDir();
    environment = { PORT: '0', DATA_DIR: data.dataDir, SEED_PROFILES: '300' };
    vitae = await startVitaeProcess(environment);
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

  it('leads to the dashboard, and a phone shows question and answer below each other without scrolling aside', async () => {
    const phone = await browser.newPage({ viewport: { width: 390, height: 844 } });
    await phone.goto(vitae.url);
    await phone.getByRole('tab', { name: 'Look' }).waitFor();
    expect(await phone.getByRole('link', { name: 'Dashboard' }).getAttribute('href')).toBe('/admin');
    expect(await phone.evaluate('document.documentElement.scrollWidth')).toBe(390);
    const [question, answer] = await Promise.all(
      ['.graphiql-editors', '.graphiql-response'].map((part) => phone.locator(part).first().boundingBox()),
    );
    expect(answer?.y).toBeGreaterThanOrEqual((question?.y ?? 0) + (question?.height ?? 844));
    expect(answer?.width).toBeGreaterThan(300);
    await phone.close();
  });

  it('keeps what somebody wrote over a restart, with the tokens of the new start', async () => {
    const mine = 'query Mine { me { fullName } }';
    await page.getByRole('button', { name: 'New tab' }).click();
    const editor = page.locator('.graphiql-query-editor .monaco-editor').first();
    await editor.click();
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.insertText(mine);
    await page.getByRole('tab', { name: 'Mine' }).waitFor();
    const { port } = new URL(vitae.url);
    await vitae.stop();
    vitae = await startVitaeProcess({ ...environment, PORT: port });
    await page.reload();
    await page.getByRole('tab', { name: 'Mine' }).waitFor();
    const kept = await page.evaluate<string>('localStorage.getItem("graphiql:tabState")');
    expect(kept).toContain(vitae.personToken);
    await press('Look', /Richard\W+Hendriks/);
  });

  it('is compressed, and a browser that has seen it loads the page alone', async () => {
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('Network.enable');
    const loaded: string[] = [];
    const kept = new Set<string>();
    devtools.on('Network.requestServedFromCache', ({ requestId }) => kept.add(requestId));
    devtools.on('Network.responseReceived', ({ requestId, response: { url, headers, fromDiskCache } }) => {
      const { pathname } = new URL(url);
      if (!pathname.startsWith('/playground/')) return;
      expect(headers['content-encoding']).toBe('gzip');
      if (!fromDiskCache && !kept.has(requestId)) loaded.push(pathname);
    });
    await page.goto(vitae.url);
    await page.getByRole('tab', { name: 'Look' }).waitFor();
    expect(loaded).toEqual([]);
    const [script = ''] = /\/playground\/[^"]+\/graphiql\.js/.exec(await page.content()) ?? [];
    const plain = await fetch(new URL(script, vitae.url), { headers: { 'accept-encoding': 'identity' } });
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(plain.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  });

  it('loads nothing that its content security policy forbids, and nothing from another machine', () => {
    expect({ forbidden, outside }).toEqual({ forbidden: [], outside: [] });
  });
});
