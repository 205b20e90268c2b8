// Owns the one sentence behind the pipeline, in running systems: after any storm of writes, runs and faults, once the queues
// are empty, the index equals the public profiles document for document, every counter of every run adds up, every transition
// was tracked once, no job is lost and no process died that was not killed. More seeds: `npm run storm -- --seeds 500`.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withoutRedis } from '../support/redis.ts';
import { startParts, type StormParts } from './parts.ts';
import { DEED_NAMES, FAULT_NAMES } from './sabotage.ts';
import { MODES, STEERED } from './steering.ts';
import { storm } from './storm.ts';
import { count, printed, type Tally } from './tally.ts';

// The same for every run of the tests, so that what fails is drawn again; `npm run storm` draws others.
const first = Number(process.env['VITAE_TEST_SEED'] ?? 1);
const seeds = Array.from({ length: Number(process.env['VITAE_TEST_SEEDS'] ?? 20) }, (_, n) => first + n);

/** What would have to be done at least once, or the storm is none. */
const WHOLE = [
  ...DEED_NAMES,
  ...FAULT_NAMES,
  ...MODES.map((mode) => `${mode} runs`),
  ...Object.values(STEERED),
  ...['runs over all', 'runs by visibility', 'runs by time', 'runs by completion', 'runs by ids'],
  ...['profiles created', 'profiles made again', 'profiles deleted', 'turned PUBLIC', 'turned PRIVATE'],
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
    for (const [what, times] of tally) count(all, what, times);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    process.stdout.write(`storm of seed ${seed}, ${seconds} s: ${printed(tally)}\n`);
  });

  it.runIf(seeds.length >= 20)('have lived through everything at least once', () => {
    process.stdout.write(`storms of seeds ${first} to ${seeds.at(-1)}: ${printed(all)}\n`);
    expect(WHOLE.filter((what) => !all.has(what))).toEqual([]);
  });
});
