// The rate limiter behind a network that fails: it counts together with the other processes again once Redis is reachable, also
// after a connection that carries nothing more.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLogger } from '../../src/observability/logger.ts';
import { openRateLimiter, type OpenRateLimiter } from '../../src/services/rate-limiter.ts';
import { until } from '../support/eventually.ts';
import { startRedisProxy, type RedisProxy } from '../support/redis-proxy.ts';
import { startRedis, withoutRedis } from '../support/redis.ts';

describe.skipIf(withoutRedis())('a rate limiter behind a network', () => {
  const opened = new AsyncDisposableStack();
  let proxy: RedisProxy;
  let limiter: OpenRateLimiter;
  let other: OpenRateLimiter;

  beforeAll(async () => {
    const redis = opened.adopt(await startRedis(), (started) => started.stop());
    proxy = opened.adopt(await startRedisProxy(redis.port), (started) => started.close());
    const open = (redisUrl: string) =>
      opened.adopt(
        openRateLimiter({ redisUrl, requestsPerMinute: 1_000_000 }, createLogger('fatal')),
        (limits) => limits.close(),
      );
    [limiter, other] = [open(proxy.url), open(redis.url)];
  });
  afterAll(() => opened.disposeAsync());

  /** Whether what one process counts is seen by the other. */
  async function countTogether(): Promise<boolean> {
    const caller = `caller ${performance.now()}`;
    for (let times = 0; times < 3; times += 1) await other.limiter.consume(caller);
    const { remaining, limit } = await limiter.limiter.consume(caller);
    return limit - remaining === 4;
  }

  it.each<[string, () => void]>([
    ['is half-open', () => proxy.halfOpen()],
    [
      'swallows new connections too',
      () => {
        proxy.halfOpen();
        proxy.swallows = true;
      },
    ],
    ['loses a reply', () => (proxy.onReply = () => null)],
  ])('that %s counts with the others again', async (_name, fail) => {
    await until(countTogether);
    fail();
    expect(await countTogether()).toBe(false);
    proxy.heal();
    await until(countTogether);
  });
});
