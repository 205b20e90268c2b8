// Owns the races between an edit, its job and a batch of a run: whatever the order, the index ends equal to the database.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { mutated } from '../support/mutations.ts';
import { expectIndexEqualsDatabase } from '../support/index-equals-database.ts';
import { startVitae, type Vitae } from '../support/vitae.ts';
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
let vitae: Vitae;
beforeAll(async () => {
  vitae = await startVitae({ wrapSearch: tap.wrapSearch });
});
afterAll(() => vitae.close());
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

const expectSomebodyWaits = () => expect.poll(() => waitsForLock(vitae)).toBe(true);

describe('a batch that has read a profile and not yet pushed it', () => {
  it('and an edit with its job: the index keeps the edit', async () => {
    const [id = ''] = await newProfiles(3);
    tap.hold();
    const run = await startRun(vitae, { mode: 'FULL' });
    await expect.poll(() => tap.waiting).toBe(1);
    await edit(id, 'newer than the batch');
    // The item job stands at the profile's lock: it does not overtake the batch.
    await expectSomebodyWaits();
    expect(tap.waiting).toBe(1);
    tap.release();
    expect(await ended(vitae, run.id)).toMatchObject({ status: 'COMPLETED', failed: 0 });
    expect(await vitae.search.getObject(id)).toMatchObject({ summary: 'newer than the batch', revision: 2 });
    await expectIndexEqualsDatabase(vitae);
  });

  it('and its deletion: no ghost', () => deletedUnderBatch(vitae, tap));

  it('and its hiding and showing again: the index ends with it', async () => {
    const [id = ''] = await newProfiles(1);
    tap.hold();
    const run = await startRun(vitae, { mode: 'FULL' });
    await expect.poll(() => tap.waiting).toBe(1);
    await mutated(vitae, 'updateProfile', { profileId: id, input: { visibility: 'PRIVATE' } }, 'admin');
    await expectSomebodyWaits();
    await mutated(vitae, 'updateProfile', { profileId: id, input: { visibility: 'PUBLIC' } }, 'admin');
    tap.release();
    await ended(vitae, run.id);
    expect(await vitae.search.getObject(id)).toMatchObject({ revision: 3 });
    await expectIndexEqualsDatabase(vitae);
  });
});

describe('an item job that has read a profile and not yet pushed it', () => {
  it('and a batch: the batch waits, and finds it in line', async () => {
    const [id = ''] = await newProfiles(1);
    tap.hold();
    await edit(id, 'by the item job');
    await expect.poll(() => tap.waiting).toBe(1);
    const run = await startRun(vitae, { mode: 'CHANGED' });
    await expectSomebodyWaits();
    tap.release();
    expect(await ended(vitae, run.id)).toMatchObject({ upserted: 0, removed: 0, failed: 0 });
    expect(await vitae.search.getObject(id)).toMatchObject({ summary: 'by the item job' });
  });

  it('and its deletion: it ends gone', async () => {
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

describe('two runs at once', () => {
  it('of all modes: each counts every profile, and the index equals the database', async () => {
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

describe('a profile that is created after the run was cut', () => {
  it('at its very end is counted too, or comes by its own job', async () => {
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

describe('a profile that is deleted and made again before anybody has looked', () => {
  // Both are revision 1, and the index holds the first.
  async function madeAgain(): Promise<string> {
    const [id = ''] = await newProfiles(1);
    await vitae.sql(
      `INSERT INTO queue_pause VALUES ('profile-changed', 'of the test', 1, now(), now() + interval '1 hour')`,
    );
    await mutated(vitae, 'deleteProfile', { profileId: id }, 'admin');
    await mutated(vitae, 'createProfile', { profileId: id, input: { fullName: 'Made Again' } }, 'admin');
    return id;
  }
  const goOn = () => vitae.sql('DELETE FROM queue_pause');
  afterEach(goOn);

  it('is brought into line by its job', async () => {
    const id = await madeAgain();
    await goOn();
    await vitae.idle();
    expect(await vitae.search.getObject(id)).toMatchObject({ fullName: 'Made Again', revision: 1 });
    await expectIndexEqualsDatabase(vitae);
  });

  it('is brought into line by a run that looks for what has changed', async () => {
    const id = await madeAgain();
    // The pause stays: a worker that has the job already would do it all the same once the queue goes on.
    await vitae.sql(`DELETE FROM pgboss.job WHERE name = 'profile-changed'`);
    expect(await runToEnd(vitae, { mode: 'CHANGED' })).toMatchObject({ upserted: 1 });
    expect(await vitae.search.getObject(id)).toMatchObject({ fullName: 'Made Again' });
    await expectIndexEqualsDatabase(vitae);
  });
});

describe('a push that arrived although its answer was lost', () => {
  afterEach(() => vitae.faults([]));

  it('of a new profile, which turns private before the retry: no ghost', () => ghost(vitae));

  it('of a new profile: a run finds the ghost also where the job is lost', async () => {
    let id = '';
    await withItsAnswerLost(vitae, async () => {
      const { profile } = await mutated(vitae, 'createProfile', { input: { fullName: 'Ghost' } }, 'admin');
      id = profile?.id ?? '';
    });
    await vitae.sql(`DELETE FROM pgboss.job WHERE state = 'retry'`);
    await vitae.sql(`DELETE FROM profile WHERE id = $1`, [id]);
    expect(await runToEnd(vitae, { mode: 'CHANGED' })).toMatchObject({ status: 'COMPLETED', removed: 1 });
    expect(await vitae.search.getObject(id)).toBeNull();
  });

  it('of a deletion, and the same profile is made again: it is not missing', async () => {
    const [id = ''] = await newProfiles(1);
    await withItsAnswerLost(vitae, () => mutated(vitae, 'deleteProfile', { profileId: id }, 'admin'));
    expect(await vitae.search.getObject(id)).toBeNull();
    const input = { fullName: 'Racer 0', handle: 'made-again' };
    await mutated(vitae, 'createProfile', { profileId: id, input }, 'admin');
    await retryNow(vitae);
    expect(await vitae.search.getObject(id)).toMatchObject({ handle: 'made-again' });
    await expectIndexEqualsDatabase(vitae);
  });
});

describe('a request of a worker that was killed', () => {
  it('which arrives after a newer push: the index keeps the newer', () => lateRequest(vitae, tap));
});

describe('a run and a flood of edits', () => {
  it('on the same profiles: the index ends equal to the database', async () => {
    await seedProfiles({ url: vitae.url, count: 40 });
    const rows = await vitae.db.profile.findMany({ where: { visibility: 'PUBLIC' }, select: { id: true } });
    tap.hold();
    const run = await startRun(vitae, { mode: 'FULL', batchSize: 10 });
    await expect.poll(() => tap.waiting).toBeGreaterThan(0);
    // Each of them before, behind or under a batch that has read it.
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
