// Owns the state of the whole system at one moment, as an administrator watches it: read once a second for all who watch
// at this process, and not at all while nobody does. A part that cannot be read now keeps the last that was seen of it.
import { Repeater, SlidingBuffer } from 'graphql-yoga';
import type { CacheCounters } from '../cache/counters.ts';
import type { Services } from '../graphql/context.ts';
import { withProgress, type RunProgress } from '../reindex/progress.ts';
import type { InstanceStatus } from '../jobs/instances.ts';
import type { QueueStatus } from '../jobs/queues.ts';

export interface System {
  readonly at: Date;
  readonly instances: readonly InstanceStatus[];
  readonly queues: readonly QueueStatus[];
  readonly runs: readonly RunProgress[];
  readonly cache: Readonly<CacheCounters>;
  readonly search: SearchState;
}

export interface SearchState {
  readonly reachable: boolean;
  /** Null before the index was reached for the first time. */
  readonly documents: number | null;
  readonly publicProfiles: number;
}

type SystemServices = Pick<Services, 'db' | 'jobs' | 'cache' | 'search' | 'log'>;

const INTERVAL_MS = 1000;
/** Counting takes the longer the more there is, so it is not done at every look. */
const COUNTED_EVERY_MS = 5000;
const RUNS = 8;

export interface SystemWatch {
  look(): Promise<System>;
  /** The state as it is now, then once a second. */
  watch(): AsyncIterable<System>;
}

const watches = new WeakMap<Services['db'], SystemWatch>();

/** One per database, whoever asks. */
export function systemWatch(services: SystemServices): SystemWatch {
  const known = watches.get(services.db);
  if (known) return known;
  const made = createSystemWatch(services);
  watches.set(services.db, made);
  return made;
}

function createSystemWatch(services: SystemServices): SystemWatch {
  const watchers = new Set<(system: System) => void>();
  const searchState = remembered(() => readSearch(services));
  let timer: NodeJS.Timeout | undefined;

  const look = () => readSystem(services, searchState);

  async function tick(): Promise<void> {
    try {
      const system = await look();
      for (const push of watchers) push(system);
    } catch (error) {
      services.log.warn({ err: error }, 'the state of the system could not be read; trying again');
    }
    timer = watchers.size > 0 ? setTimeout(() => void tick(), INTERVAL_MS) : undefined;
  }

  return {
    look,
    watch: () =>
      new Repeater<System>(async (push, stop) => {
        const tell = (system: System) => void push(system);
        tell(await look());
        watchers.add(tell);
        timer ??= setTimeout(() => void tick(), INTERVAL_MS);
        await stop;
        watchers.delete(tell);
      }, new SlidingBuffer(1)),
  };
}

async function readSystem(
  { db, jobs, cache }: SystemServices,
  searchState: () => Promise<SearchState>,
): Promise<System> {
  const [instances, queues, runs, search] = await Promise.all([
    jobs.instances(),
    jobs.queues(),
    db.reindexRun.findMany({ orderBy: { id: 'desc' }, take: RUNS }).then((rows) => withProgress(db, rows)),
    searchState(),
  ]);
  return { at: new Date(), instances, queues, runs, cache: cache.counters(), search };
}

async function readSearch({ db, search }: SystemServices, last?: SearchState): Promise<SearchState> {
  const publicProfiles = await db.profile.count({ where: { visibility: 'PUBLIC' } });
  try {
    const { nbHits } = await search.search('', { hitsPerPage: 1 });
    return { reachable: true, documents: nbHits, publicProfiles };
  } catch {
    return { reachable: false, documents: last?.documents ?? null, publicProfiles };
  }
}

/** The same answer for a while, however often it is asked for. */
function remembered(read: (last?: SearchState) => Promise<SearchState>): () => Promise<SearchState> {
  let last: SearchState | undefined;
  let current: { answer: Promise<SearchState>; at: number } | undefined;
  return () => {
    if (!current || performance.now() - current.at > COUNTED_EVERY_MS) {
      const answer = read(last).then((state) => (last = state));
      current = { answer, at: performance.now() };
      answer.catch(() => (current = undefined));
    }
    return current.answer;
  };
}
