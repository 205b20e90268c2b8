// Owns what a queue does while the thing its jobs need refuses them or is not there: all of it waits, in every process, one
// job looks at a time, no try is used up, and afterwards everything is done.
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineJob, WaitError } from '../../src/jobs/contract.ts';
import type { Jobs } from '../../src/jobs/jobs.ts';
import { deadLetterQueue } from '../../src/jobs/queues.ts';
import { startQueues, type QueueProbe } from './queue-probe.ts';

const payload = z.object({ n: z.number() });
const calls = defineJob({ name: 'calls', payload, concurrency: 3 });
const other = defineJob({ name: 'other', payload });
const CONTRACTS = [calls, other];
const WAIT = { interval: 10 };

/** What the jobs need: `refusal` is what it says to each of them now. */
function service() {
  const world = {
    refusal: null as Error | null,
    asked: [] as number[],
    served: [] as number[],
    async ask({ n }: { n: number }) {
      world.asked.push(n);
      if (world.refusal) throw world.refusal;
      world.served.push(n);
      return Promise.resolve();
    },
  };
  return world;
}

const outage = () => new WaitError('nobody there', { seconds: null });
const told = (seconds: number) => new WaitError('too many', { seconds });

async function pauseOf({ jobs }: QueueProbe) {
  return (await jobs.queues())[0]?.pause ?? null;
}
const seconds = (pause: { since: Date; until: Date } | null) =>
  ((pause?.until.getTime() ?? 0) - (pause?.since.getTime() ?? 0)) / 1000;
/** Its time alone: who met it is due a second later still. */
const endPause = (probe: QueueProbe) => probe.sql('UPDATE queue_pause SET until = now() WHERE until > now()');
const paused = (probe: QueueProbe, for_: number) =>
  expect.poll(async () => seconds(await pauseOf(probe)), WAIT).toBeCloseTo(for_, 1);

async function enqueue(jobs: Jobs, count: number): Promise<number[]> {
  const all = Array.from({ length: count }, (_, n) => n);
  for (const n of all) await jobs.enqueue(calls, { n });
  return all;
}

describe('a queue that was told to wait', () => {
  it('waits as a whole, in every process, also in one that starts meanwhile; and others do not', async () => {
    const probe = await startQueues(CONTRACTS);
    const world = service();
    world.refusal = told(30);
    const ask = (job: { n: number }) => world.ask(job);
    await probe.jobs.work(calls, ask);
    await enqueue(probe.jobs, 1);
    await paused(probe, 30);
    world.refusal = null;
    const second = await probe.another();
    await second.work(calls, ask);
    const done: number[] = [];
    await second.work(other, ({ n }) => Promise.resolve(void done.push(n)));
    const all = await enqueue(probe.jobs, 12);
    await probe.jobs.enqueue(other, { n: 1 });
    await expect.poll(() => done, WAIT).toEqual([1]);
    // Each of the six workers has looked, and has handed back what it found.
    await expect
      .poll(async () => (await probe.rows('calls')).filter(({ retryCount }) => retryCount > 0), WAIT)
      .not.toEqual([]);
    await expect.poll(async () => (await probe.jobs.queues())[0]?.active, WAIT).toBe(0);
    expect(world.asked).toHaveLength(1);
    await probe.skipDelays();
    await expect.poll(() => [...world.served].sort((a, b) => a - b), WAIT).toEqual([0, ...all]);
    expect(await pauseOf(probe)).toBeNull();
    expect(await probe.rows(deadLetterQueue('calls'))).toEqual([]);
  });

  it.each([
    [0, 1],
    [17, 17],
    [3600, 900],
    [Infinity, 900],
  ])('told %d seconds it waits %d: it neither spins nor stops for a day', async (asked, waits) => {
    const probe = await startQueues(CONTRACTS);
    await probe.jobs.work(calls, () => Promise.reject(told(asked)));
    await enqueue(probe.jobs, 1);
    await paused(probe, waits);
  });
});

describe('an outage', () => {
  it('is looked at by one job at a time, at longer and longer intervals; then all is done', async () => {
    const probe = await startQueues(CONTRACTS);
    const world = service();
    world.refusal = outage();
    const ask = (job: { n: number }) => world.ask(job);
    await probe.jobs.work(calls, ask);
    await (await probe.another()).work(calls, ask);
    const all = await enqueue(probe.jobs, 12);
    // Those that ran beside each other met the same outage: it counts once.
    await expect.poll(async () => (await pauseOf(probe))?.reason, WAIT).toBe('nobody there');
    const lengths: number[] = [];
    for (let look = 2; look <= 8; look += 1) {
      const before = world.asked.length;
      await endPause(probe);
      const left = async () => {
        const [row] = await probe.sql<{ left: number }>(
          'SELECT extract(epoch FROM until - now())::float AS left FROM queue_pause WHERE streak = $1',
          [look],
        );
        return Math.ceil(row?.left ?? 0);
      };
      await expect.poll(left, WAIT).toBeGreaterThan(0);
      lengths.push(await left());
      expect(world.asked.length - before).toBeLessThanOrEqual(look === 2 ? 6 : 1);
    }
    expect(lengths).toEqual([2, 4, 8, 16, 32, 60, 60]);
    // It takes turns: no job is the only one to look.
    expect(new Set(world.asked.slice(-6)).size).toBeGreaterThan(1);
    world.refusal = null;
    await probe.skipDelays();
    await expect.poll(() => [...world.served].sort((a, b) => a - b), WAIT).toEqual(all);
    expect(await probe.rows(deadLetterQueue('calls'))).toEqual([]);
  });

  it('uses up no try: what fails afterwards has all of them', async () => {
    const probe = await startQueues(CONTRACTS);
    const world = service();
    world.refusal = outage();
    await probe.jobs.work(calls, (job) => world.ask(job));
    await enqueue(probe.jobs, 1);
    for (let asked = 1; asked <= 7; asked += 1) {
      await expect
        .poll(async () => {
          if (world.asked.length < asked) await probe.skipDelays();
          return world.asked.length;
        }, WAIT)
        .toBe(asked);
    }
    world.refusal = new Error('something else');
    await expect
      .poll(async () => {
        if (world.asked.length < 8) await probe.skipDelays();
        return (await probe.rows('calls'))[0]?.startsIn ?? 0;
      }, WAIT)
      .toBeGreaterThan(50);
    expect((await probe.rows('calls'))[0]?.startsIn).toBeLessThanOrEqual(72);
    // It got through to the service, so the queue goes on.
    expect(await pauseOf(probe)).toBeNull();
  });

  it('whose look ends with its process: another job looks', async () => {
    const probe = await startQueues(CONTRACTS);
    const world = service();
    let hangs = false;
    const never = new Promise<void>(() => undefined);
    world.refusal = outage();
    await probe.jobs.work(calls, (job) => (hangs ? never : world.ask(job)));
    await enqueue(probe.jobs, 3);
    await expect.poll(() => pauseOf(probe), WAIT).not.toBeNull();
    hangs = true;
    await probe.skipDelays();
    // The one that looks is waited for.
    await expect.poll(async () => seconds(await pauseOf(probe)), WAIT).toBeGreaterThan(50);
    await expect.poll(async () => (await probe.jobs.queues())[0]?.active, WAIT).toBe(1);
    hangs = false;
    world.refusal = null;
    // A minute later.
    await probe.skipDelays();
    await expect.poll(() => world.served.length, WAIT).toBe(2);
    expect(await pauseOf(probe)).toBeNull();
  });
});

describe('a job that alone meets an outage, again and again, while the others get through', () => {
  it('is at fault itself: it is given up like any that fails, and the others are done', async () => {
    const probe = await startQueues(CONTRACTS);
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
    const another = () => probe.jobs.enqueue(calls, { n: (n += 1) });
    const given = async () => (await probe.rows(deadLetterQueue('calls'))).map(({ data }) => data);
    const pauseEnds = async () => {
      await endPause(probe);
      return pauseOf(probe);
    };
    await probe.jobs.enqueue(calls, { n: -1 });
    await expect.poll(() => pauseOf(probe), WAIT).not.toBeNull();
    while ((await given()).length === 0) {
      // The pause is over a second before the one at fault is due again: another gets through and ends it.
      await another();
      await expect.poll(pauseEnds, WAIT).toBeNull();
      await probe.skipDelays();
      await another();
      await expect
        .poll(async () => (await pauseOf(probe)) !== null || (await given()).length > 0, WAIT)
        .toBe(true);
    }
    expect(await given()).toEqual([{ n: -1 }]);
    // Five that it was forgiven, and five tries.
    expect(met).toBeGreaterThanOrEqual(10);
    await expect
      .poll(async () => {
        await probe.skipDelays();
        return done.length;
      }, WAIT)
      .toBe(n);
    const [letter] = await probe.jobs.deadLetters.page(calls, { limit: 1 });
    expect(letter).toMatchObject({ reason: 'nobody there', tries: 5 });
  });
});
