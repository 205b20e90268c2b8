// The invariant of the cache: a read that starts after an acknowledged write never returns an older value. Checked with random
// steps in random interleavings. Copies of the cache that each lack one guard must fail the same check.
import { createClient } from '@keyv/redis';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { redisStore } from '../../src/cache/redis-store.ts';
import type { CacheStore } from '../../src/cache/store.ts';
import * as taggedCache from '../../src/cache/tagged-cache.ts';
import { loadChanged, type Changes } from '../support/changed-source.ts';
import { startRedis, withoutRedis, type TestRedis } from '../support/redis.ts';
import { KEYS, memoryBacking, PROCESSES, runLanes, type Backing, type Step } from './world.ts';

const seed = Number(process.env.CACHE_SEED ?? 20_261_127);
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

const invariant = (cache: typeof taggedCache, backing: () => Backing | Promise<Backing>) =>
  fc.asyncProperty(fc.scheduler(), lanes, async (scheduler, steps) =>
    runLanes(scheduler, await backing(), cache.createTaggedCache, steps),
  );

describe('no read returns less than the last acknowledged write', () => {
  it('in memory, through faults, evictions, expiry and lost stores', async () => {
    await fc.assert(invariant(taggedCache, memoryBacking), { seed, numRuns: RUNS });
  });

  const withoutGuards: Readonly<Record<string, Changes>> = {
    'reads the nonces after computing': {
      'src/cache/tagged-cache.ts': [
        [
          'computations.getMany(stamped, computeMany, calledAt)',
          `computations.getMany(stamped, async (entries) => {
            const values = await computeMany(entries);
            const later = await lookup.ensureNonces(missing, (await lookup.find(missing)).nonces);
            for (const one of stamped) one.stamp = stampOf(one, later);
            return values;
          }, calledAt)`,
        ],
      ],
    },
    'takes an absent nonce for 0': {
      'src/cache/lookup.ts': [
        ['if (nonce !== undefined) valid.set(tagKey, nonce)', "valid.set(tagKey, nonce ?? '0')"],
      ],
    },
    'joins computations by key alone': {
      'src/cache/computations.ts': [['`${key}\\n${stamp}`', 'key']],
    },
    'forgets a failed invalidation': {
      'src/cache/nonces.ts': [['quarantine.failed();', 'quarantine.succeeded(tagKeys, attempt);']],
    },
  };
  it.each(Object.entries(withoutGuards))('a cache that %s fails the check', async (name, changes) => {
    const changed = await loadChanged<typeof taggedCache>('src/cache/tagged-cache.ts', changes);
    // Ends at the first failure.
    const options = { seed, numRuns: 10 * RUNS, endOnFailure: true };
    const found = await fc.check(invariant(changed, memoryBacking), options);
    expect(found.failed).toBe(true);
    expect(String(found.errorInstance)).toContain('expected at least version');
    process.stdout.write(`${name}: failed after ${found.numRuns} runs\n`);
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
    await fc.assert(invariant(taggedCache, redisBacking), { seed, numRuns: Math.ceil(RUNS / 20) });
  });
});
