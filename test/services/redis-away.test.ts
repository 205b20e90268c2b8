// Without its Redis a process goes on, and tells of it once a minute for each part that uses it, whatever fails how often.
import { expect, it, onTestFinished } from 'vitest';
import { createLogger } from '../../src/observability/logger.ts';
import { openCache } from '../../src/services/cache.ts';
import { openRedisRateLimiter } from '../../src/services/redis-rate-limiter.ts';
import { eventually } from '../support/eventually.ts';

it('a Redis that is away is told once by the cache and once by the rate limiter, with the variable', async () => {
  const lines: string[] = [];
  const log = createLogger('info', { write: (line) => void lines.push(line) });
  const redisUrl = 'redis://127.0.0.1:1';
  const cache = await openCache({ redisUrl }, log, 'here');
  onTestFinished(() => cache.close());
  const limiter = openRedisRateLimiter({ redisUrl, requestsPerMinute: 100 }, log);
  onTestFinished(() => limiter.close());
  await eventually(() => expect(lines.length).toBeGreaterThanOrEqual(2));
  for (let tries = 0; tries < 50; tries += 1) {
    await limiter.limiter.consume('somebody');
    await cache.probe().catch(() => undefined);
  }
  expect(lines.filter((line) => line.includes('REDIS_URL'))).toHaveLength(2);
  expect(lines).toHaveLength(2);
});
