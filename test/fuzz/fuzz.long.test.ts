// Fuzzes the API with a fixed seed, so that a failure repeats. `npm run fuzz` takes other seeds and more documents.
import { expect, it } from 'vitest';
import { schema } from '../../src/server/schema.ts';
import { coordinates } from '../graphql/auth/matrix/table.ts';
import { rootsOf } from './documents.ts';
import { fuzz } from './fuzz.ts';
import { describeReport } from './report.ts';

const SEED = 1;
const DOCUMENTS = 3000;
/** The least share of documents that must be executed. */
const EXECUTED = 0.4;
/** Most growth of the process's memory after the warm-up, in bytes. */
const GROWTH = 300_000_000;

it(
  `answers ${DOCUMENTS} generated documents without a fault, and keeps running`,
  { timeout: 1_500_000 },
  async () => {
    const report = await fuzz({ seed: SEED, documents: DOCUMENTS });
    process.stdout.write(`${describeReport(report)}\n`);
    expect(report.findings).toEqual([]);
    // Every operation and every field must be used, not only the parser.
    expect(report.executed).toBeGreaterThan(DOCUMENTS * EXECUTED);
    const roots = rootsOf(schema).map(({ type, name }) => `${type}.${name}`);
    expect(roots.filter((root) => !report.reached.has(root))).toEqual([]);
    expect(coordinates.filter((coordinate) => !report.asked.has(coordinate))).toEqual([]);
    expect(report.memory.end - report.memory.warm).toBeLessThan(GROWTH);
  },
);
