// Measures the latency of mutations with the search server up, slow and down, in rotating order. The queues are emptied in
// between.
import { quantile, spreadOf, type Spread } from '../spread.ts';
import { sql, type SearchServer } from './site.ts';
import type { Vitae } from './vitae.ts';
import { openWriter, type Writer } from './writes.ts';

export interface Latency {
  readonly server: string;
  /** In all rounds together. */
  readonly mutations: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** The p99 over that of the round's turn with the server up. */
  readonly toUp: Spread;
}

export interface LatencyOptions {
  readonly rounds: number;
  /** To each turn. */
  readonly mutations: number;
}

const SLOW_MS = 2000;
const LOOK_MS = 200;
const UP = 'up';

export async function measureMutations(
  vitae: Vitae,
  search: SearchServer,
  { rounds, mutations }: LatencyOptions,
): Promise<Latency[]> {
  const nothing = () => Promise.resolve();
  const turns: readonly { name: string; begin(): Promise<void>; end(): Promise<void> }[] = [
    { name: UP, begin: nothing, end: nothing },
    {
      name: `slow, ${SLOW_MS / 1000} s`,
      begin: () => search.delay(SLOW_MS),
      end: () => search.delay(0),
    },
    { name: 'down', begin: () => search.stop(), end: () => search.start() },
  ];
  const taken = new Map<string, number[][]>(turns.map(({ name }) => [name, []]));
  const writer = await openWriter(vitae);
  const worker = await vitae.startWorker();
  try {
    // Until the code is compiled.
    await take(writer, mutations);
    for (let round = 0; round < rounds; round += 1) {
      for (let turn = 0; turn < turns.length; turn += 1) {
        const one = turns[(round + turn) % turns.length];
        if (!one) continue;
        await emptyQueues(vitae.databaseUrl);
        await one.begin();
        taken.get(one.name)?.push(await take(writer, mutations));
        await one.end();
      }
    }
    await emptyQueues(vitae.databaseUrl);
  } finally {
    await worker.stop();
  }
  const p99s = (name: string) => (taken.get(name) ?? []).map((ms) => quantile(ms, 0.99));
  return turns.map(({ name: server }) => {
    const all = (taken.get(server) ?? []).flat();
    return {
      server,
      mutations: all.length,
      p50: quantile(all, 0.5),
      p99: quantile(all, 0.99),
      toUp: spreadOf(p99s(server).map((p99, round) => p99 / (p99s(UP)[round] ?? NaN))),
    };
  });
}

async function take(writer: Writer, mutations: number): Promise<number[]> {
  const took: number[] = [];
  for (let nth = 0; nth < mutations; nth += 1) took.push((await writer.write()).ms);
  return took;
}

/** A queue that was paused is looked at again within a minute. */
async function emptyQueues(databaseUrl: string): Promise<void> {
  for (;;) {
    const [open] = await sql<{ jobs: number }>(
      databaseUrl,
      `SELECT count(*)::int AS jobs FROM pgboss.job WHERE name = 'profile-changed' AND state < 'completed'`,
    );
    if (open?.jobs === 0) return;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}
