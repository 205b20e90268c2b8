// Measures each row of the cache bench. The libraries take turns in a rotating order. A figure is the median of its rounds. The
// ratio to bare Keyv is the median of the ratios per round, because other load on the machine changes that least.
import type { TestRedis } from '../../support/redis.ts';
import { inRotation, ratiosOf, spreadOf, type Spread } from '../spread.ts';
import { baseline, type Contender, type Item, type Library, type Payload } from './contenders.ts';
import { openWire, type Wire } from './wire.ts';

/** The spread is in microseconds per operation. */
export interface Figure extends Spread {
  readonly row: string;
  readonly library: string;
  /** The median of the rounds' ratios to bare Keyv. */
  readonly ratio: number;
  /** Processor time of this process, also for what is stored after the answer: the sum of the rounds to that of bare Keyv. */
  readonly processorRatio: number;
  /** Per operation. */
  readonly roundTrips: number;
  /** Further results, such as how often a stampede computed. */
  readonly note: string;
}

interface Row {
  readonly name: string;
  readonly operations: number;
  prepare?(cache: Contender): Promise<unknown>;
  /** For rows whose single operation cannot be repeated. */
  warmUp?(cache: Contender): Promise<unknown>;
  /** @param operation its number within the round */
  run(cache: Contender, operation: number): Promise<unknown>;
  /** The further results of one run. */
  note?(): string;
}

const payload: Payload = { version: 1, text: 'x'.repeat(700) };
const give = () => Promise.resolve(payload);

function item(id: number | string, tagCount: number): Item {
  return { key: `item-${id}`, tags: Array.from({ length: tagCount }, (_, nth) => `tag-${id}-${nth}`) };
}

function items(count: number, tagCount: number): Item[] {
  return Array.from({ length: count }, (_, id) => item(`${count}-${id}`, tagCount));
}

function hit(tagCount: number): Row {
  const one = item(`hit-${tagCount}`, tagCount);
  return {
    name: `hit, ${tagCount} tags`,
    operations: 200,
    prepare: (cache) => cache.setMany([one], payload),
    run: (cache) => cache.getOrCompute(one, give),
  };
}

function hits(count: number): Row {
  const many = items(count, 2);
  return {
    name: `${count} hits at once, 2 tags each`,
    operations: 10,
    prepare: (cache) => cache.setMany(many, payload),
    run: (cache) => cache.getMany(many),
  };
}

let unique = 0;

/** The usual miss: the tag exists and is newer than the entry. */
function missAfterInvalidation(): Row {
  const many = items(120, 1);
  return {
    name: 'miss after an invalidation, 1 tag',
    operations: 100,
    async prepare(cache) {
      await cache.setMany(many, payload);
      for (const one of many) await cache.invalidate(one.tags[0] ?? '', [one]);
    },
    run: (cache, operation) => cache.getOrCompute(many[operation] ?? item('beyond', 1), give),
  };
}

function miss(stored: boolean): Row {
  return {
    name: stored ? 'miss, 1 new tag, until it is stored' : 'miss, 1 new tag, until the answer',
    operations: 100,
    async run(cache) {
      unique += 1;
      await cache.getOrCompute(item(`miss-${unique}`, 1), give);
      if (stored) await cache.whenStored();
    },
  };
}

/** Of another entry each time, so that each is there to delete. */
function singleInvalidation(): Row {
  const many = items(120, 1);
  return {
    name: 'invalidation over 1 entry',
    operations: 100,
    prepare: (cache) => cache.setMany(many, payload),
    run(cache, operation) {
      const one = many[operation] ?? item('beyond', 1);
      return cache.invalidate(one.tags[0] ?? '', [one]);
    },
  };
}

function invalidation(count: number): Row {
  const many = items(count, 0).map(({ key }) => ({ key, tags: [`shared-${count}`] }));
  return {
    name: `invalidation over ${count} entries`,
    operations: 1,
    async prepare(cache) {
      for (let from = 0; from < count; from += 1000)
        await cache.setMany(many.slice(from, from + 1000), payload);
    },
    async warmUp(cache) {
      for (let nth = 0; nth < 50; nth += 1) await cache.invalidate(`other-${nth}`, [item(`other-${nth}`, 0)]);
    },
    run: (cache) => cache.invalidate(`shared-${count}`, many),
  };
}

/** Concurrent calls in one turn. */
function crowd(callers: number): Row {
  const one = item('crowd', 1);
  return {
    name: `${callers} callers of one hit`,
    operations: 5,
    prepare: (cache) => cache.setMany([one], payload),
    run: (cache) => Promise.all(Array.from({ length: callers }, () => cache.getOrCompute(one, give))),
  };
}

function stampede(callers: number): Row {
  const computed: number[] = [];
  return {
    name: `stampede of ${callers} callers`,
    operations: 1,
    async run(cache) {
      unique += 1;
      let times = 0;
      const one = item(`stampede-${unique}`, 1);
      const compute = async () => {
        times += 1;
        await new Promise((resolve) => setTimeout(resolve, 20));
        return payload;
      };
      await Promise.all(Array.from({ length: callers }, () => cache.getOrCompute(one, compute)));
      computed.push(times);
    },
    note: () => `computed ${median(computed.splice(0))}×`,
  };
}

interface Opened {
  readonly library: Library;
  readonly cache: Contender;
}

const rowsFor = (quick: boolean): Row[] => [
  ...[0, 1, 5, 20].map(hit),
  ...[100, 500].map(hits),
  missAfterInvalidation(),
  miss(false),
  miss(true),
  singleInvalidation(),
  ...(quick ? [1000] : [1000, 100_000]).map(invalidation),
  stampede(1000),
  crowd(1000),
];

export async function measure(
  libraries: readonly Library[],
  redis: Pick<TestRedis, 'url' | 'port' | 'command'>,
  quick: boolean,
): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const row of rowsFor(quick)) {
    await redis.command('FLUSHALL');
    const wire = await openWire(redis.port);
    const opened = await Promise.all(
      libraries.map(async (library) => ({ library, cache: await library.open(redis.url) })),
    );
    const rounds = quick || row.name.includes('100000') ? 5 : 15;
    const round = async ({ cache }: Opened) => {
      await redis.command('FLUSHALL');
      await row.prepare?.(cache);
      await warm(row, cache);
      return { ...(await timed(row, cache)), note: row.note?.() ?? '' };
    };
    // Compiles the code, of which some libraries have more than others.
    await inRotation(opened, 2, round);
    const measured = await inRotation(opened, rounds, round);
    const of = (one: Opened | undefined, key: 'took' | 'processor') =>
      ((one && measured.get(one)) ?? []).map((result) => result[key]);
    const bare = opened.find(({ library }) => library === baseline);
    for (const one of opened) {
      figures.push({
        row: row.name,
        library: one.library.name,
        ...spreadOf(of(one, 'took')),
        ratio: median(ratiosOf(of(one, 'took'), of(bare, 'took'))),
        processorRatio: sum(of(one, 'processor')) / sum(of(bare, 'processor')),
        roundTrips: await roundTripsOf(row, { ...one, wire }, () => redis.command('FLUSHALL')),
        note: measured.get(one)?.at(-1)?.note ?? '',
      });
      await one.cache.close();
    }
    wire.close();
  }
  return figures;
}

/** Compiles the code and connects before the measurement. */
async function warm(row: Row, cache: Contender): Promise<void> {
  await row.warmUp?.(cache);
  if (row.operations > 1)
    for (let nth = 0; nth < row.operations / 5; nth += 1) await row.run(cache, row.operations + nth);
  await cache.whenStored();
}

/** In microseconds per operation. */
async function timed(row: Row, cache: Contender): Promise<{ took: number; processor: number }> {
  const [started, used] = [performance.now(), process.cpuUsage()];
  for (let nth = 0; nth < row.operations; nth += 1) await row.run(cache, nth);
  const took = performance.now() - started;
  await cache.whenStored();
  const { user, system } = process.cpuUsage(used);
  return { took: (took * 1000) / row.operations, processor: (user + system) / row.operations };
}

/** Counts on a separate connection. The preparation uses the direct one. */
async function roundTripsOf(
  row: Row,
  { library, cache, wire }: Opened & { readonly wire: Wire },
  flush: () => Promise<unknown>,
): Promise<number> {
  await flush();
  await row.prepare?.(cache);
  await cache.whenStored();
  const counted = await library.open(wire.url);
  await warm(row, counted);
  wire.roundTrips();
  await row.run(counted, 0);
  await counted.whenStored();
  const trips = wire.roundTrips();
  row.note?.();
  await counted.close();
  return trips;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function median(values: readonly number[]): number {
  return spreadOf(values).median;
}
