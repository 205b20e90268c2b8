// `npm run bench:paths`: what reads and writes below HTTP cost beside a floor or another way of the same run, in turn.
import { ratioBenchCommand, type RatioOptions } from '../command.ts';
import { settleRatios, type Ratio } from '../kept-ratios.ts';
import { inRotation, quantile, ratiosOf, spreadOf } from '../spread.ts';
import { formatSpread, printTable, writeResults } from '../table.ts';
import { completions } from './completions.ts';
import { openGround } from './ground.ts';
import type { Path, Way } from './path.ts';
import { saves } from './saves.ts';
import { watchers } from './watchers.ts';

const values = ratioBenchCommand(
  'paths',
  'Measures cold completions, saveBio and watchers below HTTP, each beside another way or a floor.',
)
  .parse()
  .opts<RatioOptions>();
const ROUNDS = values.quick ? 5 : 25;

interface Measured {
  /** Of this process, milliseconds per operation. */
  readonly processorMs: number;
  /** The median of the operations, milliseconds. */
  readonly tookMs: number;
}

async function measure(way: Way, operations: number): Promise<Measured> {
  const took: number[] = [];
  const before = process.cpuUsage();
  for (let nth = 0; nth < operations; nth += 1) {
    const started = performance.now();
    await way.run(nth);
    took.push(performance.now() - started);
  }
  const { user, system } = process.cpuUsage(before);
  return { processorMs: (user + system) / 1000 / operations, tookMs: quantile(took, 0.5) };
}

/** The first way is what the others are compared to. */
async function figuresOf({ name, operations, ways }: Path) {
  // Compiles the code.
  for (const way of ways) await measure(way, operations);
  const rounds = await inRotation(ways, ROUNDS, (way) => measure(way, operations));
  const of = (way: Way | undefined, key: keyof Measured) =>
    (way ? (rounds.get(way) ?? []) : []).map((one) => one[key]);
  return ways.map((way) => ({
    path: name,
    way: way.name,
    processorMs: spreadOf(of(way, 'processorMs')),
    tookMs: spreadOf(of(way, 'tookMs')),
    processorRatio: spreadOf(ratiosOf(of(way, 'processorMs'), of(ways[0], 'processorMs'))),
    timeRatio: spreadOf(ratiosOf(of(way, 'tookMs'), of(ways[0], 'tookMs'))),
  }));
}

await using ground = await openGround();
const figures: Awaited<ReturnType<typeof figuresOf>> = [];
const kept: Ratio[] = [];
for (const path of [completions(ground, 100), completions(ground, 1), saves(ground), watchers(ground)]) {
  const ofPath = await figuresOf(path);
  figures.push(...ofPath);
  const [, second] = ofPath;
  if (!second) throw new Error(`${path.name} has one way only`);
  kept.push(
    { name: `${path.name}: ${second.way}, processor time`, ratio: second.processorRatio.median },
    { name: `${path.name}: ${second.way}, p50`, ratio: second.timeRatio.median },
  );
}
const two = (each: number) => each.toFixed(2);
process.stdout.write(`${ROUNDS} rounds in turn: median (lowest to highest)\n`);
printTable(
  ['', 'processor ms', '× the first', 'p50 ms', '× the first'],
  figures.map(({ path, way, processorMs, processorRatio, tookMs, timeRatio }) => [
    `${path}: ${way}`,
    ...[processorMs, processorRatio, tookMs, timeRatio].map((spread) => formatSpread(spread, two)),
  ]),
);
await settleRatios('paths', values, kept);
if (values.json) await writeResults(values.json, values.quick, { figures });
