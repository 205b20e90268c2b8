// A queue pauses while the service that its jobs need refuses them or is away: no job runs, in no process, except one probe at a time.
// No try is used, and afterwards every job is done.
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineJob, WaitError } from '../../src/jobs/contract.ts';
import type { Jobs } from '../../src/jobs/jobs.ts';
import { deadLetterQueue } from '../../src/jobs/queues.ts';
import { useQueues, type QueueProbe } from './queue-probe.ts';

const payload = z.object({ n: z.number() });
const calls = defineJob({ name: 'calls', payload, concurrency: 3 });
const other = defineJob({ name: 'other', payload });
const startQueues = useQueues([calls, other]);
const WAIT = { interval: 10 };

/** What the jobs need. While `refusal` is set, it refuses them. */
function service() {
  const state = {
    refusal: null as Error | null,
    asked: [] as number[],
    served: [] as number[],
    async ask({ n }: { n: number }) {
      state.asked.push(n);
      if (state.refusal) throw state.refusal;
      state.served.push(n);
      return Promise.resolve();
    },
  };
  return state;
}

const outage = () => new WaitError('nobody there', { seconds: null });
const waitFor = (seconds: number) => new WaitError('too many', { seconds });

const pauseOf = async ({ jobs }: QueueProbe) => (await jobs.queues())[0]?.pause ?? null;
const activeOf = async ({ jobs }: QueueProbe) => (await jobs.queues())[0]?.active;
const deadOf = async (probe: QueueProbe) =>
  (await probe.rows(deadLetterQueue('calls'))).map(({ data }) => data);
/** From now. */
const secondsLeft = async (probe: QueueProbe) =>
  ((await pauseOf(probe))?.until.getTime() ?? probe.clock.now()) / 1000 - probe.clock.now() / 1000;
/** Moves the clock to the end of the pause. The workers that wait for it check, and nothing else is due meanwhile. */
async function endPause(probe: QueueProbe): Promise<void> {
  await probe.clock.setTime(probe.clock.now() + (await secondsLeft(probe)) * 1000);
  await probe.clock.tick(500);
}

async function enqueue(jobs: Jobs, count: number): Promise<number[]> {
  const all = Array.from({ length: count }, (_, n) => n);
  for (const n of all) await jobs.enqueue(calls, { n });
  return all;
}

describe('a queue that was asked to wait', () => {
  it('pauses as a whole, in every process, also in one that starts meanwhile; other queues do not', async () => {
    const probe = await startQueues();
    const search = service();
    search.refusal = waitFor(30);
    await probe.jobs.work(calls, (job) => search.ask(job));
    await enqueue(probe.jobs, 1);
    await expect.poll(() => secondsLeft(probe), WAIT).toBeCloseTo(30, 1);
    search.refusal = null;
    const second = await probe.another();
    await second.work(calls, (job) => search.ask(job));
    const done: number[] = [];
    await second.work(other, ({ n }) => Promise.resolve(void done.push(n)));
    const all = await enqueue(probe.jobs, 12);
    await probe.jobs.enqueue(other, { n: 1 });
    await expect.poll(() => done, WAIT).toEqual([1]);
    // Each worker has claimed a job, and has requeued it.
    await probe
      .pollTicking(async () => (await probe.rows('calls')).some((row) => row.retryCount > 0))
      .toBe(true);
    await expect.poll(() => activeOf(probe), WAIT).toBe(0);
    expect(search.asked).toHaveLength(1);
    await endPause(probe);
    await probe.pollTicking(() => search.served.toSorted((a, b) => a - b)).toEqual([0, ...all]);
    expect(await pauseOf(probe)).toBeNull();
    expect(await deadOf(probe)).toEqual([]);
  });

  it.each([
    [0, 1],
    [17, 17],
    [3600, 900],
    [Infinity, 900],
  ])(
    'for %d seconds pauses %d seconds: at least one, at most a quarter of an hour',
    async (asked, pauses) => {
      const probe = await startQueues();
      await probe.jobs.work(calls, () => Promise.reject(waitFor(asked)));
      await enqueue(probe.jobs, 1);
      await expect.poll(() => secondsLeft(probe), WAIT).toBeCloseTo(pauses, 1);
    },
  );
});

describe('an outage', () => {
  it('is probed by one job at a time, at longer and longer intervals; then all jobs are done', async () => {
    const probe = await startQueues();
    const search = service();
    search.refusal = outage();
    await probe.jobs.work(calls, (job) => search.ask(job));
    await (await probe.another()).work(calls, (job) => search.ask(job));
    const all = await enqueue(probe.jobs, 12);
    // Jobs that ran at the same time met the same outage: it counts once.
    await expect.poll(async () => (await pauseOf(probe))?.reason, WAIT).toBe('nobody there');
    await expect.poll(() => activeOf(probe), WAIT).toBe(0);
    const lengths: number[] = [];
    for (let streak = 2; streak <= 8; streak += 1) {
      const before = search.asked.length;
      await endPause(probe);
      const streakOf = async () => (await probe.sql<{ streak: number }>('SELECT streak FROM queue_pause'))[0];
      await expect.poll(streakOf, WAIT).toEqual({ streak });
      lengths.push(await secondsLeft(probe));
      expect(search.asked.length - before).toBe(1);
    }
    expect(lengths.map(Math.round)).toEqual([2, 4, 8, 16, 32, 60, 60]);
    expect(new Set(search.asked.slice(-6)).size, 'the same job was the probe each time').toBeGreaterThan(1);
    search.refusal = null;
    await endPause(probe);
    await probe.pollTicking(() => search.served.toSorted((a, b) => a - b)).toEqual(all);
    expect(await deadOf(probe)).toEqual([]);
  });

  it('uses no try: a job that fails afterwards has all of them', async () => {
    const probe = await startQueues();
    const search = service();
    search.refusal = outage();
    await probe.jobs.work(calls, (job) => search.ask(job));
    await enqueue(probe.jobs, 1);
    for (let asked = 1; asked <= 7; asked += 1) {
      await expect.poll(() => search.asked.length, WAIT).toBe(asked);
      await expect.poll(() => activeOf(probe), WAIT).toBe(0);
      if (asked === 7) search.refusal = new Error('something else');
      await probe.advance((await secondsLeft(probe)) + 1);
    }
    await expect
      .poll(async () => (await probe.rows('calls'))[0]?.output, WAIT)
      .toMatchObject({ reason: 'something else', history: [{ reason: 'something else' }] });
    // The delay after a first try.
    expect(Math.abs(((await probe.rows('calls'))[0]?.startsIn ?? 0) - 64)).toBeLessThanOrEqual(8);
    // The job reached the service, so the pause is over.
    expect(await pauseOf(probe)).toBeNull();
  });

  it('whose probe never answers is probed by another job after a minute', async () => {
    const probe = await startQueues();
    const search = service();
    let hangs = false;
    const never = new Promise<void>(() => undefined);
    search.refusal = outage();
    await probe.jobs.work(calls, (job) => (hangs ? never : search.ask(job)));
    await enqueue(probe.jobs, 3);
    await expect.poll(() => pauseOf(probe), WAIT).not.toBeNull();
    await expect.poll(() => activeOf(probe), WAIT).toBe(0);
    hangs = true;
    await probe.advance((await secondsLeft(probe)) + 1);
    // The others wait for the probe.
    await expect.poll(() => secondsLeft(probe), WAIT).toBeGreaterThan(50);
    await expect.poll(() => activeOf(probe), WAIT).toBe(1);
    hangs = false;
    search.refusal = null;
    await probe.pollTicking(() => search.served.length).toBe(2);
    expect(await pauseOf(probe)).toBeNull();
  });
});

it('a job that alone meets an outage again and again becomes a dead letter, and the others are done', async () => {
  const probe = await startQueues();
  const done: number[] = [];
  let met = 0;
  await probe.jobs.work(calls, ({ n }) => {
    if (n < 0) {
      met += 1;
      return Promise.reject(outage());
    }
    done.push(n);
    return Promise.resolve();
  });
  let n = 0;
  await probe.jobs.enqueue(calls, { n: -1 });
  await expect.poll(() => pauseOf(probe), WAIT).not.toBeNull();
  await expect.poll(() => activeOf(probe), WAIT).toBe(0);
  while ((await deadOf(probe)).length === 0) {
    // The pause ends a second before the job at fault is due: another job succeeds meanwhile.
    await probe.jobs.enqueue(calls, { n: (n += 1) });
    await endPause(probe);
    await expect.poll(() => done.length, WAIT).toBe(n);
    await expect.poll(() => pauseOf(probe), WAIT).toBeNull();
    const before = met;
    const atFault = (await probe.rows('calls')).find(({ state }) => state === 'retry');
    await probe.advance(atFault?.startsIn ?? 0);
    await expect.poll(() => met, WAIT).toBe(before + 1);
    await expect.poll(() => activeOf(probe), WAIT).toBe(0);
  }
  expect(await deadOf(probe)).toEqual([{ n: -1 }]);
  // Five tries, and before each of them five pauses that are forgiven.
  expect(met).toBe(30);
  const [letter] = await probe.jobs.deadLetters.page(calls, { limit: 1 });
  expect(letter).toMatchObject({ reason: 'nobody there', tries: 5 });
});
