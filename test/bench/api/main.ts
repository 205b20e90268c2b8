// `npm run bench:api`: the processor time of a request, as nobody, as a person and as the administrator, beside bare Yoga, the same
// by plain `pg`, and a naive server; and its p99 at a half and at nine tenths of the most load. All in turn, so that what else
// runs on the machine changes the ratios least. It takes a quarter of an hour. --help lists the options.
import path from 'node:path';
import { ratioBenchCommand, type RatioOptions } from '../command.ts';
import { settleRatios } from '../kept-ratios.ts';
import { inRotation, ratiosOf, spreadOf, type Spread } from '../spread.ts';
import { formatCount, formatSpread, printTable, writeResults } from '../table.ts';
import { CONNECTIONS, load, type Round } from './load.ts';
import { CONSTANT, FLOORS, OPERATIONS, type Operation } from './operations.ts';
import { serve, type Target } from './served.ts';

const values = ratioBenchCommand(
  'api',
  'Measures the processor time of a request beside bare Yoga, plain pg and a naive server, and its p99 under load.',
)
  .option('--beside <folder>', 'measures another checkout too')
  .option('--profile <folder>', "writes Vitae's CPU profile there")
  .option('--only <text>', 'takes the operations whose name contains the text', '')
  .parse()
  .opts<RatioOptions & { beside?: string; profile?: string; only: string }>();

const [ROUNDS, SECONDS] = values.quick ? [3, 1] : [7, 3];
const PROFILES = 200;
const SHARES = [0.5, 0.9];

await using served = await serve({
  profiles: PROFILES,
  beside: values.beside === undefined ? null : path.resolve(values.beside),
  profileFolder: values.profile === undefined ? null : path.resolve(values.profile),
});

interface Measured {
  readonly operation: Operation;
  /** The server and its path. */
  readonly by: string;
  readonly target: Target;
  readonly path: string;
}

const operations = OPERATIONS.filter(({ name }) => name === CONSTANT || name.includes(values.only));
const measured: readonly Measured[] = operations.flatMap((operation) => [
  { operation, by: 'vitae', target: served.vitae, path: 'graphql' },
  ...(served.beside ? [{ operation, by: 'beside', target: served.beside, path: 'graphql' }] : []),
  ...operation.floors.map((floor) => ({ operation, by: floor, target: served.floors, path: floor })),
]);
const run = ({ operation, target, path }: Measured, seconds: number, perSecond?: number) =>
  load(served, target, operation, { path, seconds, ...(perSecond !== undefined && { perSecond }) });

// Compiles the code and caches every completion.
for (const each of measured) await run(each, SECONDS);
const rounds = await inRotation(measured, ROUNDS, (each) => run(each, SECONDS));
const valuesOf = (by: string, operation: Operation | undefined, key: keyof Round): number[] => {
  const found = measured.find((each) => each.by === by && each.operation === operation);
  return found ? (rounds.get(found) ?? []).map((one) => one[key]) : [];
};

const shares = operations.flatMap((operation) => SHARES.map((share) => ({ operation, share })));
const most = (operation: Operation) => spreadOf(valuesOf('vitae', operation, 'perSecond')).median;
const loaded = await inRotation(shares, Math.ceil(ROUNDS / 2), async ({ operation, share }) => {
  const each = { operation, by: 'vitae', target: served.vitae, path: 'graphql' };
  return (await run(each, SECONDS, share * most(operation))).p99Ms;
});

const [constant] = operations;
const ratio = (operation: Operation, by: string, of = operation): Spread | null => {
  const to = valuesOf(by, of, 'processorMicros');
  return to.length === 0 ? null : spreadOf(ratiosOf(valuesOf('vitae', operation, 'processorMicros'), to));
};
const figures = operations.map((operation) => ({
  operation: operation.name,
  as: operation.as,
  perSecond: spreadOf(valuesOf('vitae', operation, 'perSecond')),
  processorMicros: spreadOf(valuesOf('vitae', operation, 'processorMicros')),
  floors: Object.fromEntries(
    FLOORS.filter((floor) => operation.floors.includes(floor)).map((floor) => [
      floor,
      spreadOf(valuesOf(floor, operation, 'processorMicros')),
    ]),
  ),
  toBareYoga: ratio(operation, 'bare', constant),
  toPg: ratio(operation, 'pg'),
  toNaive: ratio(operation, 'naive'),
  toBeside: ratio(operation, 'beside'),
  p99Ms: Object.fromEntries(
    shares
      .filter((each) => each.operation === operation)
      .map((each) => [`${100 * each.share} %`, spreadOf(loaded.get(each) ?? [])]),
  ),
}));

process.stdout.write(
  `${CONNECTIONS} connections, ${ROUNDS} rounds of ${SECONDS} s in turn: median (lowest to highest)\n` +
    `×: processor time of Vitae's process to that of bare Yoga for ${CONSTANT}, and to the others for the same operation\n`,
);
const times = (spread: Spread | null) =>
  spread === null ? '' : formatSpread(spread, (value) => value.toFixed(2));
const head = ['', 'as', 'µs/request', '× bare Yoga', '× pg', '× naive'];
printTable(
  [
    ...head,
    ...(served.beside ? ['× beside'] : []),
    'requests/s',
    ...SHARES.map((share) => `p99 ms at ${100 * share} %`),
  ],
  figures.map((row) => [
    row.operation,
    row.as,
    formatSpread(row.processorMicros),
    ...[row.toBareYoga, row.toPg, row.toNaive].map(times),
    ...(served.beside ? [times(row.toBeside)] : []),
    formatCount(row.perSecond.median),
    ...Object.values(row.p99Ms).map((spread) => formatCount(spread.median)),
  ]),
);
await settleRatios(
  'api',
  values,
  figures.flatMap(({ operation, as, toBareYoga, toPg, toNaive }) =>
    Object.entries({ 'bare Yoga': toBareYoga, pg: toPg, 'the naive server': toNaive }).flatMap(
      ([to, spread]) =>
        spread === null ? [] : [{ name: `${operation} as ${as}, to ${to}`, ratio: spread.median }],
    ),
  ),
);
if (values.json) await writeResults(values.json, values.quick, { figures });
