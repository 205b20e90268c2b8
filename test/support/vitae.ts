// Starts a whole Vitae inside a test: its own database, a search server in this process, and the real parts assembled as in
// main.ts. Requests go to the app's fetch, without a port. Each test file starts and closes its own.
import { Writable } from 'node:stream';
import pg from 'pg';
import { beforeAll, expect } from 'vitest';
import { createPostgresAnalytics, type Analytics } from '../../src/indexing/analytics/analytics.ts';
import { createDeliveredAnalytics } from '../../src/indexing/analytics/delivery.ts';
import { createSegmentTarget, type SegmentOptions } from '../../src/indexing/analytics/segment.ts';
import { createApp, type App, type AppOptions } from '../../src/server/app.ts';
import { readConfig } from '../../src/config/config.ts';
import type { Retention } from '../../src/config/retention.ts';
import { createDatabase, type Database } from '../../src/database/client.ts';
import type { PrismaClient } from '../../src/database/generated/prisma/client.ts';
import { createInvalidations } from '../../src/database/invalidations.ts';
import { createNotifications } from '../../src/database/notifications.ts';
import { createTokens, type Signer, type Verifier } from '../../src/graphql/auth/tokens.ts';
import type { PersistedOperations } from '../../src/graphql/yoga/persisted-operations.ts';
import type { Services } from '../../src/graphql/context.ts';
import { applyIndexSettings } from '../../src/indexing/settings.ts';
import { jobContracts, startWorkers } from '../../src/server/jobs.ts';
import { startSweeps } from '../../src/server/sweeps.ts';
import { createJobs } from '../../src/jobs/jobs.ts';
import { createLogger, type Logger } from '../../src/observability/logger.ts';
import { placeOf } from '../../src/database/incarnation.ts';
import { openCache } from '../../src/services/cache.ts';
import { openMemoryRateLimiter } from '../../src/services/memory-rate-limiter.ts';
import type { WriteServices } from '../../src/profiles/write.ts';
import { createSearchGateway, type SearchGateway } from '../../src/search/gateway.ts';
import type { FaultPlan } from '../../src/dev/search/faults.ts';
import { startLocalSearchServer } from '../../src/dev/search/server.ts';
import { createViewerKeys, ensureSearchKey } from '../../src/search/viewer-keys.ts';
import { createApiOver, type Api } from './api.ts';
import { SEARCH_KEYS } from './fleet.ts';
import { declaredUrl } from './declared-url.ts';
import { askLocal, deleteIndex, setFaults } from './local-faults.ts';
import { createTestDatabase } from './postgres.ts';
import { eventually } from './eventually.ts';
import { countOpenJobs, sqlOver, type WithSql } from './pgboss-tables.ts';

export const JWT_SECRET = 'a secret of the tests, with more than 32 characters';

export interface VitaeOptions {
  /** Whether workers run from the start; `startWorkers` starts them later. @default true */
  readonly workers?: boolean;
  /** Environment of the API. @default as in development, without a rate limit */
  readonly environment?: NodeJS.ProcessEnv;
  /** @default none */
  readonly persistedOperations?: PersistedOperations;
  /** Record limit of the search server, in bytes. @default 10000 */
  readonly maxRecordBytes?: number;
  /** Of the cache's Redis. @default in memory */
  readonly redisUrl?: string;
  /** Whether the sweep of recorded invalidations runs. @default true */
  readonly sweeps?: boolean;
  /** Record limit that Vitae assumes, in bytes. @default 100000 */
  readonly recordLimit?: number;
  /** Delivers analytics to Segment. @default only to the table */
  readonly segment?: SegmentOptions;
  /** Schedule of VERIFY runs: cron, UTC. @default never */
  readonly verifySchedule?: string;
  /** Whether, and after how many days, the sweep deletes. @default it deletes nothing */
  readonly retention?: Retention;
  /** Wraps the search gateway, for a fault, a gate or a recorder. @default none */
  readonly wrapSearch?: (gateway: SearchGateway) => SearchGateway;
}

export interface Vitae extends Api, AsyncDisposable {
  readonly app: App;
  /** For another app on the same parts. */
  readonly appOptions: AppOptions;
  readonly url: string;
  /** For fixtures: what it writes is declared in bulk, so that nothing follows it up. */
  readonly db: Database;
  /** The gateway of the workers. */
  readonly search: SearchGateway;
  readonly services: Services & { readonly db: Database; readonly analytics: Analytics };
  /** For writes without a request, such as an import. */
  readonly writes: WriteServices;
  readonly tokens: Signer & Verifier;
  /** Log lines from level warn on, as JSON. */
  readonly logged: readonly string[];
  startWorkers(): Promise<void>;
  /** Resolves when no job is queued or running. @throws with the jobs that are left */
  idle(): Promise<void>;
  /** Waiting and running jobs of a queue. */
  openJobs(queue: string): Promise<number>;
  /** The statements that Prisma sent while `work` ran, with BEGIN and COMMIT. */
  countSql(work: () => Promise<unknown>): Promise<string[]>;
  /** Records written to the search server since the last call, as Algolia bills them. */
  billedRecords(): Promise<number>;
  /** Replaces the search server's faults. An empty list ends them. */
  faults(faults: FaultPlan['faults'], seed?: number): Promise<void>;
  /** Deletes the index with its settings. */
  deleteIndex(): Promise<void>;
  /** Runs a statement on a separate connection, whose writes are declared in bulk. */
  readonly sql: WithSql['sql'];
  close(): Promise<void>;
}

/** Starts a Vitae before the tests of this file or block, and closes it after them. Its properties are not there earlier. */
export function useVitae(options: VitaeOptions = {}): Vitae {
  const vitae = {} as Vitae;
  beforeAll(async () => {
    Object.assign(vitae, await startVitae(options));
    return () => vitae.close();
  });
  return vitae;
}

export async function startVitae(options: VitaeOptions = {}): Promise<Vitae> {
  await using opening = new AsyncDisposableStack();
  const { url } = opening.adopt(await createTestDatabase(), (made) => made.drop());
  const logged: string[] = [];
  const log = createLogger('warn', linesInto(logged));
  const { maxRecordBytes, verifySchedule = null, retention } = options;
  const server = opening.adopt(
    await startLocalSearchServer({
      ...SEARCH_KEYS,
      allowFaults: true,
      ...(maxRecordBytes !== undefined && { maxRecordBytes }),
    }),
    (started) => started.close(),
  );
  const { sql } = sqlOver(openPool(opening, declaredUrl(url)));
  const db = opening.adopt(createDatabase(declaredUrl(url)), (opened) => opened.$disconnect());
  const services = await openServices(opening, options, { url, log, hosts: server.urls });
  if (options.sweeps ?? true) opening.use(await startSweeps(services, true));
  if (options.workers ?? true)
    await startWorkers(services, { verifySchedule, ...(retention && { retention }) });
  const { search } = services;
  const { tokens, appOptions } = createAppOptions(services, options);
  const app = createApp(appOptions);
  const opened = opening.move();
  return {
    ...createApiOver(app, tokens),
    app,
    appOptions,
    url,
    db,
    search,
    services,
    writes: { ...services, invalidations: createInvalidations(services) },
    tokens,
    logged,
    sql,
    startWorkers: () => startWorkers(services),
    idle: () => eventually(async () => expect(await countOpenJobs({ sql })).toEqual([])),
    async openJobs(queue) {
      const open = (await countOpenJobs({ sql })).filter(({ name }) => name === queue);
      return open.reduce((sum, { count }) => sum + count, 0);
    },
    countSql: createSqlRecorder(services.db),
    billedRecords: () => readMeter(server.url),
    faults: (faults, seed) => setFaults(server.url, faults, seed),
    deleteIndex: () => deleteIndex(server.url, search.indexName),
    close: () => opened.disposeAsync(),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

function linesInto(lines: string[]): Writable {
  return new Writable({
    write(line: Buffer, _encoding, done) {
      lines.push(line.toString());
      done();
    },
  });
}

function openPool(opening: AsyncDisposableStack, url: string): pg.Pool {
  const pool = opening.adopt(new pg.Pool({ connectionString: url, max: 4 }), (opened) => opened.end());
  // A test may kill an idle connection of this pool; the pool replaces it.
  pool.on('error', () => undefined);
  return pool;
}

interface Ground {
  readonly url: string;
  readonly log: Logger;
  /** Of the search server. */
  readonly hosts: readonly string[];
}

async function openServices(
  opening: AsyncDisposableStack,
  { recordLimit, wrapSearch, redisUrl, segment, environment }: VitaeOptions,
  { url, log, hosts }: Ground,
): Promise<Vitae['services']> {
  const searchServer = { ...SEARCH_KEYS, indexName: 'profiles', hosts };
  const gateway = createSearchGateway({
    ...searchServer,
    apiKey: SEARCH_KEYS.adminKey,
    ...(recordLimit !== undefined && { recordLimit }),
  });
  await applyIndexSettings(gateway);
  const db = opening.adopt(createDatabase(url, { refuseUndeclared: true }), (opened) => opened.$disconnect());
  const notifications = opening.adopt(await createNotifications(url, log), (opened) => opened.close());
  const jobs = opening.adopt(
    await createJobs(jobContracts, { url, log, supervise: true, requests: db }),
    (opened) => opened.stop(2000),
  );
  const { cache } = opening.adopt(
    await openCache({ redisUrl: redisUrl ?? null }, log, await placeOf(db)),
    (opened) => opened.close(),
  );
  const analytics = segment
    ? createDeliveredAnalytics({ db, jobs, target: createSegmentTarget(segment) })
    : createPostgresAnalytics();
  const { anonymousSearchKeys: forAnyone, limits } = readConfig(environment ?? {}).api;
  const searchKey = await ensureSearchKey({ ...searchServer, forAnyone });
  const viewerKeys = createViewerKeys({ ...searchServer, searchKey, forAnyone });
  const search = wrapSearch?.(gateway) ?? gateway;
  const { profileBytes } = limits;
  return { db, jobs, search, viewerKeys, cache, notifications, log, profileBytes, analytics };
}

function createAppOptions(services: Services, { environment, ...options }: VitaeOptions) {
  const tokens = createTokens({ secret: JWT_SECRET, issuer: 'vitae', audience: 'vitae' });
  const { api } = readConfig({
    LIMIT_REQUESTS_PER_MINUTE: '1000000',
    LIMIT_OPERATIONS: '1000000',
    LIMIT_EXECUTION_SECONDS: '60',
    ...environment,
  });
  const { requestsPerMinute } = api.limits;
  const { limiter } = openMemoryRateLimiter(requestsPerMinute);
  const persistedOperations = options.persistedOperations ?? null;
  const appOptions = { api, services, tokens, limiter, persistedOperations, playgroundTokens: null };
  return { tokens, appOptions };
}

function createSqlRecorder(db: Database): Vitae['countSql'] {
  const recordings = new Set<string[]>();
  // The client emits its queries, but its exported type omits that.
  (db as PrismaClient<'query'>).$on('query', ({ query }) => {
    // Of a sweep, each second.
    if (query.includes('database_incarnation')) return;
    for (const statements of recordings) statements.push(query);
  });
  return async (work) => {
    const statements: string[] = [];
    recordings.add(statements);
    try {
      await work();
    } finally {
      recordings.delete(statements);
    }
    return statements;
  };
}

async function readMeter(searchUrl: string): Promise<number> {
  const { records } = (await askLocal(searchUrl, 'meter')) as { records: number };
  await askLocal(searchUrl, 'meter', { method: 'POST' });
  return records;
}
