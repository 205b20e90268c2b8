// A job that fails, from its first try to its dead letter, by a clock that the test moves.
import { expect, it } from 'vitest';
import { z } from 'zod';
import { defineJob } from '../../src/jobs/contract.ts';
import { deadLetterQueue } from '../../src/jobs/queues.ts';
import { POLLING_SECONDS } from '../../src/jobs/worker.ts';
import { useQueues } from './queue-probe.ts';

const payload = z.object({ n: z.number() });
const standard = defineJob({ name: 'standard', payload });
const own = defineJob({ name: 'own', payload, retryDelays: [5, 20] });
const never = defineJob({ name: 'never', payload, retryDelays: [] });
const startQueues = useQueues([standard, own, never]);
const WAIT = { interval: 5 };

it.each([
  { job: standard, delays: [60, 180, 540, 1620] },
  { job: own, delays: [5, 20] },
  { job: never, delays: [] },
])('$job.name: tried again after $delays seconds, at most a fifth later, then a dead letter', async (row) => {
  const { job, delays } = row;
  const { boss, clock, jobs, rows } = await startQueues();
  const triedAt: number[] = [];
  const givenUp: unknown[] = [];
  await jobs.work(
    job,
    () => {
      triedAt.push(clock.now());
      return Promise.reject(new Error('not today'));
    },
    (data, reason) => Promise.resolve(void givenUp.push({ data, reason })),
  );
  await jobs.enqueue(job, { n: 7 });
  for (const [retries, delay] of delays.entries()) {
    await expect.poll(async () => (await rows(job.name))[0]?.state, WAIT).toBe('retry');
    const [failed] = await boss.findJobs(job.name);
    expect(failed).toMatchObject({ retryCount: retries, output: { reason: 'not today' } });
    const dueAt = failed?.startAfter.getTime() ?? 0;
    const waits = (dueAt - (triedAt.at(-1) ?? 0)) / 1000;
    expect(waits).toBeGreaterThanOrEqual(delay);
    expect(waits).toBeLessThanOrEqual(delay * 1.2);
    // It does not run before it is due, then it does.
    await clock.setTime(dueAt - (POLLING_SECONDS + 1) * 1000);
    await clock.tick(POLLING_SECONDS * 1000);
    expect(triedAt).toHaveLength(retries + 1);
    expect(givenUp).toEqual([]);
    await clock.tick((POLLING_SECONDS + 1) * 1000);
    await expect.poll(() => triedAt, WAIT).toHaveLength(retries + 2);
  }
  await expect.poll(async () => (await rows(job.name))[0]?.state, WAIT).toBe('failed');
  expect(givenUp).toEqual([{ data: { n: 7 }, reason: 'not today' }]);
  expect(await rows(deadLetterQueue(job.name))).toMatchObject([{ data: { n: 7 }, state: 'created' }]);
  const status = (await jobs.queues()).find(({ name }) => name === job.name);
  expect(status).toMatchObject({ waiting: 0, delayed: 0, active: 0, deadLetters: 1 });
  await clock.setTime(clock.now() + 3_600_000);
  await clock.tick(POLLING_SECONDS * 1000);
  expect(triedAt).toHaveLength(delays.length + 1);
});
