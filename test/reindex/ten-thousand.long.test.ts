// Writes that a run over 10,000 profiles costs, by the meter of the search server: what has changed, and nothing else.
import { beforeAll, describe, expect, it } from 'vitest';
import { seedProfiles } from '../../src/dev/demo/seed.ts';
import { mutated } from '../support/mutations.ts';
import { expectIndexEqualsDatabase } from '../support/index-equals-database.ts';
import { useVitae } from '../support/vitae.ts';
import { runToEnd } from './runs-of-tests.ts';

let count: number;
let one: string;
const vitae = useVitae();
beforeAll(async () => {
  await seedProfiles({ url: vitae.url, count: 10_000 });
  const rows = await vitae.db.profile.findMany({ where: { visibility: 'PUBLIC' }, select: { id: true } });
  count = rows.length;
  one = rows[Math.floor(count / 2)]?.id ?? '';
  await runToEnd(vitae, { mode: 'CHANGED' });
  expect(await vitae.billedRecords()).toBe(count);
});

describe('10,000 profiles', () => {
  it.each(['CHANGED', 'VERIFY', 'DRY_RUN'] as const)('without a change cost %s no write', async (mode) => {
    const run = await runToEnd(vitae, { mode });
    expect(run).toMatchObject({ status: 'COMPLETED', total: count, skipped: count, failed: 0 });
    expect(await vitae.billedRecords()).toBe(0);
  });

  it.each(['CHANGED', 'VERIFY'] as const)('with one changed in the database cost %s one', async (mode) => {
    await vitae.sql(`UPDATE profile SET full_name = $2, revision = revision + 1 WHERE id = $1`, [
      one,
      `Renamed before ${mode}`,
    ]);
    const run = await runToEnd(vitae, { mode });
    expect(run).toMatchObject({ status: 'COMPLETED', total: count, upserted: 1, skipped: count - 1 });
    expect(await vitae.billedRecords()).toBe(1);
  });

  it('with one changed through the API cost one write, and the next run none', async () => {
    await mutated(vitae, 'saveBio', { profileId: one, input: { summary: 'Another one.' } }, 'admin');
    await vitae.idle();
    expect(await vitae.billedRecords()).toBe(1);
    expect(await runToEnd(vitae, { mode: 'CHANGED' })).toMatchObject({ upserted: 0, skipped: count });
    expect(await vitae.billedRecords()).toBe(0);
    expect(await expectIndexEqualsDatabase(vitae)).toBe(count);
  });
});
