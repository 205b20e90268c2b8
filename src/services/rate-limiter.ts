// Opens the rate limiter: it counts in Redis where that is configured, otherwise in the memory of this process.
import type { Logger } from '../observability/logger.ts';
import { openMemoryRateLimiter, type OpenRateLimiter } from './memory-rate-limiter.ts';

interface Options {
  readonly redisUrl: string | null;
  readonly requestsPerMinute: number;
}

export async function openRateLimiter(
  { redisUrl, requestsPerMinute }: Options,
  log: Logger,
): Promise<OpenRateLimiter> {
  if (redisUrl === null) return openMemoryRateLimiter(requestsPerMinute);
  // The client has hundreds of modules, which a start without Redis does not wait for.
  const { openRedisRateLimiter } = await import('./redis-rate-limiter.ts');
  return openRedisRateLimiter({ redisUrl, requestsPerMinute }, log);
}
