// Owns the parts of the storm: two processes that serve the API and a worker, on one Postgres, one Redis and one search server.
import { startLocalSearchServer } from '../../src/dev/search/server.ts';
import { z } from 'zod';
import { SEARCH_KEYS, startFleet, type Slot } from '../support/fleet.ts';
import { createTestDatabase } from '../support/postgres.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';

const NOT_ACKNOWLEDGED = 'an invalidation was not acknowledged';
const lineRule = z.object({ time: z.number() });

export interface Parts extends AsyncDisposable {
  readonly databaseUrl: string;
  readonly redis: TestRedis;
  readonly apis: readonly [Slot, Slot];
  readonly worker: Slot;
  /** The administrator's, good for both. */
  readonly token: string;
  /** When a process logged that its store did not acknowledge an invalidation, on the clock of `performance.now()`. */
  notAcknowledged(): number[];
}

export async function startParts(): Promise<Parts> {
  await using opening = new AsyncDisposableStack();
  const database = opening.adopt(await createTestDatabase(), (made) => made.drop());
  const redis = opening.adopt(await startRedis(), (started) => started.stop());
  const search = opening.adopt(await startLocalSearchServer(SEARCH_KEYS), (started) => started.close());
  const fleet = opening.use(
    await startFleet({ databaseUrl: database.url, redisUrl: redis.url, search, workers: 1 }),
  );
  const [worker] = fleet.workers;
  if (!worker) throw new Error('there is one worker');
  const opened = opening.move();
  return {
    databaseUrl: database.url,
    redis,
    apis: fleet.apis,
    worker,
    token: fleet.token,
    notAcknowledged: () =>
      fleet
        .outputs()
        .flatMap((output) => output.split('\n').filter((line) => line.includes(NOT_ACKNOWLEDGED)))
        .map((line) => lineRule.parse(JSON.parse(line)).time - performance.timeOrigin),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
