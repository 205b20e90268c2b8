// The services of the measured paths in this process, on their own Postgres and Redis with generated profiles. The index only
// acknowledges, and no worker runs.
import pg from 'pg';
import { createDatabase, type Database } from '../../../src/database/client.ts';
import { createNotifications, type Notifications } from '../../../src/database/notifications.ts';
import { seedProfiles } from '../../../src/dev/demo/seed.ts';
import { createJobs, type Jobs } from '../../../src/jobs/jobs.ts';
import { createLogger } from '../../../src/observability/logger.ts';
import { jobContracts } from '../../../src/server/jobs.ts';
import { placeOf } from '../../../src/database/incarnation.ts';
import { openCache, type OpenCache } from '../../../src/services/cache.ts';
import { openStores } from '../production.ts';

const PROFILES = 6000;

export interface Ground extends AsyncDisposable {
  readonly db: Database;
  /** The same as behind a pooler: it names no statement. */
  readonly pooledDb: Database;
  readonly pool: pg.Pool;
  readonly cache: OpenCache['cache'];
  readonly notifications: Notifications;
  readonly jobs: Jobs;
  readonly log: ReturnType<typeof createLogger>;
  readonly profileIds: readonly string[];
}

export async function openGround(): Promise<Ground> {
  await using opening = new AsyncDisposableStack();
  const { databaseUrl: url, redis } = await openStores(opening);
  const log = createLogger('warn');
  const open = (pooled: boolean) =>
    opening.adopt(createDatabase(url, { pooled }), (opened) => opened.$disconnect());
  const db = open(false);
  await seedProfiles({ url, count: PROFILES });
  const profiles = await db.profile.findMany({ select: { id: true } });
  const ground = {
    db,
    pooledDb: open(true),
    pool: opening.adopt(new pg.Pool({ connectionString: url }), (pool) => pool.end()),
    cache: opening.adopt(await openCache({ redisUrl: redis.url }, log, await placeOf(db)), (opened) =>
      opened.close(),
    ).cache,
    notifications: opening.adopt(await createNotifications(url, log), (opened) => opened.close()),
    jobs: opening.adopt(await createJobs(jobContracts, { url, log, supervise: false }), (jobs) =>
      jobs.stop(0),
    ),
    log,
    profileIds: profiles.map(({ id }) => id),
  };
  const opened = opening.move();
  return { ...ground, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}
