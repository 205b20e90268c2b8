// Races between an edit, its job and a batch of a run: in any order, the index ends equal to the database.
import { afterEach, describe, expect, it } from 'vitest';
import { pushProfiles } from '../../src/indexing/push.ts';
import { mutated } from '../support/mutations.ts';
import { expectIndexEqualsDatabase } from '../support/index-equals-database.ts';
import { deleteJobs, readJobs } from '../support/pgboss-tables.ts';
import { useVitae } from '../support/vitae.ts';
import {
  deletedUnderBatch,
  ghost,
  lateRequest,
  retryNow,
  waitsForLock,
  withItsAnswerLost,
} from './race-scenarios.ts';
import { ended, runToEnd, startRun } from '../reindex/runs-of-tests.ts';
import { seedProfiles } from '../../src/dev/demo/seed.ts';
import { tapSearch } from './search-faults.ts';

const tap = tapSearch();
const vitae = useVitae({ wrapSearch: tap.wrapSearch });
afterEach(() => tap.release());

async function newProfiles(count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 0; n < count; n += 1) {
    const { profile } = await mutated(vitae, 'createProfile', { input: { fullName: `Racer ${n}` } }, 'admin');
    ids.push(profile?.id ?? '');
  }
  await vitae.idle();
  return ids;
}

const edit = (profileId: string, summary: string) =>
  mutated(vitae, 'saveBio', { profileId, input: { summary } }, 'admin');

const expectLockWait = () => expect.poll(() => waitsForLock(vitae)).toBe(true);

describe('a batch that has read a profile and not yet pushed it', () => {
  it('and an edit: the index keeps the edit', async () => {
    const [id = ''] = await newProfiles(3);
    tap.hold();
    const run = await startRun(vitae, { mode: 'FULL' });
    await expect.poll(() => tap.waiting).toBe(1);
    await edit(id, 'newer than the batch');
    // The job waits for the lock of the profile, so it cannot overtake the batch.
    await expectLockWait();
    expect(tap.waiting).toBe(1);
    tap.release();
    expect(await ended(vitae, run.id)).toMatchObject({ status: 'COMPLETED', failed: 0 });
    expect(await vitae.search.getObject(id)).toMatchObject({ summary: 'newer than the batch', revision: 2 });
    await expectIndexEqualsDatabase(vitae);
  });

  it('and its deletion: no orphan', () => deletedUnderBatch(vitae, tap));

  it('and a change to private and back: the index holds it at the end', async () => {
    const [id = ''] = await newProfiles(1);
    tap.hold();
    const run = await startRun(vitae, { mode: 'FULL' });
    await expect.poll(() => tap.waiting).toBe(1);
    await mutated(vitae, 'updateProfile', { profileId: id, input: { visibility: 'PRIVATE' } }, 'admin');
    await expectLockWait();
    await mutated(vitae, 'updateProfile', { profileId: id, input: { visibility: 'PUBLIC' } }, 'admin');
    tap.release();
    await ended(vitae, run.id);
    expect(await vitae.search.getObject(id)).toMatchObject({ revision: 3 });
    await expectIndexEqualsDatabase(vitae);
  });
});

describe('a job that has read a profile and not yet pushed it', () => {
  it('and a batch: the batch waits, and skips the profile', async () => {
    const [id = ''] = await newProfiles(1);
    tap.hold();
    await edit(id, 'by the job');
    await expect.poll(() => tap.waiting).toBe(1);
    const run = await startRun(vitae, { mode: 'CHANGED' });
    await expectLockWait();
    tap.release();
    expect(await ended(vitae, run.id)).toMatchObject({ upserted: 0, removed: 0, failed: 0 });
    expect(await vitae.search.getObject(id)).toMatchObject({ summary: 'by the job' });
  });

  it('and its deletion: it is removed', async () => {
    const [id = ''] = await newProfiles(1);
    tap.hold();
    await edit(id, 'soon gone');
    await expect.poll(() => tap.waiting).toBe(1);
    await mutated(vitae, 'deleteProfile', { profileId: id }, 'admin');
    tap.release();
    await vitae.idle();
    expect(await vitae.search.getObject(id)).toBeNull();
    await expectIndexEqualsDatabase(vitae);
  });
});

describe('several runs', () => {
  it('in all modes: each counts every profile, and the index equals the database', async () => {
    await newProfiles(20);
    const modes = ['FULL', 'CHANGED', 'VERIFY', 'FULL', 'DRY_RUN'] as const;
    const runs = await Promise.all(modes.map((mode) => startRun(vitae, { mode, batchSize: 3 })));
    const count = await expectCount();
    for (const { id } of runs) {
      expect(await ended(vitae, id)).toMatchObject({ status: 'COMPLETED', processed: count, failed: 0 });
    }
    await expectIndexEqualsDatabase(vitae);
  });

  const expectCount = () => vitae.db.profile.count({ where: { visibility: 'PUBLIC' } });
});

describe('a profile that is created after the run was split into batches', () => {
  it('is counted by the run or pushed by its own job', async () => {
    tap.hold();
    const run = await startRun(vitae, { mode: 'FULL', batchSize: 5 });
    await expect.poll(() => tap.waiting).toBeGreaterThan(0);
    const { profile } = await mutated(vitae, 'createProfile', { input: { fullName: 'Latecomer' } }, 'admin');
    tap.release();
    const last = await ended(vitae, run.id);
    expect(last.processed).toBe(last.total);
    expect(await vitae.search.getObject(profile?.id ?? '')).not.toBeNull();
    expect(await runToEnd(vitae, { mode: 'VERIFY' })).toMatchObject({ upserted: 0, removed: 0 });
  });
});

describe('a profile that is deleted and created again before its job runs', () => {
  // Both have revision 1, and the index holds the first.
  async function recreate(): Promise<string> {
    const [id = ''] = await newProfiles(1);
    await vitae.sql(
      `INSERT INTO queue_pause VALUES ('profile-changed', 'of the test', 1, now(), now() + interval '1 hour')`,
    );
    await mutated(vitae, 'deleteProfile', { profileId: id }, 'admin');
    await mutated(vitae, 'createProfile', { profileId: id, input: { fullName: 'Made Again' } }, 'admin');
    return id;
  }
  const endPause = () => vitae.sql('DELETE FROM queue_pause');
  afterEach(endPause);

  it('is corrected by its job', async () => {
    const id = await recreate();
    await endPause();
    await vitae.idle();
    expect(await vitae.search.getObject(id)).toMatchObject({ fullName: 'Made Again', revision: 1 });
    await expectIndexEqualsDatabase(vitae);
  });

  it('is corrected by a CHANGED run', async () => {
    const id = await recreate();
    // The queue stays paused: a worker that has fetched the job already must not run it.
    await deleteJobs(vitae, { queue: 'profile-changed' });
    expect(await runToEnd(vitae, { mode: 'CHANGED' })).toMatchObject({ upserted: 1 });
    expect(await vitae.search.getObject(id)).toMatchObject({ fullName: 'Made Again' });
    await expectIndexEqualsDatabase(vitae);
  });
});

describe('a push whose response was lost', () => {
  afterEach(() => vitae.faults([]));

  it('of a new profile that becomes private before the retry: no orphan', () => ghost(vitae));

  it('of a new profile whose job is lost too: a run removes the orphan', async () => {
    let id = '';
    await withItsAnswerLost(vitae, async () => {
      const { profile } = await mutated(vitae, 'createProfile', { input: { fullName: 'Ghost' } }, 'admin');
      id = profile?.id ?? '';
    });
    await deleteJobs(vitae, { state: 'retry' });
    await vitae.sql(`DELETE FROM profile WHERE id = $1`, [id]);
    expect(await runToEnd(vitae, { mode: 'CHANGED' })).toMatchObject({ status: 'COMPLETED', removed: 1 });
    expect(await vitae.search.getObject(id)).toBeNull();
  });

  it('of a deletion, before the profile is created again: it is not missing', async () => {
    const [id = ''] = await newProfiles(1);
    await withItsAnswerLost(vitae, () => mutated(vitae, 'deleteProfile', { profileId: id }, 'admin'));
    expect(await vitae.search.getObject(id)).toBeNull();
    const input = { fullName: 'Racer 0', handle: 'racer-again' };
    await mutated(vitae, 'createProfile', { profileId: id, input }, 'admin');
    await retryNow(vitae);
    expect(await vitae.search.getObject(id)).toMatchObject({ handle: 'racer-again' });
    await expectIndexEqualsDatabase(vitae);
  });
});

describe('a push that loses its lock before its request is sent, such as one that was frozen', () => {
  /** Postgres ends the transaction of the push that waits to send, and a newer push of the profile goes through. */
  async function overtake(id: string, newer: () => Promise<unknown>): Promise<void> {
    await expect.poll(() => tap.waiting).toBe(1);
    await vitae.sql(
      `SELECT pg_terminate_backend(pid, 10000) FROM pg_locks WHERE relation = 'search_state'::regclass AND mode = 'RowShareLock'`,
    );
    await newer();
    await pushProfiles(vitae.services, [id], { mode: 'CHANGED' });
  }

  it('of a removal: the document that came back stays', async () => {
    const [id = ''] = await newProfiles(1);
    tap.hold(1);
    await mutated(vitae, 'updateProfile', { profileId: id, input: { visibility: 'PRIVATE' } }, 'admin');
    await overtake(id, () => vitae.sql(`UPDATE profile SET visibility = 'PUBLIC' WHERE id = $1`, [id]));
    tap.release();
    await expect.poll(() => readJobs(vitae, '%', 'retry')).toHaveLength(1);
    await retryNow(vitae);
    await expectIndexEqualsDatabase(vitae);
  });

  it('of a document: one that was removed meanwhile stays away', async () => {
    const [id = ''] = await newProfiles(1);
    tap.hold(1);
    await edit(id, 'by the frozen push');
    await overtake(id, () => vitae.sql(`UPDATE profile SET visibility = 'PRIVATE' WHERE id = $1`, [id]));
    tap.release();
    await expect.poll(() => readJobs(vitae, '%', 'retry')).toHaveLength(1);
    await retryNow(vitae);
    await expectIndexEqualsDatabase(vitae);
  });

  it('of a whole record: the newer one stays', async () => {
    const [id = ''] = await newProfiles(1);
    await vitae.sql(`UPDATE profile SET full_name = 'Older', revision = 2 WHERE id = $1`, [id]);
    tap.hold(1);
    const frozen = pushProfiles(vitae.services, [id], { mode: 'VERIFY' });
    await overtake(id, () =>
      vitae.sql(`UPDATE profile SET full_name = 'Newer', revision = 3 WHERE id = $1`, [id]),
    );
    tap.release();
    await expect(frozen).rejects.toThrow();
    await pushProfiles(vitae.services, [id], { mode: 'CHANGED' });
    await expectIndexEqualsDatabase(vitae);
  });
});

describe('a request of a worker that was killed', () => {
  it('that arrives after a newer push: the index keeps the newer', () => lateRequest(vitae, tap));
});

describe('a run and many edits', () => {
  it('on the same profiles: the index ends equal to the database', async () => {
    await seedProfiles({ url: vitae.url, count: 40 });
    const rows = await vitae.db.profile.findMany({ where: { visibility: 'PUBLIC' }, select: { id: true } });
    tap.hold();
    const run = await startRun(vitae, { mode: 'FULL', batchSize: 10 });
    await expect.poll(() => tap.waiting).toBeGreaterThan(0);
    // Each edit comes before, after or during the batch of its profile.
    await Promise.all(
      rows.map(({ id }, n) =>
        n % 3 === 0
          ? mutated(vitae, 'updateProfile', { profileId: id, input: { visibility: 'PRIVATE' } }, 'admin')
          : edit(id, `Flood ${n}`),
      ),
    );
    tap.release();
    expect(await ended(vitae, run.id)).toMatchObject({ status: 'COMPLETED', failed: 0 });
    const left = await expectIndexEqualsDatabase(vitae);
    expect(left).toBe(rows.length - Math.ceil(rows.length / 3));
  });
});
