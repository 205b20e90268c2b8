// Owns the one promise of the cache: no read that starts after an acknowledged write returns an older value. Random lanes of
// steps, random interleavings, the seed printed; and four caches that each break one rule, which the same test must find.
import { createClient } from '@keyv/redis';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { discipline, type Discipline } from '../../src/cache/discipline.ts';
import { redisStore } from '../../src/cache/redis-store.ts';
import type { CacheStore } from '../../src/cache/store.ts';
import { startRedis, withoutRedis, type TestRedis } from '../support/redis.ts';
import { KEYS, live, memoryBacking, PROCESSES, type Backing, type Step } from './world.ts';

const seed = Number(process.env.CACHE_SEED ?? Date.now() % 2 ** 31);
const RUNS = Number(process.env.CACHE_RUNS ?? 5000);
process.stdout.write(`cache invariant: CACHE_SEED=${seed} CACHE_RUNS=${RUNS}\n`);

const process_ = fc.nat(PROCESSES - 1);
const key = fc.nat(KEYS - 1);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('read' as const),
      process: process_,
      together: fc.array(fc.uniqueArray(key, { minLength: 1 }), { minLength: 1, maxLength: 3 }),
    }),
  },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('write' as const), process: process_, key }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('writeAll' as const),
      process: process_,
      by: fc.constantFrom('tag' as const, 'clear' as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('evict' as const), nth: fc.nat(10) }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'lose' as const }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('elapse' as const), ms: fc.nat(1500) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('fail' as const),
      call: fc.constantFrom('getMany' as const, 'setMany' as const),
      fault: fc.constantFrom('refused' as const, 'unanswered' as const, 'late' as const),
      times: fc.integer({ min: 1, max: 6 }),
    }),
  },
);
const lanes = fc.array(fc.array(step, { minLength: 1, maxLength: 6 }), { minLength: 2, maxLength: 4 });

const invariant = (rules: Discipline, backing: () => Backing | Promise<Backing>) =>
  fc.asyncProperty(fc.scheduler(), lanes, async (scheduler, steps) =>
    live(scheduler, await backing(), rules, steps),
  );

describe('no read returns less than the last acknowledged write', () => {
  it('in memory, through faults, evictions, expiry and lost stores', async () => {
    await fc.assert(invariant(discipline, memoryBacking), { seed, numRuns: RUNS });
  });

  const broken: [string, Discipline][] = [
    ['nonces read after computing', { ...discipline, stampsToStore: (_fenced, lookAgain) => lookAgain() }],
    ['an absent nonce counts as 0', { ...discipline, absentNonce: '0' }],
    ['reads joined that were sent already', { ...discipline, readsMergeUntil: 'answered' }],
    ['computations joined by key alone', { ...discipline, flightName: (entryKey) => entryKey }],
  ];
  it.each(broken)('and this test finds a cache with %s', async (_name, rules) => {
    const found = await fc.check(invariant(rules, memoryBacking), {
      seed,
      // It ends with the first that is found.
      numRuns: 10 * RUNS,
      endOnFailure: true,
    });
    expect(found.failed).toBe(true);
    expect(String(found.errorInstance)).toContain('wanted at least version');
    process.stdout.write(`found after ${found.numRuns} runs: ${_name}\n`);
  });
});

describe.skipIf(withoutRedis())('the same on real Redis', () => {
  let redis: TestRedis;
  let store: CacheStore;
  let admin: ReturnType<typeof createClient>;
  beforeAll(async () => {
    redis = await startRedis();
    store = await redisStore({ url: redis.url });
    admin = createClient({ url: redis.url });
    await admin.connect();
  });
  afterAll(async () => {
    admin.destroy();
    await store.close();
    await redis.stop();
  });

  async function redisBacking(): Promise<Backing> {
    await admin.flushAll();
    return {
      getMany: (keys) => store.getMany(keys),
      setMany: (writes) => store.setMany(writes),
      async evict(nth) {
        const keys = (await admin.keys('*')).sort();
        const chosen = keys[nth % Math.max(keys.length, 1)];
        if (chosen !== undefined) await admin.del(chosen);
      },
      async lose() {
        await admin.flushAll();
      },
    };
  }

  it('no read returns less than the last acknowledged write', async () => {
    await fc.assert(invariant(discipline, redisBacking), { seed, numRuns: Math.ceil(RUNS / 20) });
  });
});
