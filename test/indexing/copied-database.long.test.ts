// A copy of the database that runs beside it with the same settings, such as a staging from a backup: it is another deployment, and
// neither changes what the other's readers and searches see.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDatabase } from '../../src/database/client.ts';
import { placeOf } from '../../src/database/incarnation.ts';
import { pushProfiles } from '../../src/indexing/push.ts';
import { deploymentOf, forgetTarget, handOver, openTarget } from '../../src/indexing/target.ts';
import { createSearchGateway, type SearchGateway } from '../../src/search/gateway.ts';
import { openCache } from '../../src/services/cache.ts';
import { loadCompletions } from '../completion/load-completions.ts';
import { runToEnd } from '../reindex/runs-of-tests.ts';
import { copyDatabase } from '../support/backup.ts';
import { declaredUrl } from '../support/declared-url.ts';
import { eventually } from '../support/eventually.ts';
import { SEARCH_KEYS } from '../support/fleet.ts';
import { expectIndexEqualsDatabase } from '../support/index-equals-database.ts';
import { mutated } from '../support/mutations.ts';
import { startRedis, withoutRedis, type TestRedis } from '../support/redis.ts';
import { startVitae, type Vitae } from '../support/vitae.ts';

async function gatewayOf(vitae: Vitae): Promise<SearchGateway> {
  const hosts = (await vitae.services.viewerKeys?.issue('test'))?.hosts ?? [];
  const { appId, adminKey: apiKey } = SEARCH_KEYS;
  return createSearchGateway({ appId, apiKey, indexName: vitae.search.indexName, hosts });
}

/** The same parts over a copy of the database. */
async function copyOf(vitae: Vitae, redisUrl: string | null) {
  await using opening = new AsyncDisposableStack();
  const copied = opening.adopt(await copyDatabase(vitae.url), (copy) => copy.drop());
  const db = opening.adopt(createDatabase(declaredUrl(copied.url)), (opened) => opened.$disconnect());
  const { cache } = opening.adopt(
    await openCache({ redisUrl }, vitae.services.log, await placeOf(db)),
    (opened) => opened.close(),
  );
  const opened = opening.move();
  return {
    services: { ...vitae.services, db, cache, search: await gatewayOf(vitae) },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

describe.skipIf(withoutRedis())('a copy of the database beside it', () => {
  let redis: TestRedis;
  let vitae: Vitae;
  let id: string;
  beforeAll(async () => {
    redis = await startRedis();
    vitae = await startVitae({ redisUrl: redis.url });
    const created = await mutated(
      vitae,
      'createProfile',
      { input: { fullName: 'Of The Original' } },
      'admin',
    );
    id = created.profile?.id ?? '';
    await vitae.idle();
    await runToEnd(vitae);
  });
  afterAll(async () => {
    await vitae.close();
    await redis.stop();
  });

  it('leaves the index of the original alone, and says both deployments', async () => {
    await using copy = await copyOf(vitae, redis.url);
    await copy.services.db.profile.update({ where: { id }, data: { fullName: 'Of The Copy', revision: 9 } });
    await expect(openTarget(copy.services)).rejects.toThrow(/belongs to the deployment .* take-over/);
    await expect(pushProfiles(copy.services, [id], { mode: 'FULL' })).rejects.toThrow(/belongs to/);
    expect(await eventually(() => expectIndexEqualsDatabase(vitae))).toBe(1);
    await openTarget(vitae.services);
  });

  it('takes the index over where it is told to, and then the original leaves it alone', async () => {
    await using copy = await copyOf(vitae, redis.url);
    expect(await deploymentOf(copy.services.db)).toBeNull();
    await expect(openTarget(copy.services)).rejects.toThrow(/belongs to/);
    await handOver(vitae.search, (await deploymentOf(copy.services.db)) ?? '');
    await openTarget(copy.services);
    await pushProfiles(copy.services, [id], { mode: 'FULL' });
    forgetTarget(vitae.services.search);
    await expect(openTarget(vitae.services)).rejects.toThrow(/belongs to/);
    await handOver(vitae.search, (await deploymentOf(vitae.db)) ?? '');
    await openTarget(vitae.services);
  });

  it('serves none of its completions from a shared Redis to readers of the original', async () => {
    await using copy = await copyOf(vitae, redis.url);
    const percentage = async (services: Parameters<typeof loadCompletions>[0] & Vitae['services']) => {
      const found = await loadCompletions(services, [id]);
      await services.cache.whenStored();
      return found.get(id)?.percentage;
    };
    await copy.services.db.photo.create({ data: { profileId: id, url: 'https://example.com/copy.jpg' } });
    expect(await percentage(copy.services)).toBe(11);
    await eventually(async () => expect(await percentage(vitae.services)).toBe(0));
    expect(await percentage(copy.services)).toBe(11);
  });
});
