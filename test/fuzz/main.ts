// `npm run fuzz`: runs the fuzz of the tests with more documents, another seed or a single request.
// Prints a report, and exits with 1 if it finds something.
import { parseArgs } from 'node:util';
import { fuzz } from './fuzz.ts';
import { describeReport } from './report.ts';

const { values } = parseArgs({
  options: {
    /** @default 100000 */
    documents: { type: 'string', default: '100000' },
    /** @default a random one, printed */
    seed: { type: 'string' },
    /** The number of a finding: sends only that request. */
    only: { type: 'string' },
  },
});

const documents = whole('documents', values.documents);
const seed = values.seed === undefined ? Date.now() % 2 ** 31 : whole('seed', values.seed);
const only = values.only === undefined ? null : whole('only', values.only);
process.stderr.write(`seed ${seed}\n`);
const report = await fuzz({
  seed,
  documents,
  only,
  onProgress: (done) => process.stderr.write(`\r${done} of ${documents}`),
});
process.stdout.write(`\n${describeReport(report)}\n`);
process.exitCode = report.findings.length > 0 ? 1 : 0;

function whole(name: string, text: string): number {
  if (/^\d{1,9}$|^[01]\d{9}$/.test(text)) return Number(text);
  throw new Error(`--${name} must be a whole number, not ${text}`);
}
