// The command of a bench with the options that every bench has: --help, and --json FILE.
import { Command } from 'commander';

export interface BenchOptions {
  /** A file for the figures. */
  readonly json?: string;
}

export interface QuickOptions extends BenchOptions {
  readonly quick: boolean;
}

/** @param name as in `npm run bench:name` */
export function benchCommand(name: string, description: string): Command {
  return new Command(`npm run bench:${name} --`)
    .description(description)
    .option('--json <file>', 'writes the figures');
}

export function quickBenchCommand(name: string, description: string): Command {
  return benchCommand(name, description).option('--quick', 'runs fewer and shorter rounds', false);
}
