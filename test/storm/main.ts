// `npm run storm`: runs the storm of the tests with other seeds. Exits with 1 if a seed finds something.
import { Command, InvalidArgumentError } from 'commander';
import { startVitest } from 'vitest/node';

const whole = (text: string) => {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('must be a whole number');
  return Number(text);
};

const { seed, seeds } = new Command('npm run storm --')
  .description('Random writes, runs and faults in real processes. Then everything must be consistent.')
  .option('--seed <number>', 'the first seed; default: a random one, printed', whole)
  .option('--seeds <number>', 'how many seeds in a row; default: 1 with --seed, else 20', whole)
  .parse()
  .opts<{ seed?: number; seeds?: number }>();

process.env['VITAE_TEST_SEEDS'] = String(seeds ?? (seed === undefined ? 20 : 1));
process.env['VITAE_TEST_SEED'] = String(seed ?? Date.now() % 1_000_000);
const vitest = await startVitest(['test/storm/storm.long.test.ts'], { watch: false, bail: 1 });
await vitest.close();
