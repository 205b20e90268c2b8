// Opens the rate limiter that counts in Redis, so that all processes count together. While Redis is down or slow, or answers
// wrongly, each process counts alone; no request is refused or delayed for that. A connection that does not answer, such as a
// half-open one, is replaced.
import { setTimeout as delay } from 'node:timers/promises';
import { RateLimiterRedis, RLWrapperTimeouts } from 'rate-limiter-flexible';
import { openRedisClient, type OpenRedisClient } from '../cache/redis-client.ts';
import type { Logger } from '../observability/logger.ts';
import { onceAMinute } from '../observability/once-a-minute.ts';
import { limiterOver, memoryLimiter, windowOf, type OpenRateLimiter } from './memory-rate-limiter.ts';

/** A request waits no longer for Redis. */
const REDIS_MS = 100;
/** The connection is asked this often, and must answer within half of it. */
const CHECK_MS = 2000;

interface Options {
  readonly redisUrl: string;
  readonly requestsPerMinute: number;
}

export function openRedisRateLimiter({ redisUrl, requestsPerMinute }: Options, log: Logger): OpenRateLimiter {
  const memory = memoryLimiter(requestsPerMinute);
  const onError = onceAMinute((error: unknown) =>
    log.warn(
      { err: error },
      'the rate limiter lost its Redis (REDIS_URL); this process counts alone. Told once a minute',
    ),
  );
  const open = () => {
    const opened = openRedisClient(redisUrl, onError);
    const redis = new RateLimiterRedis({
      ...windowOf(requestsPerMinute),
      // Whoever has sent more is refused without a question.
      inMemoryBlockOnConsumed: requestsPerMinute + 1,
      storeClient: checkedClient(opened.client),
      customIncrTtlLuaScript: COUNT,
      useRedisPackage: true,
      rejectIfRedisNotReady: true,
      keyPrefix: 'vitae:rate',
    });
    const limiter = new RLWrapperTimeouts({ limiter: redis, timeoutMs: REDIS_MS, insuranceLimiter: memory });
    return { ...opened, limiter };
  };
  let current = open();
  const checks = setInterval(() => {
    const { client, abandon } = current;
    void answers(client).then((alive) => {
      if (alive || client !== current.client || !client.isOpen) return;
      current = open();
      abandon();
    });
  }, CHECK_MS).unref();
  return {
    limiter: limiterOver(
      { consume: (key, points) => current.limiter.consume(key, points) },
      requestsPerMinute,
    ),
    close: () => {
      clearInterval(checks);
      current.abandon();
      return Promise.resolve();
    },
  };
}

type Client = OpenRedisClient['client'];

/** Counts, and answers both numbers a second time with the question's own token: a damaged answer, or another's, differs. */
const COUNT = `
  local consumed = redis.call('incrby', KEYS[1], ARGV[1])
  local ttl = redis.call('pttl', KEYS[1])
  if ttl < 0 then
    ttl = 1000 * ARGV[2]
    redis.call('pexpire', KEYS[1], ttl)
  end
  return { consumed, ttl, ARGV[#ARGV] .. ' ' .. consumed .. ' ' .. ttl }`;

/** What RateLimiterRedis uses of a client. An answer that does not belong to its question is an error. */
function checkedClient(client: Client) {
  let questions = 0;
  return {
    get isReady() {
      return client.isReady;
    },
    async eval(script: string, { keys, arguments: given }: { keys: string[]; arguments: string[] }) {
      const token = String((questions += 1));
      const answer: unknown = await client.eval(script, { keys, arguments: [...given, token] });
      const [consumed, ttl, again] = Array.isArray(answer) ? (answer as readonly unknown[]) : [];
      if (again === `${token} ${String(consumed)} ${String(ttl)}`) return [consumed, ttl];
      throw new Error('Redis answered wrongly');
    },
  };
}

/** Whether it answers, and this question: after a lost reply it would answer another. */
async function answers(client: Client): Promise<boolean> {
  const token = Math.random().toString(36);
  const answer = client.echo(token).catch(() => null);
  return (await Promise.race([answer, delay(CHECK_MS / 2, null, { ref: false })])) === token;
}
