// Owns what becomes of a record that the index refuses, and of a search server that is not there: one bad record never fails
// the others, and what failed is named.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deadLetterQueue } from '../../src/jobs/jobs.ts';
import { seedProfiles } from '../../src/resume/seed.ts';
import { mutated } from '../api/mutations.ts';
import { expectIndexEqualsDatabase } from '../support/index-equals-database.ts';
import { startVitae, type Vitae } from '../support/vitae.ts';
import { ended, readRun, runToEnd, startRun } from './runs-of-tests.ts';
import { tapSearch } from './search-faults.ts';

const tap = tapSearch();
let vitae: Vitae;
beforeAll(async () => {
  vitae = await startVitae({ maxRecordBytes: 6000, wrapSearch: tap.wrapSearch });
  await seedProfiles({ url: vitae.url, count: 80 });
});
afterAll(() => vitae.close());

/** Too much for the search server's limit, and valid for the API. */
async function makeHuge(profileId: string): Promise<void> {
  const skills = Array.from({ length: 50 }, (_, n) => ({ name: `${n} ${'x'.repeat(150)}` }));
  await mutated(vitae, 'saveSkills', { profileId, skills }, 'admin');
}

const dead = () =>
  vitae.sql(`SELECT data FROM pgboss.job WHERE name = $1`, [deadLetterQueue('profile-changed')]);

describe('a record that is too large', () => {
  it('is named by the run, and all the others go in', async () => {
    const rows = await vitae.db.profile.findMany({ where: { visibility: 'PUBLIC' }, orderBy: { id: 'asc' } });
    const huge = [rows[3]?.id ?? '', rows[40]?.id ?? ''];
    for (const id of huge) await makeHuge(id);
    await vitae.idle();
    // Its own job cannot do it either, and no retry can: it lies with the dead letters at once.
    expect(await dead()).toEqual(huge.map((profileId) => ({ data: { profileId } })));
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
    for (const id of huge) expect(await vitae.search.getObject(id)).toBeNull();
    expect(await vitae.db.analyticsEvent.count({ where: { profileId: { in: huge } } })).toBe(0);

    for (const profileId of huge) await mutated(vitae, 'saveSkills', { profileId, skills: [] }, 'admin');
    await vitae.idle();
    expect(await expectIndexEqualsDatabase(vitae)).toBe(rows.length);
  });

  it('that was small before stays in the index as it was, until it is small again', async () => {
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

describe('a search server that does not answer', () => {
  const due = () =>
    vitae.sql(
      `UPDATE pgboss.job SET start_after = now() WHERE state = 'retry' AND start_after > now() + interval '2 seconds'`,
    );
  const retrying = async (queue: string) =>
    (
      await vitae.sql(
        `SELECT id FROM pgboss.job WHERE name = $1 AND state = 'retry' AND start_after > now() + interval '30 seconds'`,
        [queue],
      )
    ).length;

  it('for a while: the run goes on by itself, and counts each profile once', async () => {
    tap.fault = () => 'before';
    const run = await startRun(vitae, { mode: 'FULL', batchSize: 25 });
    const batches = Math.ceil(run.total / 25);
    await expect.poll(() => retrying('reindex-batch'), { timeout: 20_000 }).toBe(batches);
    expect(await readRun(vitae, run.id)).toMatchObject({ status: 'RUNNING', processed: 0 });
    // The next tries arrive, but the answers do not.
    tap.fault = () => 'after';
    await due();
    await expect
      .poll(
        async () =>
          (
            await vitae.sql(
              `SELECT id FROM pgboss.job WHERE name = 'reindex-batch' AND state = 'retry' AND retry_count = 1 AND start_after > now() + interval '30 seconds'`,
            )
          ).length,
        { timeout: 20_000 },
      )
      .toBe(batches);
    tap.fault = () => null;
    await due();
    expect(await ended(vitae, run.id)).toMatchObject({
      status: 'COMPLETED',
      upserted: run.total,
      total: run.total,
    });
    await expectIndexEqualsDatabase(vitae);
  });

  it('for good: the run ends, and says that all of it failed', { timeout: 120_000 }, async () => {
    tap.fault = () => 'before';
    const run = await startRun(vitae, { mode: 'FULL', batchSize: 100 });
    const impatience = setInterval(() => void due().catch(() => undefined), 100);
    try {
      const last = await ended(vitae, run.id);
      expect(last).toMatchObject({ status: 'COMPLETED_WITH_FAILURES', failed: run.total, upserted: 0 });
      expect(last.failures[0]).toMatchObject({
        code: 'BATCH_FAILED',
        reason: 'the request did not arrive',
      });
    } finally {
      clearInterval(impatience);
      tap.fault = () => null;
    }
  });
});
