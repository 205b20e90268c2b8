// Opens the rate limiter: it counts in Redis where that is configured, so that all processes count together, otherwise in
// memory. While Redis is down or slow each process counts alone; no request is refused or delayed for that. A connection that
// does not answer, such as a half-open one, is replaced.
import { setTimeout as delay } from 'node:timers/promises';
import { createClient } from '@keyv/redis';
import {
  RateLimiterMemory,
  RateLimiterRedis,
  RateLimiterRes,
  RLWrapperTimeouts,
} from 'rate-limiter-flexible';
import { abandonClient } from '../cache/redis-store.ts';
import type { Rate, RateLimiter } from '../graphql/limits/rate-limit.ts';
import type { Logger } from '../observability/logger.ts';

export interface OpenRateLimiter {
  readonly limiter: RateLimiter;
  close(): Promise<void>;
}

const WINDOW_SECONDS = 60;
/** A request waits no longer for Redis. */
const REDIS_MS = 100;
/** The connection is asked this often, and must answer within half of it. */
const CHECK_MS = 2000;

interface Options {
  readonly redisUrl: string | null;
  readonly requestsPerMinute: number;
}

export function openRateLimiter({ redisUrl, requestsPerMinute }: Options, log: Logger): OpenRateLimiter {
  const window = { points: requestsPerMinute, duration: WINDOW_SECONDS };
  const memory = new RateLimiterMemory(window);
  if (redisUrl === null) {
    return { limiter: limiterOver(memory, requestsPerMinute), close: () => Promise.resolve() };
  }
  const open = () => {
    const client = connect(redisUrl, log);
    const redis = new RateLimiterRedis({
      ...window,
      storeClient: client,
      useRedisPackage: true,
      rejectIfRedisNotReady: true,
      keyPrefix: 'vitae:rate',
    });
    const limiter = new RLWrapperTimeouts({ limiter: redis, timeoutMs: REDIS_MS, insuranceLimiter: memory });
    return { client, limiter };
  };
  let current = open();
  const checks = setInterval(() => {
    const { client } = current;
    void answers(client).then((alive) => {
      if (alive || client !== current.client || !client.isOpen) return;
      current = open();
      abandonClient(client);
    });
  }, CHECK_MS).unref();
  return {
    limiter: limiterOver(
      { consume: (key, points) => current.limiter.consume(key, points) },
      requestsPerMinute,
    ),
    close: () => {
      clearInterval(checks);
      abandonClient(current.client);
      return Promise.resolve();
    },
  };
}

type Client = ReturnType<typeof connect>;

/** Whether it answers, and this question: after a lost reply it would answer another. */
async function answers(client: Client): Promise<boolean> {
  const token = Math.random().toString(36);
  const answer = client.echo(token).catch(() => null);
  return (await Promise.race([answer, delay(CHECK_MS / 2, null, { ref: false })])) === token;
}

function connect(url: string, log: Logger) {
  const client = createClient({
    url,
    disableOfflineQueue: true,
    socket: {
      connectTimeout: 1000,
      reconnectStrategy: (tries) => Math.min(50 * 2 ** Math.min(tries, 10), 1000),
    },
  });
  client.on('error', (error: unknown) => log.warn({ err: error }, 'the rate limiter lost its Redis'));
  client.connect().catch((error: unknown) => log.warn({ err: error }, 'the rate limiter has no Redis'));
  return client;
}

function limiterOver(
  limiter: { consume(key: string, points?: number): Promise<RateLimiterRes> },
  limit: number,
): RateLimiter {
  const rate = (allowed: boolean, { remainingPoints, msBeforeNext }: RateLimiterRes): Rate => ({
    allowed,
    limit,
    windowSeconds: WINDOW_SECONDS,
    remaining: Math.max(remainingPoints, 0),
    resetSeconds: Math.max(Math.ceil(msBeforeNext / 1000), 1),
  });
  return {
    async consume(caller, requests = 1) {
      try {
        return rate(true, await limiter.consume(caller, requests));
      } catch (refusal) {
        if (refusal instanceof RateLimiterRes) return rate(false, refusal);
        throw refusal;
      }
    },
  };
}
