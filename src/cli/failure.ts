// Says why a command failed, as it may be printed.
import { ConfigError } from '../config/config.ts';
import { reasonOf } from '../observability/describe-error.ts';
import { printableLines } from './printable.ts';

/** One line for each fault of an environment, and without the heading of a failed start. */
export function failureOf(error: unknown): string {
  return printableLines(error instanceof ConfigError ? error.faults.join('\n') : reasonOf(error));
}
