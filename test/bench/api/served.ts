// Starts Vitae for the bench: a process in production mode with generated profiles, and its own Postgres, Redis and search
// server. Everything is removed when the bench ends.
import path from 'node:path';
import { createDatabase } from '../../../src/database/client.ts';
import { openEmbeddedPostgres } from '../../../src/dev/postgres/embedded-postgres.ts';
import { migrate } from '../../../src/database/migrate/migrate.ts';
import { seedProfiles } from '../../../src/dev/demo/seed.ts';
import { startLocalSearchServer } from '../../../src/dev/search/server.ts';
import { startRedis } from '../../support/redis.ts';
import { startServerProcess, temporaryDataDir } from '../../support/vitae-process.ts';
import { processorMsOf } from '../process-figures.ts';

export interface Served extends AsyncDisposable {
  readonly url: string;
  /** The ids of the public profiles. */
  readonly profileIds: readonly string[];
  /** Processor time of the process in milliseconds; NaN if the system does not report it. */
  processorMs(): number;
}

/** @param profileFolder where the server's CPU profile is written; null: no profile */
export async function serve(profileCount: number, profileFolder: string | null): Promise<Served> {
  await using opening = new AsyncDisposableStack();
  const { dataDir } = opening.adopt(await temporaryDataDir(), ({ remove }) => remove());
  const postgres = opening.adopt(
    await openEmbeddedPostgres({ folder: path.join(dataDir, 'postgres'), port: 0 }),
    (opened) => opened.release(),
  );
  const redis = opening.adopt(await startRedis(), (started) => started.stop());
  const keys = { appId: 'VITAEBENCH', adminKey: 'a key of the bench' };
  const search = opening.adopt(await startLocalSearchServer(keys), (started) => started.close());
  await migrate({ url: postgres.url });
  await seedProfiles({ url: postgres.url, count: profileCount });
  const profileIds = await publicIds(postgres.url);
  const server = opening.adopt(
    await startServerProcess({
      NODE_ENV: 'production',
      ROLE: 'api',
      PORT: '0',
      DATA_DIR: dataDir,
      DATABASE_URL: postgres.url,
      REDIS_URL: redis.url,
      ALGOLIA_APP_ID: keys.appId,
      ALGOLIA_API_KEY: keys.adminKey,
      ALGOLIA_HOSTS: search.url,
      LIMIT_REQUESTS_PER_MINUTE: '1000000000',
      JWT_SECRET: 'a secret of the bench, with more than 32 characters',
      ...(profileFolder && { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${profileFolder}` }),
    }),
    async (started) => {
      await started.stop();
    },
  );
  const opened = opening.move();
  return {
    url: `${server.origin}/graphql`,
    profileIds,
    processorMs: () => processorMsOf(server.pid) ?? NaN,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

async function publicIds(url: string): Promise<string[]> {
  const db = createDatabase(url);
  try {
    const found = await db.profile.findMany({ where: { visibility: 'PUBLIC' }, select: { id: true } });
    return found.map(({ id }) => id);
  } finally {
    await db.$disconnect();
  }
}
