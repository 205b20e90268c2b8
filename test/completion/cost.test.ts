// The cost of completions for any number of profiles: one query if one is not cached, otherwise none, and one
// round trip to the store, counted by a proxy in front of a real Redis.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seedProfiles } from '../../src/dev/demo/seed.ts';
import { openWire, type Wire } from '../bench/cache/wire.ts';
import { startRedis, withoutRedis, type TestRedis } from '../support/redis.ts';
import { startVitae, type Vitae } from '../support/vitae.ts';
import { loadCompletions } from './load-completions.ts';

const PAGE = `query ($after: String) { profiles(first: 100, after: $after) {
  edges { node { completion { percentage } } } } }`;

describe.skipIf(withoutRedis())('the completions', () => {
  let redis: TestRedis;
  let wire: Wire;
  let vitae: Vitae;
  let ids: string[];

  beforeAll(async () => {
    redis = await startRedis();
    wire = await openWire(redis.port);
    // No sweep and no worker, so nothing else sends queries.
    vitae = await startVitae({ workers: false, sweeps: false, redisUrl: wire.url });
    await seedProfiles({ url: vitae.url, count: 700 });
    ids = (await vitae.db.profile.findMany({ select: { id: true }, orderBy: { id: 'asc' } })).map(
      ({ id }) => id,
    );
  });
  afterAll(async () => {
    await vitae.close();
    wire.close();
    await redis.stop();
  });

  async function cost(work: () => Promise<unknown>): Promise<{ sql: string[]; roundTrips: number }> {
    wire.roundTrips();
    const sql = await vitae.countSql(work);
    const roundTrips = wire.roundTrips();
    await vitae.services.cache.whenStored();
    return {
      sql: sql.map((statement) => /FROM "public"."(\w+)"/.exec(statement)?.[1] ?? statement),
      roundTrips,
    };
  }

  it('of 500 profiles: cold one query, warm no query and one round trip', async () => {
    const first500 = ids.slice(0, 500);
    const read = () => loadCompletions(vitae.services, first500);
    const cold = await cost(read);
    expect(cold.sql).toHaveLength(1);
    const { hits } = vitae.services.cache.counters();
    expect(await cost(read)).toEqual({ sql: [], roundTrips: 1 });
    expect(vitae.services.cache.counters().hits).toBe(hits + 500);
  });

  it('of 500 profiles, one of them cold: one query', async () => {
    const oneCold = [...ids.slice(1, 500), ids[500] ?? ''];
    const { sql } = await cost(() => loadCompletions(vitae.services, oneCold));
    expect(sql).toHaveLength(1);
  });

  it('of a page of 100 in the API: cold one query for the profiles and one for the completions, warm one round trip', async () => {
    const after = await cursorAfter500();
    const page = () => vitae.send(PAGE, { after }, 'admin');
    const cold = await cost(page);
    expect(cold.sql).toContain('profile');
    expect(cold.sql).toHaveLength(2);
    expect(await cost(page)).toEqual({ sql: ['profile'], roundTrips: 1 });
  });

  async function cursorAfter500(): Promise<string> {
    let after: string | null = null;
    const pages = 'query ($after: String) { profiles(first: 100, after: $after) { pageInfo { endCursor } } }';
    for (let page = 0; page < 6; page += 1) {
      const { text } = await vitae.send(pages, { after }, 'admin');
      after = /"endCursor":"([^"]+)"/.exec(text)?.[1] ?? null;
    }
    return after ?? '';
  }
});
