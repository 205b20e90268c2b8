// Owns how Vitae logs: pino, readable lines on a terminal, JSON elsewhere.
import { pino, type Logger } from 'pino';

export type { Logger };

/** @param level pino's level names; 'silent' for none. */
export function createLogger(level: string): Logger {
  if (!process.stdout.isTTY) return pino({ level });
  const options = { ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss', singleLine: true };
  return pino({ level, transport: { target: 'pino-pretty', options } });
}
