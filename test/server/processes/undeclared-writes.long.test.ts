// A write by SQL is followed up by a process of either role alone, also by the next one after the last was killed.
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { startLocalSearchServer } from '../../../src/dev/search/server.ts';
import { eventually } from '../../support/eventually.ts';
import { SEARCH_KEYS } from '../../support/fleet.ts';
import { JOB_TABLE } from '../../support/pgboss-tables.ts';
import { createTestDatabase } from '../../support/postgres.ts';
import { startRedis, withoutRedis } from '../../support/redis.ts';
import { startServerProcess, temporaryDataDir, type ServerProcess } from '../../support/vitae-process.ts';

describe.skipIf(withoutRedis())('a write by SQL', () => {
  const opened = new AsyncDisposableStack();
  let environment: Record<string, string>;
  let past: pg.Client;

  beforeAll(async () => {
    const database = opened.adopt(await createTestDatabase(), (made) => made.drop());
    const redis = opened.adopt(await startRedis(), (started) => started.stop());
    const search = opened.adopt(await startLocalSearchServer(SEARCH_KEYS), (started) => started.close());
    const data = opened.adopt(await temporaryDataDir(), (made) => made.remove());
    environment = {
      DATABASE_URL: database.url,
      REDIS_URL: redis.url,
      ALGOLIA_APP_ID: SEARCH_KEYS.appId,
      ALGOLIA_API_KEY: SEARCH_KEYS.adminKey,
      ALGOLIA_HOSTS: search.urls.join(),
      JWT_SECRET: 'a secret of the tests, with more than 32 characters',
      DATA_DIR: data.dataDir,
      SEED_PROFILES: '0',
      PORT: '0',
    };
    past = opened.adopt(new pg.Client({ connectionString: database.url }), (client) => client.end());
    await past.connect();
  });
  afterAll(() => opened.disposeAsync());

  async function insertProfile(): Promise<string> {
    const id = uuidv7();
    await past.query(
      `INSERT INTO profile (id, handle, full_name, updated_at) VALUES ($1, $2, 'Past the API', now())`,
      [id, `past-${id}`],
    );
    return id;
  }

  const count = async (from: string, id: string) => {
    const { rows } = await past.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${from}`, [id]);
    return rows[0]?.n;
  };

  it.each(['api', 'worker'])('is followed up where only a process with ROLE=%s runs', async (ROLE) => {
    const start = (): Promise<ServerProcess> => startServerProcess({ ...environment, ROLE });
    const killed = await start();
    await killed.kill();
    const [id, server] = [await insertProfile(), await start()];
    const other = await insertProfile();
    for (const profileId of [id, other]) {
      await eventually(async () => {
        expect(await count('undeclared_write WHERE profile_id = $1', profileId)).toBe(0);
        expect(await count('profile WHERE id = $1 AND revision > 0', profileId)).toBe(1);
        expect(
          await count(`cache_invalidation WHERE array_to_string(tags, ' ') LIKE '%' || $1 || '%'`, profileId),
        ).toBe(0);
        // A worker has run the job.
        const jobs = `${JOB_TABLE} WHERE name = 'profile-changed' AND singleton_key = $1`;
        expect(await count(ROLE === 'api' ? jobs : 'search_state WHERE profile_id = $1', profileId)).toBe(1);
      });
    }
    expect(await server.stop()).toBe(0);
  });
});
