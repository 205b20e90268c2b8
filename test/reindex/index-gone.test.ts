// An index that does not exist is empty: runs report what is missing, and build it again.
import { beforeAll, beforeEach, expect, it } from 'vitest';
import { seedProfiles } from '../../src/dev/demo/seed.ts';
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

it('a search answers UNAVAILABLE', async () => {
  const { errors, text } = await vitae.send('{ searchProfiles(query: "") { totalCount } }', {}, null);
  expect(errors?.map(({ extensions }) => extensions)).toEqual([{ code: 'UNAVAILABLE' }]);
  expect(text).not.toMatch(/404|does not exist/);
});
