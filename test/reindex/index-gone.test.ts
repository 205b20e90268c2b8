// An index that does not exist is empty: runs report what is missing, and build it again.
import { beforeAll, beforeEach, expect, it } from 'vitest';
import { seedProfiles } from '../../src/dev/demo/seed.ts';
import { compareIndexSettings } from '../../src/indexing/settings.ts';
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

it('a search answers UNAVAILABLE', async () => {
  const { errors, text } = await vitae.send('{ searchProfiles(query: "") { totalCount } }', {}, null);
  expect(errors?.map(({ extensions }) => extensions)).toEqual([{ code: 'UNAVAILABLE' }]);
  expect(text).not.toMatch(/404|does not exist/);
});
