// Opens the rate limiter that counts in the memory of this process.
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Rate, RateLimiter } from '../graphql/limits/rate-limit.ts';

export interface OpenRateLimiter {
  readonly limiter: RateLimiter;
  close(): Promise<void>;
}

const WINDOW_SECONDS = 60;

export function openMemoryRateLimiter(requestsPerMinute: number): OpenRateLimiter {
  const limiter = limiterOver(memoryLimiter(requestsPerMinute), requestsPerMinute);
  return { limiter, close: () => Promise.resolve() };
}

export function windowOf(requestsPerMinute: number) {
  return { points: requestsPerMinute, duration: WINDOW_SECONDS };
}

export function memoryLimiter(requestsPerMinute: number): RateLimiterMemory {
  return new RateLimiterMemory(windowOf(requestsPerMinute));
}

export function limiterOver(
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
