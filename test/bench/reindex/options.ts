// The options of `npm run bench:reindex` and their defaults.
import { Command, InvalidArgumentError, Option } from 'commander';

export const PARTS = ['comparison', 'growth', 'dispatch', 'searchable', 'mutations'] as const;
export type Part = (typeof PARTS)[number];

export interface Options {
  /** The measurements to run. */
  readonly only: readonly Part[];
  /** The number of profiles of the comparison. */
  readonly profiles: number;
  /** Table sizes of the curves, in ascending order. */
  readonly growth: readonly number[];
  /** The number of ids to dispatch. */
  readonly ids: number;
  readonly rounds: number;
  /** Time limit in seconds of each contender at each size. */
  readonly bound: number;
  readonly quick: boolean;
  readonly json?: string;
  readonly svg?: string;
  /** A file with figures. Its curves are drawn, and nothing is measured. */
  readonly draw?: string;
}

const SMALLEST = 2000;

export function readOptions(args = process.argv): Options {
  const given = new Command('bench:reindex')
    .description('Compares the reindex with a floor and with other approaches.')
    .option('--profiles <n>', 'the main size (default: 20,000; with --quick 500)', wholeNumber)
    .option(
      '--growth <sizes>',
      'table sizes of the curves, such as 10000,100000 (default: 1 %, 10 % and all)',
      sizes,
    )
    .option('--ids <n>', 'ids to dispatch (default: 1,000,000; with --quick 5,000)', wholeNumber)
    .option('--rounds <n>', 'rounds of the comparison (default: 5; 1 from 100,000 profiles on)', wholeNumber)
    .option('--bound <seconds>', 'time limit of each other approach at each size', wholeNumber, 60)
    .addOption(new Option('--only <parts...>', 'measures only these').choices(PARTS).default(PARTS, 'all'))
    .option('--quick', 'few profiles and short rounds: a test of the bench, not a measurement', false)
    .option('--json <file>', 'writes the figures')
    .option('--svg <file>', 'draws the curves')
    .option('--draw <file>', 'draws the curves of an earlier --json, and measures nothing; with --svg')
    .parse(args)
    .opts<Partial<Options> & Pick<Options, 'quick' | 'bound' | 'only'>>();
  const { quick } = given;
  const profiles = given.profiles ?? (quick ? 500 : 20_000);
  return {
    ...given,
    profiles,
    growth: given.growth ?? derived(profiles),
    ids: given.ids ?? (quick ? 5000 : 1_000_000),
    rounds: given.rounds ?? (quick || profiles >= 100_000 ? 1 : 5),
  };
}

function derived(profiles: number): number[] {
  const parts = [profiles / 100, profiles / 10].map(Math.round).filter((size) => size >= SMALLEST);
  return [...parts, profiles];
}

function wholeNumber(value: string): number {
  if (/^[1-9]\d*$/.test(value)) return Number(value);
  throw new InvalidArgumentError('It must be a whole number, 1 or more.');
}

function sizes(value: string): number[] {
  return value
    .split(',')
    .map(wholeNumber)
    .toSorted((a, b) => a - b);
}
