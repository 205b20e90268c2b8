// What processes of two versions share during a deployment, beside tables and jobs: the names in the cache's store and the
// channels of Postgres. Whoever changes one of these says in docs/operations.md that the older version is stopped first.
// test/jobs/pgboss-tables.test.ts has the tables of the queues.
import { expect, it } from 'vitest';
import { createKeys } from '../../../src/cache/entry.ts';
import { memoryStore } from '../../../src/cache/memory-store.ts';
import { INVALIDATED_CHANNEL } from '../../../src/database/invalidations.ts';
import { PROGRESS_CHANNEL } from '../../../src/reindex/progress-channel.ts';
import { profileCompletionTag } from '../../../src/profiles/completion-tag.ts';
import { entryOf, numberCache } from '../../cache/fixtures.ts';

it('a write of one version invalidates what another version has cached: both use the same nonces', () => {
  expect(profileCompletionTag('1')).toBe('profile_completion_1');
  const keys = createKeys('vitae');
  expect(keys.generation).toBe('vitae:g');
  expect(keys.tag('profile_completion_1')).toBe('vitae:t:profile_completion_1');
});

it('two versions in one store: each reads its own entries, and an invalidation of either ends both', async () => {
  const store = memoryStore();
  const old = numberCache({ store, version: '1' });
  const next = numberCache({ store, version: '2' });
  const entry = entryOf(1);
  const fill = async (cache: typeof old, value: number) => {
    await cache.getOrCompute(entry, () => Promise.resolve(value));
    await cache.whenStored();
  };
  await fill(old, 1);
  expect(await next.get(entry)).toBeUndefined();
  await fill(next, 2);
  expect(await old.get(entry)).toBeUndefined();
  expect(await next.get(entry)).toBeDefined();
  await old.invalidate(entry.tags);
  expect(await next.get(entry)).toBeUndefined();
});

it('two versions notify each other on the same channels', () => {
  expect([INVALIDATED_CHANNEL, PROGRESS_CHANNEL]).toEqual(['vitae_invalidated', 'vitae_reindex_progress']);
});
