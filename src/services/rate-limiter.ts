// Opens the rate limiter: it counts in Redis where that is configured, so that all processes count together, otherwise in
// memory. While Redis is down or slow each process counts alone; no request is refused or delayed for that.
import { createClient } from '@keyv/redis';
import {
  RateLimiterMemory,
  RateLimiterRedis,
  RateLimiterRes,
  RLWrapperTimeouts,
} from 'rate-limiter-flexible';
import type { Rate, RateLimiter } from '../graphql/limits/rate-limit.ts';
import type { Logger } from '../observability/logger.ts';

export interface OpenRateLimiter {
  readonly limiter: RateLimiter;
  close(): Promise<void>;
}

const WINDOW_SECONDS = 60;
/** A request waits no longer for Redis. */
const REDIS_MS = 100;

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
  const client = connect(redisUrl, log);
  const redis = new RateLimiterRedis({
    ...window,
    storeClient: client,
    useRedisPackage: true,
    rejectIfRedisNotReady: true,
    keyPrefix: 'vitae:rate',
  });
  const limiter = new RLWrapperTimeouts({ limiter: redis, timeoutMs: REDIS_MS, insuranceLimiter: memory });
  return {
    limiter: limiterOver(limiter, requestsPerMinute),
    close: () => {
      client.destroy();
      return Promise.resolve();
    },
  };
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

function limiterOver(limiter: { consume(key: string): Promise<RateLimiterRes> }, limit: number): RateLimiter {
  const rate = (allowed: boolean, { remainingPoints, msBeforeNext }: RateLimiterRes): Rate => ({
    allowed,
    limit,
    windowSeconds: WINDOW_SECONDS,
    remaining: Math.max(remainingPoints, 0),
    resetSeconds: Math.max(Math.ceil(msBeforeNext / 1000), 1),
  });
  return {
    async consume(caller) {
      try {
        return rate(true, await limiter.consume(caller));
      } catch (refusal) {
        if (refusal instanceof RateLimiterRes) return rate(false, refusal);
        throw refusal;
      }
    },
  };
}
