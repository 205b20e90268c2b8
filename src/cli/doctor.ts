// `vitae doctor [--json]`: checks what Vitae needs and says what to do. Changes nothing. Exit code 0: nothing fails, although there
// may be warnings; 1: something fails.
import { styleText } from 'node:util';
import { examine } from '../doctor/doctor.ts';
import type { Finding } from '../doctor/finding.ts';
import { createCommand } from './command.ts';
import { failureOf } from './failure.ts';
import { FAILED, FOUND } from './exit-codes.ts';
import { printable } from './printable.ts';

const EXAMPLES = `
Examples:
  vitae doctor
  vitae doctor --json | jq '.[] | select(.state != "ok")'
`;

const program = createCommand('doctor')
  .description('Checks environment, Postgres, migrations, Redis, index and workers, and says what to do.')
  .option('--json', 'print the findings as JSON')
  .addHelpText('after', EXAMPLES)
  .parse();

const COLORS = { ok: 'green', warning: 'yellow', failure: 'red' } as const;

/** Colors in a terminal only, and none with NO_COLOR. */
function linesOf({ check, state, message, next }: Finding): string {
  const marked = styleText(COLORS[state], state.padEnd(8), { stream: process.stdout });
  const told = `${marked} ${check.padEnd(12)} ${printable(message)}\n`;
  return next === null ? told : `${told}${' '.repeat(22)}-> ${printable(next)}\n`;
}

function summaryOf(findings: readonly Finding[]): string {
  const count = (state: Finding['state']) => findings.filter((finding) => finding.state === state).length;
  const [failures, warnings] = [count('failure'), count('warning')];
  if (failures + warnings === 0) return '\nEverything is fine.\n';
  return `\n${failures} ${failures === 1 ? 'failure' : 'failures'}, ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}.\n`;
}

try {
  const findings = await examine();
  const text = program.opts<{ json?: true }>().json
    ? `${JSON.stringify(findings, null, 2)}\n`
    : findings.map(linesOf).join('') + summaryOf(findings);
  process.stdout.write(text);
  process.exitCode = findings.some(({ state }) => state === 'failure') ? FOUND : 0;
} catch (error) {
  process.stderr.write(`The doctor failed: ${failureOf(error)}\n`);
  process.exitCode = FAILED;
}
