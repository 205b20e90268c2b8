// invalidateCompletions: after its answer no process serves an old completion of what it names, watchers are told, and the
// documents of the profiles it names equal the profiles. A second process is a second cache on the same Redis and database.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { sweepInvalidations } from '../../src/database/invalidations.ts';
import { graphql } from '../../src/client/generated/index.ts';
import { sections } from '../../src/sections/registry.ts';
import { placeOf } from '../../src/database/incarnation.ts';
import { openCache, type OpenCache } from '../../src/services/cache.ts';
import { eventually } from '../support/eventually.ts';
import { mutated } from '../support/mutations.ts';
import { startRedis, withoutRedis, type TestRedis } from '../support/redis.ts';
import { startVitae, type Vitae } from '../support/vitae.ts';
import { loadCompletions } from './load-completions.ts';
import { percentageWith } from './percentage.ts';

const INVALIDATE = `mutation ($profileIds: [ID!], $section: SectionName, $all: Boolean) {
  invalidateCompletions(profileIds: $profileIds, section: $section, all: $all) { tags documents } }`;

const WatchInvalidated = graphql(`
  subscription WatchInvalidated($profileId: ID) {
    completionChanged(profileId: $profileId) {
      percentage
    }
  }
`);

async function newProfile(vitae: Vitae, visibility: 'PUBLIC' | 'PRIVATE' = 'PUBLIC'): Promise<string> {
  const input = { fullName: 'Restored', visibility };
  return (await mutated(vitae, 'createProfile', { input }, 'admin')).profile?.id ?? '';
}

async function invalidate(vitae: Vitae, scope: object): Promise<unknown> {
  const { data, text } = await vitae.send(INVALIDATE, scope, 'admin');
  return data?.['invalidateCompletions'] ?? text;
}

/** Rows that no trigger follows up. */
async function restore(vitae: Vitae, profileId: string): Promise<void> {
  await vitae.db.bio.create({ data: { profileId, summary: 'A summary.' } });
  await vitae.db.photo.create({ data: { profileId, url: 'https://photos.example.com/a.jpg' } });
}

const subsets = 2 ** sections.length;

describe.skipIf(withoutRedis())('the caches of two processes', () => {
  let redis: TestRedis;
  let vitae: Vitae;
  let other: OpenCache;
  beforeAll(async () => {
    redis = await startRedis();
    vitae = await startVitae({ workers: false, sweeps: false, redisUrl: redis.url });
    other = await openCache({ redisUrl: redis.url }, vitae.services.log, await placeOf(vitae.services.db));
  });
  afterAll(async () => {
    await other.close();
    await vitae.close();
    await redis.stop();
  });

  const SETS = { all: null, bio: ['bio'], photo: ['photo'], both: ['photo', 'bio'] } as const;
  const FRESH = { all: percentageWith(['bio', 'photo']), bio: 100, photo: 100, both: 100 };
  const OLD = { all: 0, bio: 0, photo: 0, both: 0 };

  async function readBy(cache: OpenCache['cache'], profileId: string) {
    const read = Object.entries(SETS).map(async ([name, names]) => {
      const found = await loadCompletions({ ...vitae.services, cache }, [profileId], names);
      return [name, found.get(profileId)?.percentage];
    });
    const percentages = Object.fromEntries(await Promise.all(read)) as unknown;
    await cache.whenStored();
    return percentages;
  }
  const caches = () => [vitae.services.cache, other.cache];

  interface Case {
    readonly scope: (id: string) => object;
    readonly answer: object;
    /** What both processes then read of the profile, and of another. */
    readonly named: object;
    readonly others: object;
  }
  it.each<[name: string, expected: Case]>([
    [
      'a profile: all its completions, and no other',
      {
        scope: (id) => ({ profileIds: [id.toUpperCase(), id] }),
        answer: { tags: 1, documents: 1 },
        named: FRESH,
        others: OLD,
      },
    ],
    [
      'a section: the completions that score it, of every profile',
      {
        scope: () => ({ section: 'bio' }),
        answer: { tags: subsets / 2 + 1, documents: 0 },
        named: { ...FRESH, photo: 0 },
        others: { ...FRESH, photo: 0 },
      },
    ],
    [
      'all',
      { scope: () => ({ all: true }), answer: { tags: subsets, documents: 0 }, named: FRESH, others: FRESH },
    ],
  ])('%s', async (_name, { scope, answer, named, others }) => {
    const [id, unnamed] = [await newProfile(vitae), await newProfile(vitae)];
    for (const profileId of [id, unnamed]) {
      for (const cache of caches()) expect(await readBy(cache, profileId)).toEqual(OLD);
      await restore(vitae, profileId);
      for (const cache of caches()) expect(await readBy(cache, profileId)).toEqual(OLD);
    }
    expect(await invalidate(vitae, scope(id))).toEqual(answer);
    for (const cache of caches()) {
      expect(await readBy(cache, id)).toEqual(named);
      expect(await readBy(cache, unnamed)).toEqual(others);
    }
    await eventually(async () => expect(await vitae.db.cacheInvalidation.count()).toBe(0));
  });

  it('an invalidation while Redis is down stays recorded, and reaches every process afterwards', async () => {
    const id = await newProfile(vitae);
    await readBy(other.cache, id);
    await restore(vitae, id);
    await redis.kill();
    await invalidate(vitae, { all: true });
    await redis.start();
    await vitae.sql(`UPDATE cache_invalidation SET created_at = now() - interval '2 seconds'`);
    await eventually(() => sweepInvalidations({ ...vitae.services, cache: other.cache }));
    expect(await vitae.db.cacheInvalidation.count()).toBe(0);
    for (const cache of caches()) expect(await readBy(cache, id)).toEqual(FRESH);
  });
});

describe('invalidateCompletions', () => {
  let vitae: Vitae;
  beforeAll(async () => {
    vitae = await startVitae();
  });
  afterAll(() => vitae.close());

  it.each<[name: string, scope: (id: string) => object]>([
    ['a profile', (id) => ({ profileIds: [id] })],
    ['a section', () => ({ section: 'bio' })],
    ['another section', () => ({ section: 'skill' })],
    ['all', () => ({ all: true })],
  ])('of %s tells the watchers of completionChanged', async (_name, scope) => {
    const id = await newProfile(vitae);
    const watching = vitae.subscribe(WatchInvalidated, { profileId: id }, null);
    expect((await watching.next()).value?.completionChanged).toEqual({ percentage: 0 });
    await restore(vitae, id);
    await invalidate(vitae, scope(id));
    expect((await watching.next()).value?.completionChanged).toEqual({
      percentage: percentageWith(['bio', 'photo']),
    });
    await watching.return();
  });

  const inspectionRule = z.object({ cacheAgrees: z.boolean(), indexAgrees: z.boolean() });
  async function inspection(id: string) {
    const query = `query ($id: String!) { profileInspection(id: $id) { cacheAgrees indexAgrees } }`;
    const { data } = await vitae.send(query, { id }, 'admin');
    return inspectionRule.parse(data?.['profileInspection']);
  }
  const upsert = (id: string, attributes: object) =>
    vitae.search.write(
      [{ type: 'upsert', object: { objectID: id, version: Number.MAX_SAFE_INTEGER, ...attributes } }],
      { wait: true },
    );

  it.each<[name: string, visibility: 'PUBLIC' | 'PRIVATE', spoil: (id: string) => Promise<unknown>]>([
    ['that is missing', 'PUBLIC', (id) => vitae.search.write([{ type: 'delete', objectID: id }])],
    ['that was changed', 'PUBLIC', (id) => upsert(id, { fullName: 'Somebody else' })],
    ['that has an attribute too many', 'PUBLIC', (id) => upsert(id, { unknown: 1 })],
    ['of a private profile', 'PRIVATE', (id) => upsert(id, { fullName: 'Restored' })],
    ['of rows that were restored', 'PUBLIC', (id) => restore(vitae, id)],
  ])('corrects the document %s', async (_name, visibility, spoil) => {
    const id = await newProfile(vitae, visibility);
    await vitae.idle();
    expect(await inspection(id)).toMatchObject({ indexAgrees: true });
    await spoil(id);
    await eventually(async () => expect(await inspection(id)).toMatchObject({ indexAgrees: false }));
    expect(await invalidate(vitae, { profileIds: [id] })).toEqual({ tags: 1, documents: 1 });
    await vitae.idle();
    expect(await inspection(id)).toEqual({ cacheAgrees: true, indexAgrees: true });
  });

  const ONE = 'give exactly one of profileIds, section and all';
  const unknown = randomUUID();
  it.each<[name: string, scope: object, fields: readonly object[]]>([
    ['nothing', {}, [{ path: 'profileIds', message: ONE }]],
    ['all: false', { all: false }, [{ path: 'profileIds', message: ONE }]],
    ['two of them', { section: 'bio', all: true }, [{ path: 'all', message: ONE }]],
    ['all three', { profileIds: [unknown], section: 'bio', all: true }, [{ path: 'section', message: ONE }]],
    ['no id', { profileIds: [] }, [{ path: 'profileIds', message: 'must hold at least one id' }]],
    ['no UUID', { profileIds: [unknown, 'ada'] }, [{ path: 'profileIds.1', message: 'must be a UUID' }]],
    [
      'an unknown profile',
      { profileIds: [unknown] },
      [{ path: 'profileIds.0', message: `there is no profile with the id "${unknown}"` }],
    ],
    [
      'too many profiles',
      { profileIds: Array.from({ length: 101 }, () => unknown) },
      [{ path: 'profileIds', message: 'must hold at most 100 items' }],
    ],
  ])('refuses %s, and names argument and rule', async (_name, scope, fields) => {
    const { errors } = await vitae.send(INVALIDATE, scope, 'admin');
    expect(errors?.[0]?.extensions?.['fields']).toMatchObject(fields);
    expect(await vitae.openJobs('profile-repair')).toBe(0);
  });

  it('invalidates nothing where one of the profiles does not exist', async () => {
    const id = await newProfile(vitae);
    const before = vitae.services.cache.counters().invalidations;
    await invalidate(vitae, { profileIds: [id, unknown] });
    expect(vitae.services.cache.counters().invalidations).toBe(before);
    expect(await vitae.openJobs('profile-repair')).toBe(0);
  });
});
