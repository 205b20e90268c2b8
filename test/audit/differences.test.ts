// The audit finds and mends every kind of difference between Postgres, cache and index, whoever made it.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { look, lookAgain } from '../../src/audit/audit.ts';
import { compareProfiles } from '../../src/audit/compare.ts';
import { createEntryFormat } from '../../src/cache/entry.ts';
import { idRange } from '../../src/indexing/document.ts';
import { compareIndexSettings } from '../../src/indexing/settings.ts';
import { expectIndexEqualsDatabase } from '../support/index-equals-database.ts';
import { startRedis, withoutRedis, type TestRedis } from '../support/redis.ts';
import { startVitae, useVitae, type Vitae } from '../support/vitae.ts';
import { after, forget, found, newCached, percentageOf, SIZE, tally, upsert, writeIndex } from './audited.ts';

/** @returns what it differs in */
type Plant = (vitae: Vitae) => Promise<string[]>;

/** What each does is seen by no trigger and no job. */
const PLANTS: Readonly<Record<string, Plant>> = {
  async 'a row that SQL adds'(vitae) {
    const id = await newCached(vitae);
    await vitae.idle();
    await vitae.db.bio.create({ data: { profileId: id, summary: 'By SQL.' } });
    return [`COMPLETION_DIFFERENT ${id}`, `DOCUMENT_DIFFERENT ${id}`];
  },
  async 'a name that SQL changes'(vitae) {
    const id = await newCached(vitae);
    await vitae.idle();
    await vitae.sql(`UPDATE profile SET full_name = 'By SQL' WHERE id = $1`, [id]);
    return [`DOCUMENT_DIFFERENT ${id}`];
  },
  async 'a profile that SQL hides'(vitae) {
    const id = await newCached(vitae);
    await vitae.idle();
    await vitae.sql(`UPDATE profile SET visibility = 'PRIVATE' WHERE id = $1`, [id]);
    return [`DOCUMENT_ORPHAN ${id}`];
  },
  async 'a profile that SQL deletes'(vitae) {
    const id = await newCached(vitae);
    await vitae.idle();
    await vitae.sql('DELETE FROM profile WHERE id = $1', [id]);
    return [`DOCUMENT_ORPHAN ${id}`];
  },
  async 'a profile that SQL inserts'(vitae) {
    const { id } = await vitae.db.profile.create({ data: { handle: randomUUID(), fullName: 'By SQL' } });
    return [`DOCUMENT_MISSING ${id}`];
  },
  async 'a document that is changed by hand'(vitae) {
    const id = await newCached(vitae);
    await vitae.idle();
    await writeIndex(vitae, upsert(id, { fullName: 'By Hand' }));
    return [`DOCUMENT_DIFFERENT ${id}`];
  },
  async 'an attribute that is added by hand'(vitae) {
    const id = await newCached(vitae);
    await vitae.idle();
    await writeIndex(vitae, upsert(id, { secret: 'By hand.' }, 2 ** 53 - 1));
    return [`DOCUMENT_DIFFERENT ${id}`];
  },
  async 'a document that is deleted by hand'(vitae) {
    const id = await newCached(vitae);
    await vitae.idle();
    await writeIndex(vitae, { type: 'delete', objectID: id });
    return [`DOCUMENT_MISSING ${id}`];
  },
  async 'a document of no profile'(vitae) {
    const id = randomUUID();
    await writeIndex(vitae, upsert(id, { idRange: idRange(id) }));
    return [`DOCUMENT_ORPHAN ${id}`];
  },
  async 'a document whose id is no id of a profile'(vitae) {
    await writeIndex(vitae, upsert('stray', { fullName: 'Stray' }));
    return ['DOCUMENT_ORPHAN stray'];
  },
  async 'a setting that is changed by hand'(vitae) {
    const { taskID } = await vitae.search.setSettings({ searchableAttributes: ['handle'] });
    await vitae.search.waitForTask(taskID);
    return ['SETTING_DIFFERENT searchableAttributes'];
  },
};

describe('the audit', () => {
  const vitae = useVitae();
  beforeEach(async () => {
    await vitae.idle();
    await forget(vitae);
  });

  it('finds every kind of difference, mends it after five seconds and sees that it is gone', async () => {
    const planted: string[] = [];
    for (const plant of Object.values(PLANTS)) planted.push(...(await plant(vitae)));
    expect(await look(vitae.services, SIZE, after(0))).toEqual(after(5));
    expect(await found(vitae)).toEqual(planted.sort());
    expect(await tally(vitae)).toEqual({ comparisons: true, after5s: 0, after60s: 0 });
    await lookAgain(vitae.services, after(5));
    expect(await look(vitae.services, SIZE, after(60))).toBeNull();
    expect(await tally(vitae)).toEqual({ comparisons: true, after5s: planted.length, after60s: 0 });
    const listed = await vitae.db.auditDifference.findMany();
    expect(listed.map(({ confirmedAt, endedAt, failure }) => [confirmedAt, endedAt, failure])).toEqual(
      planted.map(() => [after(5), after(60), null]),
    );
    await expectIndexEqualsDatabase(vitae);
    expect(await compareIndexSettings(vitae.search)).toEqual([]);
    const ids = (await vitae.db.profile.findMany()).map(({ id }) => id);
    const compared = await compareProfiles(vitae.services, ids);
    expect(compared.filter(({ cacheAgrees }) => !cacheAgrees)).toEqual([]);
  });
});

describe.skipIf(withoutRedis())('an entry of the cache that is changed in Redis', () => {
  let redis: TestRedis;
  let vitae: Vitae;
  beforeAll(async () => {
    redis = await startRedis();
    vitae = await startVitae({ redisUrl: redis.url });
  });
  afterAll(async () => {
    await vitae.close();
    await redis.stop();
  });

  it('is found and invalidated', async () => {
    const id = await newCached(vitae);
    const percentage = await percentageOf(vitae, id);
    await vitae.idle();
    const [key = ''] = JSON.parse(await redis.command('KEYS', `*completion.*:${id}:all`)) as string[];
    const [name = '', stamp = '', expiry, , json = ''] = (await redis.command('GET', key)).split('\n');
    const value: unknown = JSON.parse(json.replace(`"percentage":${percentage}`, '"percentage":77'));
    const entry = { key: name, value, stamp, expiresAt: Number(expiry) };
    await redis.command('SET', key, createEntryFormat((decoded) => decoded).write(entry));
    expect(await percentageOf(vitae, id)).toBe(77);
    await look(vitae.services, SIZE, after(0));
    expect(await found(vitae)).toEqual([`COMPLETION_DIFFERENT ${id}`]);
    await lookAgain(vitae.services, after(5));
    expect(await percentageOf(vitae, id)).toBe(percentage);
  });
});
