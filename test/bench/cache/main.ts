// `npm run bench:cache`: compares our cache with widely used ones, in one process on its own Redis. Prints two tables. --json
// FILE writes the figures. --quick runs fewer rounds and skips the 100,000 entries.
import { parseArgs } from 'node:util';
import { startRedis } from '../../support/redis.ts';
import { formatSpread, printTable, writeResults } from '../table.ts';
import { libraries } from './contenders.ts';
import { runRaces } from './races.ts';
import { measure, type Figure } from './rows.ts';

const { values } = parseArgs({
  options: { json: { type: 'string' }, quick: { type: 'boolean', default: false } },
});

const print = (line: string) => process.stdout.write(`${line}\n`);
const names = libraries.map(({ name }) => name);

/** One line per row name, one column per library. */
function printByLibrary<Result extends { readonly library: string }>(
  results: readonly Result[],
  rowOf: (result: Result) => string,
  cellOf: (result: Result) => string,
): void {
  const rows = [...Map.groupBy(results, rowOf)].map(([row, of]) => [
    row,
    ...names.map((name) =>
      of
        .filter(({ library }) => library === name)
        .map(cellOf)
        .join(),
    ),
  ]);
  printTable(['', ...names], rows);
}

function figureCell({ ratio, roundTrips, note, ...spread }: Figure): string {
  return [formatSpread(spread), `${ratio.toFixed(2)}×`, `${roundTrips} rt`, note]
    .filter((part) => part !== '')
    .join(', ');
}

const redis = await startRedis();
try {
  const races = await runRaces(libraries, redis, values.quick ? 3 : 10);
  print('stale answers');
  printByLibrary(
    races,
    ({ race }) => race,
    ({ stale, tries }) => `${stale} of ${tries}`,
  );
  const figures = await measure(libraries, redis, values.quick);
  print('microseconds per operation: median (lowest to highest), ratio to bare Keyv, round trips');
  printByLibrary(figures, ({ row }) => row, figureCell);
  if (values.json) await writeResults(values.json, values.quick, { figures, races });
} finally {
  await redis.stop();
}
