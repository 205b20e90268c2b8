// Measures which lines of `src` the tests run: `npm test` alone, and all tests together. Child processes are not measured.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

/** Istanbul's format, as far as it is needed here. */
const coverageRule = z.record(
  z.string(),
  z.object({
    statementMap: z.record(z.string(), z.object({ start: z.object({ line: z.number() }) })),
    s: z.record(z.string(), z.number()),
  }),
);

interface Lines {
  /** As in `src/main.ts:12`. */
  readonly known: ReadonlySet<string>;
  readonly covered: ReadonlySet<string>;
}

/** @param script of package.json */
function measure(script: string): Lines {
  const folder = path.resolve('coverage', script.replace(':', '-'));
  const options = [
    '--coverage.enabled',
    '--coverage.reporter=json',
    '--coverage.reporter=html',
    '--coverage.reportOnFailure',
    `--coverage.reportsDirectory=${folder}`,
  ];
  const { status } = spawnSync('npm', ['run', '--silent', script, '--', ...options], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
  const text = readFileSync(path.join(folder, 'coverage-final.json'), 'utf8');
  const known = new Set<string>();
  const covered = new Set<string>();
  for (const [file, { statementMap, s }] of Object.entries(coverageRule.parse(JSON.parse(text)))) {
    for (const [id, { start }] of Object.entries(statementMap)) {
      const line = `${file}:${start.line}`;
      known.add(line);
      if ((s[id] ?? 0) > 0) covered.add(line);
    }
  }
  return { known, covered };
}

const percent = (part: number, whole: number) => `${((100 * part) / whole).toFixed(1)} %`;

const fast = measure('test');
const long = measure('test:long');
const known = new Set([...fast.known, ...long.known]);
const covered = new Set([...fast.covered, ...long.covered]);
process.stdout.write(`
npm test          ${percent(fast.covered.size, known.size)} of the lines of src
npm run test:all  ${percent(covered.size, known.size)} of the lines of src
npm test covers   ${percent(fast.covered.size, covered.size)} of the lines that all tests cover
`);
