// The rate limiter behind a network that fails: it counts together with the other processes again once Redis is reachable, also
// after a connection that carries nothing more. No damaged reply refuses a request.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createLogger } from '../../src/observability/logger.ts';
import type { OpenRateLimiter } from '../../src/services/memory-rate-limiter.ts';
import { openRedisRateLimiter } from '../../src/services/redis-rate-limiter.ts';
import { until } from '../support/eventually.ts';
import { startRedisProxy, type Fault, type RedisProxy } from '../support/redis-proxy.ts';
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
        openRedisRateLimiter({ redisUrl, requestsPerMinute: 1_000_000 }, createLogger('fatal')),
        (limits) => limits.close(),
      );
    [limiter, other] = [open(proxy.url), open(redis.url)];
  });
  beforeEach(() => proxy.heal());
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

  /** Changes the reply to a count, which is an array of numbers, and no other message. */
  const toCounts =
    (fault: Fault): Fault =>
    (reply) =>
      /^\*\d\r\n:/.test(reply.toString()) ? fault(reply) : reply;
  const flipped = (reply: Buffer, at: number, bit: number) => {
    const copy = Buffer.from(reply);
    copy[at] = (copy[at] ?? 0) ^ (1 << bit);
    return copy;
  };

  it.each<[string, Fault]>([
    [
      'in which the end of the first number is damaged',
      (reply) => flipped(reply, reply.indexOf('\r\n', 4), 6),
    ],
    ['in which a digit is damaged', (reply) => flipped(reply, 5, 6)],
    ['that arrives twice', (reply) => Buffer.concat([reply, reply])],
    ['that is cut off', (reply) => reply.subarray(0, 6)],
    ['to another caller', () => Buffer.from('*2\r\n:99999999\r\n:60000\r\n')],
    [
      'to another caller, checked',
      () => Buffer.from('*3\r\n:99999999\r\n:60000\r\n$16\r\n1 99999999 60000\r\n'),
    ],
  ])('refuses no request for a reply %s', async (_name, damage) => {
    await until(countTogether);
    let damaged = 0;
    proxy.onReply = toCounts((reply) => {
      damaged += 1;
      return damage(reply);
    });
    const caller = `caller ${performance.now()}`;
    const rates = await Promise.all([1, 2, 3].map(() => limiter.limiter.consume(caller)));
    for (const { allowed, remaining, limit, resetSeconds } of rates) {
      expect(allowed).toBe(true);
      expect(limit - remaining).toBeLessThanOrEqual(3);
      expect(resetSeconds).toBeLessThanOrEqual(60);
    }
    expect(damaged).toBeGreaterThan(0);
    proxy.heal();
    await until(countTogether);
  });

  it('refuses whoever has sent too many without a question', async () => {
    const few = opened.adopt(
      openRedisRateLimiter({ redisUrl: proxy.url, requestsPerMinute: 3 }, createLogger('fatal')),
      (limits) => limits.close(),
    );
    let questions = 0;
    proxy.onReply = toCounts((reply) => {
      questions += 1;
      return reply;
    });
    await until(async () => {
      await few.limiter.consume('somebody');
      return questions > 0;
    });
    const allowed: boolean[] = [];
    for (let times = 0; times < 6; times += 1) allowed.push((await few.limiter.consume('a burst')).allowed);
    expect(allowed).toEqual([true, true, true, false, false, false]);
    const asked = questions;
    expect((await few.limiter.consume('a burst', 0)).allowed).toBe(false);
    expect(questions).toBe(asked);
  });
});
