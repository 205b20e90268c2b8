// Owns that the schedule is kept, by pg-boss's own clock: from the first try to the dead letter, with nothing skipped.
import { TestClock } from 'pg-boss';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { defineJob } from '../../src/jobs/contract.ts';
import { deadLetterQueue } from '../../src/jobs/queues.ts';
import { startQueues } from './queue-probe.ts';

const failing = defineJob({ name: 'failing', payload: z.object({}) });
const MINUTES = [1, 3, 9, 27];
/** How often a worker looks for itself. */
const LOOK_SECONDS = 2;

it('a job that always fails is tried after 1, 3, 9 and 27 minutes, at most a fifth later', async () => {
  const clock = new TestClock('2026-01-01T00:00:00Z');
  const probe = await startQueues([failing], { clock });
  const seconds = () => clock.now() / 1000;
  const triedAt: number[] = [];
  await probe.jobs.work(failing, () => {
    triedAt.push(seconds());
    return Promise.reject(new Error('no'));
  });
  const failed = async (state: string): Promise<number> => {
    await expect.poll(async () => (await probe.rows('failing'))[0]?.state, { interval: 5 }).toBe(state);
    return triedAt.at(-1) ?? 0;
  };
  const due = async (): Promise<number> => {
    const [row] = await probe.sql<{ at: number }>(
      `SELECT extract(epoch FROM start_after)::float AS at FROM pgboss.job WHERE name = 'failing'`,
    );
    return row?.at ?? 0;
  };

  await probe.jobs.enqueue(failing, {});
  await clock.tick(LOOK_SECONDS * 1000);
  for (const [failures, minutes] of MINUTES.entries()) {
    const failedAt = await failed('retry');
    const dueAt = await due();
    expect(dueAt - failedAt).toBeGreaterThanOrEqual(minutes * 60);
    expect(dueAt - failedAt).toBeLessThanOrEqual(minutes * 72);
    // It stays where it is for all of that time, and no longer.
    await clock.setTime((dueAt - LOOK_SECONDS - 1) * 1000);
    await clock.tick(LOOK_SECONDS * 1000);
    expect(triedAt).toHaveLength(failures + 1);
    await clock.tick((LOOK_SECONDS + 1) * 1000);
    await expect.poll(() => triedAt).toHaveLength(failures + 2);
  }
  await failed('failed');
  expect(await probe.rows(deadLetterQueue('failing'))).toHaveLength(1);
  // And that is the end of it.
  for (const minutes of MINUTES) {
    await clock.setTime((seconds() + minutes * 72) * 1000);
    await clock.tick(LOOK_SECONDS * 1000);
  }
  expect(triedAt).toHaveLength(MINUTES.length + 1);
});
