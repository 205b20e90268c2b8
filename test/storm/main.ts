// Owns `npm run storm`: the storm of the tests with as many seeds as asked for. It exits with 1 where one has found something.
import { Command, InvalidArgumentError } from 'commander';
import { startVitest } from 'vitest/node';

const whole = (text: string) => {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('must be a whole number');
  return Number(text);
};

const { seed, seeds } = new Command('npm run storm --')
  .description('Writes, runs and faults at random, in real processes; then everything must be in order.')
  .option('--seed <number>', 'the first seed, printed by the storm that found something; else drawn', whole)
  .option('--seeds <number>', 'how many, one after the other; 1 where only --seed is given, else 20', whole)
  .parse()
  .opts<{ seed?: number; seeds?: number }>();

process.env['VITAE_TEST_SEEDS'] = String(seeds ?? (seed === undefined ? 20 : 1));
process.env['VITAE_TEST_SEED'] = String(seed ?? Date.now() % 1_000_000);
const vitest = await startVitest(['test/storm/storm.long.test.ts'], { watch: false, bail: 1 });
await vitest.close();
