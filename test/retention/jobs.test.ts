// Old jobs and dead letters are deleted, and the sweep that deletes is scheduled.
import { randomUUID } from 'node:crypto';
import { PgBoss } from 'pg-boss';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineJob } from '../../src/jobs/contract.ts';
import { createQueues, deadLetterQueue } from '../../src/jobs/queues.ts';
import { profileChanged } from '../../src/profiles/changed-job.ts';
import { retentionSweep } from '../../src/retention/contract.ts';
import { sweepRetention } from '../../src/retention/sweep.ts';
import { startWorkers } from '../../src/server/jobs.ts';
import { until } from '../support/eventually.ts';
import { mutated } from '../support/mutations.ts';
import {
  DEAD_LETTERS,
  deleteJobs,
  endedDaysAgo,
  insertDeadLetter,
  insertDeadLetters,
  maintainedAgo,
  readSchedules,
} from '../support/pgboss-tables.ts';
import { useVitae } from '../support/vitae.ts';

const DAYS = { events: 30, runs: 30 };
const vitae = useVitae();

async function makeProfile(fullName: string): Promise<string> {
  const { profile } = await mutated(vitae, 'createProfile', { input: { fullName } }, 'admin');
  return profile?.id ?? '';
}

describe('a dead letter', () => {
  const letters = async () => {
    const found = await vitae.services.jobs.deadLetters.page(profileChanged, { limit: 500 });
    return found.map(({ payload }) => payload);
  };

  it('of a deleted profile goes, unless its document may still be in the index', async () => {
    const there = await makeProfile('Still There');
    await vitae.idle();
    const [gone, inDoubt] = [randomUUID(), randomUUID()];
    await vitae.sql('INSERT INTO search_state (profile_id, indexed) VALUES ($1, true)', [inDoubt]);
    for (const profileId of [there, inDoubt])
      await insertDeadLetter(vitae, profileChanged.name, {
        payload: { profileId },
        key: profileId,
        ago: '1 day',
      });
    await insertDeadLetter(vitae, profileChanged.name, { payload: { unreadable: true } });
    await insertDeadLetters(vitae, profileChanged.name, [
      gone,
      ...Array.from({ length: 250 }, () => randomUUID()),
    ]);
    await sweepRetention(vitae.services, DAYS);
    expect(new Set(await letters())).toEqual(
      new Set([{ profileId: there }, { profileId: inDoubt }, { unreadable: true }]),
    );
    await vitae.sql('DELETE FROM search_state WHERE profile_id = $1', [inDoubt]);
    await deleteJobs(vitae, { queue: DEAD_LETTERS });
  });
});

describe('a job', () => {
  let boss: PgBoss;
  beforeAll(async () => {
    boss = new PgBoss({ connectionString: vitae.url, max: 2, supervise: false, schedule: false });
    await boss.start();
    return () => boss.stop({ graceful: false });
  });
  const kept = (queue: string) => boss.getQueue(queue);

  it('that has ended is kept for a week, of a write for an hour, one that waits and a dead letter for a year', async () => {
    const hour = 3600;
    for (const [queue, hours] of [
      [retentionSweep.name, 7 * 24],
      [profileChanged.name, 1],
      [deadLetterQueue(profileChanged.name), 7 * 24],
    ] as const)
      expect(await kept(queue)).toMatchObject({
        deleteAfterSeconds: hours * hour,
        retentionSeconds: 365 * 24 * hour,
      });
  });

  it('of a write that has ended is deleted within two hours, so that the jobs of one writer have a bound', async () => {
    const id = await makeProfile('Busy Writer');
    await vitae.idle();
    const states = async () =>
      (await boss.findJobs(profileChanged.name, { key: id })).map(({ state }) => state);
    expect(await states()).toEqual(['completed']);
    await endedDaysAgo(vitae, id, 61 / (24 * 60));
    await maintainedAgo(vitae, profileChanged.name, '61 minutes');
    await until(async () => (await states()).length === 0);
  });

  it('is kept for as many days as configured, also in a queue that is there already', async () => {
    const job = defineJob({ name: 'kept', payload: z.object({}) });
    const day = 24 * 3600;
    for (const days of [1, 3650]) {
      await createQueues(boss, job, { jobs: days, deadLetters: 2 * days });
      for (const queue of [job.name, deadLetterQueue(job.name)])
        expect(await kept(queue)).toMatchObject({
          deleteAfterSeconds: days * day,
          retentionSeconds: 2 * days * day,
        });
    }
  });

  it('that has ended is deleted after that', async () => {
    const id = await makeProfile('Job Done');
    await vitae.idle();
    const jobsOf = async () =>
      (await boss.findJobs(profileChanged.name, { key: id })).map(({ state }) => state);
    const superviseAfter = async (days: number) => {
      await endedDaysAgo(vitae, id, days);
      await boss.supervise(profileChanged.name);
    };
    await superviseAfter(59 / (24 * 60));
    expect(await jobsOf()).toEqual(['completed']);
    await superviseAfter(61 / (24 * 60));
    expect(await jobsOf()).toEqual([]);
  });
});

describe('the sweep', () => {
  it('is scheduled hourly where a retention is configured, and deletes by it', async () => {
    expect(await readSchedules(vitae, retentionSweep.name)).toEqual([]);
    const retention = { ...DAYS, jobs: 7, deadLetters: 365 };
    await startWorkers(vitae.services, { retention });
    expect(await readSchedules(vitae, retentionSweep.name)).toEqual([
      { cron: '17 * * * *', timezone: 'UTC' },
    ]);
  });
});
