// Describes the JSON file of the bench, and prints its tables.
import type { Spread } from '../spread.ts';
import { formatCount as count, formatSpread, printTable } from '../table.ts';
import type { Comparison } from './comparison.ts';
import type { Dispatched } from './dispatch.ts';
import type { Grown } from './growth.ts';
import type { Latency } from './mutation-latency.ts';
import type { Searchable } from './searchable.ts';

export interface Machine {
  readonly processor: string;
  readonly cores: number;
  /** Bytes. */
  readonly memory: number;
  readonly platform: string;
  readonly node: string;
  readonly postgres: string;
}

export interface Figures {
  readonly machine: Machine;
  readonly growth: readonly Grown[];
  readonly comparison: Comparison;
  readonly dispatch: Dispatched;
  readonly searchable: readonly Searchable[];
  readonly mutations: readonly Latency[];
}

const megabytes = (bytes: number | null) => (bytes === null ? '?' : count(bytes / 1e6));
const seconds = (ms: number) => (ms / 1000).toLocaleString('en', { maximumSignificantDigits: 3 });
const ms = (value: number) => value.toLocaleString('en', { maximumSignificantDigits: 3 });
const times = (spread: Spread) => formatSpread(spread, (value) => value.toFixed(2));

const print = (line: string) => process.stdout.write(`${line}\n`);

export function describeMachine({ processor, cores, memory, platform, node, postgres }: Machine): string {
  return `${processor}, ${cores} cores, ${count(memory / 2 ** 30)} GB, ${platform}, Node ${node}, Postgres ${postgres}`;
}

export function printComparison({ profiles, rounds, fill, rows }: Comparison): void {
  print(`${count(profiles)} public profiles, median of ${rounds} rounds (lowest to highest)`);
  printTable(
    ['', 'seconds', 'profiles/s', 'own µs/profile', 'peak MB', 'time / floor', 'time / FULL'],
    rows.map((one) => [
      one.row,
      formatSpread(one.ms, seconds),
      count(one.perSecond),
      one.processorMicros === null ? '?' : count(one.processorMicros),
      megabytes(one.peakBytes),
      times(one.toFloor),
      times(one.toFull),
    ]),
  );
  print(`FULL into the empty index before: ${seconds(fill.ms)} s, peak ${megabytes(fill.peakBytes)} MB\n`);
}

export function printGrowth(growth: readonly Grown[]): void {
  print('By table size: time and peak memory of the process');
  const sizes = [...new Set(growth.map(({ profiles }) => profiles))];
  const cell = ({ ms: took, peakBytes, because, written, profiles }: Grown) => {
    const done = `${seconds(took)} s, ${megabytes(peakBytes)} MB`;
    return because === null ? done : `stopped: ${because} (${done}, ${count((100 * written) / profiles)} %)`;
  };
  printTable(
    ['', ...sizes.map(count)],
    [...Map.groupBy(growth, ({ way }) => way)].map(([way, of]) => [
      way,
      ...sizes.map((size) =>
        of
          .filter(({ profiles }) => profiles === size)
          .map(cell)
          .join(),
      ),
    ]),
  );
  const ours = growth.filter(({ way }) => way === growth[0]?.way);
  const [first, last] = [ours[0], ours.at(-1)];
  if (!first || !last || first === last) return;
  const factor = (of: (one: Grown) => number) => (of(last) / of(first)).toFixed(2);
  const memory = last.peakBytes && first.peakBytes ? factor(({ peakBytes }) => peakBytes ?? NaN) : '?';
  print(
    `Ours, ${factor(({ profiles }) => profiles)} × the profiles: ${factor(({ ms: took }) => took)} × the time, ${memory} × the memory\n`,
  );
}

export function printDispatch({ ids, batches, ms: took, idsPerSecond, peakBytes }: Dispatched): void {
  print(
    `Dispatch of ${count(ids)} ids, ${count(batches)} batches: ${seconds(took)} s, ${count(idsPerSecond)} ids/s, peak ${megabytes(peakBytes)} MB\n`,
  );
}

export function printSearchable(rows: readonly Searchable[]): void {
  print('From a write to searchable, milliseconds');
  printTable(
    ['', 'writes', 'p50', 'p99', 'longest', 'the mutation alone, p50'],
    rows.map(({ when, writes, p50, p99, longest, mutationP50 }) => [
      when,
      count(writes),
      ms(p50),
      ms(p99),
      ms(longest),
      ms(mutationP50),
    ]),
  );
}

export function printMutations(rows: readonly Latency[]): void {
  print('A mutation, milliseconds, by the state of the search server');
  printTable(
    ['', 'mutations', 'p50', 'p99', "p99 / the same round's up"],
    rows.map(({ server, mutations, p50, p99, toUp }) => [
      server,
      count(mutations),
      ms(p50),
      ms(p99),
      times(toUp),
    ]),
  );
}
