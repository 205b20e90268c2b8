// Owns how Vitae logs: pino, readable lines on a terminal, JSON elsewhere. Each line carries the ids of the request or
// job it belongs to, and of its trace. Secrets are blotted out; of an error only what tells its cause is written.
import { AsyncLocalStorage } from 'node:async_hooks';
import { pino, type DestinationStream, type Logger, type LoggerOptions } from 'pino';
import { activeTraceId } from './telemetry.ts';

export type { Logger };

const fieldsOfWork = new AsyncLocalStorage<Readonly<Record<string, string>>>();

/** Whatever is logged while `work` runs, at any depth, carries these fields too. */
export function withLogFields<Result>(fields: Readonly<Record<string, string>>, work: () => Result): Result {
  return fieldsOfWork.run({ ...fieldsOfWork.getStore(), ...fields }, work);
}

const SECRETS = ['authorization', 'token', 'password', 'apiKey', 'secret', 'cookie'];

/**
 * @param level pino's level names; 'silent' for none.
 * @param destination where the lines go, as JSON. @default the standard output, readable where that is a terminal
 */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  const options: LoggerOptions = {
    level,
    redact: SECRETS.flatMap((name) => [name, `*.${name}`, `*.headers.${name}`]),
    serializers: { err: describeError },
    mixin() {
      const traceId = activeTraceId();
      return { ...fieldsOfWork.getStore(), ...(traceId !== undefined && { traceId }) };
    },
  };
  if (destination) return pino(options, destination);
  if (!process.stdout.isTTY) return pino(options);
  const readable = { ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss', singleLine: true };
  return pino({ ...options, transport: { target: 'pino-pretty', options: readable } });
}

/** Libraries hang parameters, rows and whole requests on their errors: none of that is a log's to keep. */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: String(error) };
  return {
    type: error.name,
    message: error.message,
    ...('code' in error && { code: error.code }),
    stack: error.stack,
    ...(error.cause !== undefined && { cause: describeError(error.cause) }),
  };
}
