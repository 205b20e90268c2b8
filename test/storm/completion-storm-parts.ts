// Starts the parts of the storm: two API processes and a worker, on one Postgres, one Redis and one search server.
import { startLocalSearchServer } from '../../src/dev/search/server.ts';
import { z } from 'zod';
import { SEARCH_KEYS, startFleet, type Slot } from '../support/fleet.ts';
import { createTestDatabase } from '../support/postgres.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';

const FAILED = 'CACHE_NOT_INVALIDATED';
/** A log line about a failed invalidation. One after a mutation names its tags, one of a sweep does not. */
const failureRule = z.object({
  time: z.number(),
  tags: z.array(z.string()).optional(),
  err: z.object({ code: z.literal(FAILED) }),
});

export interface Parts extends AsyncDisposable {
  readonly databaseUrl: string;
  readonly redis: TestRedis;
  readonly apis: readonly [Slot, Slot];
  readonly worker: Slot;
  /** The administrator's token. */
  readonly token: string;
  /** The times, as of `performance.now()`, at which a process logged a failed invalidation. */
  failedInvalidations(of: 'mutation' | 'sweep'): number[];
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
    failedInvalidations: (of) =>
      fleet
        .outputs()
        .flatMap((output) => completeLines(output).filter((line) => line.includes(FAILED)))
        .map((line) => failureRule.parse(JSON.parse(line)))
        .filter(({ tags }) => (tags ? 'mutation' : 'sweep') === of)
        .map(({ time }) => time - performance.timeOrigin),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

/** Without the last line, which may be incomplete. */
function completeLines(output: string): string[] {
  return output.split('\n').slice(0, -1);
}
