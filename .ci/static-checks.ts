// Runs every static check, two at a time, and prints the output of each that fails. One failure does not hide another.
import { spawn } from 'node:child_process';

/** npm scripts. The slowest starts first. */
const CHECKS = [
  'lint',
  'typecheck',
  'format:check',
  'dead-code',
  'check:generated',
  'schema:changes',
  'floors',
  'lint:migrations',
];
const AT_ONCE = 2;

interface Result {
  readonly check: string;
  readonly passed: boolean;
  readonly output: string;
  readonly seconds: number;
}

async function run(check: string): Promise<Result> {
  const started = performance.now();
  const child = spawn('npm', ['run', '--silent', check], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { check, passed: code === 0, output, seconds: (performance.now() - started) / 1000 };
}

const waiting = [...CHECKS];
const results: Result[] = [];

async function runWaiting(): Promise<void> {
  for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
    const result = await run(check);
    if (!result.passed) process.stdout.write(`\n--- npm run ${check}\n${result.output}\n`);
    results.push(result);
  }
}

await Promise.all(Array.from({ length: AT_ONCE }, runWaiting));

for (const { check, passed, seconds } of results) {
  process.stdout.write(`${passed ? 'passed' : 'FAILED'}  ${check}  ${seconds.toFixed(1)} s\n`);
}
process.exitCode = results.every(({ passed }) => passed) ? 0 : 1;
