// Owns the fuzz of every run of the tests: always the same seed, so that what fails here fails again. `npm run fuzz` takes
// others, and more documents.
import { expect, it } from 'vitest';
import { schema } from '../../src/server/schema.ts';
import { coordinates } from '../graphql/auth/matrix/table.ts';
import { rootsOf } from './documents.ts';
import { fuzz } from './fuzz.ts';
import { describeReport } from './report.ts';

const SEED = 1;
const DOCUMENTS = 20_000;
const EXECUTED = 0.4;
/** What the process may take more at the end than when it was warm, in bytes. */
const GROWTH = 300_000_000;

it(
  `answers ${DOCUMENTS} documents and their variables, whatever they are, and lives on`,
  { timeout: 1_500_000 },
  async () => {
    const report = await fuzz({ seed: SEED, documents: DOCUMENTS });
    process.stdout.write(`${describeReport(report)}\n`);
    expect(report.findings).toEqual([]);
    // It was no fuzz of the parser alone: every operation and every field had its turn.
    expect(report.executed).toBeGreaterThan(DOCUMENTS * EXECUTED);
    const roots = rootsOf(schema).map(({ type, name }) => `${type}.${name}`);
    expect(roots.filter((root) => !report.reached.has(root))).toEqual([]);
    expect(coordinates.filter((coordinate) => !report.asked.has(coordinate))).toEqual([]);
    expect(report.memory.end - report.memory.warm).toBeLessThan(GROWTH);
  },
);
