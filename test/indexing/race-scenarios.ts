// Races that a guard of the source prevents. The tests of the races run them with the guard; without-guards runs them without.
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
import { deleteJobs, endRetryDelays, readJobs } from '../support/pgboss-tables.ts';
import type { Vitae } from '../support/vitae.ts';
import type { SearchTap } from './search-faults.ts';
import { PATIENCE_MS } from '../support/eventually.ts';

export async function newProfile(vitae: Vitae, fullName: string): Promise<string> {
  const { profile } = await mutated(vitae, 'createProfile', { input: { fullName } }, 'admin');
  return profile?.id ?? '';
}

const edit = (vitae: Vitae, profileId: string, summary: string) =>
  mutated(vitae, 'saveBio', { profileId, input: { summary } }, 'admin');

/** A request of a killed worker arrives after a newer push: the index keeps the newer push. */
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

/** An edit finds its job queued, and the job runs before the edit commits: the edit is indexed too. */
export async function slowCommit(vitae: Vitae, tap: SearchTap): Promise<void> {
  const id = await newProfile(vitae, 'Slow Commit');
  await vitae.idle();
  tap.hold();
  await edit(vitae, id, 'first');
  await expect.poll(() => tap.waiting).toBe(1);
  // Queued after the job that runs.
  await edit(vitae, id, 'second');
  // The burst is over.
  await vitae.sql(`UPDATE profile SET updated_at = now() - interval '1 minute' WHERE id = $1`, [id]);
  await vitae.db.$transaction(
    async (tx) => {
      await tx.bio.update({ where: { profileId: id }, data: { summary: 'third' } });
      await tx.profile.update({ where: { id }, data: { revision: { increment: 1 } } });
      await vitae.services.jobs.enqueue(profileChanged, { profileId: id }, { tx });
      tap.release();
      // Two other profiles are pushed, so the workers have fetched from the queue in the meantime.
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

/** A profile is deleted after a batch has read it and before it is pushed: no orphan. */
export async function deletedUnderBatch(vitae: Vitae, tap: SearchTap): Promise<void> {
  const id = await newProfile(vitae, 'Deleted Under Batch');
  await vitae.idle();
  tap.hold(1);
  await startRun(vitae.services, { mode: 'FULL' });
  await expect.poll(() => tap.waiting).toBe(1);
  await mutated(vitae, 'deleteProfile', { profileId: id }, 'admin');
  // Its job waits for the lock of the profile. Without the lock it is soon done.
  await expect
    .poll(async () => (await waitsForLock(vitae)) || (await vitae.openJobs('profile-changed')) === 0)
    .toBe(true);
  tap.release();
  await vitae.idle();
  expect(await vitae.search.getObject(id)).toBeNull();
  await expectIndexEqualsDatabase(vitae);
}

/** Whether a statement waits for a lock. */
export async function waitsForLock(vitae: Vitae): Promise<boolean> {
  const waiting = await vitae.sql(
    `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`,
  );
  return waiting.length > 0;
}

/** A write fails after it has enqueued its job: the job is rolled back too. */
export async function rolledBackLate(vitae: Vitae): Promise<void> {
  const id = await newProfile(vitae, 'Rolled Back Late');
  await deleteJobs(vitae);
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

/** The index applies the next write, but the response is lost. The job waits for its retry. */
export async function withItsAnswerLost(vitae: Vitae, write: () => Promise<unknown>): Promise<void> {
  await vitae.faults([{ kind: 'lostAnswer', on: 'write' }]);
  await write();
  await expect.poll(() => readJobs(vitae, '%', 'retry')).toHaveLength(1);
  await vitae.faults([]);
}

export async function retryNow(vitae: Vitae): Promise<void> {
  await endRetryDelays(vitae);
  await vitae.idle();
}

/** The response to the push of a new profile is lost, and the profile becomes private before the retry: no orphan. */
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

/** Profiles per batch in these runs. */
export const BATCH = 5;

export const begin = (vitae: Vitae, batchSize = BATCH) =>
  startRun(vitae.services, { mode: 'FULL', batchSize });

/** Fails at the n-th batch that a dispatcher enqueues. */
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

/** The batches leave no gap, hold these ids and have one job each. */
export async function expectBatches(
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
  const jobs = await readJobs(vitae, reindexBatch.name);
  expect(jobs.map(({ data }) => reindexBatch.payload.parse(data).batchId).sort()).toEqual(
    batches.map(({ id }) => id),
  );
}

interface Killed {
  /** The number of the batch, from 1. */
  readonly batch: number;
  readonly ids: readonly string[];
}

/** The dispatcher is killed while it stores a batch: the next one goes on, and no batch is lost or doubled. */
export async function killedDispatcher(vitae: Vitae, { batch, ids }: Killed): Promise<void> {
  const runId = await begin(vitae, 1);
  const dying = { ...vitae.services, jobs: dyingAt(batch, vitae.services.jobs) };
  await expect(dispatchRun(dying, { runId })).rejects.toThrow('killed');
  expect(await vitae.db.reindexBatch.count({ where: { runId } })).toBe(
    CALLS_PER_PAGE * Math.floor((batch - 1) / CALLS_PER_PAGE),
  );
  await dispatchRun(vitae.services, { runId });
  await expectBatches(vitae, runId, ids, 1);
}
