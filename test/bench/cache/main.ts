// Owns `npm run bench:cache`: our cache beside those that people use, in one process on one Redis of its own. It prints two tables
// and, with --json FILE, writes the figures. --quick takes fewer rounds and leaves the 100,000 entries out.
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { startRedis } from '../../support/redis.ts';
import { printTable } from '../table.ts';
import { libraries } from './contenders.ts';
import { runRaces, type RaceResult } from './races.ts';
import { measure, type Figure } from './rows.ts';

const { values } = parseArgs({
  options: { json: { type: 'string' }, quick: { type: 'boolean', default: false } },
});

const print = (line: string) => process.stdout.write(`${line}\n`);
const names = libraries.map(({ name }) => name);

function printFigures(figures: readonly Figure[]): void {
  print('microseconds for one operation: median (lowest to highest), ratio to bare Keyv, round trips');
  const rows = Map.groupBy(figures, ({ row }) => row);
  const cell = ({ median, lowest, highest, ratio, roundTrips, note }: Figure) => {
    const times = [median, lowest, highest].map((value) => Math.round(value).toLocaleString('en'));
    const spread = `${times[0] ?? ''} (${times[1] ?? ''} to ${times[2] ?? ''})`;
    return [spread, `${ratio.toFixed(2)}×`, `${roundTrips} rt`, ...(note ? [note] : [])].join(', ');
  };
  printTable(
    ['', ...names],
    [...rows].map(([row, of]) => [
      row,
      ...names.map((name) =>
        of
          .filter(({ library }) => library === name)
          .map(cell)
          .join(),
      ),
    ]),
  );
}

function printRaces(results: readonly RaceResult[]): void {
  print('stale answers, of so many tries');
  const rows = Map.groupBy(results, ({ race }) => race);
  const cell = ({ stale, tries }: RaceResult) => `${stale} of ${tries}`;
  printTable(
    ['', ...names],
    [...rows].map(([race, of]) => [
      race,
      ...names.map((name) =>
        of
          .filter(({ library }) => library === name)
          .map(cell)
          .join(),
      ),
    ]),
  );
}

const redis = await startRedis();
try {
  const races = await runRaces(libraries, redis, values.quick ? 3 : 10);
  printRaces(races);
  const figures = await measure(libraries, redis, values.quick);
  printFigures(figures);
  if (values.json) {
    const at = {
      node: process.version,
      platform: `${process.platform} ${process.arch}`,
      quick: values.quick,
    };
    await writeFile(values.json, `${JSON.stringify({ at, figures, races }, null, 2)}\n`);
  }
} finally {
  await redis.stop();
}
