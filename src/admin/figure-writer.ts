// Writes what this process counted, one row a minute, so that the charts of the dashboard survive restarts. One process also
// samples how many jobs wait. While Postgres is away nothing is written, and the next row has the counts.
import { randomInt, randomUUID } from 'node:crypto';
import { Prisma, writable } from '../database/client.ts';
import type { Services } from '../graphql/context.ts';
import { searchableTimes } from '../indexing/searchable-times.ts';
import type { Outcome, Outcomes } from '../jobs/outcomes.ts';

type FigureServices = Pick<Services, 'db' | 'jobs' | 'cache' | 'log'>;

export interface FigureWriter {
  /** Writes what was counted since the last row. */
  write(): Promise<void>;
  /** Writes the last row. */
  stop(): Promise<void>;
}

interface Counts {
  readonly searchable: readonly number[];
  readonly jobs: Outcomes;
  readonly hits: number;
  readonly misses: number;
}

const MINUTE_MS = 60_000;
/** Each process has a moment of its own in the minute, so that one sees that another has sampled the queues. */
const SPREAD_MS = 30_000;
const SAMPLED_MS = 45_000;

/** Counts from now on. */
export function startFigureWriter(services: FigureServices): FigureWriter {
  const { db, jobs, log } = services;
  const id = randomUUID();
  const offset = randomInt(SPREAD_MS);
  let last = readCounts(services);
  let writing = Promise.resolve();

  async function writeRow(): Promise<void> {
    const at = new Date(Date.now() - MINUTE_MS / 2);
    const counts = readCounts(services);
    const sampled = await db.systemFigure.findFirst({
      where: { at: { gt: new Date(at.getTime() - SAMPLED_MS) }, NOT: { queues: { equals: Prisma.DbNull } } },
      select: { at: true },
    });
    const queues = sampled ? undefined : await sampleQueues(jobs);
    const row = { at, process: id, ...sinceLast(counts, last), ...(queues && { queues }) };
    await writable(db).systemFigure.create({ data: row });
    last = counts;
  }

  /** One row after the other: each counts from the one before. */
  const write = () => (writing = writing.catch(() => undefined).then(writeRow));
  const writeOrTell = () =>
    write().catch((error: unknown) =>
      log.warn({ err: error }, 'the figures of the last minute were not written'),
    );
  let timer: NodeJS.Timeout;
  const schedule = () => {
    const wait = MINUTE_MS - ((Date.now() - offset) % MINUTE_MS);
    timer = setTimeout(() => void writeOrTell().then(schedule), wait).unref();
  };
  schedule();
  return {
    write,
    async stop() {
      clearTimeout(timer);
      await writeOrTell();
    },
  };
}

function readCounts({ jobs, cache }: FigureServices): Counts {
  const { hits, misses } = cache.counters();
  const missed = Object.values(misses).reduce((sum, count) => sum + count, 0);
  return { searchable: searchableTimes(jobs), jobs: jobs.outcomes(), hits, misses: missed };
}

function sinceLast(now: Counts, last: Counts) {
  const searchable = now.searchable.map((count, bin) => count - (last.searchable[bin] ?? 0));
  return {
    searchable: searchable.some((count) => count > 0) ? searchable : [],
    jobs: Object.fromEntries(
      Object.entries(now.jobs).map(([queue, outcomes]) => [
        queue,
        Object.fromEntries(
          Object.entries(outcomes).map(([outcome, count]) => [
            outcome,
            count - (last.jobs[queue]?.[outcome as Outcome] ?? 0),
          ]),
        ),
      ]),
    ),
    hits: now.hits - last.hits,
    misses: now.misses - last.misses,
  };
}

async function sampleQueues(jobs: Services['jobs']) {
  const queues = await jobs.queues();
  return Object.fromEntries(
    queues.map(({ name, waiting, delayed, deadLetters }) => [
      name,
      { depth: waiting + delayed, deadLetters },
    ]),
  );
}
