// Owns everything that breaks: processes killed, connections cut, Postgres and Redis ended and started, and each way in which
// the search server fails. What is down is up again when a sabotage resolves; a search server's faults stay until the next.
import { z } from 'zod';
import type { FaultPlan } from '../../src/dev/search/faults.ts';
import { setFaults } from '../support/local-faults.ts';
import type { Slot } from '../support/fleet.ts';
import { between, oneOf, shuffled, type Random } from './draw.ts';
import { HOSTS, OWN_CONNECTIONS, type StormParts } from './parts.ts';
import { mournKilled } from './time.ts';
import { count, type Tally } from './tally.ts';
import { until } from '../support/eventually.ts';

export interface Sabotage {
  readonly parts: StormParts;
  readonly random: Random;
  readonly tally: Tally;
  readonly seed: number;
  /** Resolves once so many more writes were answered. */
  readonly afterWrites: (writes: number) => Promise<void>;
}

const DEEDS: Readonly<Record<string, (sabotage: Sabotage) => Promise<void>>> = {
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
};

type Faults = FaultPlan['faults'];

const FAULTS: Readonly<Record<string, (random: Random) => Faults>> = {
  latency: (random) => [{ kind: 'latency', ms: between(20, 600, random), probability: 0.5 }],
  'late tasks': (random) => [{ kind: 'lateTask', ms: between(50, 1500, random), probability: 0.5 }],
  '429 with Retry-After': () => [{ kind: 'rateLimit', retryAfterSeconds: 1, probability: 0.4 }],
  '5xx': (random) => [{ kind: 'status', status: oneOf([500, 502, 503, 504], random), probability: 0.4 }],
  resets: () => [{ kind: 'reset', probability: 0.4 }],
  'lost answers': () => [{ kind: 'lostAnswer', on: 'write', probability: 0.5 }],
  'one host down': (random) => [{ kind: 'reset', host: between(0, HOSTS - 1, random) }],
  'all hosts down': () => [{ kind: 'status', status: 503 }],
};

/** What must have happened in as many seeds in a row as there are deeds, or faults. */
export const DEED_NAMES = Object.keys(DEEDS);
export const FAULT_NAMES = Object.keys(FAULTS);

/** The deed whose turn it is by the seed, and in every second storm a worker's death. */
export async function sabotage(work: Sabotage): Promise<void> {
  const { random, tally, seed, afterWrites } = work;
  const names = [dealt(DEED_NAMES, seed), ...(random() < 0.5 ? ['a worker killed'] : [])];
  for (const name of shuffled(names, random)) {
    await afterWrites(between(3, 15, random));
    await DEEDS[name]?.(work);
    count(tally, name);
  }
}

/** Each fault stays until it has struck. */
export async function failSearch({ parts, random, tally, seed, afterWrites }: Sabotage): Promise<void> {
  const { searchUrl } = parts;
  for (const name of shuffled([dealt(FAULT_NAMES, seed), oneOf(FAULT_NAMES, random)], random)) {
    let struck = 0;
    while (struck === 0) {
      // Drawn anew, since nobody asks a host that a client takes for dead.
      await setFaults(searchUrl, FAULTS[name]?.(random) ?? [], seed);
      await until(async () => (await strikes(searchUrl)) > 0, 3000).catch(() => undefined);
      await afterWrites(between(5, 20, random));
      struck = await strikes(searchUrl);
    }
    count(tally, name, struck);
  }
}

/** The one whose turn it is: in as many seeds in a row as there are names, each has its turn. */
function dealt(names: readonly string[], seed: number): string {
  return names[seed % names.length] ?? '';
}

/** In the middle of a job; and others go on without them for a while. */
async function killAndStart({ parts, random, afterWrites }: Sabotage, slots: readonly Slot[]): Promise<void> {
  await until(
    async () => (await parts.sql(`SELECT FROM pgboss.job WHERE state = 'active' LIMIT 1`)).length > 0,
    60_000,
  );
  await Promise.all(slots.map((slot) => slot.kill()));
  await mournKilled(parts);
  await afterWrites(between(0, 15, random));
  await Promise.all(slots.map((slot) => slot.start()));
}

const describedRule = z.object({ faults: z.array(z.object({ struck: z.number() })) });

async function strikes(searchUrl: string): Promise<number> {
  const answer: unknown = await (await fetch(`${searchUrl}/_local/faults`)).json();
  return describedRule.parse(answer).faults.reduce((sum, { struck }) => sum + struck, 0);
}
