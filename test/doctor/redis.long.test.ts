// The doctor on Redis: what is wrong with a server that answers, and with one that does not.
import { describe, expect, it, onTestFinished } from 'vitest';
import { checkRedis } from '../../src/doctor/redis.ts';
import { startRedis, withoutRedis } from '../support/redis.ts';

const BOUND = ['--maxmemory', '64mb', '--maxmemory-policy', 'allkeys-lru'];

async function found(settings: readonly string[]) {
  const redis = await startRedis(settings);
  onTestFinished(() => redis.stop());
  const findings = await checkRedis({ redisUrl: redis.url });
  return findings.map(
    ({ state, message, next }) => `${state}: ${message}${next === null ? '' : ` -> ${next}`}`,
  );
}

describe.skipIf(withoutRedis())('Redis', () => {
  it('in order', async () => {
    expect(await found(BOUND)).toEqual([
      expect.stringMatching(/^ok: version \d\S+ at \S+, \S+ of 64\.00M$/) as string,
    ]);
  });

  it.each([
    ['without a bound of its memory', [], /^warning: its memory has no bound.* -> .*maxmemory/],
    [
      'that evicts nothing',
      ['--maxmemory', '64mb'],
      /^warning: maxmemory-policy is noeviction.* -> .*allkeys-lru/,
    ],
    [
      'that is a replica',
      [...BOUND, '--replicaof', '127.0.0.1', '1', '--replica-read-only', 'no'],
      /^failure: this Redis is a replica/,
    ],
    ['that takes no writes', ['--min-replicas-to-write', '1', ...BOUND], /^failure: .*NOREPLICAS/],
  ])('%s', async (_what, settings, words) => {
    expect(await found(settings)).toContainEqual(expect.stringMatching(words) as string);
  });

  it('with a wrong password', async () => {
    const redis = await startRedis(BOUND);
    onTestFinished(() => redis.stop());
    await redis.command('CONFIG', 'SET', 'requirepass', 'right');
    const redisUrl = redis.url.replace('redis://', 'redis://:hidden@');
    const [told] = await checkRedis({ redisUrl });
    expect(told).toMatchObject({ state: 'failure', message: expect.stringContaining('WRONGPASS') as string });
    expect(told?.next).toContain('Correct user and password in REDIS_URL');
    expect(told?.message).not.toContain('hidden');
  });

  it('that is away', async () => {
    const [told] = await checkRedis({ redisUrl: 'redis://127.0.0.1:1' });
    expect(told?.message).toMatch(/^Redis at 127\.0\.0\.1:1: .*ECONNREFUSED/);
    expect(told).toMatchObject({
      state: 'failure',
      next: expect.stringMatching(/^Start Redis, or correct REDIS_URL/) as string,
    });
  });
});
