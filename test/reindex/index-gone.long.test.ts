// An index that does not exist is empty: runs report what is missing, and build it again.
import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, expect, it } from 'vitest';
import { seedProfiles } from '../../src/dev/demo/seed.ts';
import { compareIndexSettings } from '../../src/indexing/settings.ts';
import { needsFill } from '../../src/indexing/target.ts';
import { mutated } from '../support/mutations.ts';
import { expectIndexEqualsDatabase } from '../support/index-equals-database.ts';
import { useVitae } from '../support/vitae.ts';
import { runToEnd } from './runs-of-tests.ts';

const vitae = useVitae();
let publicProfiles: number;
beforeAll(async () => {
  await seedProfiles({ url: vitae.url, count: 40 });
  publicProfiles = await vitae.db.profile.count({ where: { visibility: 'PUBLIC' } });
  await runToEnd(vitae, { mode: 'FULL' });
});
beforeEach(() => vitae.deleteIndex());

it('DRY_RUN reports every document as missing, and makes no index', async () => {
  const run = await runToEnd(vitae, { mode: 'DRY_RUN' });
  expect(run).toMatchObject({ status: 'COMPLETED', upserted: publicProfiles, removed: 0, failed: 0 });
  expect(new Set(run.differences.map(({ kind }) => kind))).toEqual(new Set(['MISSING']));
  await expect(vitae.search.search('')).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

it('VERIFY builds it again', async () => {
  const run = await runToEnd(vitae, { mode: 'VERIFY' });
  expect(run).toMatchObject({ status: 'COMPLETED', upserted: publicProfiles, skipped: 0, failed: 0 });
  expect(await expectIndexEqualsDatabase(vitae)).toBe(publicProfiles);
});

it('CHANGED says so, builds it again with its settings, and is then unchanged', async () => {
  const run = await runToEnd(vitae, { mode: 'CHANGED' });
  expect(run).toMatchObject({ status: 'COMPLETED', upserted: publicProfiles, skipped: 0, failed: 0 });
  expect(run.notice).toMatch(/profiles/);
  expect(await expectIndexEqualsDatabase(vitae)).toBe(publicProfiles);
  expect(await compareIndexSettings(vitae.search)).toEqual([]);
  await vitae.billedRecords();
  expect(await runToEnd(vitae, { mode: 'CHANGED' })).toMatchObject({ skipped: publicProfiles, notice: null });
  expect(await vitae.billedRecords()).toBe(0);
});

it('CHANGED builds it again also where an edit has made an index meanwhile', async () => {
  const { id = '' } = (await vitae.db.profile.findFirst({ where: { visibility: 'PUBLIC' } })) ?? {};
  await mutated(vitae, 'saveBio', { profileId: id, input: { summary: 'Edited' } }, 'admin');
  await vitae.idle();
  const run = await runToEnd(vitae, { mode: 'CHANGED' });
  expect(run).toMatchObject({ status: 'COMPLETED', total: publicProfiles, failed: 0 });
  expect(await expectIndexEqualsDatabase(vitae)).toBe(publicProfiles);
  expect(await compareIndexSettings(vitae.search)).toEqual([]);
});

it('an edit that makes the index again gives it its settings and mark, and the dashboard says that a run must fill it', async () => {
  const [edited, other] = await vitae.db.profile.findMany({ where: { visibility: 'PUBLIC' }, take: 2 });
  // Checks the index shortly before it is deleted.
  const edit = async (profileId = '') => {
    const input = { summary: `Edited ${randomUUID()}` };
    await mutated(vitae, 'saveBio', { profileId, input }, 'admin');
    await vitae.idle();
  };
  await runToEnd(vitae, { mode: 'CHANGED' });
  await edit(edited?.id);
  await vitae.deleteIndex();
  await edit(other?.id);
  expect(await compareIndexSettings(vitae.search)).toEqual([]);
  expect((await vitae.search.getSettings())['userData']).toMatchObject({
    vitae: { deployment: expect.any(String) as string },
  });
  expect(await needsFill(vitae.db, vitae.search)).toMatch(/CHANGED/);
  await runToEnd(vitae, { mode: 'CHANGED' });
  expect(await expectIndexEqualsDatabase(vitae)).toBe(publicProfiles);
  expect(await needsFill(vitae.db, vitae.search)).toBeNull();
});

it('a search answers UNAVAILABLE', async () => {
  const { errors, text } = await vitae.send('{ searchProfiles(query: "") { totalCount } }', {}, null);
  expect(errors?.map(({ extensions }) => extensions)).toEqual([{ code: 'UNAVAILABLE' }]);
  expect(text).not.toMatch(/404|does not exist/);
});
