// A record that the index refuses, and a search server that is down: others are not affected, and failures are reported.
import { beforeAll, describe, expect, it } from 'vitest';
import { seedProfiles } from '../../src/dev/demo/seed.ts';
import { SearchError } from '../../src/search/errors.ts';
import type { SearchGateway } from '../../src/search/gateway.ts';
import { endDelays } from '../support/delays.ts';
import { mutated } from '../support/mutations.ts';
import { expectIndexEqualsDatabase } from '../support/index-equals-database.ts';
import { DEAD_LETTERS, deleteJobs, endRetryDelays, readJobs } from '../support/pgboss-tables.ts';
import { useVitae } from '../support/vitae.ts';
import { ended, readRun, runToEnd, startRun } from './runs-of-tests.ts';

let invalid = false;
const wrapSearch = (gateway: SearchGateway): SearchGateway => ({
  ...gateway,
  write: (operations, options) =>
    invalid && operations.length > 0
      ? Promise.reject(new SearchError('BAD_ANSWER', 'invalid'))
      : gateway.write(operations, options),
});
const vitae = useVitae({ maxRecordBytes: 6000, wrapSearch });
beforeAll(async () => {
  await seedProfiles({ url: vitae.url, count: 80 });
});

/** Valid for the API, but over the limit of the search server. */
async function makeHuge(profileId: string): Promise<void> {
  const skills = Array.from({ length: 50 }, (_, n) => ({ name: `${n} ${'x'.repeat(150)}` }));
  await mutated(vitae, 'saveSkills', { profileId, skills }, 'admin');
}

const deadPayloads = async () => (await readJobs(vitae, DEAD_LETTERS)).map(({ data }) => data);

describe('a record that is too large', () => {
  it('is reported by the run, and all others are indexed', async () => {
    const rows = await vitae.db.profile.findMany({ where: { visibility: 'PUBLIC' }, orderBy: { id: 'asc' } });
    const huge = [rows[3]?.id ?? '', rows[40]?.id ?? ''];
    for (const id of huge) await makeHuge(id);
    await vitae.idle();
    // Its own job becomes a dead letter at once, since no retry can help.
    expect(await deadPayloads()).toEqual(huge.map((profileId) => ({ profileId })));
    const run = await runToEnd(vitae, { mode: 'FULL', batchSize: 25 });
    expect(run).toMatchObject({
      status: 'COMPLETED_WITH_FAILURES',
      upserted: rows.length - 2,
      failed: 2,
      error: null,
    });
    expect(run.failures.map(({ profileId, code }) => ({ profileId, code }))).toEqual(
      huge.map((profileId) => ({ profileId, code: 'RECORD_TOO_LARGE' })),
    );
    expect(run.failures[0]?.reason).toContain(huge[0]);
    // As the index reported it.
    expect(run.failures[0]).toMatchObject({ limit: 6000 });
    expect(run.failures[0]?.size).toBeGreaterThan(6000);
    for (const id of huge) expect(await vitae.search.getObject(id)).toBeNull();
    expect(await vitae.db.analyticsEvent.count({ where: { profileId: { in: huge } } })).toBe(0);

    for (const profileId of huge) await mutated(vitae, 'saveSkills', { profileId, skills: [] }, 'admin');
    await vitae.idle();
    expect(await expectIndexEqualsDatabase(vitae)).toBe(rows.length);
  });

  it('that was small before keeps its old document in the index', async () => {
    const { profile } = await mutated(vitae, 'createProfile', { input: { fullName: 'Was Small' } }, 'admin');
    const id = profile?.id ?? '';
    await vitae.idle();
    await makeHuge(id);
    await vitae.idle();
    expect(await vitae.search.getObject(id)).toMatchObject({ revision: 1 });
    expect(await runToEnd(vitae, { mode: 'CHANGED' })).toMatchObject({ failed: 1, upserted: 0 });
    await mutated(vitae, 'updateProfile', { profileId: id, input: { visibility: 'PRIVATE' } }, 'admin');
    await vitae.idle();
    expect(await vitae.search.getObject(id)).toBeNull();
    await mutated(vitae, 'deleteProfile', { profileId: id }, 'admin');
    await vitae.idle();
  });
});

const queue = async (name: string) =>
  (await vitae.services.jobs.queues()).find((status) => status.name === name);

describe('a search server that is down', () => {
  const streak = async () =>
    (await vitae.sql<{ streak: number }>(`SELECT streak FROM queue_pause WHERE queue = 'reindex-batch'`))[0]
      ?.streak ?? 0;

  it('for any time: writes succeed, no try is used, and the index catches up', async () => {
    await deleteJobs(vitae, { queue: DEAD_LETTERS });
    await vitae.faults([{ kind: 'status', on: 'write' }]);
    const run = await startRun(vitae, { mode: 'FULL', batchSize: 25 });
    const input = { fullName: 'In An Outage' };
    const { profile } = await mutated(vitae, 'createProfile', { input }, 'admin');
    for (const name of ['reindex-batch', 'profile-changed']) {
      await expect
        .poll(async () => (await queue(name))?.pause?.reason)
        .toBe('Search is unavailable: status 503');
    }
    // More attempts than a job has tries. In the last ones requests arrive, and the responses are lost.
    for (let look = 2; look <= 8; look += 1) {
      if (look === 6) await vitae.faults([{ kind: 'lostAnswer', on: 'write' }]);
      await expect.poll(async () => (await endDelays(vitae), streak())).toBeGreaterThanOrEqual(look);
    }
    expect(await readRun(vitae, run.id)).toMatchObject({ status: 'RUNNING', processed: 0 });
    await vitae.faults([]);
    await endDelays(vitae);
    expect(await ended(vitae, run.id)).toMatchObject({
      status: 'COMPLETED',
      // Including the profile created in the meantime.
      upserted: run.total + 1,
      failed: 0,
    });
    expect(await vitae.search.getObject(profile?.id ?? '')).toMatchObject(input);
    await expectIndexEqualsDatabase(vitae);
    for (const { pause, deadLetters } of await vitae.services.jobs.queues())
      expect({ pause, deadLetters }).toEqual({ pause: null, deadLetters: 0 });
  });

  it('that limits the rate: the whole queue pauses for the requested time', async () => {
    await vitae.faults([{ kind: 'rateLimit', on: 'write', retryAfterSeconds: 30, times: 1 }]);
    const run = await startRun(vitae, { mode: 'FULL', batchSize: 25 });
    await expect.poll(async () => (await queue('reindex-batch'))?.pause?.reason).toMatch(/rate/);
    const { pause, delayed, waiting } = (await queue('reindex-batch')) ?? {};
    const seconds = ((pause?.until.getTime() ?? 0) - (pause?.since.getTime() ?? 0)) / 1000;
    expect(seconds).toBe(30);
    await expect.poll(async () => (await queue('reindex-batch'))?.active).toBe(0);
    expect((delayed ?? 0) + (waiting ?? 0)).toBeGreaterThan(0);
    // Up to two batches may finish besides the refused one, and none after it.
    const { processed } = await readRun(vitae, run.id);
    expect(processed).toBeLessThanOrEqual(50);
    await endRetryDelays(vitae);
    await expect.poll(async () => (await queue('reindex-batch'))?.active).toBe(0);
    expect((await readRun(vitae, run.id)).processed).toBe(processed);
    await endDelays(vitae);
    expect(await ended(vitae, run.id)).toMatchObject({ status: 'COMPLETED', failed: 0 });
    await expectIndexEqualsDatabase(vitae);
  });
});

describe('a search server with invalid responses', () => {
  it('for a while: the run goes on afterwards, and counts each profile once', async () => {
    invalid = true;
    const run = await startRun(vitae, { mode: 'FULL', batchSize: 25 });
    await expect.poll(async () => (await queue('reindex-batch'))?.delayed).toBe(Math.ceil(run.total / 25));
    expect(await readRun(vitae, run.id)).toMatchObject({ status: 'RUNNING', processed: 0 });
    invalid = false;
    await endRetryDelays(vitae);
    expect(await ended(vitae, run.id)).toMatchObject({ status: 'COMPLETED', upserted: run.total });
    await expectIndexEqualsDatabase(vitae);
  });

  it('for ever: the run ends, and every profile failed', async () => {
    invalid = true;
    const run = await startRun(vitae, { mode: 'FULL', batchSize: 100 });
    const timer = setInterval(() => void endRetryDelays(vitae).catch(() => undefined), 100);
    try {
      const last = await ended(vitae, run.id);
      expect(last).toMatchObject({ status: 'COMPLETED_WITH_FAILURES', failed: run.total, upserted: 0 });
      expect(last.failures[0]).toMatchObject({ code: 'BATCH_FAILED', reason: 'invalid' });
    } finally {
      clearInterval(timer);
      invalid = false;
    }
  });
});
