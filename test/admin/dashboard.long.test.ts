// The dashboard in a real browser, at a real Vitae: step by step as an administrator uses it, then by keyboard only, on a
// phone, in the dark, and checked by axe.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { browserArguments, CHROMIUM, withoutBrowser } from '../support/browser.ts';
import { declaredUrl } from '../support/declared-url.ts';
import { PATIENCE_MS } from '../support/eventually.ts';
import { insertDeadLetter, sqlOver } from '../support/pgboss-tables.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { startVitaeProcess, temporaryDataDir, type VitaeProcess } from '../support/vitae-process.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const violationsRule = z.array(
  z.object({ id: z.string(), nodes: z.array(z.object({ html: z.string(), failureSummary: z.string() })) }),
);
const meRule = z.object({ data: z.object({ me: z.object({ id: z.string(), handle: z.string() }) }) });
const createdRule = z.object({
  data: z.object({ createProfile: z.object({ profile: z.object({ id: z.string() }) }) }),
});
const PROFILES = 3000;

describe.skipIf(withoutBrowser())('the dashboard', () => {
  let data: Awaited<ReturnType<typeof temporaryDataDir>>;
  let database: TestDatabase;
  let vitae: VitaeProcess;
  let browser: Browser;
  let page: Page;
  const outside: string[] = [];
  const complaints: string[] = [];

  beforeAll(async () => {
    data = await temporaryDataDir();
    database = await createTestDatabase();
    vitae = await startVitaeProcess({
      PORT: '0',
      DATA_DIR: data.dataDir,
      DATABASE_URL: database.url,
      SEED_PROFILES: String(PROFILES),
      // It would mend what the look-up is to show.
      AUDIT_PER_MINUTE: '0',
    });
    browser = await chromium.launch({ executablePath: CHROMIUM, args: browserArguments });
    page = await browser.newPage({ viewport: { width: 1100, height: 900 } });
    page.setDefaultTimeout(PATIENCE_MS);
    page.on('request', (request) => {
      const { hostname, protocol } = new URL(request.url());
      if (protocol.startsWith('http') && hostname !== 'localhost') outside.push(request.url());
    });
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(`${vitae.origin}/admin`);
  });

  afterAll(async () => {
    await browser.close();
    await vitae.stop();
    await database.drop();
    await data.remove();
  });

  const run = (mode: string) => page.locator('article.run', { hasText: mode }).first();
  const percentage = async () =>
    Number(await page.locator('article.run progress').first().getAttribute('value'));

  async function start(mode: string): Promise<void> {
    await page.getByRole('combobox').selectOption(mode);
    await page.getByRole('button', { name: 'Start a reindex' }).click();
    await run(mode).waitFor();
  }

  async function ask(token: string, query: string): Promise<unknown> {
    const answer = await fetch(vitae.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query }),
    });
    return answer.json();
  }

  async function violations() {
    await page.evaluate(AXE);
    const found: unknown = await page.evaluate('axe.run().then(({ violations }) => violations)');
    return violationsRule
      .parse(found)
      .map(({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`);
  }

  it('shows that all is well, and its process', async () => {
    await page.getByText('All is well.').waitFor();
    await expect.poll(() => page.getByLabel('Table of processes').innerText()).toMatch(/all[^]*Live/);
  });

  it('starts a run, pauses it, resumes it, and shows its progress', async () => {
    await run('CHANGED').getByText('Completed').waitFor();
    await start('FULL');
    await run('FULL').getByText('Completed').waitFor();
    // Small batches leave time to press the buttons.
    await ask(
      vitae.administratorToken,
      'mutation { startReindex(input: { mode: FULL, batchSize: 10 }) { id } }',
    );
    await run('FULL').getByRole('button', { name: /Pause/ }).click();
    await run('FULL').getByText('Paused').waitFor();
    // The active batch finishes first.
    let paused = Number.NaN;
    const stands = async () => {
      const before = paused;
      paused = await percentage();
      return paused === before;
    };
    await expect.poll(stands, { interval: 2500 }).toBe(true);
    expect(paused).toBeLessThan(100);
    await run('FULL')
      .getByRole('button', { name: /Resume/ })
      .click();
    await expect.poll(percentage).toBeGreaterThan(paused);
    await run('FULL').getByText('Completed').waitFor();
    expect(await percentage()).toBe(100);
  });

  it('cancels a run only after a second press', async () => {
    await ask(
      vitae.administratorToken,
      'mutation { startReindex(input: { mode: VERIFY, batchSize: 5 }) { id } }',
    );
    await run('VERIFY').getByRole('button', { name: /Pause/ }).click();
    await run('VERIFY')
      .getByRole('button', { name: /^Cancel/ })
      .click();
    await run('VERIFY').getByText('Paused').waitFor();
    await run('VERIFY')
      .getByRole('button', { name: /Really cancel/ })
      .click();
    await run('VERIFY').getByText('Cancelled').waitFor();
  });

  it('says that a run would remove much, and lets it only after a second press', async () => {
    const client = new pg.Client({ connectionString: declaredUrl(database.url) });
    await client.connect();
    const { rowCount } = await client.query(
      `UPDATE profile SET visibility = 'PRIVATE' WHERE id IN (
        SELECT id FROM profile WHERE visibility = 'PUBLIC' ORDER BY id DESC LIMIT 500)`,
    );
    await client.end();
    expect(rowCount).toBe(500);
    await start('FULL');
    await run('FULL').getByText('Awaiting confirmation').waitFor();
    await page
      .getByRole('alert')
      .getByText(/A FULL run waits: It would remove 500 of/)
      .waitFor();
    expect(await violations()).toEqual([]);
    await run('FULL')
      .getByRole('button', { name: /^Confirm removals/ })
      .click();
    await run('FULL').getByText('Awaiting confirmation').waitFor();
    await run('FULL')
      .getByRole('button', { name: /Really remove/ })
      .click();
    await run('FULL').getByText('Completed').waitFor();
    await run('FULL')
      .getByText(/500 removed/)
      .waitFor();
    await page.getByText('All is well.').waitFor();
  });

  it('shows what is wrong at the top; a dead letter is read and retried', async () => {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    const { rows } = await client.query<{ profileId: string }>(
      'SELECT id AS "profileId" FROM profile WHERE full_name <> \'Richard Hendriks\' LIMIT 1',
    );
    await insertDeadLetter(sqlOver(client), 'profile-changed', { payload: rows[0] });
    await client.end();
    await page.getByRole('alert').getByText('Dead letters in profile-changed: 1.').waitFor();
    await page.getByRole('button', { name: /dead letters in profile-changed/ }).click();
    await page.getByRole('heading', { name: 'Dead letters in profile-changed' }).waitFor();
    expect(await violations()).toEqual([]);
    await page.getByRole('button', { name: /^Retry all/ }).click();
    await page.getByText('Retried: 1.').waitFor();
    await page.getByText('All is well.').waitFor();
  });

  it('shows a profile whose completion, cache and index agree', async () => {
    const answer = await ask(vitae.personToken, '{ me { id handle completion { percentage } } }');
    const { data } = meRule.parse(answer);
    await page.getByLabel('Id or handle').fill(data.me.handle);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: /Richard Hendriks/ }).waitFor();
    await expect.poll(() => page.getByText('Agrees', { exact: true }).count()).toBe(2);
  });

  it('mends a profile whose cache and index differ, by keyboard, and says what it did', async () => {
    const answer = await ask(vitae.personToken, '{ me { id handle completion { percentage } } }');
    const { data } = meRule.parse(answer);
    const client = new pg.Client({ connectionString: declaredUrl(database.url) });
    await client.connect();
    await client.query('DELETE FROM bio WHERE profile_id = $1', [data.me.id]);
    await client.end();
    await page.getByLabel('Id or handle').fill(data.me.handle);
    await page.keyboard.press('Enter');
    await expect.poll(() => page.getByText('Differs', { exact: true }).count()).toBe(2);
    const button = page.getByRole('button', { name: `Mend ${data.me.handle}` });
    await button.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('status').getByText('Mended: the completion was invalidated').waitFor();
    await expect.poll(() => page.getByText('Agrees', { exact: true }).count()).toBe(2);
    expect(await button.evaluate((element) => element.matches(':focus'))).toBe(true);
    expect(await violations()).toEqual([]);
  });

  it('says in words why a profile could not be mended', async () => {
    const created = await ask(
      vitae.administratorToken,
      'mutation { createProfile(input: { fullName: "Soon Gone" }) { ... on ProfilePayload { profile { id } } } }',
    );
    const { id } = createdRule.parse(created).data.createProfile.profile;
    await page.getByLabel('Id or handle').fill(id);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: /Soon Gone/ }).waitFor();
    await ask(vitae.administratorToken, `mutation { deleteProfile(profileId: "${id}") { __typename } }`);
    await page.getByRole('button', { name: /^Mend soon-gone/ }).click();
    await page.getByRole('status').getByText(`there is no profile with the id "${id}"`).waitFor();
  });

  it('names a profile that does not exist', async () => {
    await page.getByLabel('Id or handle').fill('nobody-at-all');
    await page.keyboard.press('Enter');
    await page.getByText('There is no profile with the id or handle nobody-at-all.').waitFor();
  });

  it('works by keyboard only', async () => {
    await page.reload();
    await page.getByText('All is well.').waitFor();
    const focused = () =>
      page.evaluate('document.activeElement?.ariaLabel ?? document.activeElement?.tagName');
    const reached: unknown[] = [];
    for (let presses = 0; presses < 12 && !reached.includes('Start a reindex'); presses += 1) {
      await page.keyboard.press('Tab');
      reached.push(await focused());
    }
    expect(reached).toEqual(['BUTTON', 'SELECT', 'Start a reindex']);
    await page.keyboard.press('Enter');
    await page.getByText('A CHANGED run was started.').waitFor();
  });

  it.each([
    ['light', 1100],
    ['dark', 1100],
    ['light', 390],
    ['dark', 390],
  ] as const)(
    'has no fault of accessibility and no overflow: %s, %i pixels wide',
    async (colorScheme, width) => {
      // Otherwise axe may measure a colour amid a transition.
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.setViewportSize({ width, height: 844 });
      expect(await violations()).toEqual([]);
      const overflow = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
      expect(overflow).toBeLessThanOrEqual(0);
      const folder = process.env['VITAE_PICTURES'];
      if (folder) {
        await page.screenshot({
          path: path.join(folder, `dashboard-${colorScheme}-${width}.png`),
          fullPage: true,
        });
      }
    },
  );

  it('shows a lost connection, and reconnects', async () => {
    const address = new URL(vitae.origin);
    await vitae.kill();
    await page
      .getByRole('alert')
      .getByText(/connection was lost/)
      .waitFor();
    vitae = await startVitaeProcess({
      PORT: address.port,
      DATA_DIR: data.dataDir,
      DATABASE_URL: database.url,
    });
    await page
      .getByRole('alert')
      .getByText(/connection was lost/)
      .waitFor({ state: 'detached' });
    await page.getByText(/was last seen/).waitFor();
  });

  it('requests nothing from other machines, and logs no error', () => {
    expect(outside).toEqual([]);
    // These come from the time without Vitae.
    expect(complaints.filter((text) => !/ERR_CONNECTION|ERR_INCOMPLETE|ERR_EMPTY/.test(text))).toEqual([]);
  });
});
