// Prints where a started process serves what, with development tokens, and explains a start that failed.
import { isIPv6 } from 'node:net';
import { ConfigError, type Config } from '../config/config.ts';
import { LockHeldError } from '../database/lock-waits.ts';
import { MigrationError } from '../database/migrate/migration-error.ts';
import type { PlaygroundTokens } from '../graphql/yoga/playground.ts';
import { reasonOf } from '../observability/describe-error.ts';

export interface Started {
  readonly port: number;
  readonly databaseUrl: string;
  readonly search: string;
  readonly tokens: PlaygroundTokens | null;
}

export function startMessage(config: Config, { port, databaseUrl, search, tokens }: Started): string {
  const origin = `http://${nameOf(config.host)}:${port}`;
  const database = new URL(databaseUrl);
  const api = config.role === 'worker' ? '' : `\n    API and playground  ${origin}/graphql`;
  const message = `
  Vitae is running (${config.role}).${api}
    Health              ${origin}/ready
    Postgres            ${database.host}${database.pathname}${config.databaseUrl ? '' : ' (embedded)'}
    Search              ${search}
    Data                ${config.dataDir}
    Stop it with Ctrl-C.\n\n`;
  if (!tokens) return message;
  return `${message}  Development tokens, filled in in the playground:
    a person       ${tokens.person ?? 'none: there is no profile yet'}
    administrator  ${tokens.administrator}\n\n`;
}

/** A name of this machine at which a server on this host answers. */
function nameOf(host: string | null): string {
  if (host === null || host === '0.0.0.0' || host === '::') return 'localhost';
  return isIPv6(host) ? `[${host}]` : host;
}

export function explainFailure(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  if (error instanceof LockHeldError) return `Vitae cannot start: it ${error.message}.`;
  if (error instanceof MigrationError) return `Vitae cannot start: ${error.message}`;
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'FOLDER_TAKEN') {
    return 'Vitae cannot start: another Vitae runs on this DATA_DIR. Set DATA_DIR, and PORT too, for a second one.';
  }
  if (code === 'EADDRINUSE') {
    return 'Vitae cannot start: the port is taken. Set PORT to another one, and DATA_DIR too for a second Vitae.';
  }
  return `Vitae cannot go on: ${error instanceof Error ? (error.stack ?? error.message) : reasonOf(error)}`;
}
