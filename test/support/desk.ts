// Opens the dashboard of a Vitae in a real browser, and checks what every page must keep: no fault that axe finds, nothing wider than
// the window, no request to another machine, no error in the console.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { expect } from 'vitest';
import { z } from 'zod';
import { browserArguments, CHROMIUM } from './browser.ts';
import { PATIENCE_MS } from './eventually.ts';
import { createTestDatabase, type TestDatabase } from './postgres.ts';
import { startVitaeProcess, temporaryDataDir, type VitaeProcess } from './vitae-process.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const violationsRule = z.array(
  z.object({ id: z.string(), nodes: z.array(z.object({ html: z.string(), failureSummary: z.string() })) }),
);

/** Every page that has an address without an id. */
export const PAGES = [
  '',
  '/runs',
  '/queues',
  '/queues/profile-changed',
  '/jobs',
  '/profiles',
  '/schedules',
  '/processes',
  '/settings',
  '/actions',
] as const;

/** Phone, tablet, desktop, and a desktop at 200 %. */
export const VIEWPORTS = [
  ['phone', 'dark', 390],
  ['tablet', 'light', 820],
  ['desktop', 'dark', 1280],
  ['desktop at 200 %', 'light', 640],
] as const;

export interface Desk extends AsyncDisposable {
  readonly page: Page;
  readonly database: TestDatabase;
  readonly vitae: VitaeProcess;
  /** Of Vitae, for more processes of it. */
  readonly environment: Record<string, string>;
  /** Starts Vitae at the same address after it ended. */
  restart(): Promise<void>;
  open(address: string): Promise<void>;
  ask(query: string, token?: string): Promise<unknown>;
  /** What must be so on every page in every state. @param name of the picture, where VITAE_PICTURES names a folder */
  expectSound(name: string): Promise<void>;
  /** @param expected texts in the console that belong to the state of the test */
  expectQuiet(expected?: RegExp): void;
}

/** @param environment of Vitae, beside its database */
export async function openDesk(environment: Record<string, string> = {}): Promise<Desk> {
  await using opening = new AsyncDisposableStack();
  const data = opening.adopt(await temporaryDataDir(), (made) => made.remove());
  const database = opening.adopt(await createTestDatabase(), (made) => made.drop());
  const whole = {
    DATA_DIR: data.dataDir,
    DATABASE_URL: database.url,
    SEED_PROFILES: '60',
    // It would mend what a test is to show.
    AUDIT_PER_MINUTE: '0',
    ...environment,
  };
  const start = (PORT: string) => startVitaeProcess({ ...whole, PORT });
  let vitae = await start('0');
  opening.defer(async () => {
    await vitae.stop();
  });
  const browser = opening.adopt(await launch(), (launched) => launched.close());
  const { page, outside, complaints } = await openPage(browser);
  const { origin } = vitae;
  const opened = opening.move();
  return {
    page,
    database,
    environment: whole,
    get vitae() {
      return vitae;
    },
    async restart() {
      vitae = await start(new URL(origin).port);
    },
    async open(address) {
      await page.goto(`${origin}/admin${address}`);
    },
    async ask(query, token = vitae.administratorToken) {
      const answer = await fetch(vitae.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ query }),
      });
      const body: unknown = await answer.json();
      return body;
    },
    expectSound: (name) => expectSound(page, name),
    expectQuiet(expected = /^$/) {
      expect(outside).toEqual([]);
      expect(complaints.filter((text) => !expected.test(text))).toEqual([]);
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

const launch = () => chromium.launch({ executablePath: CHROMIUM, args: browserArguments });

async function openPage(browser: Browser) {
  const outside: string[] = [];
  const complaints: string[] = [];
  // Otherwise axe may measure a colour amid a transition.
  const page = await browser.newPage({ viewport: { width: 1100, height: 900 }, reducedMotion: 'reduce' });
  page.setDefaultTimeout(PATIENCE_MS);
  page.on('request', (request) => {
    const { hostname, protocol } = new URL(request.url());
    if (protocol.startsWith('http') && hostname !== 'localhost') outside.push(request.url());
  });
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  return { page, outside, complaints };
}

async function expectSound(page: Page, name: string): Promise<void> {
  await page.evaluate(AXE);
  const found: unknown = await page.evaluate('axe.run().then(({ violations }) => violations)');
  const faults = violationsRule
    .parse(found)
    .map(({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`);
  expect(faults).toEqual([]);
  const overflow = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
  expect(overflow).toBeLessThanOrEqual(0);
  const folder = process.env['VITAE_PICTURES'];
  if (folder) await page.screenshot({ path: path.join(folder, `${name}.png`), fullPage: true });
}
