// What an administrator does by the dashboard, in a real browser at a real Vitae: runs, dead letters and profiles.
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { withoutBrowser } from '../support/browser.ts';
import { declaredUrl } from '../support/declared-url.ts';
import { openDesk, type Desk } from '../support/desk.ts';
import { insertDeadLetter, sqlOver } from '../support/pgboss-tables.ts';

const meRule = z.object({ data: z.object({ me: z.object({ id: z.string(), handle: z.string() }) }) });
const createdRule = z.object({
  data: z.object({ createProfile: z.object({ profile: z.object({ id: z.string() }) }) }),
});
const startedRule = z.object({ data: z.object({ startReindex: z.object({ id: z.string() }) }) });
const queuesRule = z.object({
  data: z.object({ queues: z.array(z.object({ name: z.string(), active: z.number() })) }),
});

describe.skipIf(withoutBrowser())('an administrator at the dashboard', () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await openDesk({ SEED_PROFILES: '3000' });
  });
  afterAll(() => desk[Symbol.asyncDispose]());

  const heading = (name: string) => desk.page.getByRole('heading', { level: 1, name, exact: true });
  const button = (name: string | RegExp) => desk.page.getByRole('button', { name });
  const said = (text: string | RegExp) => desk.page.getByRole('status').getByText(text);
  const state = (text: string) => desk.page.locator('.badge').getByText(text, { exact: true }).first();
  const percentage = async () => Number(await desk.page.locator('progress').getAttribute('value'));

  async function start(mode: string): Promise<void> {
    await desk.open('/runs');
    await desk.page.getByLabel('Mode').selectOption(mode);
    await button('Start a reindex').click();
    await heading(`${mode} run`).waitFor();
  }

  /** Small batches leave time to press the buttons. */
  async function startSlow(mode: string, batchSize: number): Promise<void> {
    const answer = await desk.ask(
      `mutation { startReindex(input: { mode: ${mode}, batchSize: ${batchSize} }) { id } }`,
    );
    await desk.open(`/runs/${startedRule.parse(answer).data.startReindex.id}`);
  }

  async function change(sql: string, values: unknown[] = [], url = declaredUrl(desk.database.url)) {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const { rowCount } = await client.query(sql, values);
    await client.end();
    return rowCount;
  }

  /** Reading the completion puts it into the cache. */
  async function me() {
    return meRule.parse(
      await desk.ask('{ me { id handle completion { percentage } } }', desk.vitae.personToken),
    ).data.me;
  }

  async function activeBatches() {
    const { queues } = queuesRule.parse(await desk.ask('{ queues { name active } }')).data;
    return queues.find(({ name }) => name === 'reindex-batch')?.active;
  }

  it('starts a run, and sees it complete on its page and in the list', async () => {
    await desk.open('');
    await desk.page.getByText('All is well.').waitFor();
    await start('FULL');
    await said('A FULL run was started.').waitFor();
    await state('Completed').waitFor();
    await desk.page.getByRole('link', { name: 'All runs' }).click();
    await desk.page.getByRole('link', { name: 'FULL' }).first().waitFor();
  });

  it('pauses a run, resumes it, and sees its progress', async () => {
    await startSlow('FULL', 10);
    await button(/^Pause/).click();
    await state('Paused').waitFor();
    // The active batch finishes first.
    await expect.poll(activeBatches).toBe(0);
    const paused = await percentage();
    expect(paused).toBeLessThan(100);
    await button(/^Resume/).click();
    await expect.poll(percentage).toBeGreaterThan(paused);
    await state('Completed').waitFor();
    expect(await percentage()).toBe(100);
  });

  it('cancels a run only after a second press', async () => {
    await startSlow('VERIFY', 5);
    await button(/^Pause/).click();
    await state('Paused').waitFor();
    await button(/^Cancel/).click();
    await state('Paused').waitFor();
    await button(/^Really cancel/).click();
    await said('The run was cancelled.').waitFor();
    await state('Cancelled').waitFor();
  });

  it('sees the differences that a DRY_RUN found, and goes to one of the profiles', async () => {
    const { id } = await me();
    await change('DELETE FROM bio WHERE profile_id = $1', [id]);
    await start('DRY_RUN');
    await state('Completed').waitFor();
    await desk.page.getByRole('link', { name: id }).click();
    await heading('Richard Hendriks').waitFor();
  });

  it('is told that a run would remove much, and lets it only after a second press', async () => {
    const rowCount = await change(
      `UPDATE profile SET visibility = 'PRIVATE' WHERE id IN (
        SELECT id FROM profile WHERE visibility = 'PUBLIC' AND handle <> 'richard-hendriks' ORDER BY id DESC LIMIT 500)`,
    );
    expect(rowCount).toBe(500);
    await start('FULL');
    await state('Awaiting confirmation').waitFor();
    await desk.open('');
    await desk.page
      .getByRole('alert')
      .getByText(/A FULL run waits: It would remove 500 of/)
      .waitFor();
    await desk.expectSound('confirmation-overview');
    await desk.page.getByRole('link', { name: /or cancel the run/ }).click();
    await desk.expectSound('confirmation-run');
    await button(/^Confirm removals/).click();
    await state('Awaiting confirmation').waitFor();
    await button(/^Really remove/).click();
    await state('Completed').waitFor();
    await desk.page.getByText(/500 removed/).waitFor();
  });

  it('is told of a dead letter, reads it, and retries it', async () => {
    const client = new pg.Client({ connectionString: desk.database.url });
    await client.connect();
    const { id } = await me();
    await insertDeadLetter(sqlOver(client), 'profile-changed', { payload: { profileId: id } });
    await client.end();
    await desk.open('');
    await desk.page.getByRole('alert').getByText('Dead letters in profile-changed: 1.').waitFor();
    await desk.page.getByRole('link', { name: /Read the reasons/ }).click();
    await desk.page.getByRole('link', { name: 'broken' }).click();
    await heading('Job in profile-changed').waitFor();
    await desk.expectSound('dead-letter');
    await button('Retry the job').press('Enter');
    await said('The job was retried.').waitFor();
    await desk.open('');
    await desk.page.getByText('All is well.').waitFor();
  });

  it('finds a profile by name, by handle and by id, and sees that completion, cache and index agree', async () => {
    const { id, handle } = await me();
    // A test above deleted a section of it by SQL.
    await desk.ask(`mutation { invalidateCompletions(profileIds: ["${id}"]) { documents } }`);
    for (const text of [id, 'Richard Hen']) {
      await desk.open('/profiles');
      await desk.page.getByLabel('Name, handle or id').fill(text);
      await desk.page.keyboard.press('Enter');
      if (text !== id) await desk.page.getByRole('link', { name: 'Richard Hendriks' }).click();
      await heading('Richard Hendriks').waitFor();
    }
    await desk.open(`/profiles/${handle}`);
    await heading('Richard Hendriks').waitFor();
    await expect.poll(() => desk.page.getByText('Agrees', { exact: true }).count()).toBe(2);
  });

  it('reads what a profile keeps of its resume beside its sections', async () => {
    const { handle } = await me();
    await desk.open(`/profiles/${handle}`);
    await desk.page.getByText('Resume, with what no section holds').click();
    await desk.page.getByText('Digital Compression Pioneer Award').waitFor();
    await desk.expectSound('profile-resume');
  });

  it('mends a profile whose cache and index differ, by keyboard, and is told what was done', async () => {
    const { id, handle } = await me();
    await desk.ask(`{ profile(id: "${id}") { completion { percentage } } }`);
    await change('DELETE FROM location WHERE profile_id = $1', [id]);
    await desk.open(`/profiles/${handle}`);
    await expect.poll(() => desk.page.getByText('Differs', { exact: true }).count()).toBe(2);
    await desk.expectSound('profile-differs');
    const mend = button(`Mend ${handle}`);
    await mend.focus();
    await desk.page.keyboard.press('Enter');
    await said('Mended: the completion was invalidated').waitFor();
    await expect.poll(() => desk.page.getByText('Agrees', { exact: true }).count()).toBe(2);
    expect(await mend.evaluate((element) => element.matches(':focus'))).toBe(true);
  });

  it('is told in words why a profile could not be mended', async () => {
    const created = await desk.ask(
      'mutation { createProfile(input: { fullName: "Soon Gone" }) { ... on ProfilePayload { profile { id } } } }',
    );
    const { id } = createdRule.parse(created).data.createProfile.profile;
    await desk.open(`/profiles/${id}`);
    await heading('Soon Gone').waitFor();
    // The page would notice within seconds that the profile is gone: it is not to look again.
    await desk.page.route('**/graphql', (route) =>
      route.request().postData()?.includes('query Inspect') ? undefined : route.continue(),
    );
    await desk.ask(`mutation { deleteProfile(profileId: "${id}") { __typename } }`);
    await button(/^Mend soon-gone/).click();
    await said(`there is no profile with the id "${id}"`).waitFor();
    await desk.page.unroute('**/graphql');
  });

  it('is told the name of a profile that does not exist', async () => {
    await desk.open('/profiles/nobody-at-all');
    await desk.page.getByText('There is no profile with the id or handle nobody-at-all.').waitFor();
  });

  it('reads what administrators did', async () => {
    await desk.open('/actions');
    await desk.page.getByRole('rowheader', { name: 'confirmRemovals' }).waitFor();
    await desk.expectSound('actions');
    desk.expectQuiet();
  });
});
