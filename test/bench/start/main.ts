// `npm run bench:start`: how long a start on an existing folder takes, and the memory of the idle process, beside loading the
// modules alone, in turn.
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startServerProcess, temporaryDataDir } from '../../support/vitae-process.ts';
import { ratioBenchCommand, type RatioOptions } from '../command.ts';
import { settleRatios } from '../kept-ratios.ts';
import { processorMsOf, residentBytesOf } from '../process-figures.ts';
import { inRotation, ratiosOf, spreadOf } from '../spread.ts';
import { formatSpread, printTable, writeResults } from '../table.ts';

const values = ratioBenchCommand(
  'start',
  'Measures the time and memory of a start on an existing folder, beside loading its modules.',
)
  .option('--beside <folder>', 'measures another checkout too')
  .parse()
  .opts<RatioOptions & { beside?: string }>();

const ROUNDS = values.quick ? 3 : 9;
/** Until the memory of an idle process is read. */
const IDLE_MS = 5000;

interface Contender {
  readonly name: string;
  readonly script: string;
  readonly cwd: string | undefined;
}

const MAIN = 'src/main.ts';
const contenders: readonly Contender[] = [
  { name: 'Vitae', script: MAIN, cwd: undefined },
  ...(values.beside === undefined
    ? []
    : [{ name: 'beside', script: MAIN, cwd: path.resolve(values.beside) }]),
  { name: 'its modules alone', script: 'test/bench/start/modules.ts', cwd: undefined },
];

interface Started {
  readonly ms: number;
  readonly processorMs: number;
  readonly residentMiB: number;
}

async function start({ script, cwd }: Contender, dataDir: string): Promise<Started> {
  const began = performance.now();
  const server = await startServerProcess({ DATA_DIR: dataDir, PORT: '0' }, undefined, script, cwd);
  const ms = performance.now() - began;
  const processorMs = processorMsOf(server.pid) ?? NaN;
  await delay(IDLE_MS);
  const residentMiB = (residentBytesOf(server.pid) ?? NaN) / 2 ** 20;
  await server.stop();
  return { ms, processorMs, residentMiB };
}

const { dataDir, remove } = await temporaryDataDir();
try {
  // Makes the folder, and compiles the code.
  for (const each of contenders) await start(each, dataDir);
  const rounds = await inRotation(contenders, ROUNDS, (each) => start(each, dataDir));
  const valuesOf = (each: Contender | undefined, key: keyof Started) =>
    (each ? (rounds.get(each) ?? []) : []).map((one) => one[key]);
  const figures = contenders.map((each) => {
    const of = (key: keyof Started) => spreadOf(valuesOf(each, key));
    return {
      name: each.name,
      ms: of('ms'),
      processorMs: of('processorMs'),
      residentMiB: of('residentMiB'),
    };
  });
  process.stdout.write(`${ROUNDS} starts in turn: median (lowest to highest)\n`);
  printTable(
    ['', 'ms until it is up', 'processor ms', 'MiB after some idle seconds'],
    figures.map(({ name, ms, processorMs, residentMiB }) => [
      name,
      ...[ms, processorMs, residentMiB].map((spread) => formatSpread(spread)),
    ]),
  );
  const toModules = (key: keyof Started) =>
    spreadOf(ratiosOf(valuesOf(contenders[0], key), valuesOf(contenders.at(-1), key))).median;
  await settleRatios('start', values, [
    { name: 'time, to its modules alone', ratio: toModules('ms') },
    { name: 'processor time, to its modules alone', ratio: toModules('processorMs') },
    { name: 'memory, to its modules alone', ratio: toModules('residentMiB') },
  ]);
  if (values.json) await writeResults(values.json, values.quick, { figures });
} finally {
  await remove();
}
