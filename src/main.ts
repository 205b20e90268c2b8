// The server process: starts, and stops on SIGINT, SIGTERM or SIGHUP. A failed start closes what is open and ends with one
// message.
import { FAILED } from './cli/exit-codes.ts';
import { readConfig, type Config } from './config/config.ts';
import { createLogger, type Logger } from './observability/logger.ts';
import { explainFailure } from './server/start-message.ts';
import { start } from './server/start.ts';
import { stopSignal } from './server/stop-signal.ts';

async function main(config: Config, log: Logger): Promise<void> {
  const stopped = stopSignal();
  const stopping = new AbortController();
  await using stack = new AsyncDisposableStack();
  const starting = start(config, log, stack, stopping.signal);
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

let config: Config | null = null;
try {
  config = readConfig();
  await main(config, createLogger(config.logLevel));
} catch (error) {
  process.stderr.write(`${explainFailure(error, config)}\n`);
  process.exitCode = FAILED;
}
