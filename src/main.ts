// Owns the server process: opens every connection, starts what its ROLE asks for, and closes all again on SIGINT or
// SIGTERM. Whatever fails on the way up ends the process with one clear message, after closing what was open.
import { createServer, type Server } from 'node:http';
import { createApp, type App } from './app.ts';
import { createPostgresAnalytics } from './analytics/analytics.ts';
import { ConfigError, readConfig, type Config } from './config.ts';
import { startInvalidationSweep } from './database/invalidations.ts';
import { createNotifications } from './database/notifications.ts';
import { fillOnFirstStart } from './first-start.ts';
import type { Services } from './graphql/context.ts';
import type { PlaygroundTokens } from './graphql/playground.ts';
import { createTokens, type Tokens } from './graphql/viewer.ts';
import { applyIndexSettings } from './indexing/index-settings.ts';
import { indexingJobs, startWorkers } from './indexing/workers.ts';
import { createJobs } from './jobs/jobs.ts';
import { createLogger, type Logger } from './logger.ts';
import { openCache } from './open-cache.ts';
import { openDatabase } from './open-database.ts';
import { openSearch } from './open-search.ts';
import { readSecrets } from './secrets.ts';

async function main(config: Config, log: Logger): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const stopped = new Promise<NodeJS.Signals>((resolve) => {
    process.once('SIGINT', resolve).once('SIGTERM', resolve);
  });
  const secrets = await readSecrets(config);
  const database = stack.adopt(await openDatabase(config, log), (opened) => opened.close());
  const search = stack.adopt(await openSearch(config, secrets.searchKey, log), (opened) => opened.close());
  const notifications = stack.adopt(await createNotifications(database.url, log), (opened) => opened.close());
  const isWorker = config.role !== 'api';
  const jobs = stack.adopt(
    await createJobs(indexingJobs, { url: database.url, log, supervise: isWorker }),
    (opened) => opened.stop(),
  );
  const cache = stack.adopt(await openCache(config, log), (opened) => opened.close()).cache;
  const services: Services = { db: database.db, jobs, search: search.gateway, cache, notifications, log };
  // An index of one's own at Algolia is the administrator's to set up; the local one is ours.
  if (!config.algolia) await applyIndexSettings(search.gateway);
  if (!config.production) await fillOnFirstStart({ ...services, url: database.url }, config.seedProfiles);
  if (isWorker) await startWorkers({ ...services, analytics: createPostgresAnalytics() });
  const parts = { database: database.url, search: search.description };
  if (config.role === 'worker') {
    announce(config, parts, null);
  } else {
    const tokens = createTokens(secrets.jwtSecret);
    const playgroundTokens = config.production ? null : await developmentTokens(services, tokens);
    stack.defer(startInvalidationSweep(services));
    const server = await listen(createApp({ services, tokens, playgroundTokens }), config.port);
    stack.adopt(server, close);
    announce(config, parts, { server, tokens: playgroundTokens });
  }
  const signal = await stopped;
  log.info({ signal }, 'stopping');
}

async function listen(app: App, port: number): Promise<Server> {
  const server = createServer((request, response) => void app(request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, resolve);
  });
  return server;
}

/** Open event streams never end by themselves. */
async function close(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** One for a person, the first imported profile, and one for the administrator. */
async function developmentTokens({ db }: Services, tokens: Tokens): Promise<PlaygroundTokens> {
  const person = await db.profile.findFirst({
    where: { NOT: { importKey: { startsWith: 'seed:' } } },
    orderBy: { createdAt: 'asc' },
    select: { id: true },
  });
  return {
    administrator: await tokens.sign({ kind: 'administrator' }),
    person: person ? await tokens.sign({ kind: 'person', profileId: person.id }) : null,
  };
}

interface Api {
  readonly server: Server;
  readonly tokens: PlaygroundTokens | null;
}

function announce(config: Config, parts: { database: string; search: string }, api: Api | null): void {
  const address = api?.server.address();
  const port = typeof address === 'object' && address ? address.port : null;
  const database = new URL(parts.database);
  process.stdout.write(`
  Vitae is running (${config.role}).
    API and playground  ${port === null ? 'not in this process' : `http://localhost:${port}/graphql`}
    Postgres            ${database.host}${database.pathname}${config.databaseUrl ? '' : ' (embedded)'}
    Search              ${parts.search}
    Data                ${config.dataDir}
    Stop it with Ctrl-C.\n\n`);
  if (!api?.tokens) return;
  process.stdout.write(`  Development tokens, already filled in in the playground:
    a person       ${api.tokens.person ?? 'none, since there is no profile yet'}
    administrator  ${api.tokens.administrator}\n\n`);
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
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    return 'Vitae cannot start: the port is taken. Set PORT to another one, and DATA_DIR too for a second Vitae.';
  }
  return `Vitae cannot go on: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}
