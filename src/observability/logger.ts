// Logs with pino: readable lines in a terminal, JSON elsewhere. Each line has the ids of its request or job and of its trace.
// Secrets are redacted, and errors are reduced to type, message, code, stack and cause.
import { AsyncLocalStorage } from 'node:async_hooks';
import { createRequire } from 'node:module';
import { pino, type DestinationStream, type Logger, type LoggerOptions } from 'pino';
import type * as pinoPretty from 'pino-pretty';
import { describeError, SECRETS } from './describe-error.ts';
import { activeTraceId } from './telemetry.ts';

export type { Logger };

const workFields = new AsyncLocalStorage<Readonly<Record<string, string>>>();

/** Adds these fields to every line that is logged while `work` runs. */
export function withLogFields<Result>(fields: Readonly<Record<string, string>>, work: () => Result): Result {
  return workFields.run({ ...workFields.getStore(), ...fields }, work);
}

/**
 * @param level a level of pino, or 'silent'
 * @param destination gets the lines as JSON. @default the standard output, with readable lines in a terminal
 */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  const options: LoggerOptions = {
    level,
    redact: SECRETS.flatMap((name) => [name, `*.${name}`, `*.headers.${name}`]),
    serializers: { err: (error: unknown) => describeError(error) },
    mixin() {
      const traceId = activeTraceId();
      return { ...workFields.getStore(), ...(traceId !== undefined && { traceId }) };
    },
  };
  return pino(options, destination ?? (process.stdout.isTTY ? readable(process.stdout) : process.stdout));
}

/** Through the stream itself, whose errors tell that its reader left. Only a terminal loads the library. */
function readable(terminal: NodeJS.WriteStream): DestinationStream {
  const { prettyFactory } = createRequire(import.meta.url)('pino-pretty') as typeof pinoPretty;
  const format = prettyFactory({
    ignore: 'pid,hostname',
    translateTime: 'SYS:HH:MM:ss',
    singleLine: true,
    colorize: terminal.hasColors(),
  });
  return { write: (line) => void terminal.write(format(line)) };
}
