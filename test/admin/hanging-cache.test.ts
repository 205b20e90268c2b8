// A Redis that hangs: the profile lookup still shows Postgres and the index.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { eventually } from '../support/eventually.ts';
import { makeFilledProfile } from '../support/mutations.ts';
import { startRedisProxy, type RedisProxy } from '../support/redis-proxy.ts';
import { startRedis, withoutRedis } from '../support/redis.ts';
import { startVitae, type Vitae } from '../support/vitae.ts';

const stateRule = z.object({
  system: z.object({ cache: z.object({ unreachableSince: z.coerce.date().nullable() }) }),
});

describe.skipIf(withoutRedis())('a cache that hangs', () => {
  const opened = new AsyncDisposableStack();
  let proxy: RedisProxy;
  let vitae: Vitae;
  beforeAll(async () => {
    const redis = opened.adopt(await startRedis(), (started) => started.stop());
    proxy = opened.adopt(await startRedisProxy(redis.port), (started) => started.close());
    vitae = opened.use(await startVitae({ redisUrl: proxy.url }));
  });
  afterAll(() => opened.disposeAsync());

  it('is told with since when, until it answers', async () => {
    const since = async () => {
      const { data } = await vitae.send('{ system { cache { unreachableSince } } }', {}, 'admin');
      return stateRule.parse(data).system.cache.unreachableSince;
    };
    expect(await since()).toBeNull();
    const before = Date.now();
    proxy.swallows = true;
    const told = await since();
    expect(told?.getTime()).toBeGreaterThanOrEqual(before);
    expect(await since()).toEqual(told);
    proxy.heal();
    await eventually(async () => expect(await since()).toBeNull());
  });

  it('leaves the profile lookup what Postgres and the index have', async () => {
    const { id } = await makeFilledProfile(vitae, 'Ada Lovelace');
    await vitae.idle();
    proxy.swallows = true;
    const document = `{ profileInspection(id: "${id}") {
      profile { id } completion { percentage } cachedCompletion { percentage } indexReachable indexAgrees } }`;
    const { data, errors } = await vitae.send(document, {}, 'admin');
    proxy.heal();
    expect(errors).toBeUndefined();
    expect(data?.['profileInspection']).toEqual({
      profile: { id },
      completion: { percentage: 100 },
      cachedCompletion: null,
      indexReachable: true,
      indexAgrees: true,
    });
  });
});
