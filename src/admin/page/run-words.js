// Formats what the pages of one run and of all runs show of a run.
import { moment, number, words } from './words.js';

/** @typedef {import('../../client/generated/graphql.ts').DashboardRunsQuery['reindexRuns']['edges'][number]['node']} Run */

export const TONES = /** @type {Record<Run['status'], import('./parts.js').Tone>} */ ({
  PENDING: 'busy',
  RUNNING: 'busy',
  PAUSED: 'quiet',
  AWAITING_CONFIRMATION: 'bad',
  COMPLETED: 'good',
  COMPLETED_WITH_FAILURES: 'bad',
  CANCELLED: 'quiet',
  FAILED: 'bad',
});

/** @param {Pick<Run, 'mode' | 'upserted' | 'skipped' | 'removed' | 'failed'>} run */
export function counts({ mode, upserted, skipped, removed, failed }) {
  const would = mode === 'DRY_RUN' ? 'would be ' : '';
  return `${number(upserted)} ${would}written · ${number(skipped)} unchanged · ${number(removed)} ${would}removed · ${number(failed)} failed`;
}

/** @param {Run['filter']} filter */
export function filterWords({ afterId, upToId, completionBelow, updatedSince, visibility }) {
  const parts = [
    visibility && `${words(visibility).toLowerCase()} ones`,
    updatedSince && `changed since ${moment(updatedSince)}`,
    completionBelow && `less than ${completionBelow} % complete`,
    afterId && `ids after ${afterId}`,
    upToId && `ids up to ${upToId}`,
  ].filter(Boolean);
  return parts.length > 0 ? parts.join(', ') : 'all profiles';
}
