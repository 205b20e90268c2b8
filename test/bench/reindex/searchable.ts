// Measures the time from a write until the index holds it, without other work and during FULL runs. Sends one write at a time,
// each to another profile.
import { setTimeout as pause } from 'node:timers/promises';
import { quantile } from '../spread.ts';
import type { SearchServer } from './site.ts';
import { runToEnd, type Vitae } from './vitae.ts';
import { openWriter, type Writer } from './writes.ts';

export interface Searchable {
  readonly when: string;
  readonly writes: number;
  /** Milliseconds from the request of the mutation until the index holds its write. */
  readonly p50: number;
  readonly p99: number;
  readonly longest: number;
  /** Of the mutation, until its response. */
  readonly mutationP50: number;
}

const POLL_MS = 2;
const PAUSE_MS = 10;
const DEADLINE_MS = 60_000;

export async function measureSearchable(
  vitae: Vitae,
  search: SearchServer,
  writes: number,
): Promise<Searchable[]> {
  const writer = await openWriter(vitae);
  const worker = await vitae.startWorker();
  try {
    // Compiles the code.
    await measureWrites('', writer, search, Math.ceil(writes / 5));
    const idle = await measureWrites('idle', writer, search, writes);
    const reindexing = keepReindexing(vitae);
    const busy = await measureWrites('under a full reindex', writer, search, writes);
    await reindexing.stop();
    return [idle, busy];
  } finally {
    await worker.stop();
  }
}

async function measureWrites(
  when: string,
  writer: Writer,
  search: SearchServer,
  writes: number,
): Promise<Searchable> {
  const took: number[] = [];
  const mutations: number[] = [];
  for (let nth = 0; nth < writes; nth += 1) {
    const started = performance.now();
    const { profileId, revision, ms } = await writer.write();
    mutations.push(ms);
    while (((await search.revisionOf(profileId)) ?? 0) < revision) {
      if (performance.now() - started > DEADLINE_MS) throw new Error(`${profileId} did not reach the index`);
      await pause(POLL_MS);
    }
    took.push(performance.now() - started);
    await pause(PAUSE_MS);
  }
  return {
    when,
    writes,
    p50: quantile(took, 0.5),
    p99: quantile(took, 0.99),
    longest: quantile(took, 1),
    mutationP50: quantile(mutations, 0.5),
  };
}

/** Repeats FULL runs. `stop` waits for the end of the last one. */
function keepReindexing(vitae: Vitae): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const running = (async () => {
    while (!stopping.signal.aborted) await runToEnd(vitae, 'FULL');
  })();
  return {
    stop() {
      stopping.abort();
      return running;
    },
  };
}
