// The server process: starts, and stops on SIGINT, SIGTERM or SIGHUP. A failed start closes what is open and ends with one
// message. The embedded Postgres starts while most modules load.
import { FAILED } from './cli/exit-codes.ts';
import { readConfig, type Config } from './config/config.ts';
import { misspeltVariables } from './config/misspelt.ts';
import { createLogger, type Logger } from './observability/logger.ts';
import { checkDataDir, checkPort } from './server/preflight.ts';
import { explainFailure } from './server/start-message.ts';
import { stopSignal } from './server/stop-signal.ts';
import { openPostgres } from './services/postgres.ts';

async function main(config: Config, log: Logger): Promise<void> {
  const stopped = stopSignal();
  const stopping = new AbortController();
  await using stack = new AsyncDisposableStack();
  const starting = open(config, log, stack, stopping.signal);
  const isUp = await Promise.race([starting.then(() => true), stopped.then(() => false)]);
  log.info({ signal: await stopped }, 'stopping');
  if (isUp) return;
  stopping.abort();
  const ended = starting.catch(() => undefined);
  // An embedded Postgres that is starting would be left behind.
  if (config.databaseUrl === null) await ended;
  else {
    // Another one may be away or hold a lock for minutes. The end of the process closes its connections.
    await stack.disposeAsync();
    process.exit();
  }
}

const loadStart = () => import('./server/start.ts');

/** @param signal ends it after the current step, with its reason */
async function open(
  config: Config,
  log: Logger,
  stack: AsyncDisposableStack,
  signal: AbortSignal,
): Promise<void> {
  await checkPort(config);
  await checkDataDir(config);
  for (const warning of misspeltVariables()) log.warn(warning);
  const isEmbedded = config.databaseUrl === null;
  // Not beside a connection to another Postgres: whoever loads modules answers too late for its deadline.
  const [postgres] = await Promise.all([openPostgres(config, log), isEmbedded && loadStart()]);
  stack.adopt(postgres, (server) => server.release());
  signal.throwIfAborted();
  const { start } = await loadStart();
  await start({ config, log, postgres, stack, signal });
}

let config: Config | null = null;
try {
  config = readConfig();
  await main(config, createLogger(config.logLevel));
} catch (error) {
  process.stderr.write(`${explainFailure(error, config)}\n`);
  process.exitCode = FAILED;
}
