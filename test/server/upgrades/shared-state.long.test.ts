// What processes of two versions share during a deployment, beside tables and jobs: the names in the cache's store and the
// channels of Postgres. Whoever changes one of these says in docs/operations.md that the older version is stopped first.
// test/jobs/pgboss-tables.test.ts has the tables of the queues.
import { expect, it } from 'vitest';
import { createKeys } from '../../../src/cache/entry.ts';
import { completionSetTag } from '../../../src/completion/set-tags.ts';
import { INVALIDATED_CHANNEL } from '../../../src/database/invalidations.ts';
import { PROGRESS_CHANNEL } from '../../../src/reindex/progress-channel.ts';
import { profileCompletionTag } from '../../../src/profiles/completion-tag.ts';

it('a write of one version invalidates what another version has cached: both use the same nonces', () => {
  expect(profileCompletionTag('1')).toBe('profile_completion_1');
  const keys = createKeys('vitae', 'place');
  expect(keys.tag('profile_completion_1')).toBe('vitae:t:profile_completion_1');
});

it('the group of all sections has the same tag in every version', () => {
  expect(completionSetTag(null)).toBe('completion_sections_all');
  expect(completionSetTag(['photo', 'bio', 'bio'])).toBe('completion_sections_bio,photo');
});

it('two versions notify each other on the same channels', () => {
  expect([INVALIDATED_CHANNEL, PROGRESS_CHANNEL]).toEqual(['vitae_invalidated', 'vitae_reindex_progress']);
});
