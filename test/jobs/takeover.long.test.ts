// Jobs whose worker stops, dies or has another version: each is done, or becomes a dead letter with a reason.
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineJob, PermanentError } from '../../src/jobs/contract.ts';
import { deadLetterQueue } from '../../src/jobs/queues.ts';
import { useQueues } from './queue-probe.ts';

const plain = defineJob({ name: 'plain', payload: z.object({ n: z.number() }), concurrency: 2 });
const keyed = defineJob({
  name: 'keyed',
  payload: z.object({ key: z.string(), n: z.number() }),
  key: ({ key }) => key,
});
const startQueues = useQueues([plain, keyed]);
const WAIT = { interval: 10 };

describe('a process that stops', () => {
  it('finishes the jobs that end in time, and requeues the others with no try used', async () => {
    const probe = await startQueues();
    const short = Promise.withResolvers<undefined>();
    const aborted: unknown[] = [];
    const started: number[] = [];
    await probe.jobs.work(plain, async ({ n }, signal) => {
      started.push(n);
      if (n === 1) await short.promise;
      else await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      if (signal.aborted) aborted.push(n);
    });
    for (const n of [1, 2, 3]) await probe.jobs.enqueue(plain, { n });
    await probe.pollTicking(() => started.toSorted()).toEqual([1, 2]);
    const stopped = probe.jobs.stop(1000);
    short.resolve(undefined);
    await stopped;
    expect(aborted).toEqual([2]);
    // The third did not start.
    expect(started.toSorted()).toEqual([1, 2]);
    const other = await probe.another();
    const tried: number[] = [];
    await other.work(plain, ({ n }) => {
      tried.push(n);
      return Promise.reject(new Error('for the first time'));
    });
    await probe.pollTicking(() => tried.toSorted()).toEqual([2, 3]);
    const retries = async () => (await probe.rows('plain')).filter(({ state }) => state === 'retry');
    await expect.poll(async () => (await retries()).length, WAIT).toBe(2);
    // The delay after a first try.
    for (const { startsIn } of await retries()) expect(Math.abs(startsIn - 60)).toBeLessThanOrEqual(12);
  });

  it('during a pause stops at once, though the clock stands still', async () => {
    const probe = await startQueues();
    await probe.sql(`INSERT INTO queue_pause VALUES ('plain', 'x', 1, now(), now() + interval '10 minutes')`);
    await probe.jobs.work(plain, () => Promise.resolve());
    await probe.jobs.enqueue(plain, { n: 1 });
    await expect.poll(async () => (await probe.rows('plain'))[0]?.state, WAIT).toBe('retry');
    // A stop that waited for the worker would take this hour.
    await probe.jobs.stop(3_600_000);
    expect((await probe.rows('plain'))[0]?.state).toBe('retry');
  });
});

describe('a job whose worker dies', () => {
  it('on every try becomes a dead letter, after the handler for that has run', async () => {
    const probe = await startQueues();
    await probe.jobs.enqueue(plain, { n: 1 });
    for (let tries = 1; tries <= 5; tries += 1) {
      const [claimed] = await probe.boss.fetch('plain');
      // As the monitor does it.
      await probe.boss.fail('plain', claimed?.id ?? '', { message: 'job heartbeat timeout' });
      await probe.advance(1);
    }
    const calls: unknown[] = [];
    const givenUp: unknown[] = [];
    await probe.jobs.work(
      plain,
      (payload) => Promise.resolve(void calls.push(payload)),
      (payload, reason) => Promise.resolve(void givenUp.push({ payload, reason })),
    );
    const reason = 'every try was cut off: its worker died, or its time ran out (job heartbeat timeout)';
    await probe.pollTicking(() => givenUp).toEqual([{ payload: { n: 1 }, reason }]);
    expect(calls).toEqual([]);
    await probe
      .pollTicking(() => probe.jobs.deadLetters.page(plain, { limit: 9 }))
      .toMatchObject([{ reason, tries: 5, payload: { n: 1 } }]);
  });

  it('is tried again by another worker once its heartbeat times out', async () => {
    const probe = await startQueues();
    await probe.jobs.enqueue(plain, { n: 1 });
    // A worker that never sends a heartbeat.
    await probe.boss.fetch('plain');
    const done: number[] = [];
    await probe.jobs.work(plain, ({ n }) => Promise.resolve(void done.push(n)));
    await probe.advance(10);
    expect(done).toEqual([]);
    await probe.pollTicking(() => done).toEqual([1]);
  });

  it('becomes a dead letter also where the handler for that failed before', async () => {
    const probe = await startQueues();
    let failing = true;
    await probe.jobs.work(
      plain,
      () => Promise.reject(new PermanentError('never')),
      () => (failing ? Promise.reject(new Error('the database went away')) : Promise.resolve()),
    );
    await probe.jobs.enqueue(plain, { n: 1 });
    await probe.pollTicking(async () => (await probe.rows('plain'))[0]?.retryCount).toBeGreaterThan(0);
    expect(await probe.rows(deadLetterQueue('plain'))).toEqual([]);
    failing = false;
    await probe.pollTicking(async () => (await probe.rows(deadLetterQueue('plain'))).length).toBe(1);
  });
});

it('a queue of an older version is updated, and its jobs have as many tries as all', async () => {
  const probe = await startQueues();
  await probe.boss.updateQueue('plain', { retryLimit: 4, retentionSeconds: 60 });
  await probe.jobs.stop(100);
  const jobs = await probe.another();
  expect(await probe.boss.getQueue('plain')).toMatchObject({ retryLimit: 1_000_000 });
  await probe.boss.send('plain', { n: 1 }, { retryLimit: 4 });
  let tries = 0;
  await jobs.work(plain, () => {
    tries += 1;
    return Promise.reject(new Error('no'));
  });
  const dead = () => probe.rows(deadLetterQueue('plain'));
  await expect
    .poll(async () => {
      await probe.advance(1620 * 1.2);
      return (await dead()).length;
    }, WAIT)
    .toBe(1);
  expect(tries).toBe(5);
});

it('a key has one dead letter, the newest; without a key each job has its own', async () => {
  const probe = await startQueues();
  await probe.jobs.work(keyed, ({ n }) => Promise.reject(new PermanentError(`the ${n}th`)));
  await probe.jobs.work(plain, () => Promise.reject(new PermanentError('no')));
  const dead = async () => (await probe.rows(deadLetterQueue('keyed'))).map(({ data }) => data);
  await probe.jobs.enqueue(keyed, { key: 'b', n: 0 });
  for (const n of [1, 2, 3]) {
    await probe.jobs.enqueue(keyed, { key: 'a', n });
    await probe.pollTicking(dead).toContainEqual({ key: 'a', n });
    await probe.jobs.enqueue(plain, { n });
  }
  expect(await dead()).toHaveLength(2);
  await probe.pollTicking(async () => (await probe.rows(deadLetterQueue('plain'))).length).toBe(3);
});

it('an urgent job goes first in its queue, and makes a delayed job of its key due at once', async () => {
  const probe = await startQueues();
  const later = new Date(probe.clock.now() + 3_600_000);
  await probe.jobs.enqueue(keyed, { key: 'a', n: 1 });
  await probe.jobs.enqueue(keyed, { key: 'b', n: 1 }, { startAfter: later });
  await probe.jobs.enqueue(keyed, { key: 'c', n: 1 }, { startAfter: later });
  // Not urgent: its time stays.
  await probe.jobs.enqueue(keyed, { key: 'c', n: 2 });
  await probe.jobs.enqueue(keyed, { key: 'b', n: 2 }, { urgent: true });
  const done: unknown[] = [];
  await probe.jobs.work(keyed, ({ key, n }) => Promise.resolve(void done.push(`${key}${n}`)));
  await probe.pollTicking(() => done).toEqual(['b2', 'a1']);
  expect((await probe.rows('keyed')).map(({ state }) => state)).toContain('created');
});
