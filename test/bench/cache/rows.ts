// Owns what is measured, row by row, and how: the libraries take turns in an order that rotates, and each figure is the median of its
// rounds with the lowest and the highest beside it. The ratio to bare Keyv is the median of each round's own, which a machine that
// others use at the same time moves least.
import { baseline, type Contender, type Item, type Library, type Payload } from './contenders.ts';
import { openWire } from './wire.ts';

export interface Figure {
  readonly row: string;
  readonly library: string;
  /** Microseconds for one operation. */
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
  /** To bare Keyv: the median of the rounds' ratios. */
  readonly ratio: number;
  /** Of one operation. */
  readonly roundTrips: number;
  /** Further findings, such as how often a stampede computed. */
  readonly note: string;
}

interface Row {
  readonly name: string;
  readonly operations: number;
  prepare?(cache: Contender): Promise<unknown>;
  /** For rows of one operation, which cannot be repeated. */
  warmUp?(cache: Contender): Promise<unknown>;
  /** @param operation no two of a round have the same */
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

/** The usual one: the tag is there, and newer than the entry. */
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

/** All of one turn. */
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

const rowsFor = (quick: boolean): Row[] => [
  ...[0, 1, 5, 20].map(hit),
  ...[100, 500].map(hits),
  missAfterInvalidation(),
  miss(false),
  miss(true),
  ...(quick ? [1, 1000] : [1, 1000, 100_000]).map(invalidation),
  stampede(1000),
  crowd(1000),
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
    const rounds = quick ? 3 : row.name.includes('100000') ? 3 : 15;
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
    const bare = taking.find(({ library }) => library === baseline)?.took ?? [];
    for (const { library, cache, took } of taking) {
      figures.push({
        row: row.name,
        library: library.name,
        median: median(took),
        lowest: Math.min(...took),
        highest: Math.max(...took),
        ratio: median(took.map((one, round) => one / (bare[round] ?? Number.NaN))),
        roundTrips: await roundTripsOf(row, { library, cache, wire }, () => redis.command('FLUSHALL')),
        note: notes.get(library.name) ?? '',
      });
      await cache.close();
    }
    wire.close();
  }
  return figures;
}

/** So that nothing is compiled or connected inside the measurement. */
async function warm(row: Row, cache: Contender): Promise<void> {
  await row.warmUp?.(cache);
  if (row.operations > 1)
    for (let nth = 0; nth < row.operations / 5; nth += 1) await row.run(cache, row.operations + nth);
  await cache.settled();
}

async function timed(row: Row, cache: Contender): Promise<number> {
  const started = performance.now();
  for (let nth = 0; nth < row.operations; nth += 1) await row.run(cache, nth);
  const took = performance.now() - started;
  await cache.settled();
  return (took * 1000) / row.operations;
}

/** Counted on a connection of its own; what must be there before is put there directly. */
async function roundTripsOf(
  row: Row,
  through: { library: Library; cache: Contender; wire: { url: string; roundTrips(): number } },
  flush: () => Promise<unknown>,
): Promise<number> {
  const { library, cache, wire } = through;
  await flush();
  await row.prepare?.(cache);
  await cache.settled();
  const counted = await library.open(wire.url);
  await warm(row, counted);
  wire.roundTrips();
  await row.run(counted, 0);
  await counted.settled();
  const trips = wire.roundTrips();
  row.note?.();
  await counted.close();
  return trips;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
