// Measures the time from a write until the index holds it: idle, and during FULL runs. Writes come one at a time, each to another
// profile.
import { quantile } from '../spread.ts';
import type { SearchServer } from './site.ts';
import { runToEnd, type Vitae } from './vitae.ts';
import { openWriter, type Writer } from './writes.ts';

export interface Searchable {
  readonly when: string;
  readonly writes: number;
  /** Milliseconds from sending the mutation until the index holds what it wrote. */
  readonly p50: number;
  readonly p99: number;
  readonly longest: number;
  /** Of the mutation alone. */
  readonly mutationP50: number;
}

const LOOK_MS = 2;
const PAUSE_MS = 10;
const DEADLINE_MS = 60_000;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export async function measureSearchable(
  vitae: Vitae,
  search: SearchServer,
  writes: number,
): Promise<Searchable[]> {
  const writer = await openWriter(vitae);
  const worker = await vitae.startWorker();
  try {
    // Until the code is compiled.
    await take('', writer, search, Math.ceil(writes / 5));
    const idle = await take('idle', writer, search, writes);
    const reindexing = keepReindexing(vitae);
    const busy = await take('under a full reindex', writer, search, writes);
    await reindexing.stop();
    return [idle, busy];
  } finally {
    await worker.stop();
  }
}

async function take(when: string, writer: Writer, search: SearchServer, writes: number): Promise<Searchable> {
  const took: number[] = [];
  const mutations: number[] = [];
  for (let nth = 0; nth < writes; nth += 1) {
    const started = performance.now();
    const { profileId, revision, ms } = await writer.write();
    mutations.push(ms);
    while (((await search.revisionOf(profileId)) ?? 0) < revision) {
      if (performance.now() - started > DEADLINE_MS) throw new Error(`${profileId} did not reach the index`);
      await pause(LOOK_MS);
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

/** One FULL run after the other, until it is stopped; then the last ends first. */
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
