// The states say which index they describe, and the index whose it is: another index is filled, a foreign one is left alone, and a
// run that would remove a large part of it waits for a confirmation.
import { expect, it } from 'vitest';
import { seedProfiles } from '../../src/dev/demo/seed.ts';
import { handOver } from '../../src/indexing/target.ts';
import { createSearchGateway, type SearchGateway } from '../../src/search/gateway.ts';
import { eventually } from '../support/eventually.ts';
import { SEARCH_KEYS } from '../support/fleet.ts';
import { expectIndexEqualsDatabase } from '../support/index-equals-database.ts';
import { DEAD_LETTERS, readJobs } from '../support/pgboss-tables.ts';
import { endDelays } from '../support/delays.ts';
import { passTime } from '../support/passed-time.ts';
import { startVitae, type Vitae } from '../support/vitae.ts';
import { ended, readRun, runToEnd, startRun, steer } from './runs-of-tests.ts';

/** A process looks at its index, and at whose it is, so often at least. */
const UNTIL_LOOKED_AGAIN_MS = 10_000;

/** A gateway that can be pointed at another index while workers use it. */
function switchable() {
  let current: SearchGateway | null = null;
  return {
    wrapSearch: (gateway: SearchGateway) => {
      current ??= gateway;
      return new Proxy(gateway, { get: (_, name) => Reflect.get(current ?? gateway, name) as unknown });
    },
    use(gateway: SearchGateway) {
      current = gateway;
    },
  };
}

async function gatewayTo(vitae: Vitae, indexName: string): Promise<SearchGateway> {
  const hosts = (await vitae.services.viewerKeys?.issue('test'))?.hosts ?? [];
  return createSearchGateway({ appId: SEARCH_KEYS.appId, apiKey: SEARCH_KEYS.adminKey, indexName, hosts });
}

const noticeOf = async (vitae: Vitae) => {
  const { text } = await vitae.send('{ system { search { notice } } }', {}, 'admin');
  return (JSON.parse(text) as { data: { system: { search: { notice: string | null } } } }).data.system.search
    .notice;
};

it('another ALGOLIA_INDEX is told before, and filled by CHANGED; so is the one before, and without what was hidden meanwhile', async () => {
  const gateway = switchable();
  await using vitae = await startVitae({ wrapSearch: gateway.wrapSearch });
  await seedProfiles({ url: vitae.url, count: 30 });
  const before = await gatewayTo(vitae, 'profiles');
  const { total } = await runToEnd(vitae);
  expect(await expectIndexEqualsDatabase(vitae)).toBe(total);
  expect(await noticeOf(vitae)).toBeNull();

  gateway.use(await gatewayTo(vitae, 'others'));
  passTime(UNTIL_LOOKED_AGAIN_MS);
  await eventually(async () => expect(await noticeOf(vitae)).toMatch(/profiles.*others/));
  expect(await runToEnd(vitae)).toMatchObject({ status: 'COMPLETED', upserted: total, skipped: 0 });
  expect(await expectIndexEqualsDatabase(vitae)).toBe(total);
  passTime(UNTIL_LOOKED_AGAIN_MS);
  await eventually(async () => expect(await noticeOf(vitae)).toBeNull());
  const { id: hidden = '' } = (await vitae.db.profile.findFirst({ where: { visibility: 'PUBLIC' } })) ?? {};
  await vitae.sql(`UPDATE profile SET visibility = 'PRIVATE', revision = revision + 1 WHERE id = $1`, [
    hidden,
  ]);
  expect(await runToEnd(vitae)).toMatchObject({ removed: 1, skipped: total - 1 });

  gateway.use(before);
  expect(await runToEnd(vitae)).toMatchObject({ status: 'COMPLETED', removed: 1, skipped: total - 1 });
  expect(await expectIndexEqualsDatabase(vitae)).toBe(total - 1);
});

it('the index of another deployment is left alone until it is handed over, and its many removals wait for a confirmation', async () => {
  await using owner = await startVitae();
  await seedProfiles({ url: owner.url, count: 160 });
  const { total } = await runToEnd(owner);
  expect(total).toBeGreaterThan(120);
  const shared = await gatewayTo(owner, 'profiles');

  await using small = await startVitae({ wrapSearch: () => shared });
  await seedProfiles({ url: small.url, count: 5 });
  const { id } = await startRun(small, { mode: 'VERIFY' });
  const [{ pause }] = await eventually(async () => {
    const queues = (await small.services.jobs.queues()).filter((queue) => queue.pause);
    expect(queues).not.toEqual([]);
    return queues as [(typeof queues)[number]];
  });
  const names = /deployment (\S+) \(database (\S+)\); this is (\S+) \(database (\S+)\)/.exec(
    pause?.reason ?? '',
  );
  const [, ownerId = '', ownerDatabase, smallId = '', smallDatabase] = names ?? [];
  expect([ownerDatabase, smallDatabase]).toEqual(
    [owner.url, small.url].map((url) => new URL(url).pathname.slice(1)),
  );
  expect(smallId).not.toBe(ownerId);
  await expectIndexEqualsDatabase(owner);
  expect(await readJobs(small, DEAD_LETTERS)).toEqual([]);

  await handOver(shared, smallId);
  await endDelays(small);
  const waiting = await eventually(async () => {
    const run = await readRun(small, id);
    expect(run.status).toBe('AWAITING_CONFIRMATION');
    return run;
  });
  expect(waiting.notice).toMatch(new RegExp(`remove 1\\d\\d of ${total} documents`));
  await expectIndexEqualsDatabase(owner);
  await expect(steer(small, 'resume', id)).rejects.toThrow('CONFLICT');
  await steer(small, 'confirm', id);
  expect(await ended(small, id)).toMatchObject({ status: 'COMPLETED' });
  await expectIndexEqualsDatabase(small);
  await expect(steer(small, 'confirm', id)).rejects.toThrow('CONFLICT');
});
