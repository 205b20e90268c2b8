// Breaks things: kills processes, cuts connections, restarts Postgres and Redis, and sets the search server's faults.
// Everything is up again when `sabotage` resolves. A search fault stays until the next one.
import { z } from 'zod';
import type { FaultPlan } from '../../src/dev/search/faults.ts';
import { backUp } from '../support/backup.ts';
import { askLocal, deleteIndex, setFaults } from '../support/local-faults.ts';
import { expireHeartbeats, readJobs } from '../support/pgboss-tables.ts';
import type { Slot } from '../support/fleet.ts';
import { between, dealt, oneOf, shuffled, type Random } from './draw.ts';
import { HOSTS, OWN_CONNECTIONS, type StormParts } from './parts.ts';
import { count, type Tally } from './tally.ts';
import { eventually, until } from '../support/eventually.ts';
import { readPopulation, type Population } from './writers.ts';

export interface Sabotage {
  readonly parts: StormParts;
  readonly random: Random;
  readonly tally: Tally;
  readonly seed: number;
  /** Resolves after so many more answered writes. */
  readonly afterWrites: (writes: number) => Promise<void>;
  readonly population: Population;
}

const INDEX_DELETED = 'the index deleted';
const RESTORED = 'an older database restored';
/** After these the dashboard asks for a CHANGED run. */
export const NEED_A_RUN = [INDEX_DELETED, RESTORED] as const;

const DISRUPTIONS: Readonly<Record<string, (sabotage: Sabotage) => Promise<void>>> = {
  'a worker killed': async (sabotage) => {
    const { parts, random } = sabotage;
    await killAndStart(sabotage, [oneOf(parts.fleet.workers, random)]);
  },
  'all workers killed': (sabotage) => killAndStart(sabotage, sabotage.parts.fleet.workers),
  'an API process killed': async (sabotage) => {
    const { parts, random } = sabotage;
    await killAndStart(sabotage, [oneOf(parts.fleet.apis, random)]);
  },
  'connections to Postgres cut': async ({ parts, random, afterWrites }) => {
    for (let times = between(1, 4, random); times > 0; times -= 1) {
      await parts.sql(
        `SELECT pg_terminate_backend(pid) FROM (
          SELECT pid FROM pg_stat_activity
          WHERE datname = current_database() AND application_name <> $1 ORDER BY random() LIMIT $2) AS victims`,
        [OWN_CONNECTIONS, between(1, 12, random)],
      );
      await afterWrites(5);
    }
  },
  'Postgres restarted': ({ parts }) => parts.postgres.restart('fast'),
  'Postgres crashed': ({ parts }) => parts.postgres.restart('crash'),
  'Redis restarted': ({ parts }) => parts.redis.restartEmpty(),
  [INDEX_DELETED]: async ({ parts, afterWrites }) => {
    await until(async () => {
      await setFaults(parts.searchUrl, []);
      await deleteIndex(parts.searchUrl, parts.search.indexName);
      return true;
    });
    await afterWrites(3);
  },
  [RESTORED]: async ({ parts, random, population, afterWrites }) => {
    const backup = await backUp(parts.databaseUrl);
    await afterWrites(between(10, 30, random));
    await backup.restore();
    const { existing, deleted } = await eventually(() => readPopulation(parts));
    population.existing.clear();
    for (const id of existing) population.existing.add(id);
    population.deleted.splice(0, Infinity, ...deleted);
  },
};

type Faults = FaultPlan['faults'];

const SEARCH_FAULTS: Readonly<Record<string, (random: Random) => Faults>> = {
  latency: (random) => [{ kind: 'latency', ms: between(20, 600, random), probability: 0.5 }],
  'late tasks': (random) => [{ kind: 'lateTask', ms: between(50, 1500, random), probability: 0.5 }],
  '429 with Retry-After': () => [{ kind: 'rateLimit', retryAfterSeconds: 1, probability: 0.4 }],
  '5xx': (random) => [{ kind: 'status', status: oneOf([500, 502, 503, 504], random), probability: 0.4 }],
  resets: () => [{ kind: 'reset', probability: 0.4 }],
  'lost answers': () => [{ kind: 'lostAnswer', on: 'write', probability: 0.5 }],
  'one host down': (random) => [{ kind: 'reset', host: between(0, HOSTS - 1, random) }],
  'all hosts down': () => [{ kind: 'status', status: 503 }],
  'the key or the quota refused (403)': () => [{ kind: 'status', status: 403 }],
};

export const DISRUPTION_NAMES = Object.keys(DISRUPTIONS);
export const SEARCH_FAULT_NAMES = Object.keys(SEARCH_FAULTS);

/** Two disruptions, one after the other. */
export async function sabotage(work: Sabotage): Promise<void> {
  const { random, tally, seed, afterWrites } = work;
  for (const name of shuffled(dealt(DISRUPTION_NAMES, 2, seed), random)) {
    await afterWrites(between(3, 15, random));
    await DISRUPTIONS[name]?.(work);
    count(tally, name);
  }
}

/** Sets two search faults, one after the other. Each stays until it was hit. */
export async function failSearch({ parts, random, tally, seed, afterWrites }: Sabotage): Promise<void> {
  const { searchUrl } = parts;
  for (const name of shuffled(dealt(SEARCH_FAULT_NAMES, 2, seed), random)) {
    let struck = 0;
    while (struck === 0) {
      // Drawn again each time: clients avoid a host that failed, so its fault may never be hit.
      await setFaults(searchUrl, SEARCH_FAULTS[name]?.(random) ?? [], seed);
      await until(async () => (await strikes(searchUrl)) > 0, 3000).catch(() => undefined);
      await afterWrites(between(5, 20, random));
      struck = await strikes(searchUrl);
    }
    count(tally, name, struck);
  }
}

/** Kills while a job is active, and starts again after a few writes. */
async function killAndStart({ parts, random, afterWrites }: Sabotage, slots: readonly Slot[]): Promise<void> {
  await until(async () => (await readJobs(parts, '%', 'active')).length > 0, 60_000);
  await Promise.all(slots.map((slot) => slot.kill()));
  await expireHeartbeats(parts);
  await afterWrites(between(0, 15, random));
  await Promise.all(slots.map((slot) => slot.start()));
}

const describedRule = z.object({ faults: z.array(z.object({ struck: z.number() })) });

async function strikes(searchUrl: string): Promise<number> {
  return describedRule
    .parse(await askLocal(searchUrl, 'faults'))
    .faults.reduce((sum, { struck }) => sum + struck, 0);
}
