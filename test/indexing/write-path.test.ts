// The path of an edit to the index: no edit is lost, edits are coalesced, and the last one wins.
import { describe, expect, it } from 'vitest';
import { profileChanged } from '../../src/profiles/changed-job.ts';
import { writeProfile } from '../../src/profiles/write.ts';
import { mutated } from '../support/mutations.ts';
import { expectIndexEqualsDatabase } from '../support/index-equals-database.ts';
import { deleteJobs } from '../support/pgboss-tables.ts';
import { useVitae } from '../support/vitae.ts';
import { newProfile, rolledBackLate, slowCommit } from './race-scenarios.ts';
import { randomFrom, tapSearch } from './search-faults.ts';

const SEED = 1127;
const tap = tapSearch();
const vitae = useVitae({ workers: false, wrapSearch: tap.wrapSearch });

const edit = (profileId: string, summary: string) =>
  mutated(vitae, 'saveBio', { profileId, input: { summary } }, 'admin');

describe('before any worker runs', () => {
  it('a write that rolls back changes nothing and enqueues nothing', async () => {
    const id = await newProfile(vitae, 'Rolled Back');
    await deleteJobs(vitae);
    const failing = writeProfile(vitae.writes, id, async (tx) => {
      await tx.profile.update({ where: { id }, data: { fullName: 'Never' } });
      throw new Error('rolled back');
    });
    await expect(failing).rejects.toThrow('rolled back');
    expect(await vitae.db.profile.findUnique({ where: { id } })).toMatchObject({
      fullName: 'Rolled Back',
      revision: 1,
    });
    expect(await vitae.openJobs('profile-changed')).toBe(0);
  });

  it('a write that fails after its job was enqueued removes the job', () => rolledBackLate(vitae));

  it('twenty edits are one job, twenty profiles are twenty', async () => {
    await deleteJobs(vitae);
    const id = await newProfile(vitae, 'Coalesced');
    for (let n = 1; n <= 20; n += 1) await edit(id, `Edit ${n}`);
    expect(await vitae.openJobs('profile-changed')).toBe(1);
    const others = await Promise.all(Array.from({ length: 19 }, (_, n) => newProfile(vitae, `Other ${n}`)));
    expect(others).toHaveLength(19);
    expect(await vitae.openJobs('profile-changed')).toBe(20);
  });

  it('then the workers push each profile once, with its last edit', async () => {
    await vitae.billedRecords();
    await vitae.startWorkers();
    await vitae.idle();
    expect(await vitae.billedRecords()).toBe(20);
    // The first two tests deleted the jobs of their profiles.
    await vitae.sql(`DELETE FROM profile WHERE full_name LIKE 'Rolled Back%'`);
    await expectIndexEqualsDatabase(vitae);
  });
});

describe('while workers run', () => {
  it('an edit during the job of the previous edit is indexed too', async () => {
    const id = await newProfile(vitae, 'Edited Meanwhile');
    await vitae.idle();
    tap.hold();
    await edit(id, 'first');
    await expect.poll(() => tap.waiting).toBe(1);
    // Mutations do not wait for the index.
    await edit(id, 'second');
    await edit(id, 'third');
    expect(tap.waiting).toBe(1);
    const before = tap.written.length;
    tap.release();
    await vitae.idle();
    expect(await vitae.search.getObject(id)).toMatchObject({ summary: 'third', revision: 4 });
    expect(tap.written.length - before).toBe(2);
  });

  it('an edit whose transaction meets a queued job is indexed after its commit', () =>
    slowCommit(vitae, tap));

  it('concurrent edits end with the last one, in fewer pushes than edits', async () => {
    const random = randomFrom(SEED);
    const ids = await Promise.all(Array.from({ length: 5 }, (_, n) => newProfile(vitae, `Stormy ${n}`)));
    await vitae.idle();
    await vitae.billedRecords();
    const EDITS = 80;
    const edits = Array.from({ length: EDITS }, (_, n) => ({
      id: ids[Math.floor(random() * 5)] ?? '',
      summary: `Edit ${n}`,
    }));
    const editor = async (from: number) => {
      for (let n = from; n < EDITS; n += 4) await edit(edits[n]?.id ?? '', edits[n]?.summary ?? '');
    };
    await Promise.all([0, 1, 2, 3].map(editor));
    await vitae.idle();
    await expectIndexEqualsDatabase(vitae);
    const revisions = await vitae.db.profile.findMany({
      where: { id: { in: ids } },
      select: { revision: true },
    });
    expect(
      revisions.reduce((sum, { revision }) => sum + revision - 1, 0),
      `seed ${SEED}`,
    ).toBe(EDITS);
    expect(await vitae.billedRecords(), `seed ${SEED}`).toBeLessThan(EDITS);
  });
});

describe('into the index and out of it', () => {
  const events = async (profileId: string) =>
    (await vitae.db.analyticsEvent.findMany({ where: { profileId }, orderBy: { id: 'asc' } })).map(
      ({ name }) => name,
    );
  const show = (profileId: string, visibility: 'PUBLIC' | 'PRIVATE') =>
    mutated(vitae, 'updateProfile', { profileId, input: { visibility } }, 'admin');

  it('PUBLIC, PRIVATE, PUBLIC, deleted: the index follows, with one analytics event each', async () => {
    const id = await newProfile(vitae, 'Comes And Goes');
    await vitae.idle();
    expect(await vitae.search.getObject(id)).not.toBeNull();
    await edit(id, 'An edit is no transition.');
    await vitae.idle();
    expect(await events(id)).toEqual(['created']);
    await show(id, 'PRIVATE');
    await vitae.idle();
    expect(await vitae.search.getObject(id)).toBeNull();
    await edit(id, 'An edit of a private profile neither.');
    await vitae.idle();
    expect(await events(id)).toEqual(['created', 'deleted']);
    await show(id, 'PUBLIC');
    await vitae.idle();
    expect(await vitae.search.getObject(id)).toMatchObject({
      summary: 'An edit of a private profile neither.',
    });
    await mutated(vitae, 'deleteProfile', { profileId: id }, 'admin');
    await vitae.idle();
    expect(await vitae.search.getObject(id)).toBeNull();
    expect(await events(id)).toEqual(['created', 'deleted', 'created', 'deleted']);
    // Another job does nothing.
    await vitae.services.jobs.enqueue(profileChanged, { profileId: id });
    await vitae.idle();
    expect(await events(id)).toHaveLength(4);
  });

  it('a profile that was created as private is never indexed', async () => {
    const input = { fullName: 'Never Seen', visibility: 'PRIVATE' };
    const { profile } = await mutated(vitae, 'createProfile', { input }, 'admin');
    await vitae.idle();
    expect(await vitae.search.getObject(profile?.id ?? '')).toBeNull();
    expect(await events(profile?.id ?? '')).toEqual([]);
  });
});
