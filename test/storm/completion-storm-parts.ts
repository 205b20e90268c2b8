// Starts the parts of the storm: two API processes, one of the next release and a worker, on one Postgres, one Redis and one
// search server. The first API process reaches Redis through a proxy.
import { startLocalSearchServer } from '../../src/dev/search/server.ts';
import { z } from 'zod';
import { SEARCH_KEYS, startFleet, type Slot } from '../support/fleet.ts';
import { createTestDatabase } from '../support/postgres.ts';
import { changedCopy } from '../support/changed-source.ts';
import { startRedisProxy, type RedisProxy } from '../support/redis-proxy.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';

const FAILED = 'CACHE_NOT_INVALIDATED';
const NEXT_RELEASE = {
  'src/sections/bio/section.ts': [['([{ summary }]) => summary !== null', '([{ label }]) => label !== null']],
} as const;

/** A log line about a failed invalidation. One after a mutation names its tags, one of a sweep does not. */
const failureRule = z.object({
  time: z.number(),
  tags: z.array(z.string()).optional(),
  err: z.object({ code: z.literal(FAILED) }),
});

export interface Parts extends AsyncDisposable {
  readonly databaseUrl: string;
  readonly redis: TestRedis;
  /** Of the first API process. */
  readonly proxy: RedisProxy;
  readonly apis: readonly [Slot, Slot];
  /** Runs the next release, in which a bio is filled by its label. */
  readonly next: Slot;
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
  const proxy = opening.adopt(await startRedisProxy(redis.port), (started) => started.close());
  const search = opening.adopt(await startLocalSearchServer(SEARCH_KEYS), (started) => started.close());
  const fleet = opening.use(
    await startFleet({
      ...{ databaseUrl: database.url, redisUrl: redis.url, search, workers: 1 },
      firstRedisUrl: proxy.url,
    }),
  );
  const next = await fleet.startApi('next release', await changedCopy(NEXT_RELEASE));
  const [worker] = fleet.workers;
  if (!worker) throw new Error('there is one worker');
  const opened = opening.move();
  return {
    databaseUrl: database.url,
    redis,
    proxy,
    apis: fleet.apis,
    next,
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
