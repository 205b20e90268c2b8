// Starts Vitae for the bench: one API process and any number of workers, in production mode. Starts and watches runs through the
// API.
import { createApiClient, type Client } from '../../../src/client/client.ts';
import { graphql } from '../../../src/client/generated/index.ts';
import type { ReindexMode } from '../../../src/client/generated/graphql.ts';
import { createTokens } from '../../../src/graphql/auth/tokens.ts';
import { startServerProcess } from '../../support/vitae-process.ts';
import { peakBytesOf, processorMsOf } from '../process-figures.ts';
import type { Site } from './site.ts';

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
  /** Bytes that it has held in memory at most; null where the system does not tell. */
  peakBytes(): number | null;
  /** Milliseconds of processor time since it began; null where the system does not tell. */
  processorMs(): number | null;
  readonly stop: () => Promise<unknown>;
}

export interface Vitae extends AsyncDisposable {
  readonly databaseUrl: string;
  /** As the administrator. */
  readonly client: Client;
  /** @param concurrency as JOB_CONCURRENCY has it. @default what the contracts say */
  startWorker(concurrency?: string): Promise<Worker>;
}

const JWT_SECRET = 'a secret of the bench, with more than 32 characters';

/** An API on this database, and no worker yet. */
export async function openVitae(site: Site, databaseUrl = site.databaseUrl): Promise<Vitae> {
  const { search } = site;
  const environment = {
    NODE_ENV: 'production',
    PORT: '0',
    DATA_DIR: site.dataDir,
    DATABASE_URL: databaseUrl,
    REDIS_URL: site.redisUrl,
    ALGOLIA_APP_ID: search.appId,
    ALGOLIA_API_KEY: search.adminKey,
    ALGOLIA_HOSTS: search.url,
    ALGOLIA_INDEX: search.indexName,
    LIMIT_REQUESTS_PER_MINUTE: '1000000000',
    DRAIN_SECONDS: '0',
    JWT_SECRET,
  };
  const api = await startServerProcess({ ...environment, ROLE: 'api' });
  const tokens = createTokens({ secret: JWT_SECRET, issuer: 'vitae', audience: 'vitae' });
  const token = await tokens.sign({ kind: 'administrator' }, '1d');
  return {
    databaseUrl,
    client: createApiClient(`${api.origin}/graphql`, token),
    async startWorker(concurrency) {
      const own = { ROLE: 'worker', ...(concurrency !== undefined && { JOB_CONCURRENCY: concurrency }) };
      const server = await startServerProcess({ ...environment, ...own });
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
  /** Milliseconds, from asking for the run to its end. */
  readonly ms: number;
  /** Milliseconds of processor time that its workers have used meanwhile. */
  readonly processorMs: number | null;
  /** Bytes: the most that any of its workers has held. */
  readonly peakBytes: number | null;
  readonly processed: number;
  readonly upserted: number;
}

/** One run, by workers that were started for it alone. @param workers how many @default 1 */
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

/** Null where any of them is. */
function sumOf(numbers: readonly (number | null)[]): number | null {
  return numbers.reduce((sum, number) => (sum === null || number === null ? null : sum + number), 0);
}

type Ran = Omit<Reindexed, 'peakBytes' | 'processorMs'>;

/** @throws where it does not complete */
export async function runToEnd({ client }: Vitae, mode: ReindexMode): Promise<Ran> {
  const asked = Date.now();
  const { startReindex } = await client.request(StartBenchRun, { mode });
  for await (const { reindexProgress: run } of client.subscribe(WatchBenchRun, { runId: startReindex.id })) {
    if (run.finishedAt === null) continue;
    if (run.status !== 'COMPLETED') throw new Error(`the ${mode} run ended as ${run.status}`);
    return { ms: Date.parse(run.finishedAt) - asked, processed: run.processed, upserted: run.upserted };
  }
  throw new Error(`the ${mode} run was lost out of sight`);
}
