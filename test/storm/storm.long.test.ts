// After any storm of writes, runs and faults, once the queues are empty, the index equals the public profiles, the counters of
// every run add up, every transition was tracked once, no job is lost and no process died by itself.
// `npm run storm -- --seeds 500` runs more seeds.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withoutRedis } from '../support/redis.ts';
import { startParts, type StormParts } from './parts.ts';
import { DISRUPTION_NAMES, SEARCH_FAULT_NAMES } from './sabotage.ts';
import { FILTER_NAMES, MODES, STEERED } from './steering.ts';
import { storm } from './storm.ts';
import { count, printed, type Tally } from './tally.ts';

/** So many seeds in a row deal every disruption, search fault and filter at least once. */
const ROUND = 5;
/** Fixed, so that a failure repeats. `npm run storm` sets others. */
const first = Number(process.env['VITAE_TEST_SEED'] ?? 1);
const seeds = Array.from({ length: Number(process.env['VITAE_TEST_SEEDS'] ?? ROUND) }, (_, n) => first + n);

const REQUIRED = [
  ...DISRUPTION_NAMES,
  ...SEARCH_FAULT_NAMES,
  ...MODES.map((mode) => `${mode} runs`),
  ...Object.values(STEERED),
  ...FILTER_NAMES.map((filter) => `runs ${filter}`),
  ...[
    'profiles created',
    'profiles created again',
    'profiles deleted',
    'writes past the API',
    'turned PUBLIC',
    'turned PRIVATE',
  ],
  ...['writes through the first API process', 'writes through the second API process'],
];

describe.skipIf(withoutRedis())('two API processes and three workers, in a storm', () => {
  const all: Tally = new Map();
  let parts: StormParts;
  beforeAll(async () => {
    parts = await startParts();
  });
  afterAll(() => parts[Symbol.asyncDispose]());

  it.each(seeds)('of seed %i', { timeout: 600_000 }, async (seed) => {
    const started = performance.now();
    const tally = await storm(parts, seed);
    for (const [name, times] of tally) count(all, name, times);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    process.stdout.write(`storm of seed ${seed}, ${seconds} s: ${printed(tally)}\n`);
  });

  it.runIf(seeds.length >= ROUND)('met every kind of fault, run and write', () => {
    process.stdout.write(`storms of seeds ${first} to ${seeds.at(-1)}: ${printed(all)}\n`);
    expect(REQUIRED.filter((name) => !all.has(name))).toEqual([]);
  });
});
