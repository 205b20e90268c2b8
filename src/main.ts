// Owns the server process: opens every connection, starts what its ROLE asks for, and closes all again on SIGINT,
// SIGTERM or SIGHUP. Whatever fails on the way up ends the process with one clear message, after closing what was open.
import type { Server } from 'node:http';
import { setFlagsFromString } from 'node:v8';
import { createApp } from './server/app.ts';
import { createPostgresAnalytics } from './indexing/analytics/analytics.ts';
import { createDeliveredAnalytics } from './indexing/analytics/delivery.ts';
import { createSegmentTarget } from './indexing/analytics/segment.ts';
import { ConfigError, readConfig, type Config } from './config/config.ts';
import { startInvalidationSweep } from './database/invalidations.ts';
import { createNotifications } from './database/notifications.ts';
import { fillOnFirstStart } from './dev/demo/first-start.ts';
import type { Services } from './graphql/context.ts';
import { readPersistedOperations } from './graphql/yoga/persisted-operations.ts';
import type { PlaygroundTokens } from './graphql/yoga/playground.ts';
import type { Signer } from './graphql/auth/tokens.ts';
import { applyIndexSettings } from './indexing/settings.ts';
import { jobContracts } from './server/jobs.ts';
import { startWorkers } from './server/workers.ts';
import { createJobs } from './jobs/jobs.ts';
import { createLogger, type Logger } from './observability/logger.ts';
import { openCache } from './services/cache.ts';
import { openDatabase } from './services/database.ts';
import { openRateLimiter } from './services/rate-limiter.ts';
import { openSearch } from './services/search.ts';
import { openTelemetry } from './services/telemetry.ts';
import { openSigner, openVerifier } from './services/tokens.ts';
import { createReadiness } from './server/readiness.ts';
import { schema } from './server/schema.ts';
import { FolderTakenError } from './dev/search/folder-lock.ts';
import { readSecrets } from './config/secrets.ts';
import { startServer, type Handler } from './server/http.ts';
import { createSockets } from './server/sockets.ts';

async function main(config: Config, log: Logger): Promise<void> {
  checkQueues(config);
  await using stack = new AsyncDisposableStack();
  const stopped = new Promise<NodeJS.Signals>((resolve) => {
    const stop = (signal: NodeJS.Signals) => {
      resolve(signal);
      // npm passes on the Ctrl-C that the terminal has sent already. One that comes later means it: it ends the process at once.
      setTimeout(() => STOP_SIGNALS.forEach((one) => process.off(one, stop)), AGAIN_MS).unref();
    };
    for (const one of STOP_SIGNALS) process.on(one, stop);
  });
  const telemetry = stack.adopt(openTelemetry(config), (opened) => opened.close());
  const secrets = await readSecrets(config);
  const database = stack.adopt(await openDatabase(config, log), (opened) => opened.close());
  // Loads Prisma's query compiler: a quarter of a second that the first request or job would wait for.
  await database.db.$connect();
  const search = stack.adopt(await openSearch(config, secrets.searchKey, log), (opened) => opened.close());
  const notifications = stack.adopt(await createNotifications(database.url, log), (opened) => opened.close());
  const isWorker = config.role !== 'api';
  // What a batch has held is garbage once it is sent, and Node would let several times as much lie as lives before it looks. Half
  // as much costs no time that shows, and keeps the memory of a run that of a short one.
  if (isWorker) setFlagsFromString('--heap-growing-percent=50');
  const jobs = stack.adopt(
    await createJobs(jobContracts, {
      url: database.url,
      log,
      supervise: isWorker,
      instanceName: config.role,
      concurrency: config.jobConcurrency,
    }),
    (opened) => opened.stop(),
  );
  const openedCache = stack.adopt(await openCache(config, log), (opened) => opened.close());
  const { cache } = openedCache;
  telemetry.observeCache(() => cache.counters());
  const { gateway, viewerKeys } = search;
  const { db } = database;
  const services: Services = { db, jobs, search: gateway, viewerKeys, cache, notifications, log };
  // An index of one's own at Algolia is the administrator's to set up; the local one is ours.
  if (!config.algolia) await applyIndexSettings(gateway);
  if (!config.production) await fillOnFirstStart({ ...services, url: database.url }, config.seedProfiles);
  const analytics = config.segment
    ? createDeliveredAnalytics({ db, jobs, target: createSegmentTarget(config.segment) })
    : createPostgresAnalytics();
  if (isWorker) await startWorkers({ ...services, analytics }, config);
  const readiness = createReadiness([
    { name: 'database', needed: true, probe: () => db.$queryRaw`SELECT 1` },
    { name: 'cache', needed: false, probe: () => openedCache.probe() },
    { name: 'search', needed: false, probe: () => gateway.getSettings() },
  ]);
  const tokens = openVerifier(config, secrets.jwtSecret, log);
  const isApi = config.role !== 'worker';
  const signer = isApi && !config.production ? openSigner(config, secrets.jwtSecret) : null;
  const playgroundTokens = signer && (await developmentTokens(services, signer));
  if (isApi) stack.defer(await startInvalidationSweep(services));
  const { api, redisUrl } = config;
  const { requestsPerMinute } = api.limits;
  const rateLimiter = openRateLimiter({ redisUrl, requestsPerMinute }, log);
  stack.adopt(rateLimiter, (opened) => opened.close());
  const { limiter } = rateLimiter;
  const persistedOperations = api.persistedOperations
    ? await readPersistedOperations(api.persistedOperations, schema)
    : null;
  const appOptions = { api, services, tokens, limiter, persistedOperations, playgroundTokens };
  const app = isApi ? createApp(appOptions) : null;
  const sockets = app && createSockets(app, appOptions);
  const serveMetrics: Handler = (request, response) => telemetry.serveMetrics(request, response);
  const { metricsToken, port } = config;
  const http = await startServer({ app, sockets, readiness, serveMetrics, metricsToken }, port);
  stack.adopt(http, (started) => started.stop(config.drainMs, FINISH_MS));
  announce(config, { database: database.url, search: search.description }, http.server, playgroundTokens);
  const signal = await stopped;
  log.info({ signal }, 'stopping');
}

/** Ctrl-C, a service manager's, and that of a terminal that is closed. */
const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** Within this time a second signal is the first one, told twice. */
const AGAIN_MS = 1000;
/** What a running request may still take once the process was told to stop. */
const FINISH_MS = 10_000;

/** One for a person, the first imported profile, and one for the administrator. */
async function developmentTokens({ db }: Services, signer: Signer): Promise<PlaygroundTokens> {
  const person = await db.profile.findFirst({
    where: { NOT: { importKey: { startsWith: 'seed:' } } },
    orderBy: { createdAt: 'asc' },
    select: { id: true },
  });
  return {
    administrator: await signer.sign({ kind: 'administrator' }),
    person: person ? await signer.sign({ kind: 'person', profileId: person.id }) : null,
  };
}

function announce(
  config: Config,
  parts: { database: string; search: string },
  server: Server,
  tokens: PlaygroundTokens | null,
): void {
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : config.port;
  const origin = `http://localhost:${port}`;
  const database = new URL(parts.database);
  const api = config.role === 'worker' ? '' : `\n    API and playground  ${origin}/graphql`;
  process.stdout.write(`
  Vitae is running (${config.role}).${api}
    Health              ${origin}/ready
    Postgres            ${database.host}${database.pathname}${config.databaseUrl ? '' : ' (embedded)'}
    Search              ${parts.search}
    Data                ${config.dataDir}
    Stop it with Ctrl-C.\n\n`);
  if (!tokens) return;
  process.stdout.write(`  Development tokens, already filled in in the playground:
    a person       ${tokens.person ?? 'none, since there is no profile yet'}
    administrator  ${tokens.administrator}\n\n`);
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

try {
  const config = readConfig();
  const log = createLogger(config.logLevel);
  await main(config, log);
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = 1;
}

function explain(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  if (error instanceof FolderTakenError) {
    return 'Vitae cannot start: another Vitae runs on this DATA_DIR. Set DATA_DIR, and PORT too, for a second one.';
  }
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    return 'Vitae cannot start: the port is taken. Set PORT to another one, and DATA_DIR too for a second Vitae.';
  }
  return `Vitae cannot go on: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}
