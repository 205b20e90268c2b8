// Opens the configured Postgres or the embedded one. The embedded one is started, or joined where it runs already.
import path from 'node:path';
import { ConfigError, type Config } from '../config/config.ts';
import { connectFault, postgresFault } from '../database/connect-fault.ts';
import { leadToOneDatabase, recognizePooling } from '../database/pooler.ts';
import { checkSettings } from '../database/session-settings.ts';
import type { Logger } from '../observability/logger.ts';

export interface OpenPostgres {
  readonly url: string;
  /** For what needs a session, such as LISTEN. */
  readonly directUrl: string;
  /** Whether `url` may lead through a pooler. */
  readonly pooled: boolean;
  /** Leaves an embedded server running for other processes. */
  release(): Promise<void>;
}

/**
 * Changes nothing in the database.
 * @throws ConfigError where it cannot be used, or a pooler loses what sessions hold
 */
export async function openPostgres(config: Config, log: Logger): Promise<OpenPostgres> {
  const { databaseUrl: url, directDatabaseUrl: directUrl } = config;
  if (url !== null && directUrl !== null) {
    const pooled = await checkPooling(url, directUrl);
    return { url, directUrl, pooled, release: () => Promise.resolve() };
  }
  const { openEmbeddedPostgres } = await import('../dev/postgres/embedded-postgres.ts');
  const server = await openEmbeddedPostgres({ folder: embeddedFolder(config), log });
  return { ...server, directUrl: server.url, pooled: false };
}

/** Null for an error that is not of the configured Postgres. */
export function connectionFault(error: unknown, config: Config): ConfigError | null {
  const name = config.directDatabaseUrl === config.databaseUrl ? 'DATABASE_URL' : 'DIRECT_DATABASE_URL';
  const fault = config.directDatabaseUrl === null ? null : postgresFault(error, config.directDatabaseUrl);
  return fault === null ? null : new ConfigError([`${name}: ${fault}`]);
}

/** Names the variable, whatever a connection that failed has thrown. */
const failedAt = (name: string, url: string) => (error: unknown) => {
  throw new ConfigError([`${name}: ${connectFault(error, url)}`]);
};

/** @returns whether `url` may lead through a pooler @throws ConfigError where it loses what sessions hold, or cannot be used */
export async function checkPooling(url: string, directUrl: string): Promise<boolean> {
  const name = url === directUrl ? 'DATABASE_URL' : 'DIRECT_DATABASE_URL';
  const pooling = await recognizePooling(directUrl).catch(failedAt(name, directUrl));
  if (pooling === 'transaction') {
    throw new ConfigError([
      `${name}: leads through a pooler in transaction mode, which loses the locks and LISTEN of a session. ${MEND}`,
    ]);
  }
  await checkSettings(directUrl).catch(failedAt(name, directUrl));
  if (url === directUrl) return pooling === 'session';
  await checkSettings(url).catch(failedAt('DATABASE_URL', url));
  if (await leadToOneDatabase([url, directUrl]).catch(failedAt('DATABASE_URL', url))) return true;
  throw new ConfigError(['DIRECT_DATABASE_URL: must lead to the same database as DATABASE_URL']);
}

const MEND =
  'Set DIRECT_DATABASE_URL to a URL of the same database that leads past the pooler; DATABASE_URL may stay as it is';

/** The URL of the configured Postgres, past a pooler, or of the embedded one if it runs. Starts nothing. */
export async function runningDatabaseUrl(config: Config): Promise<string | null> {
  if (config.directDatabaseUrl) return config.directDatabaseUrl;
  const { runningEmbeddedUrl } = await import('../dev/postgres/embedded-postgres.ts');
  return runningEmbeddedUrl(embeddedFolder(config));
}

const embeddedFolder = (config: Config) => path.join(config.dataDir, 'postgres');
