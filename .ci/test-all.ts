// Runs all tests in two parts: `npm test`, then the long tests. The second part also runs if the first one fails.
// The last line is `N passed, N failed[, N skipped]` over both parts. A part that ends without a report counts as a failure.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';

const reportRule = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.unknown()) })),
});

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** @param script of package.json */
function runPart(script: string): Counts {
  const folder = mkdtempSync(path.join(tmpdir(), 'vitae-report-'));
  try {
    const file = path.join(folder, 'report.json');
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
    const { status } = spawnSync('npm', ['run', '--silent', script, '--', ...reporters], {
      stdio: 'inherit',
    });
    const counts = countsIn(file);
    // An error outside of any test fails the run and no test.
    return status !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function countsIn(file: string): Counts {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
  const report = reportRule.parse(JSON.parse(text));
  const brokenFiles = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + brokenFiles.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

const { values } = parseArgs({ options: { 'failed-before': { type: 'string', default: '0' } } });
const before: Counts = { passed: 0, failed: Number(values['failed-before']), skipped: 0 };
const { passed, failed, skipped } = ['test', 'test:long'].map(runPart).reduce(
  (sum, part) => ({
    passed: sum.passed + part.passed,
    failed: sum.failed + part.failed,
    skipped: sum.skipped + part.skipped,
  }),
  before,
);
process.stdout.write(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`);
process.exitCode = failed > 0 ? 1 : 0;
