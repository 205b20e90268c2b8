// The model for the invariant: a database of version counters, and several processes, each with a cache, over one shared
// store. fast-check's scheduler orders every step of every call. A stale answer throws.
import type { Scheduler } from 'fast-check';
import type { CacheEntry, TaggedCache } from '../../src/cache/contract.ts';
import type { CacheStore } from '../../src/cache/store.ts';
import type { createTaggedCache } from '../../src/cache/tagged-cache.ts';

export const KEYS = 2;
export const PROCESSES = 2;
const ERA_MS = 1000;
const NAMESPACE = 'world';

type Call = 'getMany' | 'setMany';
/** `refused`: no effect. `unanswered`: takes effect, the answer is lost. `late`: takes effect after the caller has given up. */
type Fault = 'refused' | 'unanswered' | 'late';

export type Step =
  | { readonly kind: 'read'; readonly process: number; readonly together: readonly (readonly number[])[] }
  | { readonly kind: 'write'; readonly process: number; readonly key: number }
  | { readonly kind: 'writeAll'; readonly process: number }
  | { readonly kind: 'evict'; readonly nth: number }
  | { readonly kind: 'lose' }
  | { readonly kind: 'elapse'; readonly ms: number }
  | { readonly kind: 'fail'; readonly call: Call; readonly fault: Fault; readonly times: number };

/** The store without faults. */
export interface Backing extends Pick<CacheStore, 'getMany' | 'setMany'> {
  /** Removes one key, chosen by a number. */
  evict(nth: number): Promise<void>;
  lose(): Promise<void>;
}

/** A row's version, and the era of its computation. Time alone changes the era. */
interface Value {
  readonly version: number;
  readonly era: number;
}

class StaleAnswer extends Error {}

export function memoryBacking(): Backing {
  const kept = new Map<string, string>();
  return {
    getMany: (keys) => Promise.resolve(keys.map((key) => kept.get(key))),
    setMany(writes) {
      for (const { key, value } of writes) kept.set(key, value);
      return Promise.resolve();
    },
    evict(nth) {
      const key = [...kept.keys()][nth % Math.max(kept.size, 1)];
      if (key !== undefined) kept.delete(key);
      return Promise.resolve();
    },
    lose() {
      kept.clear();
      return Promise.resolve();
    },
  };
}

type Turn = (label: string) => Promise<void>;

/** The state of one run of the model. */
interface World {
  readonly backing: Backing;
  readonly caches: readonly TaggedCache<Value>[];
  /** Waits until the scheduler continues this call. */
  readonly turn: Turn;
  /** What the store's next calls do. */
  readonly faults: Readonly<Record<Call, Fault[]>>;
  readonly clock: { now: number };
  /** The committed version of each key. */
  readonly versions: number[];
  /** The version of each key that every process must return at least. */
  readonly acknowledged: number[];
  /** The same for the process that wrote, which also knows of writes that were not acknowledged. */
  readonly acknowledgedIn: readonly number[][];
}

/** Runs the lanes concurrently, the steps of each lane in order. @throws StaleAnswer */
export async function runLanes(
  scheduler: Scheduler,
  backing: Backing,
  create: typeof createTaggedCache,
  lanes: readonly (readonly Step[])[],
): Promise<void> {
  const turn: Turn = (label) => scheduler.schedule(Promise.resolve(), label);
  const world = createWorld(backing, create, turn);
  const running = lanes.map(async (steps, lane) => {
    for (const step of steps) {
      await turn(`lane ${lane}: ${step.kind}`);
      await perform(world, step);
    }
  });
  await scheduler.waitFor(Promise.all(running));
}

function createWorld(backing: Backing, create: typeof createTaggedCache, turn: Turn): World {
  const faults: Record<Call, Fault[]> = { getMany: [], setMany: [] };
  const clock = { now: 0 };
  const zeros = () => Array.from({ length: KEYS }, () => 0);
  const acknowledgedIn = Array.from({ length: PROCESSES }, zeros);
  const caches = acknowledgedIn.map((_, process) =>
    create<Value>({
      store: faulty(backing, faults, turn),
      namespace: NAMESPACE,
      decode: (json) => json as Value,
      expiresAt: ({ era }) => (era + 1) * ERA_MS,
      maxTtlMs: 10 * ERA_MS,
      // One process puts every tag in quarantine after a single failed invalidation.
      quarantineLimit: process === 0 ? 0 : 100,
      breaker: { failures: 3, openMs: 5 },
      // One process leaves it to the lanes to try again.
      retryMs: process === 0 ? Infinity : 0,
      now: () => clock.now,
    }),
  );
  return { backing, caches, turn, faults, clock, versions: zeros(), acknowledged: zeros(), acknowledgedIn };
}

async function perform(world: World, step: Step): Promise<void> {
  const { backing, clock, faults, versions } = world;
  switch (step.kind) {
    case 'read':
      await Promise.all(step.together.map((keys) => read(world, step.process, keys)));
      return;
    case 'write':
      return write(world, step.process, [step.key], (cache) => cache.invalidate([`of-${step.key}`]));
    case 'writeAll':
      return write(world, step.process, [...versions.keys()], (cache) => cache.invalidate(['of-all']));
    case 'evict':
      return backing.evict(step.nth);
    case 'lose':
      return backing.lose();
    case 'elapse':
      clock.now += step.ms;
      return;
    case 'fail':
      for (let nth = 0; nth < step.times; nth += 1) faults[step.call].push(step.fault);
      return;
  }
}

const cacheOf = ({ caches }: World, process: number) => caches[process] as TaggedCache<Value>;

async function read(world: World, process: number, keys: readonly number[]): Promise<void> {
  const { acknowledged, acknowledgedIn, clock } = world;
  const era = Math.floor(clock.now / ERA_MS);
  const floors = keys.map((key) =>
    Math.max(acknowledged[key] as number, acknowledgedIn[process]?.[key] as number),
  );
  const values = await cacheOf(world, process).getOrComputeMany(keys.map(entryOf), (missing) =>
    query(
      world,
      missing.map(({ id }) => id),
    ),
  );
  for (const [index, value] of values.entries()) {
    const floor = floors[index] as number;
    if (value.version < floor || value.era < era) {
      const asked = `key ${keys[index] as number} of process ${process}`;
      throw new StaleAnswer(
        `${asked}: ${JSON.stringify(value)}, expected at least version ${floor}, era ${era}`,
      );
    }
  }
}

async function query({ turn, versions, clock }: World, keys: readonly number[]): Promise<Value[]> {
  await turn('query arrives');
  const rows = keys.map((key) => ({
    version: versions[key] as number,
    era: Math.floor(clock.now / ERA_MS),
  }));
  await turn('rows return');
  return rows;
}

async function write(
  world: World,
  process: number,
  keys: readonly number[],
  invalidate: (of: TaggedCache<Value>) => Promise<void>,
): Promise<void> {
  const { turn, versions, acknowledged, acknowledgedIn, clock } = world;
  await turn('commit');
  const written = keys.map((key) => [key, (versions[key] = (versions[key] as number) + 1)] as const);
  const raise = (floors: number[]) => {
    for (const [key, version] of written) floors[key] = Math.max(floors[key] as number, version);
  };
  // The writer's process tries first, then any process, as a sweep does.
  for (let attempt = 0; attempt < 4; attempt += 1) {
    const by = (process + attempt) % PROCESSES;
    try {
      await invalidate(cacheOf(world, by));
      raise(acknowledged);
      return;
    } catch {
      // The caller knows that its write happened. From here on its own process must return it.
      raise(acknowledgedIn[by] as number[]);
      clock.now += 5;
      await turn('try again');
    }
  }
}

function entryOf(id: number): CacheEntry & { id: number } {
  return { id, key: String(id), group: 'of-all', tags: [`of-${id}`] };
}

function faulty(backing: Backing, faults: Record<Call, Fault[]>, turn: Turn): CacheStore {
  function callLate(label: Call, takeEffect: () => Promise<unknown>): void {
    // The run may have ended by then, and its store with it.
    turn(`${label} happens late`)
      .then(takeEffect)
      .catch(() => undefined);
  }

  async function call<T>(label: Call, takeEffect: () => Promise<T>): Promise<T> {
    await turn(`${label} arrives`);
    const fault = faults[label].shift();
    if (fault === 'late') callLate(label, takeEffect);
    if (fault === 'refused' || fault === 'late') throw new Error(`${label} failed`);
    const answer = await takeEffect();
    await turn(`${label} answers`);
    if (fault === 'unanswered') throw new Error(`${label} was not answered`);
    return answer;
  }
  return {
    getMany: (keys) => call('getMany', () => backing.getMany(keys)),
    setMany: (writes) => call('setMany', () => backing.setMany(writes)),
    setAndGetMany: (writes) =>
      call('setMany', async () => {
        await backing.setMany(writes);
        return writes.map(({ value }) => value);
      }),
    identity: () => Promise.resolve(null),
    reset: () => undefined,
    close: () => Promise.resolve(),
  };
}
