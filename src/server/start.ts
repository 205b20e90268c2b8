// Opens the services of a server process, and starts what its ROLE requires.
import { setFlagsFromString } from 'node:v8';
import { startFigureWriter } from '../admin/figure-writer.ts';
import { ConfigError, type Config } from '../config/config.ts';
import type { Logger } from '../observability/logger.ts';
import { createPostgresAnalytics } from '../indexing/analytics/analytics.ts';
import { createDeliveredAnalytics, type AnalyticsTarget } from '../indexing/analytics/delivery.ts';
import { misspeltVariables } from '../config/misspelt.ts';
import { readSecrets, type Secrets } from '../config/secrets.ts';
import { tellLockWaits } from '../database/lock-waits.ts';
import { createNotifications } from '../database/notifications.ts';
import type { Services } from '../graphql/context.ts';
import { readPersistedOperations } from '../graphql/yoga/persisted-operations.ts';
import type { PlaygroundTokens } from '../graphql/yoga/playground.ts';
import { applyIndexSettings } from '../indexing/settings.ts';
import { jobContracts, startWorkers } from './jobs.ts';
import { createJobs } from '../jobs/jobs.ts';
import { placeOf } from '../database/incarnation.ts';
import { openCache, type OpenCache } from '../services/cache.ts';
import { openDatabase, type OpenDatabase } from '../services/database.ts';
import { openRateLimiter } from '../services/rate-limiter.ts';
import { openSearch } from '../services/search.ts';
import { openTelemetry } from '../services/telemetry.ts';
import { openSigner, openVerifier } from '../services/tokens.ts';
import { checkDataDir, checkPort } from './preflight.ts';
import { createReadiness, type Readiness } from './readiness.ts';
import { schema } from './schema.ts';
import { createApi, type Api } from './api.ts';
import { surviveForgottenFields } from './forgotten-fields.ts';
import { startServer } from './http.ts';
import { indexFault } from '../doctor/search.ts';
import { SearchError } from '../search/errors.ts';
import { startMessage } from './start-message.ts';
import { startSweeps } from './sweeps.ts';
import { observeSystem } from './system-metrics.ts';

/** How long running requests may take once the process stops. */
const FINISH_MS = 10_000;

/**
 * @param stack gets what is opened
 * @param signal ends the start after its current step, with its reason
 * @throws ConfigError
 */
export async function start(
  config: Config,
  log: Logger,
  stack: AsyncDisposableStack,
  signal: AbortSignal,
): Promise<void> {
  checkQueues(config);
  await checkPort(config);
  await checkDataDir(config);
  for (const warning of misspeltVariables()) log.warn(warning);
  surviveForgottenFields(log);
  const telemetry = stack.adopt(await openTelemetry(config), close);
  const secrets = await readSecrets(config);
  const database = stack.adopt(await openDatabase(config, log), close);
  signal.throwIfAborted();
  const telling = stack.use(tellLockWaits({ url: database.directUrl, log }));
  const search = stack.adopt(await openSearch(config, secrets.searchKey, log), close);
  signal.throwIfAborted();
  const cache = stack.adopt(await openCache(config, log, await placeOf(database.db)), close);
  telemetry.observeCache(() => cache.cache.counters());
  const jobServices: Services = {
    db: database.db,
    search: search.gateway,
    viewerKeys: search.viewerKeys,
    cache: cache.cache,
    notifications: stack.adopt(await createNotifications(database.directUrl, log), close),
    jobs: stack.adopt(await openJobs(config, database, log), (jobs) => jobs.stop()),
    log,
    profileBytes: config.api.limits.profileBytes,
  };
  signal.throwIfAborted();
  const requestServices: Services = { ...jobServices, db: database.requestDb, search: search.requestGateway };
  const services = config.role === 'worker' ? jobServices : requestServices;
  // Loads Prisma's query compiler, which takes a quarter of a second, before the first request or job.
  await (config.role === 'worker' ? database.db : database.requestDb).$connect();
  // The administrator applies the settings of an index at Algolia; Vitae applies those of its local index.
  if (!config.algolia) await applyIndexSettings(search.gateway);
  if (!config.production) {
    const { fillOnFirstStart } = await import('../dev/demo/first-start.ts');
    await fillOnFirstStart({ ...jobServices, url: database.directUrl }, config.seedProfiles, signal);
  }
  signal.throwIfAborted();
  const isApi = config.role !== 'worker';
  // Without Redis a worker could not invalidate the cache of the process that serves the API.
  if (isApi || config.redisUrl) stack.use(await startSweeps(services, isApi));
  if (config.role !== 'api') await work(config, jobServices);

  const tokens = isApi && !config.production ? await developmentTokens(config, secrets, services) : null;
  stack.adopt(startFigureWriter(jobServices), (writer) => writer.stop());
  const readiness = readinessOf(services, cache);
  observeSystem(services, readiness);
  const options = {
    api: isApi ? await openApi(config, secrets, services, tokens, stack) : null,
    settings: config.api,
    readiness,
    serveMetrics: telemetry.serveMetrics,
    metricsToken: config.metricsToken,
    log,
  };
  const http = await startServer(options, config);
  stack.adopt(http, (started) => started.stop(config.drainMs, FINISH_MS));
  const started = { port: http.port, databaseUrl: database.url, search: search.description, tokens };
  await telling[Symbol.asyncDispose]();
  process.stdout.write(startMessage(config, started));
  if (config.algolia) tellIndexFault(jobServices, config.algolia);
}

/** Nothing waits for the index: the API works without it, and jobs wait. */
function tellIndexFault({ search, log }: Services, algolia: NonNullable<Config['algolia']>): void {
  search.getSettings().catch((error: unknown) => {
    if (error instanceof SearchError && error.code === 'NOT_FOUND') return;
    const [message, next] = indexFault(error, algolia);
    log.warn({ next }, message);
  });
}

function close(opened: { close(): Promise<void> }): Promise<void> {
  return opened.close();
}

function openJobs(config: Config, { url, directUrl, requestDb }: OpenDatabase, log: Logger) {
  return createJobs(jobContracts, {
    url,
    listenUrl: directUrl,
    log,
    supervise: config.role !== 'api',
    instanceName: config.role,
    concurrency: config.jobConcurrency,
    retention: config.retention,
    requests: requestDb,
  });
}

async function work(config: Config, services: Services): Promise<void> {
  // Batches leave garbage. Growing the heap by 50 % at most keeps memory flat and costs no measurable time.
  setFlagsFromString('--heap-growing-percent=50');
  const { db, jobs } = services;
  const target = config.segment && (await targetOf(config.segment));
  const analytics = target ? createDeliveredAnalytics({ db, jobs, target }) : createPostgresAnalytics();
  await startWorkers({ ...services, analytics }, config);
}

async function targetOf(segment: NonNullable<Config['segment']>): Promise<AnalyticsTarget> {
  return (await import('../indexing/analytics/segment.ts')).createSegmentTarget(segment);
}

async function openApi(
  config: Config,
  secrets: Secrets,
  services: Services,
  playgroundTokens: PlaygroundTokens | null,
  stack: AsyncDisposableStack,
): Promise<Api> {
  const { api, redisUrl } = config;
  const { log } = services;
  const { requestsPerMinute } = api.limits;
  const { limiter } = stack.adopt(await openRateLimiter({ redisUrl, requestsPerMinute }, log), close);
  const persistedOperations = api.persistedOperations
    ? await readPersistedOperations(api.persistedOperations, schema)
    : null;
  const tokens = openVerifier(config, secrets.jwtSecret, log);
  return createApi({ api, services, tokens, limiter, persistedOperations, playgroundTokens });
}

function readinessOf({ db, search }: Services, cache: OpenCache): Readiness {
  return createReadiness([
    { name: 'database', required: true, probe: () => db.$queryRaw`SELECT 1` },
    { name: 'cache', required: false, probe: () => cache.probe() },
    { name: 'search', required: false, probe: () => search.getSettings() },
  ]);
}

/** For the first imported profile and for the administrator; null where another service signs the tokens. */
async function developmentTokens(
  config: Config,
  { jwtSecret }: Secrets,
  { db }: Services,
): Promise<PlaygroundTokens | null> {
  const signer = openSigner(config, jwtSecret);
  if (!signer) return null;
  const person = await db.profile.findFirst({
    where: { OR: [{ importKey: null }, { NOT: { importKey: { startsWith: 'seed:' } } }] },
    // Those of one import are created at once.
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    select: { id: true },
  });
  return {
    administrator: await signer.sign({ kind: 'administrator' }),
    person: person ? await signer.sign({ kind: 'person', profileId: person.id }) : null,
  };
}

/** @throws ConfigError */
function checkQueues({ jobConcurrency }: Config): void {
  const names: readonly string[] = jobContracts.map(({ name }) => name);
  const unknown = Object.keys(jobConcurrency).filter((name) => !names.includes(name));
  if (unknown.length === 0) return;
  throw new ConfigError(
    unknown.map((name) => `JOB_CONCURRENCY: there is no queue ${name}, only ${names.join(', ')}`),
  );
}
