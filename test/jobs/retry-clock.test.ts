// Owns that the schedule is kept, by pg-boss's own clock: from the first try to the dead letter, with nothing skipped.
import { TestClock } from 'pg-boss';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { defineJob } from '../../src/jobs/contract.ts';
import { deadLetterQueue } from '../../src/jobs/queues.ts';
import { startQueues } from './queue-probe.ts';

const failing = defineJob({ name: 'failing', payload: z.object({}) });
const MINUTES = [1, 3, 9, 27];
/** How often a worker looks for itself, and the clock's own step. */
const LOOK_SECONDS = 2 + 1;

it(
  'a job that always fails is tried after 1, 3, 9 and 27 minutes, at most a fifth later',
  { timeout: 120_000 },
  async () => {
    const clock = new TestClock('2026-01-01T00:00:00Z');
    const probe = await startQueues([failing], { clock });
    const triedAt: number[] = [];
    await probe.jobs.work(failing, () => {
      triedAt.push(clock.now() / 1000);
      return Promise.reject(new Error('no'));
    });
    await probe.jobs.enqueue(failing, {});
    const settled = async (state: string) => (await probe.rows('failing'))[0]?.state === state;
    for (let tries = 1; tries <= MINUTES.length + 1; tries += 1) {
      while (triedAt.length < tries) await clock.tick(1000);
      const state = tries <= MINUTES.length ? 'retry' : 'failed';
      await expect.poll(() => settled(state), { timeout: 10_000, interval: 5 }).toBe(true);
    }
    const waited = triedAt.slice(1).map((at, index) => at - (triedAt[index] ?? 0));
    for (const [index, minutes] of MINUTES.entries()) {
      expect(waited[index]).toBeGreaterThanOrEqual(minutes * 60);
      expect(waited[index]).toBeLessThanOrEqual(minutes * 72 + LOOK_SECONDS);
    }
    expect(await probe.rows(deadLetterQueue('failing'))).toHaveLength(1);
    // And that is the end of it.
    await clock.tick(3600 * 1000);
    expect(triedAt).toHaveLength(5);
  },
);
