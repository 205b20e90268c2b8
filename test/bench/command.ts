// The command of a bench with the options that every bench has: --help, and --json FILE.
import { Command } from 'commander';
import type { KeptOptions } from './kept-ratios.ts';

export interface BenchOptions {
  /** A file for the figures. */
  readonly json?: string;
}

export interface QuickOptions extends BenchOptions {
  readonly quick: boolean;
}

export interface RatioOptions extends QuickOptions, KeptOptions {}

/** @param name as in `npm run bench:name` */
export function benchCommand(name: string, description: string): Command {
  return new Command(`npm run bench:${name} --`)
    .description(description)
    .option('--json <file>', 'writes the figures');
}

export function quickBenchCommand(name: string, description: string): Command {
  return benchCommand(name, description).option('--quick', 'runs fewer and shorter rounds', false);
}

/** Its ratios can be kept and compared. */
export function ratioBenchCommand(name: string, description: string): Command {
  return quickBenchCommand(name, description)
    .option(
      '--compare',
      'compares the ratios with those in docs/benchmarks.md; exit code 1 if one is worse',
      false,
    )
    .option('--keep', 'keeps the ratios in docs/benchmarks.md', false);
}
