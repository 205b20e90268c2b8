// The queues as the rest of Vitae uses them: jobs in a transaction, coalescing, failures, and lost connections.
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineJob, PermanentError } from '../../src/jobs/contract.ts';
import { deadLetterQueue } from '../../src/jobs/queues.ts';
import { eventually } from '../support/eventually.ts';
import { useQueues, type QueueProbe } from './queue-probe.ts';

const plain = defineJob({ name: 'plain', payload: z.object({ n: z.number() }) });
const keyed = defineJob({
  name: 'keyed',
  payload: z.object({ key: z.string(), n: z.number() }),
  key: ({ key }) => key,
  concurrency: 4,
});
const startQueues = useQueues([plain, keyed]);
const WAIT = { interval: 10 };

const statesOf = async (probe: QueueProbe, queue: string) =>
  (await probe.rows(queue)).map(({ state }) => state);
const payloadsOf = async (probe: QueueProbe, queue: string) =>
  (await probe.rows(queue)).map(({ data }) => data);

describe('a job in a transaction', () => {
  it('exists if and only if the transaction commits', async () => {
    const probe = await startQueues();
    const rolledBack = probe.db.$transaction(async (tx) => {
      await probe.jobs.enqueue(plain, { n: 1 }, { tx });
      await probe.jobs.enqueue(keyed, { key: 'a', n: 1 }, { tx });
      throw new Error('roll back');
    });
    await expect(rolledBack).rejects.toThrow('roll back');
    expect([...(await probe.rows('plain')), ...(await probe.rows('keyed'))]).toEqual([]);

    await probe.db.$transaction(async (tx) => {
      await probe.jobs.enqueue(plain, { n: 2 }, { tx });
      await probe.jobs.enqueue(keyed, { key: 'a', n: 2 }, { tx });
      expect(await probe.rows('plain')).toEqual([]);
    });
    expect(await payloadsOf(probe, 'plain')).toEqual([{ n: 2 }]);
    expect(await payloadsOf(probe, 'keyed')).toEqual([{ key: 'a', n: 2 }]);
  });

  it('leaves the queued job of its key unchanged when it is rolled back', async () => {
    const probe = await startQueues();
    await probe.jobs.enqueue(keyed, { key: 'a', n: 1 });
    const rolledBack = probe.db.$transaction(async (tx) => {
      await probe.jobs.enqueue(keyed, { key: 'a', n: 2 }, { tx });
      throw new Error('roll back');
    });
    await expect(rolledBack).rejects.toThrow('roll back');
    expect(await payloadsOf(probe, 'keyed')).toEqual([{ key: 'a', n: 1 }]);
  });

  it('with a payload that does not fit the contract is refused before anything is queued', async () => {
    const probe = await startQueues();
    await expect(probe.jobs.enqueue(plain, { n: Number.NaN })).rejects.toThrow(z.ZodError);
    expect(await probe.rows('plain')).toEqual([]);
  });

  it('that coalesces with a queued job runs after the commit, with the committed payload', async () => {
    const probe = await startQueues();
    await probe.jobs.enqueue(keyed, { key: 'a', n: 1 });
    const seen: unknown[] = [];
    await probe.db.$transaction(async (tx) => {
      await probe.jobs.enqueue(keyed, { key: 'a', n: 2 }, { tx });
      await probe.jobs.work(keyed, (payload) => Promise.resolve(void seen.push(payload)));
      // A job of another key runs meanwhile: the workers have polled.
      await probe.jobs.enqueue(keyed, { key: 'b', n: 1 });
      await probe.pollTicking(() => seen).toEqual([{ key: 'b', n: 1 }]);
    });
    await probe
      .pollTicking(() => seen)
      .toEqual([
        { key: 'b', n: 1 },
        { key: 'a', n: 2 },
      ]);
  });
});

describe('jobs of one key', () => {
  it('coalesce while they are queued, and the last payload wins', async () => {
    const probe = await startQueues();
    for (let n = 1; n <= 20; n += 1) await probe.jobs.enqueue(keyed, { key: 'a', n });
    await Promise.all(Array.from({ length: 20 }, (_, n) => probe.jobs.enqueue(keyed, { key: 'b', n })));
    const payloads = await payloadsOf(probe, 'keyed');
    expect(payloads).toHaveLength(2);
    expect(payloads).toContainEqual({ key: 'a', n: 20 });
  });

  it('never run at once: one that is enqueued while another runs comes after it', async () => {
    const probe = await startQueues();
    const first = Promise.withResolvers<undefined>();
    const running = new Map<string, number>();
    let most = 0;
    const done: unknown[] = [];
    await probe.jobs.work(keyed, async ({ key, n }) => {
      running.set(key, (running.get(key) ?? 0) + 1);
      most = Math.max(most, running.get(key) ?? 0);
      if (key === 'a' && n === 1) await first.promise;
      done.push(`${key}${n}`);
      running.set(key, (running.get(key) ?? 0) - 1);
    });
    await probe.jobs.enqueue(keyed, { key: 'a', n: 1 });
    await expect.poll(() => statesOf(probe, 'keyed'), WAIT).toEqual(['active']);
    await probe.jobs.enqueue(keyed, { key: 'a', n: 2 });
    await probe.jobs.enqueue(keyed, { key: 'a', n: 3 });
    await probe.jobs.enqueue(keyed, { key: 'b', n: 1 });
    // Another key does not wait.
    await probe.pollTicking(() => done).toEqual(['b1']);
    first.resolve(undefined);
    await probe.pollTicking(() => done).toEqual(['b1', 'a1', 'a3']);
    expect(most).toBe(1);
  });
});

describe('a job that fails', () => {
  it('does not delay the others, and is done by a later try', async () => {
    const probe = await startQueues();
    let broken = true;
    const done: number[] = [];
    await probe.jobs.work(plain, ({ n }) => {
      if (n === 1 && broken) return Promise.reject(new Error('not yet'));
      done.push(n);
      return Promise.resolve();
    });
    for (const n of [1, 2, 3]) await probe.jobs.enqueue(plain, { n });
    await probe.pollTicking(() => done.toSorted()).toEqual([2, 3]);
    await expect.poll(() => statesOf(probe, 'plain'), WAIT).toContain('retry');
    broken = false;
    await probe.advance(72);
    await probe.pollTicking(() => done.toSorted()).toEqual([1, 2, 3]);
    expect(await probe.rows(deadLetterQueue('plain'))).toEqual([]);
  });

  it.each([
    ['with a permanent error', { n: 1 }, 1],
    ['because this version cannot read its payload', { n: 'not a number' }, 0],
  ])('%s becomes a dead letter at once', async (_name, payload, calls) => {
    const probe = await startQueues();
    const called: unknown[] = [];
    await probe.jobs.work(plain, (read) => {
      called.push(read);
      return Promise.reject(new PermanentError('never'));
    });
    await probe.boss.send('plain', payload);
    await probe.pollTicking(() => payloadsOf(probe, deadLetterQueue('plain'))).toEqual([payload]);
    expect((await probe.rows('plain')).map(({ retryCount }) => retryCount)).toEqual([0]);
    expect(called).toHaveLength(calls);
  });
});

describe('when Postgres ends every connection', () => {
  it('an idle worker continues', async () => {
    const probe = await startQueues();
    const done: number[] = [];
    await probe.jobs.work(plain, ({ n }) => Promise.resolve(void done.push(n)));
    await probe.jobs.enqueue(plain, { n: 1 });
    await probe.pollTicking(() => done).toEqual([1]);
    expect(await probe.killBackends()).toBeGreaterThan(0);
    await eventually(() => probe.jobs.enqueue(plain, { n: 2 }));
    await probe.pollTicking(() => done).toContain(2);
  });

  it('a worker in the middle of a job completes the job', async () => {
    const probe = await startQueues();
    const middle = Promise.withResolvers<undefined>();
    const done: number[] = [];
    await probe.jobs.work(plain, async ({ n }) => {
      await middle.promise;
      done.push(n);
    });
    await probe.jobs.enqueue(plain, { n: 1 });
    await expect.poll(() => statesOf(probe, 'plain'), WAIT).toEqual(['active']);
    await probe.killBackends();
    middle.resolve(undefined);
    await probe.pollTicking(() => statesOf(probe, 'plain')).toEqual(['completed']);
    // At least once: it may have run a second time.
    expect(new Set(done)).toEqual(new Set([1]));
  });
});
