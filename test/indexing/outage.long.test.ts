// While the search server is down or refuses, mutations succeed and searches fail with a code. Afterwards the index catches up.
import { expect, it } from 'vitest';
import { seedProfiles } from '../../src/dev/demo/seed.ts';
import { mutated } from '../support/mutations.ts';
import { expectIndexEqualsDatabase } from '../support/index-equals-database.ts';
import { DEAD_LETTERS, readJobs } from '../support/pgboss-tables.ts';
import { endDelays } from '../support/delays.ts';
import { startVitae } from '../support/vitae.ts';

const PROFILES = 12;

it.each([
  ['is down', [{ kind: 'reset' as const }]],
  ['answers 503', [{ kind: 'status' as const }]],
  ['limits the rate', [{ kind: 'rateLimit' as const, retryAfterSeconds: 1 }]],
  ['refuses the key or has a quota exceeded (403)', [{ kind: 'status' as const, status: 403 }]],
  ['does not know the key (401)', [{ kind: 'status' as const, status: 401 }]],
  ['does not know the application (404)', [{ kind: 'status' as const, status: 404 }]],
  ['waits for a payment (402)', [{ kind: 'status' as const, status: 402 }]],
])('a search server that %s: every mutation succeeds, and the index catches up', async (_name, faults) => {
  await using vitae = await startVitae();
  await seedProfiles({ url: vitae.url, count: PROFILES });
  await vitae.faults(faults);
  const rows = await vitae.db.profile.findMany({ select: { id: true }, orderBy: { id: 'asc' } });
  for (const { id: profileId } of rows)
    await mutated(vitae, 'saveBio', { profileId, input: { summary: 'During the outage' } }, 'admin');
  await mutated(vitae, 'createProfile', { input: { fullName: 'Born In The Outage' } }, 'admin');
  await mutated(vitae, 'deleteProfile', { profileId: rows[0]?.id }, 'admin');
  const { errors, text } = await vitae.send('{ searchProfiles(query: "") { totalCount } }', {}, null);
  expect(
    errors?.map(({ extensions }) => extensions),
    text,
  ).toEqual([{ code: 'UNAVAILABLE' }]);
  expect(text).not.toMatch(/127\.0\.0\.1|ECONN|503|429/);
  const lookup = `{ profileInspection(id: "${rows[1]?.id}") { cacheAgrees indexedDocument } }`;
  const { data } = await vitae.send(lookup, {}, 'admin');
  expect(data).toEqual({ profileInspection: { cacheAgrees: true, indexedDocument: null } });
  // A push was tried and failed.
  await expect.poll(() => readJobs(vitae, 'profile-changed', 'retry')).not.toEqual([]);
  await vitae.faults([]);
  await endDelays(vitae);
  await vitae.idle();
  expect(await readJobs(vitae, DEAD_LETTERS)).toEqual([]);
  await expectIndexEqualsDatabase(vitae);
  const events = await vitae.db.analyticsEvent.groupBy({ by: ['profileId'], _count: true });
  expect(events.every(({ _count }) => _count === 1)).toBe(true);
});
