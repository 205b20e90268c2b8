// Reads the state of the whole system for administrators: once a second for all subscribers of this process, and not at all
// while there are none. While the index cannot be reached, its last number of documents stays.
import { Repeater, SlidingBuffer } from 'graphql-yoga';
import { LRUCache } from 'lru-cache';
import { outlivingRequest } from '../cancellation/current-signal.ts';
import { readAudit, type AuditFigures } from '../audit/figures.ts';
import type { CacheCounters } from '../cache/counters.ts';
import type { Services } from '../graphql/context.ts';
import { deploymentOf, foreignOwnerOf, needsFill, ownerOf } from '../indexing/target.ts';
import { withProgress, type RunProgress } from '../reindex/progress.ts';
import { SearchError } from '../search/errors.ts';
import type { InstanceStatus } from '../jobs/instances.ts';
import type { QueueStatus } from '../jobs/queues.ts';

/** What every process sees alike. */
export interface SharedState {
  readonly at: Date;
  readonly instances: InstanceStatus[];
  readonly queues: QueueStatus[];
  readonly search: SearchState;
}

export interface System extends SharedState {
  readonly runs: RunProgress[];
  readonly cache: CacheState;
  readonly audit: AuditFigures;
}

export interface CacheState extends Readonly<CacheCounters> {
  /** When its calls began to fail; null: the last one succeeded. */
  readonly unreachableSince: Date | null;
}

export interface SearchState {
  readonly reachable: boolean;
  /** Null: the index was not reached yet. */
  readonly documents: number | null;
  readonly publicProfiles: number;
  /** When a read failed first; null: the last one succeeded. */
  readonly unreachableSince: Date | null;
  /** The deployment that the index belongs to, where it is another one; null: it is not, or it was not read. */
  readonly foreignOwner: string | null;
  /** Why a run must fill the index; null: none must. */
  readonly notice: string | null;
}

type SystemServices = Pick<Services, 'db' | 'jobs' | 'cache' | 'search' | 'log'>;

const INTERVAL_MS = 1000;
/** Counting profiles and documents takes longer the more there are. */
const COUNT_EVERY_MS = 5000;
const MAX_RUNS = 8;
/** No entry is in this group. */
const PROBE = 'probe';

export interface SystemWatch {
  read(): Promise<System>;
  /** Without the runs and the audit, for what reads often. */
  readShared(): Promise<SharedState>;
  /** The state now, then once a second. */
  watch(): AsyncIterable<System>;
}

const watches = new WeakMap<Services['db'], SystemWatch>();

/** One watch per database: all subscribers share it. */
export function systemWatch(services: SystemServices): SystemWatch {
  const existing = watches.get(services.db);
  if (existing) return existing;
  const created = createSystemWatch(services);
  watches.set(services.db, created);
  return created;
}

function createSystemWatch(services: SystemServices): SystemWatch {
  const watchers = new Set<(system: System) => void>();
  const searchStates = new LRUCache<'index', SearchState>({
    max: 1,
    ttl: COUNT_EVERY_MS,
    noDeleteOnFetchRejection: true,
    // All callers share what is read.
    fetchMethod: (_key, last) => outlivingRequest(() => readSearch(services, last)),
  });
  let timer: NodeJS.Timeout | undefined;

  const readShared = () => readSharedState(services, () => searchStates.forceFetch('index'));
  const read = () => readSystem(services, readShared());

  async function tick(): Promise<void> {
    try {
      const system = await read();
      for (const push of watchers) push(system);
    } catch (error) {
      services.log.warn({ err: error }, 'reading the state of the system failed; trying again');
    }
    timer = watchers.size > 0 ? setTimeout(() => void tick(), INTERVAL_MS) : undefined;
  }

  return {
    read,
    readShared,
    watch: () =>
      new Repeater<System>(async (push, stop) => {
        const send = (system: System) => void push(system);
        send(await read());
        watchers.add(send);
        timer ??= setTimeout(() => void tick(), INTERVAL_MS);
        await stop;
        watchers.delete(send);
      }, new SlidingBuffer(1)),
  };
}

async function readSharedState(
  { jobs }: SystemServices,
  searchState: () => Promise<SearchState>,
): Promise<SharedState> {
  const [instances, queues, search] = await Promise.all([jobs.instances(), jobs.queues(), searchState()]);
  return { at: new Date(), instances, queues, search };
}

async function readSystem({ db, cache }: SystemServices, shared: Promise<SharedState>): Promise<System> {
  const [state, cacheState, runs, audit] = await Promise.all([
    shared,
    readCache(cache),
    db.reindexRun
      .findMany({ orderBy: { id: 'desc' }, take: MAX_RUNS })
      .then((rows) => withProgress(db, rows)),
    readAudit(db),
  ]);
  return { ...state, runs, cache: cacheState, audit };
}

/** Looks whether the cache answers, twice: one slow answer is no outage. */
async function readCache(cache: SystemServices['cache']): Promise<CacheState> {
  const look = () => cache.groupsInUse([PROBE]);
  await look()
    .catch(look)
    .catch(() => undefined);
  return { ...cache.counters(), unreachableSince: cache.failingSince() };
}

async function readSearch({ db, search }: SystemServices, last?: SearchState): Promise<SearchState> {
  const publicProfiles = await db.profile.count({ where: { visibility: 'PUBLIC' } });
  const notice = await needsFill(db, search);
  try {
    const [{ nbHits }, owner, own] = await Promise.all([
      search.search('', { hitsPerPage: 1 }),
      ownerOf(search),
      deploymentOf(db),
    ]);
    const foreignOwner = foreignOwnerOf(owner, own)?.deployment ?? null;
    return {
      ...{ reachable: true, documents: nbHits, publicProfiles, unreachableSince: null },
      ...{ foreignOwner, notice },
    };
  } catch (error) {
    if (error instanceof SearchError && error.code === 'NOT_FOUND') {
      const missing = `The index ${search.indexName} does not exist: a CHANGED run makes and fills it.`;
      return {
        ...{ reachable: true, documents: 0, publicProfiles, unreachableSince: null, foreignOwner: null },
        notice: notice ?? missing,
      };
    }
    const unreachableSince = last?.unreachableSince ?? new Date();
    return {
      ...{ reachable: false, documents: last?.documents ?? null, publicProfiles, unreachableSince },
      ...{ foreignOwner: last?.foreignOwner ?? null, notice },
    };
  }
}
