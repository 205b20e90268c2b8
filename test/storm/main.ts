// `npm run storm`: runs a storm of the tests with other seeds. Exits with 1 if a seed finds something.
import { Command, InvalidArgumentError } from 'commander';
import { startVitest } from 'vitest/node';

const whole = (text: string) => {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('must be a whole number');
  return Number(text);
};

const { seed, seeds, operations, completions } = new Command('npm run storm --')
  .description('Random writes, runs and faults in real processes. Then everything must be consistent.')
  .option('--seed <number>', 'the first seed; default: a random one, printed', whole)
  .option('--seeds <number>', 'how many seeds in a row; default: 1 with --seed, else 20', whole)
  .option(
    '--operations <number>',
    'of the storm over the cache: how many answers of a seed; default: 4000',
    whole,
  )
  .option('--completions', 'the storm over the cache; default: the one over the index', false)
  .parse()
  .opts<{ seed?: number; seeds?: number; operations?: number; completions: boolean }>();

process.env['VITAE_TEST_SEEDS'] = String(seeds ?? (seed === undefined ? 20 : 1));
process.env['VITAE_TEST_SEED'] = String(seed ?? Date.now() % 1_000_000);
if (operations !== undefined) process.env['VITAE_TEST_OPERATIONS'] = String(operations);
const file = completions ? 'completion-storm.long.test.ts' : 'storm.long.test.ts';
const vitest = await startVitest([`test/storm/${file}`], { watch: false, bail: 1 });
await vitest.close();
