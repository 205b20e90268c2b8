// Jobs at the dashboard, in a real browser: filtered by the address, selected, retried, cancelled and discarded, also 5,000 of them.
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withoutBrowser } from '../support/browser.ts';
import { openDesk, VIEWPORTS, type Desk } from '../support/desk.ts';
import {
  deleteJobs,
  insertDeadLetter,
  insertDeadLetters,
  insertJob,
  sqlOver,
} from '../support/pgboss-tables.ts';

const QUEUE = 'profile-repair';

describe.skipIf(withoutBrowser())('jobs at the dashboard', () => {
  let desk: Desk;
  let client: pg.Client;
  beforeAll(async () => {
    desk = await openDesk();
    client = new pg.Client({ connectionString: desk.database.url });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await desk[Symbol.asyncDispose]();
  });

  const rows = () => desk.page.locator('tbody tr');
  const button = (name: string | RegExp) => desk.page.getByRole('button', { name });
  const said = (text: string | RegExp) => desk.page.getByRole('status').getByText(text);
  const state = (text: string) => desk.page.locator('.badge').getByText(text, { exact: true });
  const reason = (text: string) => ({ payload: { of: text }, output: { reason: text, tries: 5 } });

  it('the filter is in the address, and narrows the list', async () => {
    for (const text of ['too large', 'Too large, again', 'not JSON']) {
      await insertDeadLetter(sqlOver(client), QUEUE, reason(text));
    }
    await desk.open(`/jobs?state=dead&queue=${QUEUE}`);
    await expect.poll(() => rows().count()).toBe(3);
    await desk.page.getByLabel('Reason holds').fill('too LARGE');
    await desk.page.keyboard.press('Enter');
    await expect.poll(() => rows().count()).toBe(2);
    expect(new URL(desk.page.url()).search).toBe(`?state=dead&queue=${QUEUE}&reason=too+LARGE`);
    await desk.page.getByLabel('State').selectOption('active');
    await desk.page.getByText('No job is so.').waitFor();
    await desk.page.goBack();
    await expect.poll(() => rows().count()).toBe(2);
    expect(await desk.page.getByLabel('State').inputValue()).toBe('dead');
  });

  it('a reason of any length or of nothing visible keeps its row short and its link named', async () => {
    for (const text of ['x'.repeat(20_000), 'word '.repeat(3000), ' \n ', '\u200b\u202e']) {
      await insertDeadLetter(sqlOver(client), 'bulk-written', reason(text));
    }
    await desk.open('/jobs?state=dead&queue=bulk-written');
    await expect.poll(() => rows().count()).toBe(4);
    for (const row of await rows().all()) {
      expect((await row.boundingBox())?.height).toBeLessThan(250);
      expect(await row.getByRole('link').first().innerText()).toMatch(/[a-z]/);
    }
    await desk.expectSound('jobs-odd-reasons');
    await deleteJobs(sqlOver(client), { queue: 'bulk-written%' });
  });

  it('a state that is none shows no other jobs, and nothing that acts on them', async () => {
    await desk.open(`/jobs?state=ded&queue=${QUEUE}`);
    await desk.page.getByRole('alert').getByText('There is no state “ded”').waitFor();
    expect(await rows().count()).toBe(0);
    expect(await button(/all/).count()).toBe(0);
    await desk.page.getByLabel('State').selectOption('dead');
    await expect.poll(() => rows().count()).toBe(3);
  });

  it('what is typed stays while the page is read again', async () => {
    await desk.open('/jobs');
    await desk.page.getByLabel('Reason holds').fill('half a wo');
    for (let reads = 0; reads < 2; reads += 1) {
      await desk.page.waitForRequest((request) => request.postData()?.includes('DashboardJobs') ?? false);
    }
    expect(await desk.page.getByLabel('Reason holds').inputValue()).toBe('half a wo');
  });

  it('a job has a page with its reason and payload', async () => {
    await desk.open(`/jobs?state=dead&queue=${QUEUE}`);
    await desk.page.getByRole('link', { name: 'not JSON' }).click();
    await desk.page.getByRole('heading', { level: 1, name: `Job in ${QUEUE}` }).waitFor();
    await desk.page.getByText('"of": "not JSON"').waitFor();
    await state('Dead').waitFor();
    await desk.expectSound('job');
  });

  it('the selected are discarded by keyboard after a second press, and the focus is not lost', async () => {
    await desk.open(`/jobs?state=dead&queue=${QUEUE}`);
    for (const name of ['too large', 'not JSON']) {
      await rows().filter({ hasText: name }).first().getByRole('checkbox').press('Space');
    }
    await desk.expectSound('jobs-selected');
    await button('Discard 2 selected').press('Enter');
    await button('Really discard 2 jobs?').press('Enter');
    await said('Discarded: 2.').waitFor();
    await expect.poll(() => rows().count()).toBe(1);
    await expect.poll(() => desk.page.evaluate('document.activeElement?.tagName')).toBe('H1');
  });

  it('a job that waits is cancelled on its page', async () => {
    await insertJob(sqlOver(client), QUEUE, { payload: { of: 'later' }, startsIn: '1 hour' });
    await desk.open(`/jobs?state=created&queue=${QUEUE}`);
    await desk.page.getByRole('link', { name: QUEUE }).click();
    await button('Cancel the job').click();
    await button(/^Really cancel/).click();
    await said('The job was cancelled.').waitFor();
    await state('Cancelled').waitFor();
  });

  it('5,000 dead letters are shown by pages, and all that match are discarded after a press on their number', async () => {
    await deleteJobs(sqlOver(client), { queue: `${QUEUE}.dead` });
    await insertDeadLetters(
      sqlOver(client),
      QUEUE,
      Array.from({ length: 5000 }, (_, n) => `key-${n}`),
    );
    await desk.open('');
    await desk.page.getByRole('alert').getByText(/5,000/).waitFor();
    await desk.page.getByRole('link', { name: /Read the reasons/ }).click();
    await expect.poll(() => rows().count()).toBe(50);
    for (const [name, colorScheme, width] of VIEWPORTS) {
      await desk.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await desk.page.setViewportSize({ width, height: 844 });
      await desk.expectSound(`dead-5000-${name}`);
    }
    const link = () => rows().first().getByRole('link').first().getAttribute('href');
    const first = await link();
    await button('Next page').click();
    await expect.poll(link).not.toBe(first);
    await button('First page').click();
    await expect.poll(link).toBe(first);
    await button('Discard all that match').click();
    await button('Really discard 5,000 jobs?').click();
    await said('Discarded: 5,000.').waitFor();
    await desk.page.getByText('No job is so.').waitFor();
    desk.expectQuiet();
  });
});
