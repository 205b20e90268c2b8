// The sweep pushes documents that change without a write, because a section turned stale.
import { beforeAll, describe, expect, it } from 'vitest';
import { sweepStale } from '../../src/indexing/staleness.ts';
import { seedProfiles } from '../../src/dev/demo/seed.ts';
import { makeFilledProfile, type FilledProfile } from '../support/mutations.ts';
import { expectIndexEqualsDatabase } from '../support/index-equals-database.ts';
import { useVitae } from '../support/vitae.ts';
import { runToEnd } from '../reindex/runs-of-tests.ts';
import { percentageWithout } from '../completion/percentage.ts';

let filled: FilledProfile;
const vitae = useVitae();
beforeAll(async () => {
  filled = await makeFilledProfile(vitae, 'Aging Person');
  await vitae.idle();
});

/** Moves the write and the push of the bio into the past. */
async function letPass(profileId: string, days: number) {
  await vitae.sql(`UPDATE bio SET updated_at = now() - $2::float * interval '1 day' WHERE profile_id = $1`, [
    profileId,
    days,
  ]);
  await vitae.sql(
    `UPDATE search_state SET next_change_at = now() + (365 - $2::float) * interval '1 day' WHERE profile_id = $1`,
    [profileId, days],
  );
}

const score = async () => (await vitae.search.getObject(filled.id))?.['completion'];
const findsComplete = async () =>
  (await vitae.send('{ searchProfiles(query: "Aging", minCompletion: 100) { totalCount } }', {}, null)).text;

describe('the sweep', () => {
  it('uses the time of the next change from the search state', async () => {
    const state = await vitae.db.searchState.findUniqueOrThrow({ where: { profileId: filled.id } });
    const days = ((state.nextChangeAt?.getTime() ?? 0) - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(364.9);
    expect(days).toBeLessThan(365);
  });

  it('pushes nothing before that time', async () => {
    await letPass(filled.id, 364.9);
    await vitae.billedRecords();
    await sweepStale(vitae.services);
    await vitae.idle();
    expect(await vitae.billedRecords()).toBe(0);
    expect(await score()).toMatchObject({ percentage: 100, sections: { bio: 'FILLED' } });
    expect(await findsComplete()).toContain('"totalCount":1');
  });

  it('pushes a document with a stale section once', async () => {
    await letPass(filled.id, 365.1);
    await sweepStale(vitae.services);
    await vitae.idle();
    expect(await score()).toMatchObject({ percentage: percentageWithout('bio'), sections: { bio: 'STALE' } });
    expect(await findsComplete()).toContain('"totalCount":0');
    expect(await vitae.billedRecords()).toBe(1);
    await sweepStale(vitae.services);
    await vitae.idle();
    expect(await vitae.billedRecords()).toBe(0);
    await expectIndexEqualsDatabase(vitae);
  });

  it('finds all stale profiles over several pages', async () => {
    await seedProfiles({ url: vitae.url, count: 650 });
    await runToEnd(vitae, { mode: 'FULL' });
    await vitae.sql(`UPDATE search_state SET next_change_at = now() - interval '1 minute' WHERE indexed`);
    const due = await vitae.db.searchState.count({ where: { indexed: true } });
    expect(due).toBeGreaterThan(600);
    const enqueued = new Set<unknown>();
    const { jobs } = vitae.services;
    await sweepStale({
      db: vitae.db,
      jobs: {
        ...jobs,
        enqueue: (_job, payload) => {
          enqueued.add(JSON.stringify(payload));
          return Promise.resolve();
        },
      },
    });
    expect(enqueued.size).toBe(due);
  });

  it('is not needed after a CHANGED run, which finds stale profiles too', async () => {
    await vitae.billedRecords();
    await vitae.sql(
      `UPDATE bio SET updated_at = now() - interval '400 days' WHERE profile_id = (SELECT profile_id FROM search_state JOIN bio USING (profile_id) JOIN profile ON profile.id = profile_id WHERE indexed AND bio.updated_at > now() - interval '300 days' AND summary IS NOT NULL ORDER BY 1 LIMIT 1)`,
    );
    const run = await runToEnd(vitae, { mode: 'CHANGED' });
    expect(run.upserted).toBe(1);
    await expectIndexEqualsDatabase(vitae);
  });
});
