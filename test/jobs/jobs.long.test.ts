// Owns the queues as the rest of Vitae relies on them: jobs as part of a transaction, coalescing, retries on the schedule,
// dead letters, and workers that outlive lost connections.
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineJob, PermanentError } from '../../src/jobs/contract.ts';
import { deadLetterQueue } from '../../src/jobs/queues.ts';
import { STANDARD_RETRY_DELAYS } from '../../src/jobs/retry-schedule.ts';
import { startQueues, type QueueProbe } from './queue-probe.ts';

const plain = defineJob({ name: 'plain', payload: z.object({ n: z.number() }) });
const keyed = defineJob({
  name: 'keyed',
  payload: z.object({ key: z.string(), n: z.number() }),
  key: ({ key }) => key,
  concurrency: 4,
});
const CONTRACTS = [plain, keyed];
const WAIT = { interval: 10 };

async function expectStates(probe: QueueProbe, queue: string, states: readonly string[]) {
  await expect.poll(async () => (await probe.rows(queue)).map(({ state }) => state), WAIT).toEqual(states);
}

/** A gate that opens once. */
function gate(): { readonly opened: Promise<void>; open: () => void } {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  return { opened: promise, open: () => resolve(undefined) };
}

describe('a job in a transaction', () => {
  it('is there if and only if the transaction commits', async () => {
    const probe = await startQueues(CONTRACTS);
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
    expect((await probe.rows('plain')).map(({ data }) => data)).toEqual([{ n: 2 }]);
    expect((await probe.rows('keyed')).map(({ data }) => data)).toEqual([{ key: 'a', n: 2 }]);
  });

  it('that coalesces with a queued one leaves that as it was when it is rolled back', async () => {
    const probe = await startQueues(CONTRACTS);
    await probe.jobs.enqueue(keyed, { key: 'a', n: 1 });
    const rolledBack = probe.db.$transaction(async (tx) => {
      await probe.jobs.enqueue(keyed, { key: 'a', n: 2 }, { tx });
      throw new Error('roll back');
    });
    await expect(rolledBack).rejects.toThrow('roll back');
    expect((await probe.rows('keyed')).map(({ data }) => data)).toEqual([{ key: 'a', n: 1 }]);
  });

  it('with a payload that does not fit is refused before anything is queued', async () => {
    const probe = await startQueues(CONTRACTS);
    await expect(probe.jobs.enqueue(plain, { n: Number.NaN })).rejects.toThrow(z.ZodError);
    expect(await probe.rows('plain')).toEqual([]);
  });

  it('against a queued job runs after the commit, with what was committed', async () => {
    const probe = await startQueues(CONTRACTS);
    await probe.jobs.enqueue(keyed, { key: 'a', n: 1 });
    const seen: unknown[] = [];
    await probe.db.$transaction(async (tx) => {
      await probe.jobs.enqueue(keyed, { key: 'a', n: 2 }, { tx });
      await probe.jobs.work(keyed, (payload) => {
        seen.push(payload);
        return Promise.resolve();
      });
      // A job of another key goes through meanwhile, so the workers have looked.
      await probe.jobs.enqueue(keyed, { key: 'b', n: 1 });
      await expect.poll(() => seen, WAIT).toEqual([{ key: 'b', n: 1 }]);
    });
    await expect
      .poll(() => seen, WAIT)
      .toEqual([
        { key: 'b', n: 1 },
        { key: 'a', n: 2 },
      ]);
  });
});

describe('jobs of one key', () => {
  it('coalesce while they are queued, and the last payload wins', async () => {
    const probe = await startQueues(CONTRACTS);
    for (let n = 1; n <= 20; n += 1) await probe.jobs.enqueue(keyed, { key: 'a', n });
    await Promise.all(Array.from({ length: 20 }, (_, n) => probe.jobs.enqueue(keyed, { key: 'b', n })));
    const rows = await probe.rows('keyed');
    expect(rows).toHaveLength(2);
    expect(rows[0]?.data).toEqual({ key: 'a', n: 20 });
  });

  it('never run beside each other, and one that comes while another runs is run after it', async () => {
    const probe = await startQueues(CONTRACTS);
    const first = gate();
    const running = new Map<string, number>();
    let most = 0;
    const done: unknown[] = [];
    await probe.jobs.work(keyed, async ({ key, n }) => {
      running.set(key, (running.get(key) ?? 0) + 1);
      most = Math.max(most, running.get(key) ?? 0);
      if (key === 'a' && n === 1) await first.opened;
      done.push(`${key}${n}`);
      running.set(key, (running.get(key) ?? 0) - 1);
    });
    await probe.jobs.enqueue(keyed, { key: 'a', n: 1 });
    await expectStates(probe, 'keyed', ['active']);
    await probe.jobs.enqueue(keyed, { key: 'a', n: 2 });
    await probe.jobs.enqueue(keyed, { key: 'a', n: 3 });
    await probe.jobs.enqueue(keyed, { key: 'b', n: 1 });
    // Another key is not held up.
    await expect.poll(() => done, WAIT).toEqual(['b1']);
    first.open();
    await expect.poll(() => done, WAIT).toEqual(['b1', 'a1', 'a3']);
    expect(most).toBe(1);
  });
});

describe('a job that fails', () => {
  it('is tried again after 1, 3, 9 and 27 minutes, and then lies with the dead letters, whole', async () => {
    const probe = await startQueues(CONTRACTS);
    const givenUp: unknown[] = [];
    await probe.jobs.work(
      plain,
      () => Promise.reject(new Error('not today')),
      (payload, reason) => {
        givenUp.push({ payload, reason });
        return Promise.resolve();
      },
    );
    await probe.jobs.enqueue(plain, { n: 7 });
    for (let failed = 1; failed <= 4; failed += 1) {
      const at = async () => (await probe.rows('plain'))[0];
      const shortest = STANDARD_RETRY_DELAYS[failed - 1] ?? 0;
      await expect.poll(async () => (await at())?.startsIn ?? 0, WAIT).toBeGreaterThan(shortest - 5);
      const row = await at();
      expect(row).toMatchObject({ state: 'retry', retryCount: failed - 1, output: { reason: 'not today' } });
      expect(row?.startsIn).toBeLessThanOrEqual(shortest * 1.2);
      expect(givenUp).toEqual([]);
      await probe.skipDelays();
    }
    await expect.poll(async () => (await probe.rows(deadLetterQueue('plain'))).length, WAIT).toBe(1);
    expect((await probe.rows(deadLetterQueue('plain')))[0]).toMatchObject({
      data: { n: 7 },
      state: 'created',
    });
    expect(givenUp).toEqual([{ payload: { n: 7 }, reason: 'not today' }]);
    expect((await probe.jobs.queues())[0]).toMatchObject({
      waiting: 0,
      delayed: 0,
      active: 0,
      deadLetters: 1,
    });
  });

  it('does not hold up the others, and is done once it can be', async () => {
    const probe = await startQueues(CONTRACTS);
    let broken = true;
    const done: number[] = [];
    await probe.jobs.work(plain, ({ n }) => {
      if (n === 1 && broken) return Promise.reject(new Error('not yet'));
      done.push(n);
      return Promise.resolve();
    });
    for (const n of [1, 2, 3]) await probe.jobs.enqueue(plain, { n });
    await expect.poll(() => done, WAIT).toEqual([2, 3]);
    broken = false;
    await expect.poll(async () => (await probe.rows('plain'))[0]?.startsIn ?? 0, WAIT).toBeGreaterThan(30);
    await probe.skipDelays();
    await expect.poll(() => done, WAIT).toEqual([2, 3, 1]);
    expect(await probe.rows(deadLetterQueue('plain'))).toEqual([]);
  });

  it('for good goes to the dead letters at once', async () => {
    const probe = await startQueues(CONTRACTS);
    await probe.jobs.work(plain, () => Promise.reject(new PermanentError('never')));
    await probe.jobs.enqueue(plain, { n: 1 });
    await expect.poll(async () => (await probe.rows(deadLetterQueue('plain'))).length, WAIT).toBe(1);
    expect((await probe.rows('plain')).map(({ retryCount }) => retryCount)).toEqual([0]);
  });

  it('because this version cannot read its payload goes to the dead letters at once, unworked', async () => {
    const probe = await startQueues(CONTRACTS);
    let calls = 0;
    await probe.jobs.work(plain, () => {
      calls += 1;
      return Promise.resolve();
    });
    await probe.sendRaw('plain', { n: 'not a number' });
    await expect.poll(async () => (await probe.rows(deadLetterQueue('plain'))).length, WAIT).toBe(1);
    expect((await probe.rows(deadLetterQueue('plain')))[0]?.data).toEqual({ n: 'not a number' });
    expect(calls).toBe(0);
  });
});

describe('when Postgres ends every connection', () => {
  it('of an idle worker: it works on', async () => {
    const probe = await startQueues(CONTRACTS);
    const done: number[] = [];
    await probe.jobs.work(plain, ({ n }) => {
      done.push(n);
      return Promise.resolve();
    });
    await probe.jobs.enqueue(plain, { n: 1 });
    await expect.poll(() => done, WAIT).toEqual([1]);
    expect(await probe.killBackends()).toBeGreaterThan(0);
    await expect
      .poll(
        () =>
          probe.jobs.enqueue(plain, { n: 2 }).then(
            () => true,
            () => false,
          ),
        WAIT,
      )
      .toBe(true);
    await expect.poll(() => done, WAIT).toContain(2);
  });

  it('of a worker in the middle of a job: the job is done all the same', async () => {
    const probe = await startQueues(CONTRACTS);
    const middle = gate();
    const done: number[] = [];
    await probe.jobs.work(plain, async ({ n }) => {
      await middle.opened;
      done.push(n);
    });
    await probe.jobs.enqueue(plain, { n: 1 });
    await expectStates(probe, 'plain', ['active']);
    await probe.killBackends();
    middle.open();
    await expect
      .poll(async () => (await probe.rows('plain')).map(({ state }) => state), {
        interval: 50,
      })
      .toEqual(['completed']);
    // At least once: it may have been worked on a second time.
    expect(new Set(done)).toEqual(new Set([1]));
  });
});
