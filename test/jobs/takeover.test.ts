// Owns what becomes of jobs whose worker stops, dies or belongs to another version: each is done, or given up with a reason.
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineJob, PermanentError } from '../../src/jobs/contract.ts';
import { deadLetterQueue } from '../../src/jobs/queues.ts';
import { startQueues } from './queue-probe.ts';

const plain = defineJob({ name: 'plain', payload: z.object({ n: z.number() }), concurrency: 2 });
const keyed = defineJob({
  name: 'keyed',
  payload: z.object({ key: z.string(), n: z.number() }),
  key: ({ key }) => key,
});
const CONTRACTS = [plain, keyed];
const WAIT = { interval: 10 };

describe('a process that stops', () => {
  it('finishes what can be finished in time, and hands back the rest with no try used up', async () => {
    const probe = await startQueues(CONTRACTS);
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
    await expect.poll(() => started.toSorted(), WAIT).toEqual([1, 2]);
    const stopped = probe.jobs.stop(1500);
    short.resolve(undefined);
    await stopped;
    expect(aborted).toEqual([2]);
    // The third was not begun any more.
    expect(started.toSorted()).toEqual([1, 2]);
    const other = await probe.another();
    const done: number[] = [];
    await other.work(plain, ({ n }) => {
      done.push(n);
      return Promise.reject(new Error('for the first time'));
    });
    // Two workers take one each, in either order.
    await expect.poll(() => done.toSorted(), WAIT).toEqual([2, 3]);
    const waits = async () =>
      (await probe.rows('plain')).map(({ startsIn }) => startsIn > 30 && startsIn < 73);
    await expect.poll(async () => (await waits()).filter(Boolean).length, WAIT).toBe(2);
  });

  it('in the middle of a pause stops at once', async () => {
    const probe = await startQueues(CONTRACTS);
    await probe.sql(`INSERT INTO queue_pause VALUES ('plain', 'x', 1, now(), now() + interval '10 minutes')`);
    await probe.jobs.work(plain, () => Promise.resolve());
    await probe.jobs.enqueue(plain, { n: 1 });
    await expect.poll(async () => (await probe.rows('plain'))[0]?.state, WAIT).toBe('retry');
    const before = performance.now();
    await probe.jobs.stop(30_000);
    expect(performance.now() - before).toBeLessThan(10_000);
  });
});

describe('a job whose worker dies', () => {
  it('on every try is given up in the end, and whoever must know is told', async () => {
    const probe = await startQueues(CONTRACTS);
    await probe.jobs.enqueue(plain, { n: 1 });
    // As the monitor leaves it the fifth time.
    await probe.sql(
      `UPDATE pgboss.job SET state = 'retry', started_on = now(), retry_count = 4, output = '{"message": "job heartbeat timeout"}'
        WHERE name = 'plain'`,
    );
    const calls: unknown[] = [];
    const told: unknown[] = [];
    await probe.jobs.work(
      plain,
      (payload) => Promise.resolve(void calls.push(payload)),
      (payload, reason) => Promise.resolve(void told.push({ payload, reason })),
    );
    const reason = 'every try was cut off: its worker died, or its time ran out (job heartbeat timeout)';
    await expect.poll(() => told, WAIT).toEqual([{ payload: { n: 1 }, reason }]);
    expect(calls).toEqual([]);
    await expect
      .poll(() => probe.jobs.deadLetters.page(plain, { limit: 9 }), WAIT)
      .toMatchObject([{ reason, tries: 5, payload: { n: 1 } }]);
  });

  it('while it is being given up is given up all the same', async () => {
    const probe = await startQueues(CONTRACTS);
    let failing = true;
    await probe.jobs.work(
      plain,
      () => Promise.reject(new PermanentError('never')),
      () => (failing ? Promise.reject(new Error('the database went away')) : Promise.resolve()),
    );
    await probe.jobs.enqueue(plain, { n: 1 });
    await expect.poll(async () => (await probe.rows('plain'))[0]?.retryCount, WAIT).toBeGreaterThan(0);
    expect(await probe.rows(deadLetterQueue('plain'))).toEqual([]);
    failing = false;
    await expect.poll(async () => (await probe.rows(deadLetterQueue('plain'))).length, WAIT).toBe(1);
  });
});

describe('a queue of the version before', () => {
  it('is brought up to date, and its jobs are tried as often as ever', async () => {
    const probe = await startQueues(CONTRACTS);
    await probe.sql(`UPDATE pgboss.queue SET retry_limit = 4, retention_seconds = 60`);
    await probe.jobs.stop(1000);
    const jobs = await probe.another();
    const [queue] = await probe.sql(`SELECT retry_limit FROM pgboss.queue WHERE name = 'plain'`);
    expect(queue).toEqual({ retry_limit: 1_000_000 });
    await probe.sendRaw('plain', { n: 1 });
    await probe.sql(`UPDATE pgboss.job SET retry_limit = 4 WHERE name = 'plain'`);
    let tries = 0;
    await jobs.work(plain, () => {
      tries += 1;
      return Promise.reject(new Error('no'));
    });
    await expect
      .poll(async () => {
        await probe.skipDelays();
        return (await probe.rows(deadLetterQueue('plain'))).length;
      }, WAIT)
      .toBe(1);
    expect(tries).toBe(5);
  });
});

describe('dead letters of one key', () => {
  it('are one, the newest; those without a key are as many as there are', async () => {
    const probe = await startQueues(CONTRACTS);
    await probe.jobs.work(keyed, ({ n }) => Promise.reject(new PermanentError(`the ${n}th`)));
    await probe.jobs.work(plain, () => Promise.reject(new PermanentError('no')));
    const dead = async () => (await probe.rows(deadLetterQueue('keyed'))).map(({ data }) => data);
    await probe.jobs.enqueue(keyed, { key: 'b', n: 0 });
    for (const n of [1, 2, 3]) {
      await probe.jobs.enqueue(keyed, { key: 'a', n });
      await expect.poll(dead, WAIT).toContainEqual({ key: 'a', n });
      await probe.jobs.enqueue(plain, { n });
    }
    expect(await dead()).toHaveLength(2);
    await expect.poll(async () => (await probe.rows(deadLetterQueue('plain'))).length, WAIT).toBe(3);
  });
});

describe('an urgent job', () => {
  it('goes before the others of its queue, and what is delayed for its key is due at once', async () => {
    const probe = await startQueues(CONTRACTS);
    const later = new Date(Date.now() + 3_600_000);
    await probe.jobs.enqueue(keyed, { key: 'a', n: 1 });
    await probe.jobs.enqueue(keyed, { key: 'b', n: 1 }, { startAfter: later });
    await probe.jobs.enqueue(keyed, { key: 'c', n: 1 }, { startAfter: later });
    // Not urgent: it stays when it was to be.
    await probe.jobs.enqueue(keyed, { key: 'c', n: 2 });
    await probe.jobs.enqueue(keyed, { key: 'b', n: 2 }, { urgent: true });
    const done: unknown[] = [];
    await probe.jobs.work(keyed, ({ key, n }) => Promise.resolve(void done.push(`${key}${n}`)));
    await expect.poll(() => done, WAIT).toEqual(['b2', 'a1']);
    expect((await probe.rows('keyed')).map(({ state }) => state)).toContain('created');
  });
});
