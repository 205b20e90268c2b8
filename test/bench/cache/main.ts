// `npm run bench:cache`: compares our cache with widely used ones, in one process on its own Redis. Prints two tables.
// --quick also skips the 100,000 entries.
import { startRedis } from '../../support/redis.ts';
import { ratioBenchCommand, type RatioOptions } from '../command.ts';
import { settleRatios } from '../kept-ratios.ts';
import { formatSpread, printTable, writeResults } from '../table.ts';
import { libraries } from './contenders.ts';
import { runRaces } from './races.ts';
import { measure, type Figure } from './rows.ts';

const values = ratioBenchCommand(
  'cache',
  'Compares the tagged cache with other caching libraries, on speed and on races.',
)
  .parse()
  .opts<RatioOptions>();

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

function figureCell({ ratio, processorRatio, roundTrips, note, ...spread }: Figure): string {
  return [
    formatSpread(spread),
    `${ratio.toFixed(2)}× (${processorRatio.toFixed(2)}×)`,
    `${roundTrips} rt`,
    note,
  ]
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
  print(
    'microseconds per operation: median (lowest to highest), ratio to bare Keyv (of processor time), round trips',
  );
  printByLibrary(figures, ({ row }) => row, figureCell);
  const ours = figures.filter(({ library }) => library === 'ours');
  await settleRatios(
    'cache',
    values,
    ours.flatMap(({ row, ratio, processorRatio }) => [
      { name: `${row}, time`, ratio },
      { name: `${row}, processor time`, ratio: processorRatio },
    ]),
  );
  if (values.json) await writeResults(values.json, values.quick, { figures, races });
} finally {
  await redis.stop();
}
