// Runs all tests in two parts: `npm test`, then the long tests. The second part also runs if the first one fails.
// At the end it names each test that failed. The last line is `N passed, N failed[, N skipped]` over both parts. A part that ends
// without a report counts as a failure.
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
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().optional(),
      assertionResults: z.array(
        z.object({
          status: z.string(),
          fullName: z.string(),
          failureMessages: z.array(z.string()).nullish(),
        }),
      ),
    }),
  ),
});
type FileResult = z.infer<typeof reportRule>['testResults'][number];

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** What failed, as text. */
  readonly faults: readonly string[];
}

const MESSAGE_CHARACTERS = 500;

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
    return status !== 0 && counts.failed === 0
      ? { ...counts, failed: 1, faults: [`npm run ${script} ended with ${String(status)}`] }
      : counts;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function countsIn(file: string): Counts {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return { passed: 0, failed: 1, skipped: 0, faults: ['a part ended without a report'] };
  }
  const report = reportRule.parse(JSON.parse(text));
  const brokenFiles = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + brokenFiles.length,
    skipped: report.numPendingTests + report.numTodoTests,
    faults: report.testResults.flatMap(faultsOf),
  };
}

function faultsOf({ name, status, message = '', assertionResults }: FileResult): string[] {
  const describe = (title: string, reason: string) =>
    `FAILED ${path.relative('.', name)}${title}\n${reason.slice(0, MESSAGE_CHARACTERS)}`;
  if (status === 'failed' && assertionResults.length === 0) return [describe('', message)];
  return assertionResults
    .filter((result) => result.status === 'failed')
    .map(({ fullName, failureMessages }) => describe(` > ${fullName}`, failureMessages?.join('\n') ?? ''));
}

const { values } = parseArgs({ options: { 'failed-before': { type: 'string', default: '0' } } });
const failedBefore = Number(values['failed-before']);
const before: Counts = {
  passed: 0,
  failed: failedBefore,
  skipped: 0,
  faults: failedBefore > 0 ? ['FAILED npm run check:static'] : [],
};
const { passed, failed, skipped, faults } = ['test', 'test:long'].map(runPart).reduce(
  (sum, part) => ({
    passed: sum.passed + part.passed,
    failed: sum.failed + part.failed,
    skipped: sum.skipped + part.skipped,
    faults: [...sum.faults, ...part.faults],
  }),
  before,
);
for (const fault of faults) process.stdout.write(`${fault}\n\n`);
process.stdout.write(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`);
process.exitCode = failed > 0 ? 1 : 0;
