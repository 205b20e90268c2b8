// Measures the latency of mutations with the search server up, slow and down, in rotating order, each time
// with an empty queue.
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { countOpenJobs, sqlOver } from '../../support/pgboss-tables.ts';
import { inRotation, quantile, ratiosOf, spreadOf, type Spread } from '../spread.ts';
import type { SearchServer } from './site.ts';
import type { Vitae } from './vitae.ts';
import { openWriter, type Writer } from './writes.ts';

export interface Latency {
  readonly server: string;
  /** In all rounds. */
  readonly mutations: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** The p99 divided by the p99 with the server up, in the same round. */
  readonly toUp: Spread;
}

export interface LatencyOptions {
  readonly rounds: number;
  /** In each round, with each state of the server. */
  readonly mutations: number;
}

const SLOW_MS = 2000;
const POLL_MS = 200;

/** Of the search server. */
interface State {
  readonly name: string;
  readonly begin: () => Promise<void>;
  readonly end: () => Promise<void>;
}

export async function measureMutations(
  vitae: Vitae,
  search: SearchServer,
  { rounds, mutations }: LatencyOptions,
): Promise<Latency[]> {
  const nothing = () => Promise.resolve();
  const up: State = { name: 'up', begin: nothing, end: nothing };
  const states: readonly State[] = [
    up,
    {
      name: `slow, ${SLOW_MS / 1000} s`,
      begin: () => search.delay(SLOW_MS),
      end: () => search.delay(0),
    },
    { name: 'down', begin: () => search.stop(), end: () => search.start() },
  ];
  const writer = await openWriter(vitae);
  const worker = await vitae.startWorker();
  let taken;
  try {
    // Compiles the code.
    await measureWrites(writer, mutations);
    taken = await inRotation(states, rounds, async ({ begin, end }) => {
      await emptyQueue(vitae.databaseUrl);
      await begin();
      const ms = await measureWrites(writer, mutations);
      await end();
      return ms;
    });
    await emptyQueue(vitae.databaseUrl);
  } finally {
    await worker.stop();
  }
  const p99s = (state: State) => (taken.get(state) ?? []).map((ms) => quantile(ms, 0.99));
  return states.map((state) => {
    const all = (taken.get(state) ?? []).flat();
    return {
      server: state.name,
      mutations: all.length,
      p50: quantile(all, 0.5),
      p99: quantile(all, 0.99),
      toUp: spreadOf(ratiosOf(p99s(state), p99s(up))),
    };
  });
}

async function measureWrites(writer: Writer, mutations: number): Promise<number[]> {
  const took: number[] = [];
  for (let nth = 0; nth < mutations; nth += 1) took.push((await writer.write()).ms);
  return took;
}

/** Waits until no profile is left to push. Workers check a paused queue once a minute. */
async function emptyQueue(databaseUrl: string): Promise<void> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 1 });
  const isOpen = async () =>
    (await countOpenJobs(sqlOver(pool))).some(({ name }) => name === 'profile-changed');
  try {
    while (await isOpen()) await delay(POLL_MS);
  } finally {
    await pool.end();
  }
}
