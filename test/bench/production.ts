// Starts the stores of a bench, and processes of Vitae in production mode on them.
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { migrate } from '../../src/database/migrate/migrate.ts';
import { openEmbeddedPostgres } from '../../src/dev/postgres/embedded-postgres.ts';
import { SEARCH_KEYS } from '../support/fleet.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { startServerProcess, temporaryDataDir, type ServerProcess } from '../support/vitae-process.ts';

export const JWT_SECRET = randomBytes(32).toString('hex');

export interface Stores {
  readonly dataDir: string;
  /** Of a migrated database. */
  readonly databaseUrl: string;
  readonly redis: TestRedis;
}

/** A Postgres with default settings and a Redis. `opening` stops and deletes them. */
export async function openStores(opening: AsyncDisposableStack): Promise<Stores> {
  const { dataDir } = opening.adopt(await temporaryDataDir(), ({ remove }) => remove());
  const { url: databaseUrl } = opening.adopt(
    await openEmbeddedPostgres({ folder: path.join(dataDir, 'postgres'), port: 0 }),
    (opened) => opened.release(),
  );
  const redis = opening.adopt(await startRedis(), (started) => started.stop());
  await migrate({ url: databaseUrl });
  return { dataDir, databaseUrl, redis };
}

/**
 * @param searchUrl of a server with SEARCH_KEYS
 * @param cwd the checkout to start. @default this one
 */
export function startProduction(
  { dataDir, databaseUrl, redis }: Stores,
  searchUrl: string,
  environment: Record<string, string>,
  cwd?: string,
): Promise<ServerProcess> {
  const all = {
    NODE_ENV: 'production',
    PORT: '0',
    DATA_DIR: dataDir,
    DATABASE_URL: databaseUrl,
    REDIS_URL: redis.url,
    ALGOLIA_APP_ID: SEARCH_KEYS.appId,
    ALGOLIA_API_KEY: SEARCH_KEYS.adminKey,
    ALGOLIA_HOSTS: searchUrl,
    LIMIT_REQUESTS_PER_MINUTE: '1000000000',
    LIMIT_OPERATIONS: '1000000000',
    DRAIN_SECONDS: '0',
    JWT_SECRET,
    ...environment,
  };
  return startServerProcess(all, undefined, undefined, cwd);
}
