// Starts Vitae for the bench: one API process and any number of workers, in production mode. Starts and watches runs through the
// API.
import { createApiClient, type Client } from '../../../src/client/client.ts';
import { graphql } from '../../../src/client/generated/index.ts';
import type { ReindexMode } from '../../../src/client/generated/graphql.ts';
import { createTokens } from '../../../src/graphql/auth/tokens.ts';
import { peakBytesOf, processorMsOf } from '../process-figures.ts';
import { JWT_SECRET, startProduction, type Stores } from '../production.ts';
import type { SearchServer } from './site.ts';

export const StartBenchRun = graphql(`
  mutation StartBenchRun($mode: ReindexMode!) {
    startReindex(input: { mode: $mode }) {
      id
    }
  }
`);

const WatchBenchRun = graphql(`
  subscription WatchBenchRun($runId: ID!) {
    reindexProgress(runId: $runId) {
      ...RunFields
    }
  }
`);

export const CancelBenchRun = graphql(`
  mutation CancelBenchRun($id: ID!) {
    cancelReindex(id: $id) {
      status
    }
  }
`);

export interface Worker {
  /** Its peak memory in bytes. Null if the system does not report it. */
  peakBytes(): number | null;
  /** Its processor time in milliseconds. Null if the system does not report it. */
  processorMs(): number | null;
  readonly stop: () => Promise<unknown>;
}

export interface Vitae extends AsyncDisposable {
  readonly databaseUrl: string;
  /** Sends requests as the administrator. */
  readonly client: Client;
  /** @param concurrency the value of JOB_CONCURRENCY. @default the contracts' values */
  startWorker(concurrency?: string): Promise<Worker>;
}

/** Starts an API process on this database, without a worker. */
export async function openVitae(
  site: Stores & { readonly search: Pick<SearchServer, 'url' | 'indexName'> },
  databaseUrl = site.databaseUrl,
  environment: Readonly<Record<string, string>> = {},
): Promise<Vitae> {
  const stores = { ...site, databaseUrl };
  const start = (own: Record<string, string>) =>
    startProduction(stores, site.search.url, {
      ALGOLIA_INDEX: site.search.indexName,
      ...environment,
      ...own,
    });
  const api = await start({ ROLE: 'api' });
  const tokens = createTokens({ secret: JWT_SECRET, issuer: 'vitae', audience: 'vitae' });
  const token = await tokens.sign({ kind: 'administrator' }, '1d');
  return {
    databaseUrl,
    client: createApiClient(`${api.origin}/graphql`, token),
    async startWorker(concurrency) {
      const server = await start({
        ROLE: 'worker',
        ...(concurrency !== undefined && { JOB_CONCURRENCY: concurrency }),
      });
      return {
        peakBytes: () => peakBytesOf(server.pid),
        processorMs: () => processorMsOf(server.pid),
        stop: () => server.stop(),
      };
    },
    async [Symbol.asyncDispose]() {
      await api.stop();
    },
  };
}

export interface Reindexed {
  /** Milliseconds from the request to the end of the run. */
  readonly ms: number;
  /** Processor time of its workers during the run, in milliseconds. */
  readonly processorMs: number | null;
  /** The highest peak memory of its workers, in bytes. */
  readonly peakBytes: number | null;
  readonly processed: number;
  readonly upserted: number;
}

/** Starts workers for one run and stops them at its end. @param workers their number. @default 1 */
export async function reindex(vitae: Vitae, mode: ReindexMode, workers = 1): Promise<Reindexed> {
  const started = await Promise.all(Array.from({ length: workers }, () => vitae.startWorker()));
  const used = () => sumOf(started.map((worker) => worker.processorMs()));
  const before = used();
  try {
    const run = await runToEnd(vitae, mode);
    const processorMs = sumOf([used(), before && -before]);
    const peaks = started.map((worker) => worker.peakBytes() ?? 0);
    return { ...run, processorMs, peakBytes: Math.max(...peaks) || null };
  } finally {
    await Promise.all(started.map((worker) => worker.stop()));
  }
}

/** Null if any of them is null. */
function sumOf(numbers: readonly (number | null)[]): number | null {
  return numbers.reduce((sum, number) => (sum === null || number === null ? null : sum + number), 0);
}

type Ran = Omit<Reindexed, 'peakBytes' | 'processorMs'>;

/** @throws if it does not complete */
export async function runToEnd({ client }: Vitae, mode: ReindexMode): Promise<Ran> {
  const asked = Date.now();
  const { startReindex } = await client.request(StartBenchRun, { mode });
  for await (const { reindexProgress: run } of client.subscribe(WatchBenchRun, { runId: startReindex.id })) {
    if (run.finishedAt === null) continue;
    if (run.status !== 'COMPLETED') throw new Error(`the ${mode} run ended as ${run.status}`);
    return { ms: Date.parse(run.finishedAt) - asked, processed: run.processed, upserted: run.upserted };
  }
  throw new Error(`the subscription to the ${mode} run ended before the run`);
}
