// Owns what is measured, row by row, and how: the libraries take turns in an order that rotates, and each figure is the median of its
// rounds with the lowest and the highest beside it.
import type { Contender, Item, Library, Payload } from './contenders.ts';
import { openWire } from './wire.ts';

export interface Figure {
  readonly row: string;
  readonly library: string;
  /** Microseconds for one operation. */
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
  /** Of one operation; null where it was not counted. */
  readonly roundTrips: number | null;
  /** Further findings, such as how often a stampede computed. */
  readonly note: string;
}

interface Row {
  readonly name: string;
  readonly operations: number;
  prepare?(cache: Contender): Promise<unknown>;
  /** For rows of one operation, which cannot be repeated. */
  warmUp?(cache: Contender): Promise<unknown>;
  run(cache: Contender, operation: number): Promise<unknown>;
  /** What one run came to, for the note. */
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

function miss(stored: boolean): Row {
  return {
    name: stored ? 'miss, 1 tag, until it is stored' : 'miss, 1 tag, until the answer',
    operations: 100,
    async run(cache) {
      unique += 1;
      await cache.getOrCompute(item(`miss-${unique}`, 1), give);
      if (stored) await cache.settled();
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

const rowsFor = (quick: boolean): Row[] => [
  ...[0, 1, 5, 20].map(hit),
  ...[100, 500].map(hits),
  miss(false),
  miss(true),
  ...(quick ? [1, 1000] : [1, 1000, 100_000]).map(invalidation),
  stampede(1000),
];

export async function measure(
  libraries: readonly Library[],
  redis: { url: string; port: number; command(...args: string[]): Promise<string> },
  quick: boolean,
): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const row of rowsFor(quick)) {
    await redis.command('FLUSHALL');
    const wire = await openWire(redis.port);
    const taking = await Promise.all(
      libraries.map(async (library) => ({
        library,
        cache: await library.open(redis.url),
        took: [] as number[],
      })),
    );
    const notes = new Map<string, string>();
    const rounds = quick ? 3 : row.name.includes('100000') ? 3 : 9;
    for (let round = 0; round < rounds; round += 1) {
      for (let turn = 0; turn < taking.length; turn += 1) {
        const one = taking[(round + turn) % taking.length];
        if (!one) continue;
        await redis.command('FLUSHALL');
        await row.prepare?.(one.cache);
        await warm(row, one.cache);
        one.took.push(await timed(row, one.cache));
        notes.set(one.library.name, row.note?.() ?? '');
      }
    }
    for (const { library, cache, took } of taking) {
      await cache.close();
      figures.push({
        row: row.name,
        library: library.name,
        median: median(took),
        lowest: Math.min(...took),
        highest: Math.max(...took),
        roundTrips: await roundTripsOf(row, library, wire, () => redis.command('FLUSHALL')),
        note: notes.get(library.name) ?? '',
      });
    }
    wire.close();
  }
  return figures;
}

/** So that nothing is compiled or connected inside the measurement. */
async function warm(row: Row, cache: Contender): Promise<void> {
  await row.warmUp?.(cache);
  if (row.operations > 1) for (let nth = 0; nth < row.operations / 5; nth += 1) await row.run(cache, nth);
  await cache.settled();
}

async function timed(row: Row, cache: Contender): Promise<number> {
  const started = performance.now();
  for (let nth = 0; nth < row.operations; nth += 1) await row.run(cache, nth);
  const took = performance.now() - started;
  await cache.settled();
  return (took * 1000) / row.operations;
}

async function roundTripsOf(
  row: Row,
  library: Library,
  wire: { url: string; roundTrips(): number },
  flush: () => Promise<unknown>,
): Promise<number | null> {
  if (row.name.includes('100000')) return null;
  await flush();
  const cache = await library.open(wire.url);
  await row.prepare?.(cache);
  await warm(row, cache);
  wire.roundTrips();
  await row.run(cache, 0);
  await cache.settled();
  const counted = wire.roundTrips();
  row.note?.();
  await cache.close();
  return counted;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
