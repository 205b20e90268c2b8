// Owns the races that a guard stands against, each played through the front door or the dispatcher until it has come out
// right. They are run with the guard in place by the tests of the races, and without it by those of the guards.
import { expect } from 'vitest';
import { reindexBatch } from '../../src/reindex/contracts.ts';
import { dispatchRun } from '../../src/reindex/dispatch.ts';
import { CALLS_PER_PAGE } from '../../src/reindex/split.ts';
import { startRun } from '../../src/reindex/runs.ts';
import type { Jobs } from '../../src/jobs/jobs.ts';
import { profileChanged } from '../../src/profiles/changed-job.ts';
import { writeProfile } from '../../src/profiles/write.ts';
import { mutated } from '../support/mutations.ts';
import { expectIndexEqualsDatabase } from '../support/index-equals-database.ts';
import type { Vitae } from '../support/vitae.ts';
import type { SearchTap } from './search-faults.ts';
import { PATIENCE_MS } from '../support/eventually.ts';

export async function newProfile(vitae: Vitae, fullName: string): Promise<string> {
  const { profile } = await mutated(vitae, 'createProfile', { input: { fullName } }, 'admin');
  return profile?.id ?? '';
}

const edit = (vitae: Vitae, profileId: string, summary: string) =>
  mutated(vitae, 'saveBio', { profileId, input: { summary } }, 'admin');

/** A request of a worker that was killed arrives after a newer push: the index keeps the newer. */
export async function lateRequest(vitae: Vitae, tap: SearchTap): Promise<void> {
  const id = await newProfile(vitae, 'Late Request');
  await vitae.idle();
  await edit(vitae, id, 'older');
  await vitae.idle();
  const older = tap.written.at(-1) ?? [];
  expect(JSON.stringify(older)).toContain('older');
  await edit(vitae, id, 'newer');
  await vitae.idle();
  await vitae.services.search.write(older, { wait: true });
  expect(await vitae.search.getObject(id)).toMatchObject({ summary: 'newer', revision: 3 });
  await expectIndexEqualsDatabase(vitae);
}

/** An edit meets a queued job, which is due before the edit commits: the edit is indexed all the same. */
export async function slowCommit(vitae: Vitae, tap: SearchTap): Promise<void> {
  const id = await newProfile(vitae, 'Slow Commit');
  await vitae.idle();
  tap.hold();
  await edit(vitae, id, 'first');
  await expect.poll(() => tap.waiting).toBe(1);
  // Queued behind the one that runs.
  await edit(vitae, id, 'second');
  // Nor does it wait for the burst to end.
  await vitae.sql(`UPDATE profile SET updated_at = now() - interval '1 minute' WHERE id = $1`, [id]);
  await vitae.db.$transaction(
    async (tx) => {
      await tx.bio.update({ where: { profileId: id }, data: { summary: 'third' } });
      await tx.profile.update({ where: { id }, data: { revision: { increment: 1 } } });
      await vitae.services.jobs.enqueue(profileChanged, { profileId: id }, { tx });
      tap.release();
      // Others go through meanwhile, so the workers have looked at the queue, and done what they found.
      for (let n = 0; n < 2; n += 1) {
        const other = await newProfile(vitae, `Goes Through ${n}`);
        await expect.poll(() => vitae.search.getObject(other)).not.toBeNull();
      }
    },
    { timeout: PATIENCE_MS },
  );
  await vitae.idle();
  expect(await vitae.search.getObject(id)).toMatchObject({ summary: 'third', revision: 4 });
}

/** A profile is deleted while a batch has read it and not yet pushed it: no ghost. */
export async function deletedUnderBatch(vitae: Vitae, tap: SearchTap): Promise<void> {
  const id = await newProfile(vitae, 'Deleted Under Batch');
  await vitae.idle();
  tap.hold(1);
  await startRun(vitae.services, { mode: 'FULL' });
  await expect.poll(() => tap.waiting).toBe(1);
  await mutated(vitae, 'deleteProfile', { profileId: id }, 'admin');
  // Its job stands at the profile's lock; without one it is soon done.
  await expect
    .poll(async () => (await waitsForLock(vitae)) || (await vitae.openJobs('profile-changed')) === 0)
    .toBe(true);
  tap.release();
  await vitae.idle();
  expect(await vitae.search.getObject(id)).toBeNull();
  await expectIndexEqualsDatabase(vitae);
}

/** Whether somebody waits for a row that somebody else has locked. */
export async function waitsForLock(vitae: Vitae): Promise<boolean> {
  const waiting = await vitae.sql(
    `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`,
  );
  return waiting.length > 0;
}

/** A write fails after it has enqueued its job: the job is taken back with it. */
export async function rolledBackLate(vitae: Vitae): Promise<void> {
  const id = await newProfile(vitae, 'Rolled Back Late');
  await vitae.sql('DELETE FROM pgboss.job');
  const { jobs } = vitae.services;
  let enqueued = 0;
  const noted: Jobs = {
    ...jobs,
    async enqueue(...args) {
      await jobs.enqueue(...args);
      enqueued += 1;
    },
  };
  const record = () => Promise.reject(new Error(enqueued > 0 ? 'after its job' : 'before its job'));
  const invalidations = { ...vitae.writes.invalidations, record };
  const failing = writeProfile({ ...vitae.writes, jobs: noted, invalidations }, id, (tx) =>
    tx.profile.update({ where: { id }, data: { fullName: 'Never' } }),
  );
  await expect(failing).rejects.toThrow('after its job');
  expect(await vitae.db.profile.findUnique({ where: { id } })).toMatchObject({ revision: 1 });
  expect(await vitae.openJobs('profile-changed')).toBe(0);
}

/** The next write arrives, and nobody hears of it; its job waits for its retry. */
export async function withItsAnswerLost(vitae: Vitae, write: () => Promise<unknown>): Promise<void> {
  await vitae.faults([{ kind: 'lostAnswer', on: 'write' }]);
  await write();
  await expect.poll(() => vitae.sql(`SELECT FROM pgboss.job WHERE state = 'retry'`)).toHaveLength(1);
  await vitae.faults([]);
}

export async function retryNow(vitae: Vitae): Promise<void> {
  await vitae.sql(`UPDATE pgboss.job SET start_after = now() WHERE state = 'retry'`);
  await vitae.idle();
}

/** The push of a new profile arrives, its answer is lost, and the profile turns private before the retry: no ghost. */
export async function ghost(vitae: Vitae): Promise<void> {
  let id = '';
  await withItsAnswerLost(vitae, async () => {
    id = await newProfile(vitae, 'Ghost');
  });
  await mutated(vitae, 'updateProfile', { profileId: id, input: { visibility: 'PRIVATE' } }, 'admin');
  await retryNow(vitae);
  expect(await vitae.search.getObject(id)).toBeNull();
  expect(await vitae.db.analyticsEvent.findMany({ where: { profileId: id } })).toEqual([]);
  await expectIndexEqualsDatabase(vitae);
}

/** How many profiles a batch of these runs is cut for. */
export const BATCH = 5;

export const begin = (vitae: Vitae, batchSize = BATCH) =>
  startRun(vitae.services, { mode: 'FULL', batchSize });

/** Jobs that die when they enqueue the batch of this number, counted from 1 anew by each dispatcher. */
export function dyingAt(batch: number, jobs: Jobs): Jobs {
  let enqueued = 0;
  return {
    ...jobs,
    async enqueue(job, payload, options) {
      await jobs.enqueue(job, payload, options);
      if (job.name === reindexBatch.name && (enqueued += 1) === batch) throw new Error('killed');
    },
  };
}

/** The ranges leave no gap and hold these ids, and each has its one job. */
export async function expectWholeCut(
  vitae: Vitae,
  runId: string,
  expected: readonly string[],
  batchSize = BATCH,
): Promise<void> {
  const run = await vitae.db.reindexRun.findUniqueOrThrow({
    where: { id: runId },
    include: { batches: true },
  });
  const batches = run.batches.sort((a, b) => (a.id < b.id ? -1 : 1));
  expect(batches[0]?.afterId).toBeNull();
  expect(batches.at(-1)?.upToId).toBeNull();
  for (const [index, batch] of batches.entries()) {
    if (index > 0) expect(batch.afterId).toBe(batches[index - 1]?.upToId);
    const held = expected.filter(
      (id) => (batch.afterId === null || id > batch.afterId) && (batch.upToId === null || id <= batch.upToId),
    );
    expect(batch.size).toBe(held.length);
    expect(batch.size).toBeLessThanOrEqual(batchSize);
  }
  expect(batches).toHaveLength(Math.max(1, Math.ceil(expected.length / batchSize)));
  expect(run).toMatchObject({
    status: 'RUNNING',
    total: expected.length,
    dispatched: expected.length,
    pendingBatches: batches.length,
  });
  expect(run.dispatchedAt).not.toBeNull();
  const jobs = await vitae.sql<{ batch: string }>(
    `SELECT data->>'batchId' AS batch FROM pgboss.job WHERE name = 'reindex-batch' ORDER BY 1`,
  );
  expect(jobs.map(({ batch }) => batch)).toEqual(batches.map(({ id }) => id).sort());
}

interface Killed {
  /** While it records this one, counted from 1. */
  readonly batch: number;
  readonly ids: readonly string[];
}

/** The dispatcher is killed while it records a batch of one: the next one goes on, with none lost and none doubled. */
export async function killedDispatcher(vitae: Vitae, { batch, ids }: Killed): Promise<void> {
  const runId = await begin(vitae, 1);
  const dying = { ...vitae.services, jobs: dyingAt(batch, vitae.services.jobs) };
  await expect(dispatchRun(dying, { runId })).rejects.toThrow('killed');
  expect(await vitae.db.reindexBatch.count({ where: { runId } })).toBe(
    CALLS_PER_PAGE * Math.floor((batch - 1) / CALLS_PER_PAGE),
  );
  await dispatchRun(vitae.services, { runId });
  await expectWholeCut(vitae, runId, ids, 1);
}
